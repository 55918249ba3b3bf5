package syrtis.op;

import syrtis.type.Dtype;

/**
 * An angle as q pi / 2 + r with |r| <= pi / 4: r in two parts, and a whole number whose lowest two bits are those of q.
 */
record Angle(Scalar high, Scalar low, Scalar quadrant) {
    /** What {@link #of} is right up to: beyond, multiples of the parts of pi / 2 are not exact. */
    private static final double LARGE = 0x1p22;

    private static final double LARGE_SINGLE = 0x1p13;

    /**
     * 2 / pi after 64 zero bits, 1216 bits of it: at least 190 from any exponent on.
     */
    private static final long[] TWO_OVER_PI = {
        0,
        0xa2f9836e4e441529L,
        0xfc2757d1f534ddc0L,
        0xdb6295993c439041L,
        0xfe5163abdebbc561L,
        0xb7246e3a424dd2e0L,
        0x06492eea09d1921cL,
        0xfe1deb1cb129a73eL,
        0xe88235f52ebb4484L,
        0xe99c7026b45f7e41L,
        0x3991d639835339f4L,
        0x9c845f8bbdf9283bL,
        0x1ff897ffde05980fL,
        0xef2f118b5a0a6d1fL,
        0x6d367ecf27cb09b7L,
        0x4f463f669e5fea2dL,
        0x7527bac7ebe5f17bL,
        0x3d0739f78a5292eaL,
        0x6bfb5fb11f8d5d08L,
        0x56033046fc7b6babL
    };

    /**
     * For 0 <= x <= 2^22 (float32: 2^13): pi / 2 is subtracted in three parts by fused multiply-adds (W. J. Cody, W. Waite,
     * "Software Manual for the Elementary Functions", 1980). The first difference is exact; the second part has 27 bits (11), so
     * that its multiples are exact too.
     */
    static Angle of(Scalar x) {
        boolean single = x.dtype() == Dtype.FLOAT32;
        Whole q = Whole.nearest(x, 0.6366197723675814);
        Scalar n = q.value();
        Scalar second = n.constant(single ? 0x1.774p-25 : -0x1.1a6263p-54);
        Scalar rest = n.fma(n.constant(single ? -0x1.921fb6p0 : -0x1.921fb54442d18p0), x);
        Scalar high = n.fma(second, rest);
        Scalar low = n.fma(second, rest.minus(high));
        Scalar third = n.constant(single ? 0x1.d2e7bap-36 : -0x1.8a2e03707344ap-81);
        return new Angle(high, n.fma(third, low), q.bits());
    }

    /** Whether |x| is larger, infinite or NaN. */
    static Scalar isLarge(Scalar x) {
        double limit = x.dtype() == Dtype.FLOAT32 ? LARGE_SINGLE : LARGE;
        return x.absolute().lessEqual(x.constant(limit)).not();
    }

    /**
     * For float64 x >= 2^12: of the product of x and 2 / pi, the bits of a whole multiple of 4 are left out, and the next 192
     * computed with integers (M. H. Payne, R. N. Hanek, "Radian reduction for trigonometric functions", SIGNUM 18(1), 1983).
     * NaN for infinity.
     */
    static Angle ofLarge(Scalar x) {
        Scalar bits = FloatBits.of(x);
        Scalar mantissa = bits.and(bits.constant((1L << 52) - 1)).or(bits.constant(1L << 52));
        // x = mantissa * 2^(e - 1075): bits of 2 / pi before the (e - 1076)th give multiples of 4.
        Scalar first = FloatBits.shiftRight(bits, 52).minus(bits.constant(1076 - 63L));
        Scalar[] words = window(FloatBits.shiftRight(first, 6));
        Scalar left = first.and(first.constant(63L));
        Scalar right = first.constant(64L).minus(left);
        Scalar[] digits = new Scalar[3];
        for (int k = 0; k < digits.length; k++) {
            digits[k] = words[k].apply(Prim.SHIFT_LEFT, left).or(words[k + 1].apply(Prim.SHIFT_RIGHT, right));
        }
        Scalar middle = mantissa.times(digits[1]);
        Scalar sum = middle.plus(mantissa.apply(Prim.MULTIPLY_HIGH, digits[2]));
        Scalar top = mantissa.times(digits[0])
                .plus(mantissa.apply(Prim.MULTIPLY_HIGH, digits[1]))
                .plus(sum.lessThan(middle).cast(Dtype.UINT64));
        return ofQuarters(top, sum, x);
    }

    /** The four words from {@code index} on, for index <= 16: chosen by one of its bits after the other. */
    private static Scalar[] window(Scalar index) {
        Scalar[] words = new Scalar[TWO_OVER_PI.length];
        for (int k = 0; k < words.length; k++) {
            words[k] = index.constant(TWO_OVER_PI[k]);
        }
        for (int bit = 16; bit > 0; bit /= 2) {
            Scalar moves = index.and(index.constant((long) bit)).notEqual(index.constant(0L));
            Scalar[] moved = new Scalar[bit + 3]; // What the smaller bits can still reach.
            for (int k = 0; k < moved.length; k++) {
                moved[k] = k + bit < words.length ? moves.select(words[k + bit], words[k]) : words[k];
            }
            words = moved;
        }
        return words;
    }

    /** From a fixed-point number of quarter turns: two bits before the point, then 62 of {@code top} and 64 of {@code next}. */
    private static Angle ofQuarters(Scalar top, Scalar next, Scalar x) {
        Scalar quadrant = FloatBits.shiftRight(top.plus(top.constant(1L << 61)), 62);
        Scalar fraction = FloatBits.shiftLeft(top, 2).or(FloatBits.shiftRight(next, 62));
        Scalar below = FloatBits.shiftLeft(next, 2);
        Scalar first = fraction.cast(Dtype.INT64);
        first = first.apply(Prim.SHIFT_RIGHT, first.constant(32L));
        DoubleDouble turns = DoubleDouble.sum(part(first, 0x1p-32), part(lowHalf(fraction), 0x1p-64));
        Scalar rest = part(FloatBits.shiftRight(below, 32), 0x1p-96).plus(part(lowHalf(below), 0x1p-128));
        turns = DoubleDouble.sum(turns.high(), turns.low().plus(rest));
        DoubleDouble angle = turns.times(0x1.921fb54442d18p0, 0x1.1a62633145c07p-54);
        return new Angle(angle.high().plus(x.minus(x)), angle.low(), quadrant);
    }

    private static Scalar lowHalf(Scalar word) {
        return word.and(word.constant(0xffffffffL));
    }

    private static Scalar part(Scalar integer, double unit) {
        Scalar value = integer.cast(Dtype.INT64).cast(Dtype.FLOAT64);
        return value.times(value.constant(unit));
    }
}
