package syrtis.op;

import java.util.function.UnaryOperator;
import syrtis.type.Dtype;

/**
 * The formulas of {@link Elementwise} rows on complex symbols {@code z = x + iy}, composed of real ones. Transcendental
 * functions of complex64 are computed in complex128 and rounded once. Branch cuts lie where C99 puts them and are
 * continuous with the sign of zero; infinities and NaN follow C99, Annex G.
 *
 * <p>Sources: W. Kahan, "Branch cuts for complex elementary functions, or Much ado about nothing's sign bit", in The
 * State of the Art in Numerical Analysis, 1987 (arcsin, arccos, arctanh, tanh); T. E. Hull, T. F. Fairgrieve, P. T. P.
 * Tang, ACM TOMS 20(2), 1994 (sqrt, log). Quotients of complex numbers are {@link Scalar#over}'s.
 */
final class ComplexFormulas {
    /** From here on e^x is computed in two factors, of which {@link #EXP_STEP} is one; it fits a double just so. */
    private static final double STEP = 709;

    /** e^709. */
    private static final double EXP_STEP = 8.218407461554972e307;

    /** Above this |x|, tanh x rounds to 1 and sinh x = cosh x = e^x / 2. */
    private static final double SATURATED = 22;

    /** Above this |z|, arctanh z = 1/z + i pi/2 to the last bit. */
    private static final double REMOTE = 0x1p54;

    private ComplexFormulas() {}

    // Arithmetic

    /** z/|z|; the direction on an axis at infinity, NaN where both parts are infinite, 0 at 0. */
    static Scalar sign(Scalar z) {
        Scalar x = z.real();
        Scalar y = z.imaginary();
        Scalar zero = x.constant(0L);
        Scalar modulus = z.absolute();
        Scalar remote = RealFormulas.isInfinite(modulus);
        Scalar unitX = remote.select(axisDirection(x), x).over(remote.select(axisLength(x, y), modulus));
        Scalar unitY = remote.select(axisDirection(y), y).over(remote.select(axisLength(x, y), modulus));
        Scalar atZero = modulus.isEqual(zero);
        return atZero.select(zero, unitX).withImaginary(atZero.select(zero, unitY));
    }

    private static Scalar axisDirection(Scalar part) {
        return RealFormulas.isInfinite(part).select(RealFormulas.sign(part), part.constant(0L));
    }

    /** 1; NaN where both parts are infinite, which has no axis. */
    private static Scalar axisLength(Scalar x, Scalar y) {
        return RealFormulas.isInfinite(x)
                .and(RealFormulas.isInfinite(y))
                .select(x.constant(Double.NaN), x.constant(1L));
    }

    /** Smith's method, as for quotients. */
    static Scalar reciprocal(Scalar z) {
        Scalar x = z.real();
        Scalar y = z.imaginary();
        Scalar one = x.constant(1L);
        Scalar realLarger = y.absolute().lessEqual(x.absolute());
        Scalar ratio = realLarger.select(y.over(x), x.over(y));
        Scalar scale = realLarger.select(x.plus(y.times(ratio)), x.times(ratio).plus(y));
        return realLarger
                .select(one, ratio)
                .over(scale)
                .withImaginary(realLarger.select(ratio, one).negate().over(scale));
    }

    /**
     * e^(w log z); by repeated squaring where w is an integer below 100 in size, so that small powers of whole numbers
     * are exact. 0^w is 0 for Re w > 0, 1 for w = 0 and else NaN.
     */
    static Scalar power(Scalar z, Scalar w) {
        if (z.dtype() == Dtype.COMPLEX64) {
            return power(z.cast(Dtype.COMPLEX128), w.cast(Dtype.COMPLEX128)).cast(Dtype.COMPLEX64);
        }
        Scalar zero = z.real().constant(0L);
        Scalar exponent = w.real();
        Scalar whole = w.imaginary()
                .isEqual(zero)
                .and(exponent.isEqual(exponent.apply(Prim.TRUNC)))
                .and(exponent.absolute().lessThan(exponent.constant(100L)));
        Scalar general = whole.select(wholePower(z, exponent), exp(w.times(log(z))));
        Scalar ofZero = zero.lessThan(exponent).select(zero, exponent.constant(Double.NaN));
        Scalar result = z.isEqual(z.constant(0L)).select(ofZero.withImaginary(ofZero), general);
        return w.isEqual(w.constant(0L)).select(z.constant(1L), result);
    }

