package syrtis.kernel;

import syrtis.op.MathFunction;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.KernelException;

/**
 * The mathematical functions that have no {@link syrtis.op.Definition}: those of integers, which have loops inside. A method per
 * {@link MathFunction}, named like it, for integers of 64 bits.
 */
public final class MathLibrary {
    private MathLibrary() {}

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
