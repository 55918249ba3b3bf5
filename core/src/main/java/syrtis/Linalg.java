package syrtis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import syrtis.type.Dtype;
import syrtis.type.ShapeException;

/** NumPy's {@code linalg}: what works on matrices in the last two axes. */
public final class Linalg {
    private static final String FROBENIUS = "fro";

    private Linalg() {}

    /** Matrix product: {@link Nd#matmul}. */
    public static NDArray matmul(NDArray x1, NDArray x2) {
        return Nd.matmul(x1, x2);
    }

    /** Products of vectors: {@link Nd#vecdot(NDArray, NDArray)}. */
    public static NDArray vecdot(NDArray x1, NDArray x2) {
        return Nd.vecdot(x1, x2);
    }

    /** Products of vectors: {@link Nd#vecdot(NDArray, NDArray, int)}. */
    public static NDArray vecdot(NDArray x1, NDArray x2, int axis) {
        return Nd.vecdot(x1, x2, axis);
    }

    /** Sums over axes: {@link Nd#tensordot(NDArray, NDArray, int)}. */
    public static NDArray tensordot(NDArray x1, NDArray x2, int axes) {
        return Nd.tensordot(x1, x2, axes);
    }

    /** Sums over axes: {@link Nd#tensordot(NDArray, NDArray, int[][])}. */
    public static NDArray tensordot(NDArray x1, NDArray x2, int[][] axes) {
        return Nd.tensordot(x1, x2, axes);
    }

    /** Vectors at right angles: {@link Nd#cross(NDArray, NDArray, int)}. */
    public static NDArray cross(NDArray x1, NDArray x2, int axis) {
        return Nd.cross(x1, x2, axis);
    }

    /** Vectors at right angles: {@link Nd#cross(NDArray, NDArray)}. */
    public static NDArray cross(NDArray x1, NDArray x2) {
        return Nd.cross(x1, x2);
    }

    /** Products of every element of one 1-D array with every element of the other. */
    public static NDArray outer(NDArray x1, NDArray x2) {
        if (x1.ndim() != 1 || x2.ndim() != 1) {
            throw new ShapeException("linalg.outer needs 1-D arrays, got " + x1.shape() + " and " + x2.shape());
        }
        return Nd.outer(x1, x2);
    }

    /** The product of matrices one after the other; the order of computation is chosen for the least work. */
    public static NDArray multiDot(List<NDArray> arrays) {
        if (arrays.size() < 2) {
            throw new ShapeException("multi_dot needs at least two arrays, got " + arrays.size());
        }
        NDArray product = arrays.getFirst();
        for (NDArray array : arrays.subList(1, arrays.size())) {
            product = Nd.dot(product, array);
        }
        return product;
    }