    /** z to an integer power below 2^7 in size, by the bits of the power. */
    private static Scalar wholePower(Scalar z, Scalar exponent) {
        Scalar bits = exponent.absolute().cast(Dtype.INT64);
        Scalar square = z;
        Scalar product = z.constant(1L);
        for (int bit = 0; bit < 7; bit++) {
            Scalar isSet = bits.and(bits.constant(1L << bit)).cast(Dtype.BOOL);
            // 1 * z is not z where z is infinite or has a negative zero, so the first factor is taken as it is.
            Scalar isFirst = bits.and(bits.constant((1L << bit) - 1)).isEqual(bits.constant(0L));
            product = isSet.select(isFirst.select(square, product.times(square)), product);
            square = square.times(square);
        }
        return exponent.lessThan(exponent.constant(0L)).select(z.constant(1L).over(product), product);
    }

    // Parts and order

    static Scalar isFinite(Scalar z) {
        return RealFormulas.isFinite(z.real()).and(RealFormulas.isFinite(z.imaginary()));
    }

    static Scalar isInfinite(Scalar z) {
        return RealFormulas.isInfinite(z.real()).or(RealFormulas.isInfinite(z.imaginary()));
    }

    static Scalar rint(Scalar z) {
        return z.real().apply(Prim.RINT).withImaginary(z.imaginary().apply(Prim.RINT));
    }

    static Scalar maximum(Scalar z, Scalar w) {
        return z.isNan().or(w.lessEqual(z)).select(z, w);
    }

    static Scalar minimum(Scalar z, Scalar w) {
        return z.isNan().or(z.lessEqual(w)).select(z, w);
    }

    // Roots, exponentials and logarithms

    /**
     * With t = sqrt((|x| + |z|) / 2): t + iy / 2t in the right half plane, |y| / 2t +- it in the left one; z is first
     * scaled, by a power of 4, to where no step over- or underflows.
     */
    static Scalar sqrt(Scalar z) {
        return in128(z, ComplexFormulas::sqrt128);
    }

    private static Scalar sqrt128(Scalar z) {
        Scalar larger = larger(z.real(), z.imaginary());
        Scalar large = larger.constant(0x1p1020).lessThan(larger);
        Scalar small = larger.lessThan(larger.constant(0x1p-960));
        Scalar one = larger.constant(1L);
        Scalar scale = large.select(larger.constant(0x1p-4), small.select(larger.constant(0x1p108), one));
        Scalar rescale = large.select(larger.constant(0x1p2), small.select(larger.constant(0x1p-54), one));
        Scalar x = z.real().times(scale);
        Scalar y = z.imaginary().times(scale);
        Scalar zero = x.constant(0L);

        Scalar sum = x.absolute().plus(x.call(MathFunction.HYPOT, y));
        Scalar root = sum.times(sum.constant(0.5)).apply(Prim.SQRT);
        Scalar other = y.absolute().over(root.plus(root));
        Scalar left = x.lessThan(zero);
        Scalar re = left.select(other, root).times(rescale);
        Scalar im = RealFormulas.copysign(left.select(root, other).times(rescale), y);

        // C99: sqrt(x + i inf) = inf + i inf even for NaN; sqrt(-inf + iy) = 0 + i inf; sqrt(inf + iy) = inf + i0.
        Scalar infinity = x.constant(Double.POSITIVE_INFINITY);
        Scalar verticalInfinity = RealFormulas.isInfinite(y);
        Scalar horizontalInfinity = RealFormulas.isInfinite(x);
        Scalar vanishing = y.minus(y);
        re = horizontalInfinity.select(left.select(vanishing.absolute(), infinity), re);
        im = horizontalInfinity.select(RealFormulas.copysign(left.select(infinity, vanishing), y), im);
        Scalar atZero = larger.isEqual(zero);
        re = atZero.select(zero, verticalInfinity.select(infinity, re));
        return re.withImaginary(atZero.or(verticalInfinity).select(y, im));
    }

