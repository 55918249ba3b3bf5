package syrtis.kernel;

import syrtis.op.MathFunction;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.KernelException;

/**
 * The mathematical functions that have no scalar body yet: a method per {@link MathFunction}, named like it, for
 * numbers of 64 bits. What {@link StrictMath} (fdlibm) has is taken from there; the others cite their method. Errors
 * measured against 400-bit arithmetic stay below 1 ulp for most and 2.2 ulp for all (erfc, tanh); edge cases are C99's.
 * Every platform gives the same bits.
 */
public final class MathLibrary {
    private static final double LOG_2 = 0.6931471805599453;

    /** log 2 - {@link #LOG_2}. */
    private static final double LOG_2_TAIL = 2.3190468138462996e-17;

    /** From here on 1 + x^2 = x^2 and x - 1 = x, to the last bit. */
    private static final double LARGE = 0x1p28;

    private MathLibrary() {}

    /** The function called {@code function} of floats; {@code b} is ignored if it has one operand. */
    static double call(MathFunction function, double a, double b) {
        return switch (function) {
            case EXP -> exp(a);
            case EXP2 -> exp2(a);
            case EXPM1 -> expm1(a);
            case LOG -> log(a);
            case LOG2 -> log2(a);
            case LOG10 -> log10(a);
            case LOG1P -> log1p(a);
            case SIN -> sin(a);
            case COS -> cos(a);
            case TAN -> tan(a);
            case ARCSIN -> arcsin(a);
            case ARCCOS -> arccos(a);
            case ARCTAN -> arctan(a);
            case ARCTAN2 -> arctan2(a, b);
            case SINH -> sinh(a);
            case COSH -> cosh(a);
            case TANH -> tanh(a);
            case ARCSINH -> arcsinh(a);
            case ARCCOSH -> arccosh(a);
            case ARCTANH -> arctanh(a);
            case CBRT -> cbrt(a);
            case HYPOT -> hypot(a, b);
            case POWER -> power(a, b);
            case ERF -> erf(a);
            case ERFC -> erfc(a);
            case NEXTAFTER -> nextafter(a, b);
            case GCD, INTEGER_POWER -> throw new BugException(function + " of floats");
        };
    }

    /** The function called {@code function} of integers, not wrapped to {@code dtype} yet. */
    static long call(MathFunction function, Dtype dtype, long a, long b) {
        return switch (function) {
            case GCD -> dtype == Dtype.UINT64 ? gcdUnsigned(a, b) : gcd(a, b);
            case INTEGER_POWER -> integerPower(a, b);
            case EXP, EXP2, EXPM1, LOG, LOG2, LOG10, LOG1P, SIN, COS, TAN, ARCSIN, ARCCOS, ARCTAN, ARCTAN2, SINH, COSH,
                    TANH, ARCSINH, ARCCOSH, ARCTANH, CBRT, HYPOT, POWER, ERF, ERFC, NEXTAFTER ->
                throw new BugException(function + " of " + dtype);
        };
    }

    // Exponentials, logarithms and powers

    public static double exp(double x) {
        return StrictMath.exp(x);
    }

    /** 2^n e^h (1 + l), where x = n + f, |f| <= 1/2, and h + l = f log 2 to twice the precision; exact for whole x. */
    public static double exp2(double x) {
        if (!(x < 1024 && x > -1076)) {
            return x > 0 ? Double.POSITIVE_INFINITY : x < 0 ? 0 : x;
        }
        double whole = Math.rint(x);
        double fraction = x - whole;
        double high = fraction * LOG_2;
        double low = Math.fma(fraction, LOG_2, -high) + fraction * LOG_2_TAIL;
        double power = StrictMath.exp(high);
        return Math.scalb(Math.fma(power, low, power), (int) whole);
    }

    public static double expm1(double x) {
        return StrictMath.expm1(x);
    }

    public static double log(double x) {
        return StrictMath.log(x);
    }

    /**
     * n + log2 m, where x = 2^n m and m is in [sqrt(1/2), sqrt 2). With s = (m - 1) / (m + 1), log m = 2s + s R(s^2),
     * R by the minimax polynomial of fdlibm's {@code e_log.c}; the leading terms are carried in two doubles and
     * multiplied by log2 e to twice the precision (the plan of FreeBSD's {@code e_log2.c}). Exact at powers of two.
     */
    public static double log2(double x) {
        if (!(x > 0 && x < Double.POSITIVE_INFINITY)) {
            return StrictMath.log(x);
        }
        double normal = x < Double.MIN_NORMAL ? x * 0x1p54 : x;
        int exponent = Math.getExponent(normal);
        double m = Math.scalb(normal, -exponent);
        if (m > 1.4142135623730951) {
            m *= 0.5;
            exponent++;
        }
        double n = x < Double.MIN_NORMAL ? exponent - 54 : exponent;

        double f = m - 1;
        double half = 0.5 * f * f;
        double halfTail = Math.fma(0.5 * f, f, -half);
        double s = f / (2 + f);
        double correction = s * (half + logPolynomial(s * s)) - halfTail;
        // log m = f - half + correction, of which only the correction is rounded.
        double high = f - half;
        double low = f - high - half + correction;
        double log2e = 1.4426950408889634;
        double log2eTail = 2.0355273740931033e-17;
        double product = high * log2e;
        double productTail = Math.fma(high, log2e, -product) + low * log2e + (high + low) * log2eTail;
        double sum = n + product;
        // |n| >= 1 > |product| or n = 0: the sum's rounding error is exact.
        return sum + (n - sum + product + productTail);
    }

