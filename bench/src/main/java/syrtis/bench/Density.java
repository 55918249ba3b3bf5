package syrtis.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.DoubleFunction;
import syrtis.NDArray;
import syrtis.Nd;

/**
 * A density of sea water as a polynomial of salinity x, temperature y and pressure z, all terms up to the seventh
 * degree, in the shape of TEOS-10's (Roquet and others 2015), with coefficients that a formula gives. Written once,
 * over anything that can be multiplied and added.
 *
 * @param <V> what is multiplied and added
 */
record Density<V>(DoubleFunction<V> constant, BinaryOperator<V> times, BinaryOperator<V> plus) {
    private static final int DEGREE = 7;

    /** Number of terms. */
    static final int TERMS = (DEGREE + 1) * (DEGREE + 2) * (DEGREE + 3) / 6;

    /** As Python and C read it. */
    static String text() {
        Density<String> text = new Density<>(
                value -> String.format(Locale.ROOT, "%.6f", value),
                (a, b) -> a + "*" + b,
                (a, b) -> "(" + a + " + " + b + ")");
        return "u = " + text.of("x", "y", "z");
    }

    static NDArray of(List<NDArray> inputs) {
        return new Density<NDArray>(Nd::scalar, NDArray::multiply, NDArray::add)
                .of(inputs.get(0), inputs.get(1), inputs.get(2));
    }

    /** Horner's scheme in z of Horner's schemes in y of Horner's schemes in x. */
    private V of(V x, V y, V z) {
        V inZ = constant.apply(coefficient(0, 0, DEGREE));
        for (int k = DEGREE - 1; k >= 0; k--) {
            V inY = constant.apply(coefficient(0, DEGREE - k, k));
            for (int j = DEGREE - k - 1; j >= 0; j--) {
                V inX = constant.apply(coefficient(DEGREE - j - k, j, k));
                for (int i = DEGREE - j - k - 1; i >= 0; i--) {
                    inX = plus.apply(constant.apply(coefficient(i, j, k)), times.apply(x, inX));
                }
                inY = plus.apply(inX, times.apply(y, inY));
            }
            inZ = plus.apply(inY, times.apply(z, inZ));
        }
        return inZ;
    }

    /** Signs alternate, sizes fall; six decimals, so that the text has all of it. */
    private static double coefficient(int i, int j, int k) {
        double size = 1000.0 / Math.pow(1 + i + 2 * j + 3 * k, 2);
        return Math.rint((i + j + k) % 2 == 0 ? size * 1e6 : -size * 1e6) / 1e6;
    }
}