    /** e^x (cos y + i sin y). */
    static Scalar exp(Scalar z) {
        return in128(z, ComplexFormulas::exp128);
    }

    private static Scalar exp128(Scalar z) {
        Scalar x = z.real();
        Scalar y = z.imaginary();
        Scalar one = x.constant(1L);
        // Where y has no direction: e^-inf is 0 in any direction, e^inf is inf + i NaN.
        Scalar lost = RealFormulas.isFinite(y).not();
        Scalar vanishes = lost.and(RealFormulas.equalsInfinity(x, Double.NEGATIVE_INFINITY));
        Scalar cos = lost.and(RealFormulas.isInfinite(x)).select(one, y.call(MathFunction.COS));
        Scalar sin = vanishes.select(RealFormulas.copysign(one, y), y.call(MathFunction.SIN));
        return expTimes(x, cos).withImaginary(isZero(y).select(y, expTimes(x, sin)));
    }

    static Scalar exp2(Scalar z) {
        return in128(z, w -> exp128(scale(w, StrictMath.log(2))));
    }

    /** Real part expm1(x) cos y - 2 sin^2(y / 2), which does not cancel 1 for small z. */
    static Scalar expm1(Scalar z) {
        return in128(z, ComplexFormulas::expm1In128);
    }

    private static Scalar expm1In128(Scalar z) {
        Scalar x = z.real();
        Scalar y = z.imaginary();
        Scalar power = exp128(z);
        Scalar sine = y.times(y.constant(0.5)).call(MathFunction.SIN);
        Scalar near = x.call(MathFunction.EXPM1)
                .times(y.call(MathFunction.COS))
                .minus(sine.times(sine).times(sine.constant(2L)));
        Scalar isNear = x.absolute().lessThan(x.constant(40L));
        // As NumPy does it, without C's care for directions at infinity.
        Scalar remote = RealFormulas.isFinite(x).not();
        Scalar im = remote.select(x.call(MathFunction.EXP).times(y.call(MathFunction.SIN)), power.imaginary());
        return isNear.or(remote).select(near, power.real().minus(x.constant(1L))).withImaginary(im);
    }

    /** log |z| + i arctan2(y, x); near the unit circle log1p(|z|^2 - 1) / 2. */
    static Scalar log(Scalar z) {
        return in128(z, ComplexFormulas::log128);
    }

    private static Scalar log128(Scalar z) {
        Scalar x = z.real();
        Scalar y = z.imaginary();
        Scalar larger = larger(x, y);
        Scalar large = larger.constant(0x1p1022).lessThan(larger);
        Scalar small = larger.lessThan(larger.constant(0x1p-960));
        Scalar scale = large.select(x.constant(0x1p-2), small.select(x.constant(0x1p108), x.constant(1L)));
        Scalar shift = large.select(
                x.constant(2 * StrictMath.log(2)), small.select(x.constant(-108 * StrictMath.log(2)), x.constant(0L)));
        Scalar far = x.times(scale).call(MathFunction.HYPOT, y.times(scale)).call(MathFunction.LOG).plus(shift);
        Scalar re = logModulus(normPlus(x.constant(-1L), x, y), far);
        return re.withImaginary(y.call(MathFunction.ARCTAN2, x));
    }

    static Scalar log2(Scalar z) {
        return in128(z, w -> scale(log128(w), 1 / StrictMath.log(2)));
    }

    static Scalar log10(Scalar z) {
        return in128(z, w -> scale(log128(w), 1 / StrictMath.log(10)));
    }

    /** log(1 + z), by |1 + z|^2 - 1 = 2x + x^2 + y^2 near the unit circle around -1. */
    static Scalar log1p(Scalar z) {
        return in128(z, w -> {
            Scalar x = w.real();
            Scalar y = w.imaginary();
            Scalar log = log128(x.plus(x.constant(1L)).withImaginary(y));
            return logModulus(normPlus(x.plus(x), x, y), log.real()).withImaginary(log.imaginary());
        });
    }

