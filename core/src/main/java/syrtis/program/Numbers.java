package syrtis.program;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import syrtis.program.Value.Big;
import syrtis.program.Value.Bool;
import syrtis.program.Value.Complex;
import syrtis.program.Value.Int;
import syrtis.program.Value.Num;
import syrtis.program.Value.Real;
import syrtis.type.Dtype;

/**
 * Arithmetic of Python's own numbers: it rounds down in {@code //} and {@code %}, divides integers into reals, and, unlike
 * an array's, never wraps around: integers grow as they need.
 */
final class Numbers {
    /** More bits than this are a mistake of the program. */
    private static final int MOST_BITS = 1 << 16;

    private Numbers() {}

    static Num add(Num a, Num b) {
        return arithmetic(
                a, b, Math::addExact, BigInteger::add, Double::sum, (x, y) -> new Complex(x.re() + y.re(), x.im() + y.im()));
    }

    static Num subtract(Num a, Num b) {
        return arithmetic(
                a,
                b,
                Math::subtractExact,
                BigInteger::subtract,
                (x, y) -> x - y,
                (x, y) -> new Complex(x.re() - y.re(), x.im() - y.im()));
    }

    static Num multiply(Num a, Num b) {
        return arithmetic(a, b, Math::multiplyExact, BigInteger::multiply, (x, y) -> x * y, Numbers::product);
    }

    static Num divide(Num a, Num b) {
        if (a instanceof Complex || b instanceof Complex) {
            return quotient(complex(a), complex(b));
        }
        double divisor = divisor(real(b), a, b, "/");
        if (isInteger(a) && isInteger(b) && (big(a).bitLength() > 53 || big(b).bitLength() > 53)) {
            BigDecimal exact = new BigDecimal(big(a)).divide(new BigDecimal(big(b)), MathContext.DECIMAL128);
            return new Real(exact.doubleValue());
        }
        return new Real(real(a) / divisor);
    }

    static Num floorDivide(Num a, Num b) {
        return arithmetic(
                a,
                b,
                (x, y) -> y == -1 ? Math.negateExact(x) : Math.floorDiv(x, nonZero(y)),
                (x, y) -> x.subtract(floorRemainder(x, y)).divide(y),
                (x, y) -> floorQuotient(x, divisor(y, a, b, "//")),
                noComplex("//"));
    }

    static Num remainder(Num a, Num b) {
        return arithmetic(
                a,
                b,
                (x, y) -> Math.floorMod(x, nonZero(y)),
                Numbers::floorRemainder,
                (x, y) -> floorRemainder(x, divisor(y, a, b, "%")),
                noComplex("%"));
    }

    static Num power(Num a, Num b) {
        if (!(a instanceof Complex) && !(b instanceof Complex)) {
            if (isInteger(a) && isInteger(b) && big(b).signum() >= 0) {
                return integerPower(big(a), big(b));
            }
            double base = real(a);
            double exponent = real(b);
            if (base == 0 && exponent < 0) {
                throw new Mistake("0 cannot be raised to the negative power " + Repr.of(b));
            }
            if (base >= 0 || exponent == Math.rint(exponent) || Double.isNaN(base)) {
                return new Real(Math.pow(base, exponent));
            }
        }
        return complexPower(complex(a), complex(b));
    }

    static Num and(Num a, Num b) {
        return bits("&", a, b, BigInteger::and);
    }

    static Num or(Num a, Num b) {
        return bits("|", a, b, BigInteger::or);
    }

    static Num xor(Num a, Num b) {
        return bits("^", a, b, BigInteger::xor);
    }

    static Num shiftLeft(Num a, Num b) {
        requireIntegers("<<", a, b);
        long shift = notNegative(b);
        return big(a).signum() == 0 ? a : of(big(a).shiftLeft(limited(big(a).bitLength() + shift, shift)));
    }

    static Num shiftRight(Num a, Num b) {
        requireIntegers(">>", a, b);
        return of(big(a).shiftRight((int) Math.min(notNegative(b), MOST_BITS)));
    }

    @SuppressWarnings("DoNotCallSuggester") // A row of the operators calls it.
    static Num matmul(Num a, Num b) {
        throw new Mistake("'@' multiplies matrices, got " + a.describe() + " and " + b.describe() + ": use '*'");
    }

    static Num negative(Num a) {
        return switch (a) {
            case Bool bool -> new Int(bool.value() ? -1 : 0);
            case Int _, Big _ -> of(big(a).negate());
            case Real real -> new Real(-real.value());
            case Complex complex -> new Complex(-complex.re(), -complex.im());
        };
    }

    static Num positive(Num a) {
        return a instanceof Bool bool ? new Int(bool.value() ? 1 : 0) : a;
    }

    static Num invert(Num a) {
        if (!isInteger(a)) {
            throw new Mistake("'~' needs an integer, got " + a.describe());
        }
        return of(big(a).not());
    }

