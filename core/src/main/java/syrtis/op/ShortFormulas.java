package syrtis.op;

/**
 * Functions of float32, computed in float64 and rounded once. With 29 bits to spare nothing needs two parts and polynomials are
 * short; subnormal float32 are normal here. The methods are those of float64, whose classes say more.
 */
final class ShortFormulas {
    private static final double LOG_2 = 0.6931471805599453;

    private ShortFormulas() {}

    // ---- logarithms: k and s = f / (2 + f) as for float64; 2 artanh(s) / s has degree 4 and an error of 2^-37.8

    static Scalar log2(Scalar x) {
        return log2(Logarithms.Reduced.of(x));
    }

    /** Degree 5, error 2^-45: powers multiply it. */
    private static Scalar log2(Logarithms.Reduced x) {
        Scalar s = ratio(x.m().minus(x.m().constant(1L)));
        return s.fma(
                Polynomial.at(
                        s.times(s),
                        2.88539008177785, 0.9617966941138086, 0.5770779422222015, 0.41220926764607935,
                        0.31990503566364126, 0.2829100916946184),
                x.k());
    }

    static Scalar log10(Scalar x) {
        Logarithms.Reduced reduced = Logarithms.Reduced.of(x);
        Scalar s = ratio(reduced.m().minus(x.constant(1L)));
        Scalar series = Polynomial.at(
                s.times(s),
                0.8685889638101737, 0.28952964839486167, 0.1737194711963943, 0.12392570522059487, 0.10257250824980062);
        return s.fma(series, reduced.k().times(x.constant(0.3010299956639812)));
    }

    static Scalar log1p(Scalar x) {
        Logarithms.Addend sum = Logarithms.Addend.of(x);
        Scalar s = ratio(sum.lost().fma(sum.scale(), sum.reduced().m().minus(x.constant(1L))));
        Scalar series = Polynomial.at(
                s.times(s),
                2.0000000000084506, 0.666666652373816, 0.400003864739626, 0.2853494814797161, 0.23618192844699967);
        return FloatBits.withSign(s.fma(series, sum.reduced().k().times(x.constant(LOG_2))), x);
    }

    private static Scalar ratio(Scalar f) {
        return f.over(f.plus(f.constant(2L)));
    }

    // ---- exponentials and powers

    /** (e^r - 1) / r has degree 7 and an error of 2^-37.7. */
    static Scalar expm1(Scalar x) {
        Exponentials.Reduced reduced = Exponentials.Reduced.of(x);
        Scalar r = reduced.r();
        Scalar excess = r.times(Polynomial.at(
                r,
                0.9999999999955339, 0.5000000000121148, 0.1666666678602289, 0.04166666594960897, 0.008333283582619892,
                0.001388897833819788, 0.00019907555774120557, 2.4801688144184216e-05));
        Scalar power = reduced.n().powerOfTwo(1);
        return FloatBits.withSign(power.fma(excess, power.minus(x.constant(1L))), x);
    }

    /** 2^f has degree 6 and an error of 2^-29; beyond 2^200 and 2^-200 float32 ends. */
    static Scalar power(Scalar x, Scalar y) {
        Scalar exponent = log2(Logarithms.Reduced.of(x.absolute())).times(y);
        Scalar clamped = FloatBits.clamp(exponent, -200, 200);
        Whole n = Whole.nearest(clamped, 1);
        Scalar size = n.powerOfTwo(1)
                .times(Polynomial.at(
                        clamped.minus(n.value()),
                        1.0000000005559875, 0.6931472057919768, 0.24022646880815357, 0.05550328648645726,
                        0.009618489582057847, 0.0013399983874829626, 0.00015345756487427815));
        return Powers.withSignOfPower(size, x, y);
    }

    // ---- tangent

    /** sin(r) / r and cos r have degree 4 in r^2 and errors of 2^-37.7 and 2^-34. */
    static Scalar tan(Scalar x) {
        Whole q = Whole.nearest(x, 0.6366197723675814);
        Scalar r =
                q.value().fma(x.constant(-0x1.1a62633145c07p-54), q.value().fma(x.constant(-0x1.921fb54442d18p0), x));
        Scalar z = r.times(r);
        Scalar sine = r.times(Polynomial.at(
                z,
                0.9999999999954045, -0.16666666630158017, 0.008333328662342902, -0.00019839169994116277,
                2.7170758013116984e-06));
        Scalar cosine = Polynomial.at(
                z,
                0.999999999943339, -0.4999999956802345, 0.04166661290531066, -0.0013886519537068519,
                2.4371811071927174e-05);
        Scalar odd = Trigonometry.isOdd(q.bits());
        return odd.select(cosine.negate(), sine).over(odd.select(sine, cosine));
    }
}
