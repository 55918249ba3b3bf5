package syrtis.op;

import java.util.Arrays;

/**
 * Polynomials with the constant term first, in groups of four coefficients: (c0 + c1 x) + (c2 + c3 x) x^2 are independent, and
 * the groups follow each other by Horner's rule in x^4 (G. Estrin, "Organization of computer systems: the fixed plus variable
 * structure computer", 1960). One fused multiply-add a coefficient, and x^2 and x^4.
 */
final class Polynomial {
    private static final int GROUP = 4;

    private Polynomial() {}

    static Scalar at(Scalar x, double... coefficients) {
        return at(x, Arrays.stream(coefficients).mapToObj(x::constant).toArray(Scalar[]::new));
    }

    static Scalar at(Scalar x, Scalar... coefficients) {
        int last = (coefficients.length - 1) / GROUP * GROUP;
        Scalar value = group(x, coefficients, last);
        for (int from = last - GROUP; from >= 0; from -= GROUP) {
            Scalar square = x.times(x);
            value = value.fma(square.times(square), group(x, coefficients, from));
        }
        return value;
    }

    /** By Horner's rule alone: each step waits for the one before, but terms that cancel are rounded less often. */
    static Scalar horner(Scalar x, double... coefficients) {
        Scalar value = x.constant(coefficients[coefficients.length - 1]);
        for (int k = coefficients.length - 2; k >= 0; k--) {
            value = value.fma(x, x.constant(coefficients[k]));
        }
        return value;
    }

    private static Scalar group(Scalar x, Scalar[] coefficients, int from) {
        int count = Math.min(GROUP, coefficients.length - from);
        Scalar low = count > 1 ? coefficients[from + 1].fma(x, coefficients[from]) : coefficients[from];
        return switch (count) {
            case 1, 2 -> low;
            case 3 -> coefficients[from + 2].fma(x.times(x), low);
            default -> coefficients[from + 3].fma(x, coefficients[from + 2]).fma(x.times(x), low);
        };
    }
}