    static Num absolute(Num a) {
        return switch (a) {
            case Bool bool -> positive(bool);
            case Int _, Big _ -> of(big(a).abs());
            case Real real -> new Real(Math.abs(real.value()));
            case Complex complex -> new Real(Math.hypot(complex.re(), complex.im()));
        };
    }

    /** Less than, equal to or greater than zero, as {@code a} is to {@code b}; only for numbers in order, so no NaN. */
    static int compare(Num a, Num b) {
        if (isInteger(a) && isInteger(b)) {
            return big(a).compareTo(big(b));
        }
        double x = real(a);
        double y = real(b);
        // An integer may fall between two doubles.
        boolean isExact = Math.abs(x) < 0x1p53 || Math.abs(y) < 0x1p53 || Double.isInfinite(x) || Double.isInfinite(y);
        return isExact ? Double.compare(x + 0.0, y + 0.0) : decimal(a).compareTo(decimal(b));
    }

    static boolean equal(Num a, Num b) {
        if (a instanceof Complex || b instanceof Complex) {
            return complex(a).re() == complex(b).re()
                    && complex(a).im() == complex(b).im();
        }
        boolean isNan = (!isInteger(a) && Double.isNaN(real(a))) || (!isInteger(b) && Double.isNaN(real(b)));
        return !isNan && compare(a, b) == 0;
    }

    private static BigDecimal decimal(Num a) {
        return isInteger(a) ? new BigDecimal(big(a)) : new BigDecimal(real(a));
    }

    /** A number that compares with every element of {@code dtype} as {@code big} does. */
    static Num beyond(Big big, Dtype dtype) {
        double nearest = big.value().doubleValue();
        return new Real(dtype.isInexact() ? nearest : Math.copySign(Double.POSITIVE_INFINITY, nearest));
    }

    /** The smallest kind of integer for {@code value}. */
    static Num of(BigInteger value) {
        return value.bitLength() < 64 ? new Int(value.longValue()) : new Big(value);
    }

    /** The integer whose 64 bits, without a sign, are these. */
    static Num unsigned(long bits) {
        return bits >= 0 ? new Int(bits) : new Big(new BigInteger(Long.toUnsignedString(bits)));
    }

    /** The 64 bits of an integer from 0 to 2^64 - 1. */
    static long unsignedBits(Num a) {
        if (big(a).signum() < 0 || big(a).bitLength() > 64) {
            throw new Mistake("arrays hold integers of 64 bits, " + Repr.of(a)
                    + " does not fit among these: write them with '.0'");
        }
        return big(a).longValue();
    }

    static BigInteger big(Num a) {
        return switch (a) {
            case Bool bool -> bool.value() ? BigInteger.ONE : BigInteger.ZERO;
            case Int integer -> BigInteger.valueOf(integer.value());
            case Big big -> big.value();
            case Real _, Complex _ -> throw new Mistake("an integer is needed here, got " + a.describe());
        };
    }

    static boolean isInteger(Num a) {
        return a instanceof Int || a instanceof Bool || a instanceof Big;
    }

    static long integer(Num a) {
        return switch (a) {
            case Bool bool -> bool.value() ? 1 : 0;
            case Int integer -> integer.value();
            case Big _ -> throw new Mistake("an integer of 64 bits is needed here, got " + Repr.of(a));
            case Real _, Complex _ -> throw new Mistake("an integer is needed here, got " + a.describe());
        };
    }

    static double real(Num a) {
        return switch (a) {
            case Bool bool -> bool.value() ? 1 : 0;
            case Int integer -> integer.value();
            case Big big -> big.value().doubleValue();
            case Real real -> real.value();
            case Complex _ -> throw new Mistake("a real number is needed here, got " + a.describe());
        };
    }

    static Complex complex(Num a) {
        return a instanceof Complex complex ? complex : new Complex(real(a), 0);
    }

    /** The integer next to {@code value} towards zero. */
    static Num truncate(double value) {
        if (!Double.isFinite(value)) {
            throw new Mistake(Repr.of(new Real(value)) + " is no integer");
        }
        return of(new BigDecimal(value).toBigInteger());
    }

    private static Num arithmetic(
            Num a,
            Num b,
            LongBinaryOperator small,
            BinaryOperator<BigInteger> large,
            DoubleBinaryOperator reals,
            BinaryOperator<Complex> complexes) {
        if (a instanceof Complex || b instanceof Complex) {
            return complexes.apply(complex(a), complex(b));
        }
        if (!isInteger(a) || !isInteger(b)) {
            return new Real(reals.applyAsDouble(real(a), real(b)));
        }
        if (!(a instanceof Big) && !(b instanceof Big)) {
            try {
                return new Int(small.applyAsLong(integer(a), integer(b)));
            } catch (ArithmeticException _) {
                // More than 64 bits.
            }
        }
        BigInteger result = large.apply(big(a), big(b));
        limited(result.bitLength(), 0);
        return of(result);
    }

    private static Num bits(String symbol, Num a, Num b, BinaryOperator<BigInteger> operator) {
        requireIntegers(symbol, a, b);
        BigInteger result = operator.apply(big(a), big(b));
        return a instanceof Bool && b instanceof Bool ? Bool.of(result.signum() != 0) : of(result);
    }

