package syrtis.op;

import syrtis.type.Dtype;

/**
 * The logarithms. An argument is 2^k m with m in [sqrt(1/2), sqrt 2), found by integer arithmetic on its bits; with f = m - 1 and
 * s = f / (2 + f), log m = 2 artanh s = f - f^2/2 + s (f^2/2 + R(s^2)), which rounds little because only the last term is
 * inexact (P. T. P. Tang, "Table-driven implementation of the logarithm function", 1990; the arrangement is fdlibm's {@code
 * e_log.c}). R is a minimax polynomial.
 */
final class Logarithms {
    private static final double LOG_2 = 0.6931471805599453;
    private static final double LOG_2_TAIL = 2.3190468138462996e-17;

    /** log10 2 in two parts, the first of 41 bits: its product with an exponent is exact. */
    private static final double LOG10_2 = 0x1.34413509f7p-2;

    private static final double LOG10_2_TAIL = 0x1.3fde623e2566bp-43;

    private static final double TWO_54 = 0x1p54;

    private Logarithms() {}

    /** x = 2^k m; {@code biased} is k and the bias of exponents, an integer. */
    record Reduced(Scalar k, Scalar m, Scalar biased) {
        /** For positive, normal and finite x. */
        static Reduced of(Scalar x) {
            Dtype dtype = x.dtype();
            long root = Constants.bits(dtype, dtype == Dtype.FLOAT32 ? 0.70710677f : 0.7071067811865476);
            long fraction = (1L << FloatBits.fraction(dtype)) - 1;
            Scalar bits = FloatBits.of(x);
            Scalar shifted = bits.plus(bits.constant(Constants.bits(dtype, 1.0) - root));
            Scalar biased = FloatBits.shiftRight(shifted, FloatBits.fraction(dtype));
            Scalar m = FloatBits.toFloat(shifted.and(bits.constant(fraction)).plus(bits.constant(root)));
            return new Reduced(Whole.toFloat(biased, FloatBits.bias(dtype), dtype), m, biased);
        }

        /** For positive subnormal x too: scaled first. */
        static Reduced ofAny(Scalar x) {
            Scalar small = x.lessThan(x.constant(FloatBits.smallestNormal(x.dtype())));
            Reduced reduced = of(small.select(x.times(x.constant(TWO_54)), x));
            return new Reduced(small.select(reduced.k.minus(x.constant(54)), reduced.k), reduced.m, reduced.biased);
        }
    }

    /**
     * R(z) / z = 2/3 + 2/5 z + ..., z = s^2, |s| <= 0.1716: degree 6, error 2^-59.5 in log m; float32: degree 3 and 2^-35.2.
     */
    static Scalar series(Scalar z) {
        return z.dtype() == Dtype.FLOAT32
                ? Polynomial.at(z, 0.6666666f, 0.40000972f, 0.2849879f, 0.24279001f)
                : Polynomial.at(
                        z,
                        0.6666666666666735, 0.3999999999940938, 0.2857142874367444, 0.2222219843103801,
                        0.18183572190807454, 0.15313838242169367, 0.14798174402434314);
    }

    /** k log 2 + log(1 + f). */
    private static Scalar sum(Scalar k, Scalar f) {
        boolean single = f.dtype() == Dtype.FLOAT32;
        Scalar s = f.over(f.plus(f.constant(2L)));
        Scalar z = s.times(s);
        Scalar half = f.times(f.constant(0.5)).times(f);
        Scalar rest = s.fma(z.fma(series(z), half), k.times(k.constant(single ? -1.9046542e-9f : LOG_2_TAIL)));
        return k.fma(k.constant(single ? 0.6931472f : LOG_2), f.minus(half.minus(rest)));
    }

    /** k log 2 + log(1 + f + tail) with k log 2 + f in two parts, for a tail within the rounding error of f. */
    private static Scalar preciseSum(Scalar k, Scalar f, Scalar tail) {
        Scalar log2 = k.constant(LOG_2);
        Scalar s = f.over(f.plus(f.constant(2L)));
        Scalar z = s.times(s);
        Scalar half = f.times(f.constant(0.5)).times(f);
        Scalar rest = s.fma(z.fma(series(z), half), k.fma(k.constant(LOG_2_TAIL), tail));
        Scalar high = k.fma(log2, f);
        Scalar low = k.fma(log2, high.negate()).plus(f);
        return high.plus(low.minus(half.minus(rest)));
    }

    private static Scalar logOf(Reduced x) {
        return sum(x.k, x.m.minus(x.m.constant(1L)));
    }

    static Scalar log(Scalar x) {
        return logOf(Reduced.of(x));
    }