    /** With z = s^2, (log m - 2s) / s for s = (m - 1) / (m + 1), |s| < 0.1716; error below 2^-58 (fdlibm). */
    private static double logPolynomial(double z) {
        double w = z * z;
        double even = 3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01);
        double odd = 2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01);
        return w * even + z * (6.666666666666735130e-01 + w * odd);
    }

    public static double log10(double x) {
        return StrictMath.log10(x);
    }

    public static double log1p(double x) {
        return StrictMath.log1p(x);
    }

    /** C99's {@code pow}: unlike Java's, 1 to any power is 1, even NaN, and so is -1 to an infinite power. */
    public static double power(double x, double y) {
        return x == 1 || x == -1 && Double.isInfinite(y) ? 1 : StrictMath.pow(x, y);
    }

    public static double cbrt(double x) {
        return StrictMath.cbrt(x);
    }

    public static double hypot(double x, double y) {
        return StrictMath.hypot(x, y);
    }

    // Trigonometric and hyperbolic functions

    public static double sin(double x) {
        return StrictMath.sin(x);
    }

    public static double cos(double x) {
        return StrictMath.cos(x);
    }

    public static double tan(double x) {
        return StrictMath.tan(x);
    }

    public static double arcsin(double x) {
        return StrictMath.asin(x);
    }

    public static double arccos(double x) {
        return StrictMath.acos(x);
    }

    public static double arctan(double x) {
        return StrictMath.atan(x);
    }

    public static double arctan2(double y, double x) {
        return StrictMath.atan2(y, x);
    }

    public static double sinh(double x) {
        return StrictMath.sinh(x);
    }

    public static double cosh(double x) {
        return StrictMath.cosh(x);
    }

    public static double tanh(double x) {
        return StrictMath.tanh(x);
    }

    /** log(|x| + sqrt(x^2 + 1)) with the sign of x, rearranged where that cancels (fdlibm's {@code s_asinh.c}). */
    public static double arcsinh(double x) {
        double size = Math.abs(x);
        if (size > LARGE) {
            return Math.copySign(StrictMath.log(size) + LOG_2, x);
        }
        double square = size * size;
        double root = Math.sqrt(square + 1);
        double value = size > 2
                ? StrictMath.log(2 * size + 1 / (root + size))
                : StrictMath.log1p(size + square / (1 + root));
        return Math.copySign(value, x);
    }

    /** log(x + sqrt(x^2 - 1)), rearranged where that cancels (fdlibm's {@code e_acosh.c}); NaN below 1. */
    public static double arccosh(double x) {
        if (x > LARGE) {
            return StrictMath.log(x) + LOG_2;
        }
        if (x > 2) {
            return StrictMath.log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
        }
        double excess = x < 1 ? Double.NaN : x - 1;
        return StrictMath.log1p(excess + Math.sqrt(2 * excess + excess * excess));
    }

    /** log((1 + |x|) / (1 - |x|)) / 2 with the sign of x (fdlibm's {@code e_atanh.c}); NaN outside [-1, 1]. */
    public static double arctanh(double x) {
        double size = Math.abs(x);
        double twice = size + size;
        double excess = size < 0.5 ? twice + twice * size / (1 - size) : twice / (1 - size);
        return Math.copySign(0.5 * StrictMath.log1p(excess), x);
    }

    // The error function, neighbours, integers

    public static double erf(double x) {
        return ErrorFunction.erf(x);
    }

    public static double erfc(double x) {
        return ErrorFunction.erfc(x);
    }

    public static double nextafter(double x, double towards) {
        return Math.nextAfter(x, towards);
    }

    public static float nextafter(float x, float towards) {
        return Math.nextAfter(x, towards);
    }

    /** Euclid's; non-negative but for gcd(MIN, 0) and gcd(MIN, MIN), which wrap to MIN. */
    public static long gcd(long a, long b) {
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return Math.abs(a);
    }

    public static long gcdUnsigned(long a, long b) {
        while (b != 0) {
            long rest = Long.remainderUnsigned(a, b);
            a = b;
            b = rest;
        }
        return a;
    }

    /**
     * By repeated squaring, wrapping.
     *
     * @throws KernelException if the exponent is negative
     */
    public static long integerPower(long base, long exponent) {
        if (exponent < 0) {
            throw new KernelException("power of integers needs exponents >= 0, got " + exponent
                    + ": cast the base to float64 first, or use float_power");
        }
        long result = 1;
        for (long square = base, rest = exponent; rest != 0; square *= square, rest >>= 1) {
            if ((rest & 1) != 0) {
                result *= square;
            }
        }
        return result;
    }
}
