package syrtis.kernel;

import syrtis.type.Dtype;

/**
 * A kernel that is not written as a loop but taken from a library of linear algebra. Its rounding is the library's: which
 * engine runs it is fixed when a plan is made.
 *
 * @param kind what it does
 * @param dtype of all its operands: float32, float64, complex64 or complex128
 */
public record Routine(Kind kind, Dtype dtype) implements Kernel {
    /** The routines. */
    public enum Kind {
        /**
         * C = A B + beta C. Segments A, B, C; geometry m, n, k, then of A (m, k), B (k, n) and C (m, n) the base, the
         * bytes from row to row and the bytes from column to column; of A and B one of the two strides is one element, C's
         * columns are. One parameter: beta, 0 or 1, as an integer.
         */
        MULTIPLY_ADD,
        /**
         * The upper triangle, with the diagonal, of C = A A<sup>T</sup> + beta C; what is below is left alone. Segments A, C;
         * geometry m, k, then of A (m, k) and C (m, m) base and strides as above; one parameter, beta.
         */
        MULTIPLY_ADD_TRANSPOSED
    }
}
