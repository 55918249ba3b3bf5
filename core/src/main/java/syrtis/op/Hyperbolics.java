package syrtis.op;

import syrtis.type.Dtype;

/**
 * The hyperbolic functions. With x = n log 2 + r as for the exponential function, sinh and cosh of n log 2 are sums of two powers
 * of two, and those of r are short polynomials; the addition theorems put them together without a division. tanh x is (e^2x - 1)
 * / (e^2x + 1).
 */
final class Hyperbolics {
    /** Beyond this 2^n and 2^-n are not both far from the ends of the range; e^-x vanishes beside e^x. */
    private static final double LARGE = 350;

    private Hyperbolics() {}

    /** sinh and cosh of n log 2, r in two parts, sinh r - r and cosh r - 1. */
    private record Parts(Scalar sinhN, Scalar coshN, DoubleDouble r, Scalar sinhR, Scalar coshR) {
        /** Polynomials in r^2 of degree 4 (sinh, error 2^-61.7) and 3 (cosh, error 2^-57.3). */
        static Parts of(Scalar x) {
            Exponentials.Reduced reduced = Exponentials.Reduced.of(x);
            Scalar power = reduced.n().powerOfTwo(0.5);
            Scalar inverse = reduced.n().inversePowerOfTwo(0.5);
            DoubleDouble r = new DoubleDouble(reduced.r(), reduced.tail());
            Scalar z = r.high().times(r.high());
            Scalar sinh = Polynomial.at(
                    z,
                    0.16666666666666677, 0.008333333333321384, 0.00019841269886820224, 2.755724344986892e-06,
                    2.5109320087271128e-08);
            Scalar cosh = Polynomial.at(
                    z, 0.5, 0.0416666666666024, 0.0013888888927445378, 2.4801507847084015e-05, 2.7625525629034893e-07);
            return new Parts(
                    power.minus(inverse), power.plus(inverse), r, r.high().times(z).fma(sinh, r.low()), z.times(cosh));
        }

        /** constant (1 + coshR) + factor (r + sinhR): the products with 1 and r are carried in two parts. */
        static Scalar sum(Scalar constant, Scalar factor, Parts parts) {
            DoubleDouble sum = DoubleDouble.sum(factor, parts.r.high(), constant);
            return sum.high().plus(factor.fma(parts.sinhR, constant.fma(parts.coshR, sum.low())));
        }
    }

    static Scalar sinh(Scalar x) {
        Parts parts = Parts.of(x);
        return FloatBits.withSign(Parts.sum(parts.sinhN, parts.coshN, parts), x);
    }

    static Scalar cosh(Scalar x) {
        Parts parts = Parts.of(x);
        return Parts.sum(parts.coshN, parts.sinhN, parts);
    }

    static Scalar isLarge(Scalar x) {
        return x.absolute().lessEqual(x.constant(LARGE)).not();
    }

    static Scalar sinhOfLarge(Scalar x) {
        return FloatBits.withSign(coshOfLarge(x), x);
    }

    /** e^|x| / 2. */
    static Scalar coshOfLarge(Scalar x) {
        return Exponentials.Reduced.of(FloatBits.atMost(x.absolute(), 712)).exp(0.5);
    }

    /**
     * x + x z T(z), z = x^2, for |x| < 0.65, T of degree 11 with an error of 2^-59.2 (float32: 0.9, 6 and 2^-29.2); else 1 - 2 /
     * (e^2x + 1), in which little is left of the quotient's rounding. From 20 on (float32: 10) the result is 1.
     */
    static Scalar tanh(Scalar x) {
        boolean single = x.dtype() == Dtype.FLOAT32;
        Scalar size = FloatBits.atMost(x.absolute(), single ? 10 : 20);
        Scalar z = size.times(size);
        Scalar series = single
                ? Polynomial.horner(
                        z,
                        -0.33333322f, 0.13332981f, -0.05392946f, 0.021663966f, -0.008265092f, 0.002582981f,
                        -0.00045551226f)
                : Polynomial.at(
                        z,
                        -0.3333333333333328, 0.13333333333324993, -0.05396825396356369, 0.021869488403643316,
                        -0.008863233330699107, 0.0035921047172974606, -0.0014556686241817733, 0.0005892168976982405,
                        -0.00023637831550574518, 9.047816657999089e-05, -2.9131004742058606e-05, 5.591333419904726e-06);
        Exponentials.Reduced reduced = Exponentials.Reduced.of(size.plus(size));
        Scalar power = reduced.n().powerOfTwo(1);
        Scalar one = x.constant(1L);
        Scalar large = x.constant(-2L)
                .over(power.fma(reduced.expm1(), power.plus(one)))
                .plus(one);
        Scalar small = size.times(z).fma(series, size);
        return FloatBits.withSign(size.lessThan(x.constant(single ? 0.9 : 0.65)).select(small, large), x);
    }
}