    /** A square matrix multiplied by itself; {@code n} = 0 gives the identity. */
    public static NDArray matrixPower(NDArray a, long n) {
        requireMatrices("matrix_power", a);
        long length = a.shape().dim(a.ndim() - 1);
        if (n < 0 || a.shape().dim(a.ndim() - 2) != length) {
            throw new ShapeException(
                    "matrix_power needs square matrices and n >= 0, got shape " + a.shape() + " and n = " + n);
        }
        NDArray power = Nd.eye(length, a.dtype()).broadcastView(a.shape());
        boolean isIdentity = true;
        NDArray square = a;
        for (long rest = n; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                power = isIdentity ? square : Nd.matmul(power, square);
                isIdentity = false;
            }
            square = rest > 1 ? Nd.matmul(square, square) : square;
        }
        return power.copy();
    }

    /** The last two axes swapped: a view. */
    public static NDArray matrixTranspose(NDArray x) {
        return x.mT();
    }

    /** The elements of the last two axes where column = row: a read-only view. */
    public static NDArray diagonal(NDArray x) {
        return diagonal(x, 0);
    }

    /** The elements of the last two axes where column - row is {@code offset}: a read-only view. */
    public static NDArray diagonal(NDArray x, long offset) {
        return Diagonals.diagonal(x, offset);
    }

    /** The sum of the diagonal of the last two axes. */
    public static NDArray trace(NDArray x) {
        return trace(x, 0);
    }

    /** The sum of the elements of the last two axes where column - row is {@code offset}. */
    public static NDArray trace(NDArray x, long offset) {
        return diagonal(x, offset).sum(-1);
    }

    // ---- norms

    /** The Frobenius norm: the square root of the sum of |x|^2 of all elements. */
    public static NDArray norm(NDArray x) {
        return norm(x, Norm.defaults());
    }

    /** A norm of the matrix {@code x} by name: {@code "fro"}. */
    public static NDArray norm(NDArray x, String ord) {
        return norm(x, ord, null, false);
    }

    /** A norm of vectors along one axis, or of matrices in two. */
    public static NDArray norm(NDArray x, Norm norm) {
        int[] axis = norm.axis();
        if (norm.ord() == null && axis == null) {
            return frobenius(x, new Over(null, norm.keepdims(), null, 0));
        }
        int[] axes = axis == null ? x.shape().axes("norm") : axis;
        Over over = new Over(axes, norm.keepdims(), null, 0);
        return switch (axes.length) {
            case 1 -> vector(x, norm.ord() == null ? 2 : norm.ord(), over);
            case 2 -> matrix(x, norm.ord(), axes, norm.keepdims());
            default ->
                throw new ShapeException("norm needs one axis or two, got " + axes.length + " for shape " + x.shape());
        };
    }

    private static NDArray norm(NDArray x, String ord, int @Nullable [] axis, boolean keepdims) {
        int[] axes = axis == null ? x.shape().axes("norm") : axis;
        if (!ord.equals(FROBENIUS) || axes.length != 2) {
            throw new ShapeException(
                    "norm '" + ord + "' over " + axes.length + " axes is not there: use 'fro' of a matrix");
        }
        return frobenius(x, new Over(axes, keepdims, null, 0));
    }

    /** The norm of all elements, or of vectors along axes: (sum of |x|^ord)^(1/ord). */
    public static NDArray vectorNorm(NDArray x, Norm norm) {
        return vector(x, norm.ord() == null ? 2 : norm.ord(), new Over(norm.axis(), norm.keepdims(), null, 0));
    }

    /** The Euclidean norm of all elements. */
    public static NDArray vectorNorm(NDArray x) {
        return vectorNorm(x, Norm.defaults());
    }

    /** The Frobenius norm of matrices in the last two axes. */
    public static NDArray matrixNorm(NDArray x) {
        return matrixNorm(x, FROBENIUS);
    }

    /** A norm of matrices in the last two axes by name: {@code "fro"}. */
    public static NDArray matrixNorm(NDArray x, String ord) {
        return norm(requireMatrices("matrix_norm", x), ord, new int[] {-2, -1}, false);
    }

    /** A norm of matrices in the last two axes: 1, -1, inf or -inf. */
    public static NDArray matrixNorm(NDArray x, double ord) {
        return matrix(requireMatrices("matrix_norm", x), ord, new int[] {-2, -1}, false);
    }

    /** A norm of matrices in the last two axes: Frobenius' unless {@code norm} says otherwise. */
    public static NDArray matrixNorm(NDArray x, Norm norm) {
        if (norm.axis() != null) {
            throw new ShapeException("matrix_norm is of the last two axes: use norm for others");
        }
        return matrix(requireMatrices("matrix_norm", x), norm.ord(), new int[] {-2, -1}, norm.keepdims());
    }

    private static NDArray requireMatrices(String operation, NDArray x) {
        if (x.ndim() < 2) {
            throw new ShapeException(operation + " needs matrices, got shape " + x.shape());
        }
        return x;
    }

    private static NDArray sizes(NDArray x) {
        return Nd.absolute(x.dtype().isInexact() ? x : x.astype(Dtype.FLOAT64));
    }

    private static NDArray frobenius(NDArray x, Over over) {
        return Nd.sqrt(Nd.sum(Nd.squares(x.dtype().isInexact() ? x : x.astype(Dtype.FLOAT64)), over));
    }

    private static NDArray vector(NDArray x, double ord, Over over) {
        NDArray sizes = sizes(x);
        if (ord == 2) {
            return frobenius(x, over);
        }
        if (Double.isInfinite(ord)) {
            return ord > 0 ? Nd.max(sizes, over) : Nd.min(sizes, over);
        }
        if (ord == 0) {
            return Nd.sum(Nd.notEqual(x, Nd.scalar(0L)).astype(sizes.dtype()), over);
        }
        if (ord == 1) {
            return Nd.sum(sizes, over);
        }
        return Nd.power(Nd.sum(Nd.power(sizes, Nd.scalar(ord)), over), Nd.scalar(1 / ord));
    }

    /** The greatest or least sum of |x| along rows (inf) or columns (1). */
    private static NDArray matrix(NDArray x, @Nullable Double ord, int[] axes, boolean keepdims) {
        Over over = new Over(axes, keepdims, null, 0);
        if (ord == null) {
            return frobenius(x, over);
        }
        if (!Double.isInfinite(ord) && Math.abs(ord) != 1) {
            throw new ShapeException("the norm " + ord
                    + " of matrices needs singular values, which are not there: use 'fro', 1, -1, " + "inf or -inf");
        }
        int summed = Double.isInfinite(ord) ? axes[1] : axes[0];
        NDArray sums = Nd.sum(sizes(x), Over.axis(summed).keepingDims());
        return ord > 0 ? Nd.max(sums, over) : Nd.min(sums, over);
    }
}
