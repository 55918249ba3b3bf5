package syrtis.op;

import syrtis.type.Dtype;

/** How a number is held in 64 bits: floats by their raw bits, integers extended, bool as 0 or 1. */
public final class Constants {
    private Constants() {}

    public static long bits(Dtype dtype, double value) {
        return switch (dtype.part()) {
            case FLOAT64 -> Double.doubleToRawLongBits(value);
            case FLOAT32 -> Float.floatToRawIntBits((float) value) & 0xffffffffL;
            case BOOL -> value != 0 ? 1 : 0;
            case UINT64 -> value >= 0x1p63 ? (long) (value - 0x1p63) ^ Long.MIN_VALUE : (long) value;
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, COMPLEX64, COMPLEX128 -> bits(dtype, (long) value);
        };
    }

    public static long bits(Dtype dtype, long value) {
        return switch (dtype.part()) {
            case FLOAT64, FLOAT32 -> bits(dtype, (double) value);
            case BOOL -> value != 0 ? 1 : 0;
            case INT8 -> (byte) value;
            case INT16 -> (short) value;
            case INT32 -> (int) value;
            case UINT8 -> value & 0xff;
            case UINT16 -> value & 0xffff;
            case UINT32 -> value & 0xffffffffL;
            case INT64, UINT64, COMPLEX64, COMPLEX128 -> value;
        };
    }

    /** The number that {@code bits} holds, as a double. */
    public static double toDouble(Dtype dtype, long bits) {
        return switch (dtype.part()) {
            case FLOAT64 -> Double.longBitsToDouble(bits);
            case FLOAT32 -> Float.intBitsToFloat((int) bits);
            case UINT64 -> (bits >>> 1) * 2.0 + (bits & 1);
            case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, COMPLEX64, COMPLEX128 -> bits;
        };
    }
}
