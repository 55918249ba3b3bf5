package syrtis.program;

import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import syrtis.program.Value.Bool;
import syrtis.program.Value.Complex;
import syrtis.program.Value.Int;
import syrtis.program.Value.Num;
import syrtis.program.Value.Real;

/**
 * Arithmetic of Python's own numbers: it rounds down in {@code //} and {@code %}, divides integers into reals, and, unlike
 * an array's, never wraps around. Integers have 64 bits; what does not fit is an error.
 */
final class Numbers {
    private Numbers() {}

    static Num add(Num a, Num b) {
        return arithmetic("+", a, b, Math::addExact, Double::sum, (x, y) -> new Complex(x.re() + y.re(), x.im() + y.im()));
    }

    static Num subtract(Num a, Num b) {
        return arithmetic(
                "-", a, b, Math::subtractExact, (x, y) -> x - y, (x, y) -> new Complex(x.re() - y.re(), x.im() - y.im()));
    }

    static Num multiply(Num a, Num b) {
        return arithmetic("*", a, b, Math::multiplyExact, (x, y) -> x * y, Numbers::product);
    }

    static Num divide(Num a, Num b) {
        if (a instanceof Complex || b instanceof Complex) {
            return quotient(complex(a), complex(b));
        }
        return new Real(real(a) / divisor(real(b), a, b, "/"));
    }

    static Num floorDivide(Num a, Num b) {
        return arithmetic(
                "//",
                a,
                b,
                (x, y) -> y == -1 ? Math.negateExact(x) : Math.floorDiv(x, nonZero(y)),
                (x, y) -> floorQuotient(x, divisor(y, a, b, "//")),
                noComplex("//"));
    }

    static Num remainder(Num a, Num b) {
        return arithmetic(
                "%",
                a,
                b,
                (x, y) -> Math.floorMod(x, nonZero(y)),
                (x, y) -> floorRemainder(x, divisor(y, a, b, "%")),
                noComplex("%"));
    }

    static Num power(Num a, Num b) {
        if (!(a instanceof Complex) && !(b instanceof Complex)) {
            if (isInteger(a) && isInteger(b) && integer(b) >= 0) {
                return new Int(exact("**", a, b, Numbers::integerPower));
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
        return bits("&", a, b, (x, y) -> x & y);
    }

    static Num or(Num a, Num b) {
        return bits("|", a, b, (x, y) -> x | y);
    }

    static Num xor(Num a, Num b) {
        return bits("^", a, b, (x, y) -> x ^ y);
    }

    static Num shiftLeft(Num a, Num b) {
        requireIntegers("<<", a, b);
        return new Int(exact("<<", a, b, (x, y) -> {
            long shifted = notNegative(y) < 64 ? x << y : 0;
            if (x != 0 && (y > 63 || shifted >> y != x)) {
                throw new ArithmeticException();
            }
            return shifted;
        }));
    }

    static Num shiftRight(Num a, Num b) {
        requireIntegers(">>", a, b);
        return new Int(integer(a) >> Math.min(notNegative(integer(b)), 63));
    }

    static Num matmul(Num a, Num b) {
        throw new Mistake("'@' multiplies matrices, got " + a.describe() + " and " + b.describe() + ": use '*'");
    }

    static Num negative(Num a) {
        return switch (a) {
            case Bool bool -> new Int(bool.value() ? -1 : 0);
            case Int integer -> new Int(exact("-", new Int(0), a, Math::subtractExact));
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
        return new Int(~integer(a));
    }

    static Num absolute(Num a) {
        return switch (a) {
            case Bool bool -> positive(bool);
            case Int integer -> integer.value() < 0 ? negative(integer) : integer;
            case Real real -> new Real(Math.abs(real.value()));
            case Complex complex -> new Real(Math.hypot(complex.re(), complex.im()));
        };
    }

    /** Less than, equal to or greater than zero, as {@code a} is to {@code b}; only for numbers in order, so no NaN. */
    static int compare(Num a, Num b) {
        return isInteger(a) && isInteger(b) ? Long.compare(integer(a), integer(b)) : Double.compare(real(a) + 0.0, real(b) + 0.0);
    }

    static boolean equal(Num a, Num b) {
        if (a instanceof Complex || b instanceof Complex) {
            return complex(a).re() == complex(b).re() && complex(a).im() == complex(b).im();
        }
        return isInteger(a) && isInteger(b) ? integer(a) == integer(b) : real(a) == real(b);
    }

    static boolean isInteger(Num a) {
        return a instanceof Int || a instanceof Bool;
    }

    static long integer(Num a) {
        return switch (a) {
            case Bool bool -> bool.value() ? 1 : 0;
            case Int integer -> integer.value();
            case Real _, Complex _ -> throw new Mistake("an integer is needed here, got " + a.describe());
        };
    }

    static double real(Num a) {
        return switch (a) {
            case Bool bool -> bool.value() ? 1 : 0;
            case Int integer -> integer.value();
            case Real real -> real.value();
            case Complex _ -> throw new Mistake("a real number is needed here, got " + a.describe());
        };
    }

    static Complex complex(Num a) {
        return a instanceof Complex complex ? complex : new Complex(real(a), 0);
    }

    /** The integer next to {@code value} towards zero. */
    static Int truncate(double value) {
        // 2^63 itself does not fit.
        if (!(value >= -0x1p63 && value < 0x1p63)) {
            throw new Mistake(Repr.of(new Real(value)) + " is no 64-bit integer");
        }
        return new Int((long) value);
    }

    private static Num arithmetic(
            String symbol,
            Num a,
            Num b,
            LongBinaryOperator integers,
            DoubleBinaryOperator reals,
            BinaryOperator<Complex> complexes) {
        if (a instanceof Complex || b instanceof Complex) {
            return complexes.apply(complex(a), complex(b));
        }
        return isInteger(a) && isInteger(b)
                ? new Int(exact(symbol, a, b, integers))
                : new Real(reals.applyAsDouble(real(a), real(b)));
    }

    private static long exact(String symbol, Num a, Num b, LongBinaryOperator operator) {
        try {
            return operator.applyAsLong(integer(a), integer(b));
        } catch (ArithmeticException _) {
            throw new Mistake("%s %s %s does not fit 64-bit integers: write %s.0 to compute with reals"
                    .formatted(Repr.of(a), symbol, Repr.of(b), Repr.of(a)));
        }
    }

    private static Num bits(String symbol, Num a, Num b, LongBinaryOperator operator) {
        requireIntegers(symbol, a, b);
        long result = operator.applyAsLong(integer(a), integer(b));
        return a instanceof Bool && b instanceof Bool ? Value.Bool.of(result != 0) : new Int(result);
    }

    private static void requireIntegers(String symbol, Num a, Num b) {
        if (!isInteger(a) || !isInteger(b)) {
            throw new Mistake("'" + symbol + "' needs integers, got " + a.describe() + " and " + b.describe());
        }
    }

    private static long integerPower(long base, long exponent) {
        long result = 1;
        long square = base;
        for (long rest = exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) != 0) {
                result = Math.multiplyExact(result, square);
            }
            if (rest > 1) {
                square = Math.multiplyExact(square, square);
            }
        }
        return result;
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

    private static long notNegative(long shift) {
        if (shift < 0) {
            throw new Mistake("a shift is not negative, got " + shift);
        }
        return shift;
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
