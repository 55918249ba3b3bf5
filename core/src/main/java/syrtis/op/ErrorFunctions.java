package syrtis.op;

import syrtis.type.Dtype;

/** The error function and its complement. */
final class ErrorFunctions {
    private ErrorFunctions() {}

    /**
     * x + x P(x^2) below 1, where P has degree 12 and an error of 2^-56; from 1 on 1 - e^-g(x), where g = -log erfc is nearly
     * quadratic, so a polynomial of degree 19 is within 2^-58.8 of the result. From 5.95 on that is 1.
     */
    static Scalar erf(Scalar x) {
        if (x.dtype() == Dtype.FLOAT32) {
            return singleErf(x);
        }
        Scalar size = FloatBits.atMost(x.absolute(), 5.95);
        Scalar p = Polynomial.at(
                size.times(size),
                0.1283791670955126, -0.376126389031841, 0.11283791670971105, -0.02686617064803394, 0.005223977652733596,
                -0.0008548328538911844, 0.00012055386332932418, -1.4926885407527488e-05, 1.6481131069009557e-06,
                -1.655798462654905e-07, 1.6019550418273653e-08, -1.6491268682742936e-09, 1.439177579505301e-10);
        Scalar g = Polynomial.at(
                size,
                2.6441675254429882e-08, 1.1283789220429934, 0.6366207434503822, 0.10277066083809959,
                -0.019127439018418207, -0.0002037032522068263, 0.0016772028317861675, -0.0005550110430777196,
                -1.9601815023129465e-05, 0.00010907551042194177, -6.380273663692236e-05, 2.385346493562824e-05,
                -6.633481873232696e-06, 1.4278251816799899e-06, -2.3909247934257903e-07, 3.070901071688929e-08,
                -2.929132964563679e-09, 1.9561233963470222e-10, -8.162430585922727e-12, 1.600988904729446e-13);
        return erf(x, size, p, Exponentials.Reduced.of(g.negate()));
    }

    /**
     * The same with P of degree 6 and an error of 2^-29.3, and g(x) / x of degree 5, within 2^-28.6 of the result. The last product in
     * g is not rounded: it is added to n times the first nine bits of log 2. From 4 on erf is 1.
     */
    private static Scalar singleErf(Scalar x) {
        Scalar size = FloatBits.atMost(x.absolute(), 4);
        Scalar p = Polynomial.horner(
                size.times(size),
                0.12837917f, -0.37612626f, 0.11283579f, -0.02685335f, 0.0051871752f, -0.0007998003f, 7.807504e-05f);
        Scalar slope = Polynomial.horner(
                size, 1.1284755f, 0.6358465f, 0.10509655f, -0.022786012f, 0.0031830946f, -0.00021017942f);
        Whole n = Whole.nearest(slope.times(size), -1.442695f);
        Scalar rest = slope.negate().fma(size, n.value().times(x.constant(-0.693359375f)));
        Scalar r = n.value().fma(x.constant(2.1219444e-4f), rest);
        return erf(x, size, p, new Exponentials.Reduced(n, r, x.constant(0L)));
    }

    private static Scalar erf(Scalar x, Scalar size, Scalar p, Exponentials.Reduced minusG) {
        Scalar one = x.constant(1L);
        Scalar large = minusG.n().powerOfTwo(-1).fma(minusG.expm1().plus(one), one);
        return FloatBits.withSign(size.lessThan(one).select(size.fma(p, size), large), x);
    }

    /**
     * 1 - erf x for |x| < 1/2, with P of degree 8; else, for positive x, e^(-x^2) F(t) / (1 + 2x) with t = (x - 4) / (x + 4), where the
     * polynomial F of degree 23, error 2^-64, is between 0.8 and 1.3 (M. M. Shepherd, J. G. Laframboise, "Chebyshev approximation
     * of (1 + 2x) exp(x^2) erfc x", Math. Comp. 36, 1981). Square, F and divisor are carried in two parts.
     */
    static Scalar erfc(Scalar x) {
        Scalar size = FloatBits.atMost(x.absolute(), 28);
        Scalar small = x.fma(
                Polynomial.at(
                        x.times(x),
                        0.12837916709551256, -0.3761263890318288, 0.1128379167087384, -0.026866170615890323,
                        0.005223977098830021, -0.0008548273821209826, 0.00012052181279493458, -1.4816951733625034e-05,
                        1.4432439569254834e-06),
                x);
        Scalar one = x.constant(1L);
        Scalar two = x.constant(2L);
        Scalar tail = tail(size);
        Scalar large = x.lessThan(x.constant(0L)).select(two.minus(tail), tail);
        return size.lessThan(x.constant(0.5)).select(one.minus(small), large);
    }

    private static Scalar tail(Scalar x) {
        Scalar one = x.constant(1L);
        Scalar four = x.constant(4L);
        Scalar t = x.minus(four).over(x.plus(four));
        Scalar slope = t.times(Polynomial.at(
                t,
                -0.1396211168405625, 0.015379652102620014, 0.06809705425469154, -0.1010390660363228,
                0.09373283499839694, -0.06633036581172048, 0.037167515536618276, -0.016197734064731836,
                0.005031969986273559, -0.0007577732318655569, -0.00019925673955544068, 0.0001506213868213059,
                -2.4399074616488828e-05, -1.1221090759442474e-05, 5.709501097409853e-06, 2.918660042001974e-07,
                -8.253099400923343e-07, 7.712058588746353e-08, 1.1029638692791445e-07, -1.9717776101730622e-08,
                -1.4528378476156952e-08, 2.4034044782346157e-09, 1.470559397528512e-09));
        DoubleDouble f = DoubleDouble.sum(
                x.constant(1.2329951186255526), new DoubleDouble(slope, x.constant(-4.619233056262091e-17)));
        Scalar twice = x.plus(x);
        Scalar below = twice.plus(one);
        // 2x >= 1, so the sum is exact in two parts.
        DoubleDouble divisor = new DoubleDouble(below, twice.minus(below).plus(one));
        DoubleDouble square = DoubleDouble.product(x, x);
        Exponentials.Reduced reduced = Exponentials.Reduced.of(square.high().negate());
        Scalar excess = reduced.expm1();
        Scalar lost = square.low().negate().times(excess.plus(one));
        DoubleDouble power = DoubleDouble.sum(one, new DoubleDouble(excess, lost));
        return reduced.n().scale(power.times(f).over(divisor));
    }
}
