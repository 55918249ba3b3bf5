package syrtis;

import org.jspecify.annotations.Nullable;
import syrtis.type.Dtype;

/**
 * Which part of a matrix {@link Nd#eye(long, Band)} and {@link Nd#tri(long, Band)} fill.
 *
 * @param m number of columns; null for as many as rows
 * @param k column - row of the diagonal that counts
 * @param dtype dtype of the matrix
 */
public record Band(@Nullable Long m, long k, Dtype dtype) {
    /** The main diagonal of a float64 square matrix. */
    public static Band defaults() {
        return new Band(null, 0, Dtype.FLOAT64);
    }

    /** The diagonal where column - row is {@code k}, of a float64 square matrix. */
    public static Band diagonal(long k) {
        return new Band(null, k, Dtype.FLOAT64);
    }

    /** The same in another dtype. */
    public Band in(Dtype dtype) {
        return new Band(m, k, dtype);
    }

    long columns(long rows) {
        return m == null ? rows : m;
    }
}