    /** log of a modulus whose square is 1 + {@code excess}; {@code far} where it is not within [1/2, 2]. */
    private static Scalar logModulus(Scalar excess, Scalar far) {
        Scalar isNear = excess.constant(-0.75).lessThan(excess).and(excess.lessThan(excess.constant(3L)));
        return isNear.select(excess.call(MathFunction.LOG1P).times(excess.constant(0.5)), far);
    }

    /** offset + x^2 + y^2 with the rounding errors of squares and sums carried along (Dekker 1971, Knuth's two-sum). */
    private static Scalar normPlus(Scalar offset, Scalar x, Scalar y) {
        Scalar xx = x.times(x);
        Scalar yy = y.times(y);
        Scalar first = offset.plus(xx);
        Scalar sum = first.plus(yy);
        Scalar errors = x.fma(x, xx.negate())
                .plus(y.fma(y, yy.negate()))
                .plus(sumError(offset, xx, first))
                .plus(sumError(first, yy, sum));
        return sum.plus(errors);
    }

    /** a + b - sum, exactly, sum being the rounded a + b. */
    private static Scalar sumError(Scalar a, Scalar b, Scalar sum) {
        Scalar shareOfB = sum.minus(a);
        return a.minus(sum.minus(shareOfB)).plus(b.minus(shareOfB));
    }

    // Hyperbolic functions, and the trigonometric ones as their rotations

    /** sinh x cos y + i cosh x sin y. */
    static Scalar sinh(Scalar z) {
        return in128(z, ComplexFormulas::sinh128);
    }

    private static Scalar sinh128(Scalar z) {
        Scalar x = z.real();
        Scalar y = z.imaginary();
        // 0 and infinity stay what they are in any direction.
        Scalar fixed = isZero(x).or(RealFormulas.isInfinite(x)).and(RealFormulas.isFinite(y).not());
        Scalar cos = fixed.select(x.constant(1L), y.call(MathFunction.COS));
        Scalar im = isZero(y).select(y, coshTimes(x, y.call(MathFunction.SIN)));
        Scalar re = sinhTimes(x, cos);
        return fixed.and(isZero(x).not()).select(re.absolute(), re).withImaginary(im);
    }

    /** cosh x cos y + i sinh x sin y. */
    static Scalar cosh(Scalar z) {
        return in128(z, ComplexFormulas::cosh128);
    }

    private static Scalar cosh128(Scalar z) {
        Scalar x = z.real();
        Scalar y = z.imaginary();
        Scalar one = x.constant(1L);
        Scalar lost = RealFormulas.isFinite(y).not();
        Scalar cos = lost.and(RealFormulas.isInfinite(x)).select(one, y.call(MathFunction.COS));
        Scalar sign = x.isNan().select(one, RealFormulas.copysign(one, x));
        Scalar im = isZero(y).select(sign.times(y), sinhTimes(x, y.call(MathFunction.SIN)));
        im = lost.and(isZero(x)).select(x.constant(0L), im);
        return coshTimes(x, cos).withImaginary(im);
    }

    /** With s = sinh x, t = tan y, b = 1 + t^2: (b s sqrt(1 + s^2) + it) / (1 + b s^2). */
    static Scalar tanh(Scalar z) {
        return in128(z, ComplexFormulas::tanh128);
    }

    private static Scalar tanh128(Scalar z) {
        Scalar x = z.real();
        Scalar y = z.imaginary();
        Scalar zero = x.constant(0L);
        Scalar one = x.constant(1L);
        Scalar s = x.call(MathFunction.SINH);
        Scalar t = y.call(MathFunction.TAN);
        Scalar b = one.plus(t.times(t));
        Scalar scale = one.plus(b.times(s).times(s));
        Scalar re = b.times(one.plus(s.times(s)).apply(Prim.SQRT)).times(s).over(scale);
        Scalar im = t.over(scale);

        Scalar isFinite = RealFormulas.isFinite(y);
        Scalar saturated =
                x.constant(SATURATED).lessThan(x.absolute()).and(isFinite.or(RealFormulas.isInfinite(x)));
        Scalar faded = x.absolute().times(x.constant(-2L)).call(MathFunction.EXP);
        Scalar remainder =
                y.call(MathFunction.SIN).times(y.call(MathFunction.COS)).times(y.constant(4L)).times(faded);
        re = saturated.select(RealFormulas.copysign(one, x), isZero(x).select(x, re));
        im = saturated.select(isFinite.select(remainder, RealFormulas.copysign(zero, y)), isZero(y).select(y, im));
        return re.withImaginary(im);
    }

