package syrtis.op;

import syrtis.type.Dtype;

/**
 * The inverse trigonometric functions: each argument is brought near zero by an identity, there the function is a minimax
 * polynomial (the identities of fdlibm's {@code e_asin.c} and {@code s_atan.c}, with fewer intervals and longer polynomials,
 * since a vector computes every interval anyway).
 */
final class ArcFunctions {
    private static final double PI = 3.141592653589793;
    private static final double PI_TAIL = 1.2246467991473532e-16;

    private ArcFunctions() {}

    // arcsin x = x + x z P(z), z = x^2, for |x| <= 1/2; else arcsin |x| = pi/2 - 2 arcsin s with s = sqrt((1 - |x|) / 2).

    /** z P(z) for 0 <= z <= 1/4: P of degree 12 with an error of 2^-59.8. */
    private static Scalar sineSeries(Scalar z) {
        return z.times(Polynomial.at(
                z, 0.16666666666666763, 0.07499999999970117, 0.044642857175273845, 0.03038194267571155,
                0.022372215896744107, 0.017351595624806527, 0.013981017410855256, 0.011397299792775602,
                0.010789294957809397, 0.0036722459969255935, 0.021790580880092798, -0.021116729836925127, 0.03270222801456476));
    }

    /** Whether |x| is small, z, and the arcsin of its root, |x| or s, in two parts. */
    private record Sine(Scalar small, Scalar z, DoubleDouble arc) {
        static Sine of(Scalar x) {
            Scalar size = x.absolute();
            Scalar half = x.constant(0.5);
            Scalar small = size.lessEqual(half);
            Scalar z = small.select(x.times(x), size.fma(half.negate(), half));
            Scalar s = small.select(size, z.apply(Prim.SQRT));
            return new Sine(small, z, new DoubleDouble(s, s.times(sineSeries(z))));
        }

        /** {@code arc}, which if it is that of a square root lacks what the root was rounded by: (z - s^2) / 2s. */
        Scalar rest() {
            Scalar s = arc.high();
            Scalar lost = s.negate().fma(s, z).over(s.plus(s));
            return arc.low().plus(small.or(s.isEqual(s.constant(0L))).select(s.constant(0L), lost));
        }
    }

    static Scalar arcsin(Scalar x) {
        Sine sine = Sine.of(x);
        Scalar minusTwo = x.constant(-2L);
        Scalar tail = minusTwo.fma(sine.arc.low(), x.constant(PI_TAIL / 2));
        DoubleDouble turned =
                DoubleDouble.sum(x.constant(PI / 2), sine.arc.high().times(minusTwo));
        Scalar large = turned.high().plus(turned.low().plus(tail));
        return FloatBits.withSign(sine.small.select(sine.arc.value(), large), x);
    }

    /** pi / 2 - arcsin x for |x| <= 1/2; else twice the arc of the square root, or pi minus that. */
    static Scalar arccos(Scalar x) {
        Sine sine = Sine.of(x);
        Scalar negative = x.lessThan(x.constant(0L));
        Scalar rest = sine.rest();
        // base + factor * (arc.high + rest)
        Scalar factor = sine.small.select(
                negative.select(x.constant(1L), x.constant(-1L)), negative.select(x.constant(-2L), x.constant(2L)));
        Scalar base = sine.small.select(x.constant(PI / 2), negative.select(x.constant(PI), x.constant(0L)));
        Scalar baseTail = base.times(x.constant(PI_TAIL / PI));
        DoubleDouble sum = DoubleDouble.sum(base, sine.arc.high().times(factor));
        return sum.high().plus(sum.low().plus(factor.fma(rest, baseTail)));
    }

    // arctan t = t + t z P(z), z = t^2, for |t| <= 0.6; else by way of pi/4 + arctan((t - 1) / (t + 1)).

    private static final double STEEP = 0.6;

    /** arctan t - t for |t| <= 0.6: P of degree 14 with an error of 2^-60.4. */
    private static Scalar tangentSeries(Scalar t) {
        Scalar z = t.times(t);
        return t.times(z)
                .times(Polynomial.at(
                        z,
                        -0.33333333333333326, 0.19999999999997708, -0.14285714285469542, 0.1111111109808714,
                        -0.09090908682226646, 0.07692299369592573, -0.06666549940463856, 0.0588118186713023,
                        -0.052545492442880704, 0.04714880192695518, -0.04155711800046998, 0.03412662979024353,
                        -0.023640687075536276, 0.011714353154419661, -0.002980279642342212));
    }

