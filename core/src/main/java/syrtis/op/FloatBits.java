package syrtis.op;

import syrtis.type.Dtype;

/** The bits of a float as an unsigned integer of its width, and what is quicker done there. */
final class FloatBits {
    private FloatBits() {}

    /** Bits of the fraction: 52 or 23. */
    static int fraction(Dtype dtype) {
        return dtype == Dtype.FLOAT32 ? 23 : 52;
    }

    static int bias(Dtype dtype) {
        return dtype == Dtype.FLOAT32 ? 127 : 1023;
    }

    static double smallestNormal(Dtype dtype) {
        return dtype == Dtype.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    }

    static Scalar of(Scalar x) {
        return x.reinterpret(x.dtype() == Dtype.FLOAT32 ? Dtype.UINT32 : Dtype.UINT64);
    }

    static Scalar toFloat(Scalar bits) {
        return bits.reinterpret(bits.dtype() == Dtype.UINT32 ? Dtype.FLOAT32 : Dtype.FLOAT64);
    }

    /** The bits of {@code value} in the dtype of {@code x}. */
    static Scalar constant(Scalar x, double value) {
        Dtype unsigned = x.dtype() == Dtype.FLOAT32 ? Dtype.UINT32 : Dtype.UINT64;
        return x.body().constant(unsigned, Constants.bits(x.dtype(), value));
    }

    static Scalar shiftLeft(Scalar bits, int distance) {
        return bits.apply(Prim.SHIFT_LEFT, bits.constant((long) distance));
    }

    static Scalar shiftRight(Scalar bits, int distance) {
        return bits.apply(Prim.SHIFT_RIGHT, bits.constant((long) distance));
    }

    /** The sign bit of {@code x} alone. */
    static Scalar sign(Scalar x) {
        return of(x).and(constant(x, -0.0));
    }

    /** {@code size}, whose sign is that of {@code x} or none, with the sign of {@code x}. */
    static Scalar withSign(Scalar size, Scalar x) {
        return toFloat(of(size).or(sign(x)));
    }

    /** Whether not {@code low <= x < high} for 0 <= low, NaN and negative numbers being outside: one unsigned comparison. */
    static Scalar isOutside(Scalar x, double low, double high) {
        Scalar least = constant(x, low);
        long width = Constants.bits(x.dtype(), high) - Constants.bits(x.dtype(), low);
        return least.constant(width).lessEqual(of(x).minus(least));
    }

    /** Whether {@code x} is not positive, normal and finite. */
    static Scalar isNotNormal(Scalar x) {
        return isOutside(x, smallestNormal(x.dtype()), Double.POSITIVE_INFINITY);
    }

    /** The nearest number to {@code x} between constants; NaN stays. */
    static Scalar clamp(Scalar x, double low, double high) {
        Scalar above = atMost(x, high);
        Scalar least = x.constant(low);
        return above.lessThan(least).select(least, above);
    }

    static Scalar atMost(Scalar x, double high) {
        Scalar most = x.constant(high);
        return most.lessThan(x).select(most, x);
    }
}
