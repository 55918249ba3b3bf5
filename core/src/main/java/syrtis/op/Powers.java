package syrtis.op;

/** Roots, lengths and powers. */
final class Powers {
    private static final double TWO_54 = 0x1p54;

    /** From here on every power of a number that is not 1 overflows or vanishes. */
    private static final double HUGE = 0x1p64;

    private Powers() {}

    // ---- cube root

    /**
     * |x| = 2^3q m with m in [1/4, 2): the polynomial of degree 3 for m^(-1/3), error 2^-12, is improved by Halley's step of order
     * three to 2^-34, and cbrt m = m r^2 by Newton's with an exact remainder, which needs r^2 again but no division.
     */
    static Scalar cbrt(Scalar x) {
        return FloatBits.withSign(rootOfNormal(x.absolute()), x);
    }

    private static Scalar rootOfNormal(Scalar x) {
        Scalar bits = FloatBits.of(x);
        Scalar exponent = Whole.toFloat(FloatBits.shiftRight(bits, 52), 1022, x.dtype());
        Scalar fraction =
                FloatBits.toFloat(bits.and(bits.constant((1L << 52) - 1)).or(FloatBits.constant(x, 0.5)));
        Whole third = Whole.nearest(exponent, 1.0 / 3);
        Scalar rest = third.value().fma(x.constant(-3L), exponent); // -1, 0 or 1
        Scalar up = x.constant(0L).lessThan(rest);
        Scalar down = rest.lessThan(x.constant(0L));
        Scalar m = fraction.times(up.select(x.constant(2L), down.select(x.constant(0.5), x.constant(1L))));
        Scalar factor =
                up.select(x.constant(0.7937005259840998), down.select(x.constant(1.2599210498948732), x.constant(1L)));
        Scalar guess = Polynomial.at(
                        fraction, 1.942684510611253, -2.0410702774980964, 1.6015011965582013, -0.503367558329431)
                .times(factor);
        Scalar cube = guess.times(guess).times(guess);
        Scalar error = m.negate().fma(cube, x.constant(1L));
        Scalar step = error.times(error.fma(x.constant(2.0 / 9), x.constant(1.0 / 3)));
        Scalar r = guess.fma(step, guess);
        Scalar square = r.times(r);
        Scalar root = m.times(square);
        DoubleDouble squared = DoubleDouble.product(root, root);
        Scalar minus = root.negate();
        Scalar remainder = minus.fma(squared.low(), minus.fma(squared.high(), m));
        Scalar corrected = remainder.fma(square.times(x.constant(1.0 / 3)), root);
        return corrected.times(third.powerOfTwo(1));
    }

    static Scalar isNotNormal(Scalar x) {
        return FloatBits.isNotNormal(x.absolute());
    }

    static Scalar cbrtOfUnusual(Scalar x) {
        Scalar size = x.absolute();
        Scalar scaled = rootOfNormal(size.times(x.constant(TWO_54))).times(x.constant(0x1p-18));
        Scalar subnormal = x.constant(0L).lessThan(size).and(size.lessThan(x.constant(Double.MIN_NORMAL)));
        return subnormal.select(FloatBits.withSign(scaled, x), x);
    }

    // ---- length of a vector

    private static Scalar longer(Scalar x, Scalar y) {
        return y.absolute().lessThan(x.absolute()).select(x.absolute(), y.absolute());
    }

    /** sqrt(x^2 + y^2): the sum is rounded twice, and a square root halves relative errors. */
    static Scalar hypot(Scalar x, Scalar y) {
        Scalar longer = longer(x, y);
        Scalar shorter = y.absolute().lessThan(x.absolute()).select(y.absolute(), x.absolute());
        return longer.fma(longer, shorter.times(shorter)).apply(Prim.SQRT);
    }

    /** Where a square is not within the range; NaN too. */
    static Scalar isExtreme(Scalar x, Scalar y) {
        Scalar size = longer(x, y);
        Scalar sum = x.plus(y);
        return FloatBits.isOutside(size, 0x1p-480, 0x1p500).or(sum.isNan());
    }

    /** Scaled by a power of two; infinite if one is infinite, the other being NaN or not. */
    static Scalar hypotOfExtreme(Scalar x, Scalar y) {
        Scalar infinity = x.constant(Double.POSITIVE_INFINITY);
        Scalar large = x.constant(1L).lessThan(longer(x, y));
        Scalar scale = large.select(x.constant(0x1p-600), x.constant(0x1p600));
        Scalar inverse = large.select(x.constant(0x1p600), x.constant(0x1p-600));
        Scalar value = hypot(x.times(scale), y.times(scale)).times(inverse);
        return x.absolute().isEqual(infinity).or(y.absolute().isEqual(infinity)).select(infinity, value);
    }

    // ---- powers

