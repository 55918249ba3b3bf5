package syrtis.op;

import syrtis.type.Dtype;

/**
 * The exponential functions. An argument x is n log 2 + r with whole n and |r| <= log(2) / 2, where log 2 is subtracted in two
 * parts by fused multiply-adds (W. J. Cody, W. Waite, "Software Manual for the Elementary Functions", 1980), so that e^x = 2^n
 * e^r with a minimax polynomial for e^r.
 */
final class Exponentials {
    private static final double LOG2_E = 1.4426950408889634;

    private Exponentials() {}

    /** x = n log 2 + r + tail; the tail is what r is rounded by. */
    record Reduced(Whole n, Scalar r, Scalar tail) {
        static Reduced of(Scalar x) {
            boolean single = x.dtype() == Dtype.FLOAT32;
            Whole n = Whole.nearest(x, LOG2_E);
            Scalar rest = n.value().fma(x.constant(single ? -0.6931472f : -0.6931471805599453), x);
            Scalar second = x.constant(single ? 1.9046542e-9f : -2.3190468138462996e-17);
            DoubleDouble r = DoubleDouble.sum(n.value(), second, rest);
            return new Reduced(n, r.high(), r.low());
        }

        /** e^r - 1. */
        Scalar expm1() {
            return r.times(r).fma(quotient(), r);
        }

        /**
         * q in e^r - 1 = r + r^2 q(r): degree 10 with an error of 2^-57.8 in e^r - 1, or for float32 degree 5 and 2^-31.2 in
         * e^r.
         */
        private Scalar quotient() {
            return r.dtype() == Dtype.FLOAT32
                    ? Polynomial.at(r, 0.5f, 0.16666648f, 0.04166648f, 0.0083378665f, 0.0013933462f, 0.00017342775f)
                    : Polynomial.at(
                            r, 0.5000000000000001, 0.1666666666666667, 0.04166666666664851, 0.008333333333328405,
                            0.0013888888897405935, 0.00019841269866434537, 2.4801570986055057e-05,
                            2.7557264930444044e-06, 2.757095422318473e-07, 2.5101766452263227e-08, 1.6756634000995169e-09);
        }

        /** scale * e^x, where that has a result. */
        Scalar exp(double scale) {
            Scalar power = expm1().plus(r.constant(1L));
            return n.scale(scale == 1 ? power : power.times(r.constant(scale)));
        }
    }

    static Scalar exp(Scalar x) {
        boolean single = x.dtype() == Dtype.FLOAT32;
        return Reduced.of(single ? FloatBits.clamp(x, -105, 90) : FloatBits.clamp(x, -746, 710))
                .exp(1);
    }

    /** 2^n 2^f with whole n = rint(x); exact for whole x. */
    static Scalar exp2(Scalar x) {
        boolean single = x.dtype() == Dtype.FLOAT32;
        Scalar clamped = single ? FloatBits.clamp(x, -152, 130) : FloatBits.clamp(x, -1080, 1026);
        Whole n = Whole.nearest(clamped, 1);
        return n.scale(power(clamped.minus(n.value())));
    }

    /**
     * 2^f = 1 + (f log 2 + f^2 q(f)) for |f| <= 1/2: q of degree 10 with an error of 2^-59.7 in 2^f, or for float32 of degree 5 and
     * 2^-31.6.
     */
    static Scalar power(Scalar f) {
        boolean single = f.dtype() == Dtype.FLOAT32;
        Scalar q = single
                ? Polynomial.at(
                        f, 0.2402265f, 0.055504035f, 0.009618074f, 0.0013339558f, 0.00015458127f, 1.3899006e-05f)
                : Polynomial.at(
                        f,
                        0.2402265069591007, 0.05550410866482338, 0.00961812910763023, 0.001333355814603325,
                        0.00015403530388885889, 1.5252734166978517e-05, 1.3215491332458005e-06, 1.0177932320292748e-07,
                        7.05295007976213e-09, 4.473299931003239e-10, 2.8725433829294758e-11);
        Scalar first = f.constant(single ? 0.6931472f : 0.6931471805599453);
        return f.fma(first, f.times(f).times(q)).plus(f.constant(1L));
    }

    /** 2^n (e^r - 1) + (2^n - 1): 2^n r + (2^n - 1), which may cancel, is carried in two parts. */
    static Scalar expm1(Scalar x) {
        Reduced reduced = Reduced.of(x);
        Scalar power = reduced.n().powerOfTwo(1);
        DoubleDouble sum = DoubleDouble.sum(power, reduced.r, power.minus(x.constant(1L)));
        Scalar rest = reduced.r.times(reduced.r).fma(reduced.quotient(), reduced.tail);
        return FloatBits.withSign(sum.high().plus(power.fma(rest, sum.low())), x);
    }

    /** Where 2^n has no bits of its own. */
    static Scalar isHuge(Scalar x) {
        return x.absolute().lessEqual(x.constant(709)).not();
    }

    static Scalar expm1OfHuge(Scalar x) {
        return exp(x).minus(x.constant(1L));
    }
}