    /** {@code value}, if an integer may have so many bits. */
    private static int limited(long bits, long value) {
        if (bits > MOST_BITS) {
            throw new Mistake("this integer has more than " + MOST_BITS + " bits: write one of the numbers with '.0'");
        }
        return Math.toIntExact(value);
    }

    private static void requireIntegers(String symbol, Num a, Num b) {
        if (!isInteger(a) || !isInteger(b)) {
            throw new Mistake("'" + symbol + "' needs integers, got " + a.describe() + " and " + b.describe());
        }
    }

    private static Num integerPower(BigInteger base, BigInteger exponent) {
        if (base.abs().compareTo(BigInteger.ONE) <= 0) {
            return of(exponent.signum() == 0 ? BigInteger.ONE : exponent.testBit(0) ? base : base.multiply(base));
        }
        long power = exponent.bitLength() < 32 ? exponent.longValue() : Integer.MAX_VALUE;
        return of(base.pow(limited((base.bitLength() - 1) * power, power)));
    }

    private static BigInteger floorRemainder(BigInteger x, BigInteger y) {
        nonZero(y.signum());
        BigInteger rest = x.mod(y.abs());
        return y.signum() < 0 && rest.signum() != 0 ? rest.add(y) : rest;
    }

    private static long nonZero(long divisor) {
        if (divisor == 0) {
            throw new Mistake("division by zero: arrays divide by zero, numbers do not");
        }
        return divisor;
    }

    private static double divisor(double divisor, Num a, Num b, String symbol) {
        if (divisor == 0) {
            throw new Mistake("division by zero in %s %s %s: arrays divide by zero, numbers do not"
                    .formatted(Repr.of(a), symbol, Repr.of(b)));
        }
        return divisor;
    }

    private static long notNegative(Num shift) {
        if (big(shift).signum() < 0) {
            throw new Mistake("a shift is not negative, got " + Repr.of(shift));
        }
        return big(shift).bitLength() < 32 ? big(shift).longValue() : Integer.MAX_VALUE;
    }

    private static double floorRemainder(double x, double y) {
        double rest = x % y;
        if (rest == 0) {
            return Math.copySign(0.0, y);
        }
        return rest < 0 != y < 0 ? rest + y : rest;
    }

    /** Python's: exact where the quotient is, and in step with {@link #floorRemainder}. */
    private static double floorQuotient(double x, double y) {
        double rest = x % y;
        double quotient = (x - rest) / y;
        if (rest != 0 && rest < 0 != y < 0) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0.0, x / y);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static Complex product(Complex x, Complex y) {
        return new Complex(x.re() * y.re() - x.im() * y.im(), x.re() * y.im() + x.im() * y.re());
    }

    /** Smith 1962: scales by the larger part of the divisor, so that its square does not overflow. */
    private static Complex quotient(Complex x, Complex y) {
        if (y.re() == 0 && y.im() == 0) {
            throw new Mistake("division by zero: arrays divide by zero, numbers do not");
        }
        if (Math.abs(y.re()) >= Math.abs(y.im())) {
            double ratio = y.im() / y.re();
            double scale = y.re() + y.im() * ratio;
            return new Complex((x.re() + x.im() * ratio) / scale, (x.im() - x.re() * ratio) / scale);
        }
        double ratio = y.re() / y.im();
        double scale = y.re() * ratio + y.im();
        return new Complex((x.re() * ratio + x.im()) / scale, (x.im() * ratio - x.re()) / scale);
    }

    private static Complex complexPower(Complex x, Complex y) {
        if (y.re() == 0 && y.im() == 0) {
            return new Complex(1, 0);
        }
        if (x.re() == 0 && x.im() == 0) {
            if (y.im() != 0 || y.re() < 0) {
                throw new Mistake("0 cannot be raised to the power " + Repr.of(y));
            }
            return new Complex(0, 0);
        }
        if (y.im() == 0 && y.re() == Math.rint(y.re()) && Math.abs(y.re()) <= 100) {
            Complex result = new Complex(1, 0);
            Complex square = x;
            for (int rest = (int) Math.abs(y.re()); rest > 0; rest >>= 1, square = product(square, square)) {
                result = (rest & 1) != 0 ? product(result, square) : result;
            }
            return y.re() < 0 ? quotient(new Complex(1, 0), result) : result;
        }
        double size = Math.hypot(x.re(), x.im());
        double angle = Math.atan2(x.im(), x.re());
        double length = Math.pow(size, y.re()) * Math.exp(-angle * y.im());
        double turn = angle * y.re() + y.im() * Math.log(size);
        return new Complex(length * Math.cos(turn), length * Math.sin(turn));
    }

    private static BinaryOperator<Complex> noComplex(String symbol) {
        return (x, _) -> {
            throw new Mistake("'" + symbol + "' is not defined for complex numbers, got " + x.describe());
        };
    }
}