    /**
     * log2 x in two parts, of about 66 bits: with s = (m - 1) / (m + 1), log m = 2 s (1 + z (1/3 + z Q(z))), z = s^2, in which all but Q,
     * of degree 7 and with an error of 2^-73, is computed to twice the precision.
     */
    private static DoubleDouble log2(Logarithms.Reduced x) {
        Scalar m = x.m();
        Scalar one = m.constant(1L);
        Scalar f = m.minus(one);
        DoubleDouble below = new DoubleDouble(m.plus(one), m.minus(m.plus(one).minus(one)));
        Scalar inverse = one.over(below.high());
        Scalar quotient = f.times(inverse);
        Scalar minus = quotient.negate();
        Scalar rest = minus.fma(below.low(), minus.fma(below.high(), f));
        DoubleDouble s = new DoubleDouble(quotient, rest.times(inverse));
        DoubleDouble z = s.times(s);
        Scalar q = z.high()
                .times(Polynomial.at(
                        z.high(),
                        0.1999999999999999, 0.14285714285721926, 0.11111111108892628, 0.09090909422349759,
                        0.07692279186128022, 0.06668133454099703, 0.05837863907080117, 0.0599111068174427));
        DoubleDouble third = DoubleDouble.sum(
                m.constant(0.3333333333333333), new DoubleDouble(q, m.constant(1.850371707708594e-17)));
        DoubleDouble series = third.times(z).times(s);
        DoubleDouble half = DoubleDouble.sum(s.high(), series);
        DoubleDouble log = new DoubleDouble(half.high(), half.low().plus(s.low()));
        return DoubleDouble.sum(x.k(), log.times(2.8853900817779268, 4.0710547481862066e-17));
    }

    /** 2^(y log2 x), of which nothing is left or representable where the exponent is beyond 1100. */
    private static Scalar power(Logarithms.Reduced x, Scalar y) {
        DoubleDouble exponent = log2(x).times(y);
        Scalar high = FloatBits.clamp(exponent.high(), -1100, 1100);
        Scalar low = high.isEqual(exponent.high()).select(exponent.low(), y.constant(0L));
        Whole n = Whole.nearest(high, 1);
        return n.scale(Exponentials.power(high.minus(n.value()).plus(low)));
    }

    private static Scalar isWhole(Scalar y) {
        return y.apply(Prim.RINT).isEqual(y);
    }

    /** {@code size} with the sign of x if y is odd. */
    private static Scalar withSign(Scalar size, Scalar x, Scalar y) {
        Scalar odd = isWhole(y).and(isWhole(y.times(y.constant(0.5))).not());
        Scalar sign = FloatBits.sign(x);
        return FloatBits.toFloat(FloatBits.of(size).or(odd.select(sign, sign.constant(0L))));
    }

    static Scalar power(Scalar x, Scalar y) {
        return withSignOfPower(power(Logarithms.Reduced.of(x.absolute()), y), x, y);
    }

    /** x^y for finite x that is not zero, given |x|^y. */
    static Scalar withSignOfPower(Scalar size, Scalar x, Scalar y) {
        Scalar undefined = x.lessThan(x.constant(0L)).and(isWhole(y).not());
        return undefined.select(x.constant(Double.NaN), withSign(size, x, y));
    }

    /** Where |x| is not normal and finite, or |y| is huge or NaN. */
    static Scalar isUnusual(Scalar x, Scalar y) {
        return isNotNormal(x).or(y.absolute().lessEqual(y.constant(HUGE)).not());
    }

    /** C99, annex F.9.4.4: 1 to any power and any number to the power 0 are 1, even NaN. */
    static Scalar powerOfUnusual(Scalar x, Scalar y) {
        Scalar zero = x.constant(0L);
        Scalar one = x.constant(1L);
        Scalar infinity = x.constant(Double.POSITIVE_INFINITY);
        Scalar size = x.absolute();
        Scalar infinite = size.isEqual(infinity);
        Scalar none = size.isEqual(zero);
        Scalar finite = power(Logarithms.Reduced.ofAny(size), FloatBits.clamp(y, -HUGE, HUGE));
        Scalar grows = zero.lessThan(y).isEqual(infinite);
        Scalar end = grows.select(infinity, zero);
        Scalar value = withSign(infinite.or(none).select(end, finite), x, y);
        Scalar undefined = x.lessThan(zero).and(infinite.not()).and(isWhole(y).not());
        Scalar number = undefined.select(x.constant(Double.NaN), value);
        Scalar defined = x.isNan().or(y.isNan()).select(x.plus(y), number);
        return x.isEqual(one).or(y.isEqual(zero)).select(one, defined);
    }

    // ---- neighbours

    /** Neighbours of one sign differ by one in their bits. */
    static Scalar nextafter(Scalar x, Scalar towards) {
        Scalar zero = x.constant(0L);
        Scalar bits = FloatBits.of(x);
        Scalar one = bits.constant(1L);
        Scalar outwards = x.lessThan(towards).isEqual(zero.lessThan(x));
        Scalar next = FloatBits.toFloat(outwards.select(bits.plus(one), bits.minus(one)));
        Scalar smallest = FloatBits.toFloat(FloatBits.sign(towards).or(one));
        Scalar value = x.isEqual(zero).select(smallest, next);
        Scalar moved = x.isEqual(towards).select(towards, value);
        return x.isNan().or(towards.isNan()).select(x.plus(towards), moved);
    }
}
