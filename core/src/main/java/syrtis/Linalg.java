package syrtis;

import syrtis.type.ShapeException;

/** NumPy's {@code linalg}: what works on matrices in the last two axes. */
public final class Linalg {
    private Linalg() {}

    /** Matrix product: {@link Nd#matmul}. */
    public static NDArray matmul(NDArray x1, NDArray x2) {
        return Nd.matmul(x1, x2);
    }

    /** The last two axes swapped: a view. */
    public static NDArray matrixTranspose(NDArray x) {
        return x.mT();
    }

    /** The elements of the last two axes where column - row is {@code offset}: a view. */
    public static NDArray diagonal(NDArray x, long offset) {
        return Diagonals.diagonal(x, offset);
    }

    /** The sum of the diagonal of the last two axes. */
    public static NDArray trace(NDArray x, long offset) {
        return diagonal(x, offset).sum(-1);
    }

    /** Products of every element of one 1-D array with every element of the other. */
    public static NDArray outer(NDArray x1, NDArray x2) {
        if (x1.ndim() != 1 || x2.ndim() != 1) {
            throw new ShapeException("linalg.outer needs 1-D arrays, got " + x1.shape() + " and " + x2.shape());
        }
        return Nd.multiply(Nd.expandDims(x1, 1), Nd.expandDims(x2, 0));
    }
}
