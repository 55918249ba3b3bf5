package syrtis.op;

import syrtis.type.Dtype;

/**
 * A whole number, small compared with 2^fraction, as a float and in the low bits of an integer. Both come from one addition:
 * the sum of a small number and 1.5 * 2^52 (float32: 1.5 * 2^23) is rounded to a whole one, which then stands in its last bits.
 * A conversion between floats and 64-bit integers is slow, or missing, in the vector units of most processors.
 */
record Whole(Scalar value, Scalar bits) {
    /** The whole number nearest to {@code x * factor}, as rounding goes: either neighbour near the middle. */
    static Whole nearest(Scalar x, double factor) {
        Scalar shift = x.constant(shift(x.dtype()));
        Scalar sum = factor == 1 ? x.plus(shift) : x.fma(x.constant(factor), shift);
        return new Whole(sum.minus(shift), FloatBits.of(sum));
    }

    /** The float {@code integer - bias} for a small unsigned integer. */
    static Scalar toFloat(Scalar integer, int bias, Dtype dtype) {
        double shift = shift(dtype);
        Scalar sum = FloatBits.toFloat(integer.plus(integer.constant(Constants.bits(dtype, shift))));
        return sum.minus(sum.constant(shift + bias));
    }

    private static double shift(Dtype dtype) {
        return dtype == Dtype.FLOAT32 ? 0x1.8p23 : 0x1.8p52;
    }

    /** {@code scale * 2^n}, scale being a power of two, for results within the normal range. */
    Scalar powerOfTwo(double scale) {
        return FloatBits.toFloat(exponent().plus(FloatBits.constant(value, scale)));
    }

    /** {@code scale * 2^-n}. */
    Scalar inversePowerOfTwo(double scale) {
        return FloatBits.toFloat(FloatBits.constant(value, scale).minus(exponent()));
    }

    /** {@code y * 2^n} for every n with a result, rounded once: 2^n is two factors, of which the first product is exact. */
    Scalar scale(Scalar y) {
        Whole half = nearest(value, 0.5);
        Whole rest = new Whole(value, bits.minus(half.bits));
        return y.times(half.powerOfTwo(1)).times(rest.powerOfTwo(1));
    }

    private Scalar exponent() {
        return FloatBits.shiftLeft(bits, FloatBits.fraction(value.dtype()));
    }
}
