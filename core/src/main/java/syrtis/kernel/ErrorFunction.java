package syrtis.kernel;

/**
 * The error function, with errors below 1 ulp, and its complement, below 2.2 ulp.
 *
 * <p>Source: the rational approximations of fdlibm's {@code s_erf.c} (Sun Microsystems, 1993; freely usable with this
 * notice). On [0, 0.84375] erf x = x + x R(x^2); on [0.84375, 1.25] it is a constant plus R(|x| - 1); beyond, erfc x =
 * e^(-x^2 - 0.5625 + R(1/x^2)) / x. Each R is a quotient of two of the polynomials below, constant term first.
 */
final class ErrorFunction {
    /** Upper ends of the approximations' intervals; erfc is 0 beyond the last one, erf is 1 from 6 on. */
    private static final double SMALL = 0.84375;

    private static final double MIDDLE = 1.25;
    private static final double LARGE = 1 / 0.35;
    private static final double VANISHING = 28;

    /** erf(1) cut to 24 bits: what the approximation on the middle interval is relative to. */
    private static final double ERF_1 = 8.45062911510467529297e-01;

    private static final double[] SMALL_ABOVE = {
        1.28379167095512558561e-01,
        -3.25042107247001499370e-01,
        -2.84817495755985104766e-02,
        -5.77027029648944159157e-03,
        -2.37630166566501626084e-05
    };
    private static final double[] SMALL_BELOW = {
        1,
        3.97917223959155352819e-01,
        6.50222499887672944485e-02,
        5.08130628187576562776e-03,
        1.32494738004321644526e-04,
        -3.96022827877536812320e-06
    };
    private static final double[] MIDDLE_ABOVE = {
        -2.36211856075265944077e-03,
        4.14856118683748331666e-01,
        -3.72207876035701323847e-01,
        3.18346619901161753674e-01,
        -1.10894694282396677476e-01,
        3.54783043256182359371e-02,
        -2.16637559486879084300e-03
    };
    private static final double[] MIDDLE_BELOW = {
        1,
        1.06420880400844228286e-01,
        5.40397917702171048937e-01,
        7.18286544141962662868e-02,
        1.26171219808761642112e-01,
        1.36370839120290507362e-02,
        1.19844998467991074170e-02
    };
    private static final double[] LARGE_ABOVE = {
        -9.86494403484714822705e-03,
        -6.93858572707181764372e-01,
        -1.05586262253232909814e+01,
        -6.23753324503260060396e+01,
        -1.62396669462573470355e+02,
        -1.84605092906711035994e+02,
        -8.12874355063065934246e+01,
        -9.81432934416914548592e+00
    };
    private static final double[] LARGE_BELOW = {
        1,
        1.96512716674392571292e+01,
        1.37657754143519042600e+02,
        4.34565877475229228821e+02,
        6.45387271733267880336e+02,
        4.29008140027567833386e+02,
        1.08635005541779435134e+02,
        6.57024977031928170135e+00,
        -6.04244152148580987438e-02
    };
    private static final double[] VANISHING_ABOVE = {
        -9.86494292470009928597e-03,
        -7.99283237680523006574e-01,
        -1.77579549177547519889e+01,
        -1.60636384855821916062e+02,
        -6.37566443368389627722e+02,
        -1.02509513161107724954e+03,
        -4.83519191608651397019e+02
    };
    private static final double[] VANISHING_BELOW = {
        1,
        3.03380607434824582924e+01,
        3.25792512996573918826e+02,
        1.53672958608443695994e+03,
        3.19985821950859553908e+03,
        2.55305040643316442583e+03,
        4.74528541206955367215e+02,
        -2.24409524465858183362e+01
    };

    private ErrorFunction() {}

    static double erf(double x) {
        double size = Math.abs(x);
        if (!(size >= SMALL)) {
            return x + x * small(x);
        }
        double erf = size < MIDDLE ? ERF_1 + middle(size) : size < 6 ? 1 - tail(size) : 1;
        return Math.copySign(erf, x);
    }

    static double erfc(double x) {
        double size = Math.abs(x);
        if (!(size >= SMALL)) {
            // Above 1/4, where x - 1/2 is exact, the sum around it rounds less than 1 - erf x.
            return x < 0.25 ? 1 - (x + x * small(x)) : 0.5 - Math.fma(x, small(x), x - 0.5);
        }
        if (size < MIDDLE) {
            return x > 0 ? 1 - ERF_1 - middle(size) : 1 + (ERF_1 + middle(size));
        }
        double tail = size < VANISHING ? tail(size) : 0;
        return x > 0 ? tail : 2 - tail;
    }

    private static double small(double x) {
        return quotient(SMALL_ABOVE, SMALL_BELOW, x * x);
    }

    private static double middle(double size) {
        return quotient(MIDDLE_ABOVE, MIDDLE_BELOW, size - 1);
    }

    /** erfc x for x >= 1.25, the exponent being carried in two doubles: its square alone would cost 2^8 ulp. */
    private static double tail(double x) {
        double square = x * x;
        double squareTail = Math.fma(x, x, -square);
        double fitted = x < LARGE
                ? quotient(LARGE_ABOVE, LARGE_BELOW, 1 / square)
                : quotient(VANISHING_ABOVE, VANISHING_BELOW, 1 / square);
        double offset = fitted - 0.5625;
        double offsetTail = -0.5625 - offset + fitted;
        double high = offset - square;
        double low = -square - high + offset + (offsetTail - squareTail);
        double power = StrictMath.exp(high);
        return Math.fma(power, low, power) / x;
    }

    private static double quotient(double[] above, double[] below, double at) {
        return polynomial(above, at) / polynomial(below, at);
    }

    /** Horner's rule. */
    private static double polynomial(double[] coefficients, double at) {
        double value = 0;
        for (int power = coefficients.length - 1; power >= 0; power--) {
            value = value * at + coefficients[power];
        }
        return value;
    }
}