    /**
     * One quotient t for all: x, (|x| - 1) / (|x| + 1) from 0.6 on, and -1 / |x| from 1 / 0.6 on; the result is 0, pi/4 or pi/2 plus
     * arctan t.
     */
    static Scalar arctan(Scalar x) {
        Scalar size = x.absolute();
        Scalar one = x.constant(1L);
        Scalar zero = x.constant(0L);
        Scalar flat = size.lessThan(x.constant(STEEP));
        Scalar steep = x.constant(1 / STEEP).lessThan(size);
        Scalar above = flat.select(size, steep.select(one.negate(), size.minus(one)));
        Scalar below = flat.select(one, steep.select(size, size.plus(one)));
        Scalar base = flat.select(zero, steep.select(x.constant(PI / 2), x.constant(PI / 4)));
        Scalar tail = flat.select(zero, steep.select(x.constant(PI_TAIL / 2), x.constant(PI_TAIL / 4)));
        Scalar t = above.over(below);
        DoubleDouble sum = DoubleDouble.sum(base, t);
        return FloatBits.withSign(
                sum.high().plus(sum.low().plus(tangentSeries(t).plus(tail))), x);
    }

    /**
     * The larger size divides the smaller; the angle of what is beyond the diagonals or left of the vertical axis is a difference
     * from pi/2 or pi.
     */
    private record Slope(Scalar x, Scalar y, Scalar greater, Scalar smaller, Scalar beyond) {
        static Slope of(Scalar y, Scalar x) {
            Scalar width = x.absolute();
            Scalar height = y.absolute();
            Scalar beyond = width.lessThan(height);
            return new Slope(x, y, beyond.select(height, width), beyond.select(width, height), beyond);
        }

        Scalar angle() {
            Scalar flat = smaller.lessThan(greater.times(x.constant(STEEP)));
            Scalar zero = x.constant(0L);
            Scalar above = flat.select(smaller, smaller.minus(greater));
            Scalar below = flat.select(greater, smaller.plus(greater));
            return angle(above.over(below), flat.select(zero, x.constant(PI / 4)));
        }

        /** From arctan(smaller / greater) = quarter + arctan t. */
        private Scalar angle(Scalar t, Scalar quarter) {
            Scalar left = FloatBits.sign(x).cast(Dtype.BOOL);
            // beyond: pi/2 - angle; left: pi - angle, and both: pi - (pi/2 - angle)
            Scalar half = x.constant(PI / 2);
            Scalar base = beyond.select(
                    half.minus(left.select(quarter.negate(), quarter)),
                    left.select(x.constant(PI).minus(quarter), quarter));
            Scalar reversed = beyond.apply(Prim.NOT_EQUAL, left);
            Scalar tail = base.times(x.constant(PI_TAIL / PI));
            Scalar signed = reversed.select(t.negate(), t);
            DoubleDouble sum = DoubleDouble.sum(base, signed);
            Scalar value = sum.high().plus(sum.low().plus(tangentSeries(signed).plus(tail)));
            return FloatBits.withSign(value, y);
        }
    }

    static Scalar arctan2(Scalar y, Scalar x) {
        return Slope.of(y, x).angle();
    }

    /** Where the larger size is zero or nearly overflows, and for NaN. */
    static Scalar isExtreme(Scalar y, Scalar x) {
        Scalar greater = Slope.of(y, x).greater;
        Scalar usual = greater.lessEqual(x.constant(0x1p1000)).and(x.constant(0L).lessThan(greater));
        return usual.not().or(y.plus(x).isNan());
    }

    /** Scaled down; infinities become 1 beside 0 or 1, and two zeros 0 beside 1. */
    static Scalar arctan2OfExtreme(Scalar y, Scalar x) {
        Scalar infinity = x.constant(Double.POSITIVE_INFINITY);
        Scalar one = x.constant(1L);
        Scalar infinite = x.absolute().isEqual(infinity).or(y.absolute().isEqual(infinity));
        Slope plain = Slope.of(y, x);
        Scalar scale = x.constant(0x1p-100);
        Scalar greater = infinite.select(one, plain.greater.times(scale));
        greater = plain.greater.isEqual(x.constant(0L)).select(one, greater);
        Scalar smaller = infinite.select(
                plain.smaller.isEqual(infinity).select(one, x.constant(0L)), plain.smaller.times(scale));
        Scalar value = new Slope(x, y, greater, smaller, plain.beyond).angle();
        return x.isNan().or(y.isNan()).select(x.plus(y), value);
    }
}
