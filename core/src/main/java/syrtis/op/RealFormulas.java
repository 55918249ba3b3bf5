package syrtis.op;

import java.util.function.BinaryOperator;
import syrtis.type.Dtype;

/**
 * The formulas of {@link Elementwise} rows on real symbols that do not fit on the row's line. Edge cases (signed
 * zeros, NaN, integers at the end of their range) are NumPy's.
 */
final class RealFormulas {
    private RealFormulas() {}

    // Arithmetic

    static Scalar power(Scalar x, Scalar y) {
        if (x.dtype().isFloat()) {
            return x.call(MathFunction.POWER, y);
        }
        return x.call(MathFunction.INTEGER_POWER, x.dtype() == Dtype.UINT64 ? signedExponent(y) : y);
    }

    /**
     * An exponent below 2^63 that gives every uint64 the same power, modulo 2^64: odd numbers have orders that divide
     * 2^62, and even ones vanish from the 64th power on.
     */
    private static Scalar signedExponent(Scalar exponent) {
        Scalar equivalent = exponent.and(exponent.constant(Long.MAX_VALUE)).or(exponent.constant(1L << 62));
        return exponent.constant(Long.MIN_VALUE).lessEqual(exponent).select(equivalent, exponent);
    }

    /** -1, 0 or 1; NaN for NaN, and 0.0 for -0.0. */
    static Scalar sign(Scalar x) {
        Scalar zero = x.constant(0L);
        Scalar sign = zero.lessThan(x).select(x.constant(1L), x.lessThan(zero).select(x.constant(-1L), zero));
        return x.dtype().isFloat() ? x.isNan().select(x, sign) : sign;
    }

    /** Integers by way of float64, so that 1 / 0 is what the cast of infinity gives. */
    static Scalar reciprocal(Scalar x) {
        if (x.dtype().isFloat()) {
            return x.constant(1L).over(x);
        }
        return reciprocal(x.cast(Dtype.FLOAT64)).cast(x.dtype());
    }

    /** |x| / gcd * |y| on unsigned numbers, where |MIN| is positive; 0 / 0 = 0 makes lcm(0, 0) = 0. */
    static Scalar lcm(Scalar x, Scalar y) {
        Dtype unsigned = unsigned(x.dtype());
        Scalar a = x.absolute().cast(unsigned);
        Scalar b = y.absolute().cast(unsigned);
        return a.apply(Prim.FLOOR_DIVIDE, a.call(MathFunction.GCD, b)).times(b).cast(x.dtype());
    }

    // Floating-point numbers

    static Scalar signbit(Scalar x) {
        return x.dtype().isFloat() ? signBit(x).cast(Dtype.BOOL) : x.lessThan(x.constant(0L));
    }

    static Scalar copysign(Scalar x, Scalar y) {
        return bits(x.absolute()).or(signBit(y)).reinterpret(x.dtype());
    }

    static Scalar spacing(Scalar x) {
        Scalar away = x.lessThan(x.constant(0L))
                .select(x.constant(Double.NEGATIVE_INFINITY), x.constant(Double.POSITIVE_INFINITY));
        return x.call(MathFunction.NEXTAFTER, away).minus(x);
    }

    static Scalar heaviside(Scalar x, Scalar atZero) {
        Scalar zero = x.constant(0L);
        Scalar step = x.lessThan(zero).select(zero, x.constant(1L));
        return x.isNan().select(x, x.isEqual(zero).select(atZero, step));
    }

    static Scalar isFinite(Scalar x) {
        return x.dtype().isFloat()
                ? x.absolute().lessThan(x.constant(Double.POSITIVE_INFINITY))
                : x.body().constant(Dtype.BOOL, 1L);
    }

    static Scalar isInfinite(Scalar x) {
        return equalsInfinity(x.absolute(), Double.POSITIVE_INFINITY);
    }

    static Scalar equalsInfinity(Scalar x, double infinity) {
        return x.dtype().isFloat() ? x.isEqual(x.constant(infinity)) : x.body().constant(Dtype.BOOL, 0L);
    }

    static Scalar round(Prim direction, Scalar x) {
        return x.dtype().isFloat() ? x.apply(direction) : x;
    }

    private static Scalar bits(Scalar x) {
        return x.reinterpret(x.dtype() == Dtype.FLOAT32 ? Dtype.UINT32 : Dtype.UINT64);
    }

    private static Scalar signBit(Scalar x) {
        Scalar bits = bits(x);
        return bits.and(bits.constant(1L << 8 * x.dtype().bytes() - 1));
    }

    private static Dtype unsigned(Dtype integer) {
        return switch (integer.bytes()) {
            case 1 -> Dtype.UINT8;
            case 2 -> Dtype.UINT16;
            case 4 -> Dtype.UINT32;
            default -> Dtype.UINT64;
        };
    }

    // Mathematical functions

    /** max + log(1 + e^-|x - y|); for equal operands, infinities among them, x + log 2. */
    static Scalar logaddexp(Scalar x, Scalar y) {
        Scalar tail = x.minus(y).absolute().negate().call(MathFunction.EXP).call(MathFunction.LOG1P);
        Scalar unequal = x.apply(Prim.MAXIMUM, y).plus(tail);
        return x.isEqual(y).select(x.plus(x.constant(StrictMath.log(2))), unequal);
    }

    /** max + log2(1 + 2^-|x - y|); for equal operands x + 1. */
    static Scalar logaddexp2(Scalar x, Scalar y) {
        Scalar tail = x.minus(y).absolute().negate().call(MathFunction.EXP2).call(MathFunction.LOG1P);
        Scalar unequal = x.apply(Prim.MAXIMUM, y).plus(tail.times(x.constant(1 / StrictMath.log(2))));
        return x.isEqual(y).select(x.plus(x.constant(1L)), unequal);
    }

    static Scalar sinc(Scalar x) {
        Scalar angle = x.times(x.constant(Math.PI));
        return angle.isEqual(x.constant(0L)).select(x.constant(1L), angle.call(MathFunction.SIN).over(angle));
    }

    // Comparison, exact also between int64 and uint64

    static Scalar equal(Scalar x, Scalar y) {
        if (x.dtype() == y.dtype()) {
            return x.isEqual(y);
        }
        return x.dtype() == Dtype.INT64 ? isNatural(x).and(x.cast(Dtype.UINT64).isEqual(y)) : equal(y, x);
    }

    static Scalar less(Scalar x, Scalar y) {
        return ordered(x, y, Scalar::lessThan);
    }

    static Scalar lessEqual(Scalar x, Scalar y) {
        return ordered(x, y, Scalar::lessEqual);
    }

    private static Scalar ordered(Scalar x, Scalar y, BinaryOperator<Scalar> relation) {
        if (x.dtype() == y.dtype()) {
            return relation.apply(x, y);
        }
        return x.dtype() == Dtype.INT64
                ? isNatural(x).not().or(relation.apply(x.cast(Dtype.UINT64), y))
                : isNatural(y).and(relation.apply(x, y.cast(Dtype.UINT64)));
    }

    private static Scalar isNatural(Scalar x) {
        return x.constant(0L).lessEqual(x);
    }
}