    /** -i sinh(iz). */
    static Scalar sin(Scalar z) {
        Scalar sine = overI(sinh(timesI(z)));
        // An infinity whose direction is lost is positive, as that of sinh is.
        Scalar lost = RealFormulas.isInfinite(z.imaginary()).and(RealFormulas.isFinite(z.real()).not());
        return sine.real().withImaginary(lost.select(sine.imaginary().absolute(), sine.imaginary()));
    }

    /** cosh(iz). */
    static Scalar cos(Scalar z) {
        return cosh(timesI(z));
    }

    /** -i tanh(iz). */
    static Scalar tan(Scalar z) {
        return overI(tanh(timesI(z)));
    }

    static Scalar sinc(Scalar z) {
        Scalar angle = scale(z, Math.PI);
        return angle.isEqual(z.constant(0L)).select(z.constant(1L), sin(angle).over(angle));
    }

    // Inverse functions

    /** With a = sqrt(1 - z), b = sqrt(1 + z): arctan(x / Re(ab)) + i arcsinh(Im(a* b)) (Kahan). */
    static Scalar arcsin(Scalar z) {
        return in128(z, ComplexFormulas::arcsin128);
    }

    private static Scalar arcsin128(Scalar z) {
        Scalar x = z.real();
        Scalar y = z.imaginary();
        Scalar a = sqrt128(x.constant(1L).minus(x).withImaginary(y.negate()));
        Scalar b = sqrt128(x.constant(1L).plus(x).withImaginary(y));
        Scalar re = x.call(MathFunction.ARCTAN2, a.times(b).real());
        Scalar im = a.conjugate().times(b).imaginary().call(MathFunction.ARCSINH);
        Scalar remote = isInfinite(z);
        re = remote.select(x.call(MathFunction.ARCTAN2, y.absolute()), re);
        im = remote.select(RealFormulas.copysign(x.constant(Double.POSITIVE_INFINITY), y), im);
        return isZero(x).select(x, re).withImaginary(im);
    }

    /** With a = sqrt(1 - z), b = sqrt(1 + z): 2 arctan(Re a / Re b) + i arcsinh(Im(b* a)) (Kahan). */
    static Scalar arccos(Scalar z) {
        return in128(z, ComplexFormulas::arccos128);
    }

    private static Scalar arccos128(Scalar z) {
        Scalar x = z.real();
        Scalar y = z.imaginary();
        Scalar a = sqrt128(x.constant(1L).minus(x).withImaginary(y.negate()));
        Scalar b = sqrt128(x.constant(1L).plus(x).withImaginary(y));
        Scalar re = a.real().call(MathFunction.ARCTAN2, b.real()).times(x.constant(2L));
        Scalar im = b.conjugate().times(a).imaginary().call(MathFunction.ARCSINH);
        Scalar remote = isInfinite(z);
        re = remote.select(y.absolute().call(MathFunction.ARCTAN2, x), re);
        im = remote.select(RealFormulas.copysign(x.constant(Double.POSITIVE_INFINITY), y.negate()), im);
        return isZero(x).select(x.constant(Math.PI / 2), re).withImaginary(im);
    }

    /** -i arcsin(iz). */
    static Scalar arcsinh(Scalar z) {
        return overI(arcsin(timesI(z)));
    }

    /** i arccos z or -i arccos z, whichever lies in the right half plane. */
    static Scalar arccosh(Scalar z) {
        Scalar angle = arccos(z);
        return angle.imaginary().absolute().withImaginary(RealFormulas.copysign(angle.real(), z.imaginary()));
    }

    /** For x >= 0: log1p(4x / ((1 - x)^2 + y^2)) / 4 + i arctan2(2y, (1 - x)(1 + x) - y^2) / 2 (Kahan). */
    static Scalar arctanh(Scalar z) {
        return in128(z, ComplexFormulas::arctanh128);
    }