    static Scalar logOfUnusual(Scalar x) {
        return unusual(x, logOf(Reduced.ofAny(x)));
    }

    /** {@code ofSubnormal} and the logarithms of all else that is not positive, normal and finite. */
    private static Scalar unusual(Scalar x, Scalar ofSubnormal) {
        return zeroOrLess(x, x.lessThan(x.constant(Double.POSITIVE_INFINITY)).select(ofSubnormal, x));
    }

    /** -inf for 0 and NaN for negative x, else {@code log}. */
    private static Scalar zeroOrLess(Scalar x, Scalar log) {
        Scalar zero = x.constant(0L);
        Scalar natural = x.isEqual(zero).select(x.constant(Double.NEGATIVE_INFINITY), log);
        return x.lessThan(zero).select(x.constant(Double.NaN), natural);
    }

    /** log m in two parts, of which the first has few rounding errors: only the last term of the sum is rounded. */
    private static DoubleDouble precise(Scalar m) {
        Scalar f = m.minus(m.constant(1L));
        Scalar halved = f.times(f.constant(0.5));
        Scalar half = halved.times(f);
        Scalar halfTail = halved.fma(f, half.negate());
        Scalar s = f.over(f.plus(f.constant(2L)));
        Scalar z = s.times(s);
        Scalar correction = s.times(z.fma(series(z), half)).minus(halfTail);
        Scalar high = f.minus(half);
        return new DoubleDouble(high, f.minus(high).minus(half).plus(correction));
    }

    /** k + log2 m, log m being carried in two parts (as FreeBSD's {@code e_log2.c}); exact at powers of two. */
    private static Scalar log2Of(Reduced x) {
        DoubleDouble product = precise(x.m).times(1.4426950408889634, 2.0355273740931033e-17);
        return DoubleDouble.sum(x.k, product).value();
    }

    static Scalar log2(Scalar x) {
        return log2Of(Reduced.of(x));
    }

    static Scalar log2OfUnusual(Scalar x) {
        return unusual(x, log2Of(Reduced.ofAny(x)));
    }

    /** k log10 2 + log10 m, as log2; exact at powers of ten. */
    private static Scalar log10Of(Reduced x) {
        DoubleDouble product = precise(x.m).times(0.4342944819032518, 1.098319650216765e-17);
        DoubleDouble sum = DoubleDouble.sum(x.k.times(x.k.constant(LOG10_2)), product);
        return sum.high().plus(x.k.fma(x.k.constant(LOG10_2_TAIL), sum.low()));
    }

    static Scalar log10(Scalar x) {
        return log10Of(Reduced.of(x));
    }

    static Scalar log10OfUnusual(Scalar x) {
        return unusual(x, log10Of(Reduced.ofAny(x)));
    }

    static Scalar log1p(Scalar x) {
        return FloatBits.withSign(log1pOfSum(x, x.constant(-0.0)), x);
    }

    /**
     * u = 1 + x, reduced, and what it was rounded by, which is exact (O. Møller, "Quasi double-precision in floating point
     * addition", 1965); {@code scale} is 2^-k.
     */
    record Addend(Reduced reduced, Scalar lost, Scalar scale) {
        static Addend of(Scalar x) {
            Scalar one = x.constant(1L);
            Scalar u = one.plus(x);
            Reduced reduced = Reduced.of(u);
            Scalar exponent =
                    reduced.biased.constant(2L * FloatBits.bias(x.dtype())).minus(reduced.biased);
            Scalar scale = FloatBits.toFloat(FloatBits.shiftLeft(exponent, FloatBits.fraction(x.dtype())));
            return new Addend(reduced, x.minus(u.minus(one)), scale);
        }
    }

    /** log(1 + x + tail), f = 2^-k (u + lost + tail) - 1 being carried in two parts. */
    static Scalar log1pOfSum(Scalar x, Scalar tail) {
        Addend sum = Addend.of(x);
        Scalar m = sum.reduced.m;
        DoubleDouble f = DoubleDouble.sum(sum.lost.plus(tail), sum.scale, m.minus(m.constant(1L)));
        return preciseSum(sum.reduced.k, f.high(), f.low());
    }

    /** Where 1 + x is not positive, or nearly overflows. */
    static Scalar isUnusualAddend(Scalar x) {
        return x.constant(-1L).lessThan(x).and(x.lessThan(x.constant(0x1p1000))).not();
    }

    static Scalar log1pOfUnusual(Scalar x) {
        Scalar sum = x.isEqual(x.constant(-1L)).select(x.constant(0L), x); // -inf for -1, NaN below
        Scalar finite = x.lessThan(x.constant(Double.POSITIVE_INFINITY)).select(log(x), x);
        return zeroOrLess(sum, finite);
    }
}
