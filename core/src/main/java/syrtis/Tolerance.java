package syrtis;

/**
 * How far numbers may be apart and still be close: {@code |a - b| <= atol + rtol * |b|}.
 *
 * @param rtol the part of |b|
 * @param atol the distance
 * @param equalNan whether NaN is close to NaN
 */
public record Tolerance(double rtol, double atol, boolean equalNan) {
    /** NumPy's: 1e-5 of |b| and 1e-8. */
    public static Tolerance defaults() {
        return new Tolerance(1e-5, 1e-8, false);
    }
}
