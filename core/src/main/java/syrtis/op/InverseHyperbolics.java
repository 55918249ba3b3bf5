package syrtis.op;

/**
 * The inverse hyperbolic functions as logarithms, arranged so that nothing cancels (fdlibm's {@code s_asinh.c}, {@code e_acosh.c});
 * what the sum inside the logarithm is rounded by goes with it.
 */
final class InverseHyperbolics {
    /** From here on squares may overflow; 1 + x^2 = x^2 long before. */
    private static final double LARGE = 0x1p500;

    private static final double LOG_2 = 0.6931471805599453;
    private static final double LOG_2_TAIL = 2.3190468138462996e-17;

    private InverseHyperbolics() {}

    /** log1p(|x| + x^2 / (1 + sqrt(1 + x^2))). */
    static Scalar arcsinh(Scalar x) {
        Scalar size = x.absolute();
        Scalar one = x.constant(1L);
        Scalar square = size.times(size);
        Scalar root = size.fma(size, one).apply(Prim.SQRT);
        DoubleDouble sum = DoubleDouble.sum(size, square.over(root.plus(one)));
        return FloatBits.withSign(Logarithms.log1pOfSum(sum.high(), sum.low()), x);
    }

    static Scalar isLarge(Scalar x) {
        return x.absolute().lessEqual(x.constant(LARGE)).not();
    }

    static Scalar arcsinhOfLarge(Scalar x) {
        return FloatBits.withSign(logOfTwice(x.absolute()), x);
    }

    private static Scalar logOfTwice(Scalar x) {
        Scalar log = Logarithms.log(x).plus(x.constant(LOG_2));
        return x.lessThan(x.constant(Double.POSITIVE_INFINITY)).select(log, x);
    }

    /** log1p(t + sqrt(2t + t^2)) with t = x - 1; what the root is rounded by follows from its square. */
    static Scalar arccosh(Scalar x) {
        Scalar zero = x.constant(0L);
        Scalar t = x.minus(x.constant(1L));
        DoubleDouble square = DoubleDouble.sum(t, t, t.plus(t));
        Scalar root = square.high().apply(Prim.SQRT);
        Scalar lost = root.negate().fma(root, square.high()).plus(square.low()).over(root.plus(root));
        DoubleDouble sum = DoubleDouble.sum(root, t);
        Scalar tail = sum.low().plus(zero.lessThan(root).select(lost, zero));
        return Logarithms.log1pOfSum(sum.high(), tail);
    }

    static Scalar isBelowOneOrLarge(Scalar x) {
        return FloatBits.isOutside(x, 1, LARGE);
    }

    static Scalar arccoshOfUnusual(Scalar x) {
        return x.lessThan(x.constant(1L)).select(x.constant(Double.NaN), logOfTwice(x));
    }

    /**
     * log((1 + |x|) / (1 - |x|)) / 2 = k log(2) / 2 + artanh s with s = ((1 + |x|) - 2^k (1 - |x|)) / ((1 + |x|) + 2^k (1 - |x|)), which is
     * |x| itself for k = 0; a rough quotient chooses k. Sums with 1 are carried in two parts.
     */
    static Scalar arctanh(Scalar x) {
        Scalar size = x.absolute();
        Scalar one = x.constant(1L);
        DoubleDouble more = DoubleDouble.sum(one, size);
        DoubleDouble less = DoubleDouble.sum(one, size.negate());
        Logarithms.Reduced rough = Logarithms.Reduced.of(more.high().over(less.high()));
        Scalar power = FloatBits.toFloat(FloatBits.shiftLeft(rough.biased(), 52));
        Scalar minus = power.negate();
        DoubleDouble above = new DoubleDouble(minus.fma(less.high(), more.high()), minus.fma(less.low(), more.low()));
        DoubleDouble below = DoubleDouble.sum(power, less.high(), more.high());
        DoubleDouble s =
                above.divide(new DoubleDouble(below.high(), below.low().plus(power.fma(less.low(), more.low()))));
        Scalar z = s.high().times(s.high());
        Scalar series = z.times(x.constant(0.5)).times(Logarithms.series(z));
        Scalar rest = s.high().fma(series, rough.k().fma(x.constant(LOG_2_TAIL / 2), s.low()));
        Scalar half = x.constant(LOG_2 / 2);
        Scalar high = rough.k().fma(half, s.high());
        Scalar low = rough.k().fma(half, high.negate()).plus(s.high());
        return FloatBits.withSign(high.plus(low.plus(rest)), x);
    }

    static Scalar isOutsideOne(Scalar x) {
        return x.absolute().lessThan(x.constant(1L)).not();
    }

    static Scalar arctanhOutside(Scalar x) {
        Scalar infinity = x.constant(Double.POSITIVE_INFINITY);
        Scalar end = x.absolute().isEqual(x.constant(1L)).select(infinity, x.constant(Double.NaN));
        return FloatBits.withSign(end, x);
    }
}
