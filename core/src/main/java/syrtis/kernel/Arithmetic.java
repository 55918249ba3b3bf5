package syrtis.kernel;

/**
 * The primitives of scalar bodies that are not one instruction of the JVM. A method has the name of its {@code Prim}
 * and the type of its {@link Carrier}; where uint64 differs from int64 its name ends in {@code Unsigned}. Integer
 * results are exact in the carrier or wrap in it; the caller wraps them to narrower dtypes.
 *
 * <p>Results are those of NumPy 2 on x86-64; sources are named where that is not plain C.
 */
public final class Arithmetic {
    private Arithmetic() {}

    // Division of integers: by zero it gives 0, MIN / -1 wraps to MIN

    public static int floorDivide(int a, int b) {
        return b == 0 ? 0 : Math.floorDiv(a, b);
    }

    public static long floorDivide(long a, long b) {
        return b == 0 ? 0 : Math.floorDiv(a, b);
    }

    public static long floorDivideUnsigned(long a, long b) {
        return b == 0 ? 0 : Long.divideUnsigned(a, b);
    }

    public static int remainder(int a, int b) {
        return b == 0 ? 0 : Math.floorMod(a, b);
    }

    public static long remainder(long a, long b) {
        return b == 0 ? 0 : Math.floorMod(a, b);
    }

    /** Also {@code fmod}: without signs there is one remainder. */
    public static long remainderUnsigned(long a, long b) {
        return b == 0 ? 0 : Long.remainderUnsigned(a, b);
    }

    public static int fmod(int a, int b) {
        return b == 0 ? 0 : a % b;
    }

    public static long fmod(long a, long b) {
        return b == 0 ? 0 : a % b;
    }

    // Division of floats: npy_divmod of numpy/_core/src/npymath/npy_math_internal.h.src

    /**
     * The integer nearest to (a - remainder) / b, which only rounding keeps from being one; a / b for b = 0. An
     * infinite b gives 0, or -1 where the signs of a and b differ.
     */
    public static double floorDivide(double a, double b) {
        if (b == 0) {
            return a / b;
        }
        double rest = a % b;
        double quotient = (a - rest) / b;
        if (rest != 0 && rest < 0 != b < 0) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0.0, a / b);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    public static float floorDivide(float a, float b) {
        if (b == 0) {
            return a / b;
        }
        float rest = a % b;
        float quotient = (a - rest) / b;
        if (rest != 0 && rest < 0 != b < 0) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0.0f, a / b);
        }
        float floor = (float) Math.floor(quotient);
        return quotient - floor > 0.5f ? floor + 1 : floor;
    }

    /** a - b * floor(a / b), with the sign of b also where it is zero; NaN for b = 0. */
    public static double remainder(double a, double b) {
        double rest = a % b;
        if (b == 0) {
            return rest;
        }
        if (rest == 0) {
            return Math.copySign(0.0, b);
        }
        return rest < 0 != b < 0 ? rest + b : rest;
    }

    public static float remainder(float a, float b) {
        float rest = a % b;
        if (b == 0) {
            return rest;
        }
        if (rest == 0) {
            return Math.copySign(0.0f, b);
        }
        return rest < 0 != b < 0 ? rest + b : rest;
    }

    /** C's {@code fmod}, which is what Java's {@code %} is. */
    public static double fmod(double a, double b) {
        return a % b;
    }

    public static float fmod(float a, float b) {
        return a % b;
    }

    // Shifts: a count outside the carrier's width shifts every bit out. Within the carrier but outside a narrower
    // dtype it does so too: to the left once the caller wraps, to the right because values are extended

    public static int shiftLeft(int a, int b) {
        return Integer.compareUnsigned(b, Integer.SIZE) < 0 ? a << b : 0;
    }

    public static long shiftLeft(long a, long b) {
        return Long.compareUnsigned(b, Long.SIZE) < 0 ? a << b : 0;
    }

    public static long shiftLeftUnsigned(long a, long b) {
        return shiftLeft(a, b);
    }

    public static int shiftRight(int a, int b) {
        return a >> (Integer.compareUnsigned(b, Integer.SIZE) < 0 ? b : Integer.SIZE - 1);
    }

    public static long shiftRight(long a, long b) {
        return a >> (Long.compareUnsigned(b, Long.SIZE) < 0 ? b : Long.SIZE - 1);
    }

    public static long shiftRightUnsigned(long a, long b) {
        return Long.compareUnsigned(b, Long.SIZE) < 0 ? a >>> b : 0;
    }

    // The smaller and the larger: of equals (0.0 and -0.0) the first, of NaN and a number the NaN

    public static long minimumUnsigned(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }

    public static long maximumUnsigned(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
    }

    public static double minimum(double a, double b) {
        return a <= b || Double.isNaN(a) ? a : b;
    }

    public static float minimum(float a, float b) {
        return a <= b || Double.isNaN(a) ? a : b;
    }

    public static double maximum(double a, double b) {
        return a >= b || Double.isNaN(a) ? a : b;
    }

    public static float maximum(float a, float b) {
        return a >= b || Double.isNaN(a) ? a : b;
    }

    /** The nearest integer towards zero, keeping the sign of zero. */
    public static double trunc(double a) {
        return a < 0 ? Math.ceil(a) : Math.floor(a);
    }

    // Casts

    /**
     * To int32, and by wrapping that to bool and the integers of 8 and 16 bits: x86-64's {@code cvttsd2si}, which
     * truncates and turns NaN and what is out of range into MIN.
     */
    public static int toInt(double a) {
        return a > Integer.MIN_VALUE - 1.0 && a < 0x1p31 ? (int) a : Integer.MIN_VALUE;
    }

    /** To int64, and by wrapping that to uint32: the 64-bit {@code cvttsd2si}. */
    public static long toLong(double a) {
        return a >= -0x1p63 && a < 0x1p63 ? (long) a : Long.MIN_VALUE;
    }

    /** To uint64: gcc's sequence for it, two signed conversions either side of 2^63; NaN gives 2^63, infinity 0. */
    public static long toUnsignedLong(double a) {
        return a >= 0x1p63 ? toLong(a - 0x1p63) ^ Long.MIN_VALUE : toLong(a);
    }

    /** From uint64, rounded once: half the number, its lost bit kept as a sticky one. */
    public static double unsignedToDouble(long a) {
        return a >= 0 ? a : (a >>> 1 | a & 1) * 2.0;
    }

    public static float unsignedToFloat(long a) {
        return a >= 0 ? a : (a >>> 1 | a & 1) * 2.0f;
    }
}
