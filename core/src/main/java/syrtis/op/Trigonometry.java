package syrtis.op;

import syrtis.type.Dtype;

/**
 * Sine, cosine and tangent: minimax polynomials for sine and cosine on [-pi/4, pi/4], of which the {@link Angle}'s quadrant
 * chooses. The second part of the angle is multiplied by the derivative.
 */
final class Trigonometry {
    private Trigonometry() {}

    /** sin r = high + low, and so cos r: the sums are what is rounded. */
    private record Both(DoubleDouble sine, DoubleDouble cosine) {
        /**
         * With z = r^2, sine is r + r z S(z) with S of degree 5 and an error of 2^-58 (float32: 2 and 2^-28), and cosine is 1 - z
         * / 2 + z^2 C(z) with C of degree 5 and 2^-63.9 (2 and 2^-33); 1 - z / 2 is carried exactly.
         */
        static Both of(Angle angle) {
            Scalar r = angle.high();
            boolean single = r.dtype() == Dtype.FLOAT32;
            Scalar z = r.times(r);
            Scalar s = single
                    ? Polynomial.at(z, -0.16666655f, 0.00833219f, -0.00019518401f)
                    : Polynomial.at(
                            z,
                            -0.16666666666666632, 0.008333333333322457, -0.0001984126982981578, 2.7557313688623443e-06,
                            -2.5050756904195044e-08, 1.5896693920994707e-10);
            Scalar c = single
                    ? Polynomial.at(z, 0.041666646f, -0.001388731f, 2.4432336e-05f)
                    : Polynomial.at(
                            z,
                            0.041666666666666595, -0.0013888888888873307, 2.4801587288965284e-05,
                            -2.755731420312326e-07, 2.087570315046725e-09, -1.1358617864961864e-11);
            Scalar one = r.constant(1L);
            Scalar minusHalf = r.constant(-0.5);
            Scalar near = z.fma(minusHalf, one);
            Scalar lost = z.fma(minusHalf, one.minus(near));
            return new Both(
                    new DoubleDouble(r, r.times(z).fma(s, angle.low().times(near))),
                    new DoubleDouble(near, z.times(z).fma(c, r.negate().fma(angle.low(), lost))));
        }
    }

    static Scalar sin(Scalar x) {
        return sin(x, Angle.of(x.absolute()));
    }

    /** float32 by way of float64, there and in the cosine. */
    static Scalar sinOfLarge(Scalar x) {
        Scalar wide = x.cast(Dtype.FLOAT64);
        return sin(wide, Angle.ofLarge(wide.absolute())).cast(x.dtype());
    }

    private static Scalar sin(Scalar x, Angle angle) {
        Scalar value = wave(angle, angle.quadrant());
        return FloatBits.toFloat(FloatBits.of(value).apply(Prim.XOR, FloatBits.sign(x)));
    }

    static Scalar cos(Scalar x) {
        return cos(Angle.of(x.absolute()));
    }

    static Scalar cosOfLarge(Scalar x) {
        return cos(Angle.ofLarge(x.cast(Dtype.FLOAT64).absolute())).cast(x.dtype());
    }

    private static Scalar cos(Angle angle) {
        return wave(angle, angle.quadrant().plus(angle.quadrant().constant(1L)));
    }

    /** sin(r + quadrant * pi / 2). */
    private static Scalar wave(Angle angle, Scalar quadrant) {
        Both both = Both.of(angle);
        Scalar value = isOdd(quadrant).select(both.cosine.value(), both.sine.value());
        Scalar sign = FloatBits.shiftLeft(
                quadrant.and(quadrant.constant(2L)), 8 * value.dtype().bytes() - 2);
        return FloatBits.toFloat(FloatBits.of(value).apply(Prim.XOR, sign));
    }

    static Scalar isOdd(Scalar quadrant) {
        return quadrant.and(quadrant.constant(1L)).notEqual(quadrant.constant(0L));
    }

    static Scalar tan(Scalar x) {
        return tan(x, Angle.of(x.absolute()));
    }

    static Scalar tanOfLarge(Scalar x) {
        return tan(x, Angle.ofLarge(x.absolute()));
    }

    /** sin r / cos r, or -cos r / sin r in odd quadrants; both in two parts, and the quotient corrected by its remainder. */
    private static Scalar tan(Scalar x, Angle angle) {
        Both both = Both.of(angle);
        DoubleDouble sine = both.sine.normal();
        DoubleDouble cosine = both.cosine.normal();
        Scalar odd = isOdd(angle.quadrant());
        Scalar value = cosine.where(odd, sine).over(sine.where(odd, cosine));
        Scalar turned = FloatBits.shiftLeft(angle.quadrant(), 8 * value.dtype().bytes() - 1);
        Scalar sign = turned.apply(Prim.XOR, FloatBits.sign(x));
        return FloatBits.toFloat(FloatBits.of(value).apply(Prim.XOR, sign));
    }
}