    private static Scalar arctanh128(Scalar z) {
        Scalar y = z.imaginary();
        Scalar x = z.real().absolute();
        Scalar one = x.constant(1L);
        Scalar yy = y.times(y);
        Scalar below = one.minus(x);
        Scalar re = x.times(x.constant(4L))
                .over(below.times(below).plus(yy))
                .call(MathFunction.LOG1P)
                .times(x.constant(0.25));
        Scalar im = y.plus(y)
                .call(MathFunction.ARCTAN2, below.times(one.plus(x)).minus(yy))
                .times(y.constant(0.5));

        // Beside the pole, where y^2 vanishes or underflows: |z - 1| = |y|.
        Scalar atPole = x.isEqual(one).and(y.absolute().lessThan(y.constant(0x1p-52)));
        Scalar pole = x.constant(StrictMath.log(2)).minus(y.absolute().call(MathFunction.LOG)).times(x.constant(0.5));
        re = atPole.select(pole, re);

        // Far away Re 1/z, scaled so that |z| does not overflow.
        Scalar infinite = isInfinite(z);
        Scalar remote = infinite.or(x.constant(REMOTE).lessThan(larger(x, y)));
        Scalar quarter = x.constant(0.25);
        Scalar modulus = x.times(quarter).call(MathFunction.HYPOT, y.times(quarter));
        Scalar inverse = x.times(quarter).over(modulus).over(modulus).times(quarter);
        re = remote.select(infinite.select(x.constant(0L), inverse), re);
        im = remote.and(y.isNan().not()).select(RealFormulas.copysign(y.constant(Math.PI / 2), y), im);
        return RealFormulas.copysign(isZero(x).select(x, re), z.real()).withImaginary(im);
    }

    /** -i arctanh(iz). */
    static Scalar arctan(Scalar z) {
        return overI(arctanh(timesI(z)));
    }

    // Pieces

    private static Scalar in128(Scalar z, UnaryOperator<Scalar> formula) {
        return formula.apply(z.cast(Dtype.COMPLEX128)).cast(z.dtype());
    }

    /** e^x * factor, which may be finite where e^x is not. */
    private static Scalar expTimes(Scalar x, Scalar factor) {
        for (int step = 0; step < 2; step++) {
            Scalar above = x.constant(STEP).lessThan(x);
            factor = above.select(factor.times(factor.constant(EXP_STEP)), factor);
            x = above.select(x.minus(x.constant(STEP)), x);
        }
        return x.call(MathFunction.EXP).times(factor);
    }

    private static Scalar coshTimes(Scalar x, Scalar factor) {
        Scalar large = x.constant(STEP).lessThan(x.absolute());
        return large.select(halfExpTimes(x.absolute(), factor), x.call(MathFunction.COSH).times(factor));
    }

    private static Scalar sinhTimes(Scalar x, Scalar factor) {
        Scalar large = x.constant(STEP).lessThan(x.absolute());
        Scalar signed = RealFormulas.copysign(factor.constant(1L), x).times(factor);
        return large.select(halfExpTimes(x.absolute(), signed), x.call(MathFunction.SINH).times(factor));
    }

    /** e^x / 2 * factor for x > 709; the half goes into the first step, where it cannot underflow. */
    private static Scalar halfExpTimes(Scalar x, Scalar factor) {
        return expTimes(x.minus(x.constant(STEP)), factor.times(factor.constant(EXP_STEP / 2)));
    }

    private static Scalar larger(Scalar x, Scalar y) {
        return x.absolute().apply(Prim.MAXIMUM, y.absolute());
    }

    private static Scalar isZero(Scalar x) {
        return x.isEqual(x.constant(0L));
    }

    private static Scalar scale(Scalar z, double factor) {
        Scalar by = z.real().constant(factor);
        return z.real().times(by).withImaginary(z.imaginary().times(by));
    }

    private static Scalar timesI(Scalar z) {
        return z.imaginary().negate().withImaginary(z.real());
    }

    private static Scalar overI(Scalar z) {
        return z.imaginary().withImaginary(z.real().negate());
    }
}
