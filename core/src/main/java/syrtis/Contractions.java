package syrtis;

import java.util.List;
import java.util.stream.IntStream;
import syrtis.op.Monoid;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/**
 * Functions that multiply arrays and sum over axes; {@link Nd} inherits them. Products of float32 and float64 matrices
 * are computed block by block; those of other dtypes are sums of products in the common dtype, which wraps for
 * integers.
 */
public sealed class Contractions extends Selection permits Nd {
    Contractions() {}

    /**
     * Matrix product with NumPy's rules: the last two axes are matrices, the others are broadcast; a 1-D operand is a
     * row on the left, a column on the right.
     *
     * @throws ShapeException if inner lengths differ, or an operand has no axes
     */
    public static NDArray matmul(NDArray x1, NDArray x2) {
        return Products.matmul(x1, x2);
    }

    /** Products of matrices in the last two axes of {@code x1} and vectors in the last axis of {@code x2}. */
    public static NDArray matvec(NDArray x1, NDArray x2) {
        requireAxes("matvec", x1, 2);
        requireAxes("matvec", x2, 1);
        return squeeze(matmul(x1, expandDims(x2, -1)), -1);
    }

    /**
     * Products of conjugated vectors in the last axis of {@code x1} and matrices in the last two axes of {@code x2}.
     */
    public static NDArray vecmat(NDArray x1, NDArray x2) {
        requireAxes("vecmat", x1, 1);
        requireAxes("vecmat", x2, 2);
        return squeeze(matmul(expandDims(conjugated(x1), -2), x2), -2);
    }

    /** Sums of products of conjugated {@code x1} and {@code x2} along the last axis. */
    public static NDArray vecdot(NDArray x1, NDArray x2) {
        return vecdot(x1, x2, -1);
    }

    /** Sums of products of conjugated {@code x1} and {@code x2} along an axis, the others broadcast. */
    public static NDArray vecdot(NDArray x1, NDArray x2, int axis) {
        NDArray a = moveaxis(x1, x1.shape().axis("vecdot", axis), -1);
        NDArray b = moveaxis(x2, x2.shape().axis("vecdot", axis), -1);
        if (a.shape().dim(a.ndim() - 1) != b.shape().dim(b.ndim() - 1)) {
            throw new ShapeException(
                    "vecdot of " + x1.shape() + " and " + x2.shape() + ": lengths along axis " + axis + " differ");
        }
        return total(multiply(conjugated(a), b), -1);
    }

    private static NDArray conjugated(NDArray x) {
        return x.dtype().isComplex() ? conjugate(x) : x;
    }

    /** Sums along axes in the array's own dtype; whether one is set, for bools. */
    static NDArray total(NDArray x, int... axes) {
        return reduce(x, x.dtype().isBool() ? Monoid.ANY : Monoid.SUM, Over.axis(axes), x.dtype());
    }

    /**
     * NumPy's dot: the sum over the last axis of {@code a} and the last but one of {@code b}; the product with a
     * scalar.
     */
    public static NDArray dot(NDArray a, NDArray b) {
        return Products.dot(a, b);
    }

    /** The sum of products of all conjugated elements of {@code a} with all of {@code b}, in row-major order. */
    public static NDArray vdot(NDArray a, NDArray b) {
        return vecdot(a.ravel(), b.ravel());
    }

    /** Sums of products along the last axes: the other axes of {@code a}, then those of {@code b}. */
    public static NDArray inner(NDArray a, NDArray b) {
        return a.ndim() == 0 || b.ndim() == 0
                ? multiply(a.strong(), b.strong())
                : Products.tensordot(a, b, new int[] {-1}, new int[] {-1});
    }

    /** Products of every element of {@code a} (rows) with every element of {@code b} (columns). */
    public static NDArray outer(NDArray a, NDArray b) {
        return multiply(expandDims(a.ravel(), 1), expandDims(b.ravel(), 0));
    }

    /** The Kronecker product: every element of {@code a} replaced by its product with {@code b}. */
    public static NDArray kron(NDArray a, NDArray b) {
        int rank = Math.max(a.ndim(), b.ndim());
        NDArray blocks = a;
        NDArray block = b;
        while (blocks.ndim() < rank) {
            blocks = expandDims(blocks, 0);
        }
        while (block.ndim() < rank) {
            block = expandDims(block, 0);
        }
        int[] even = IntStream.range(0, rank).map(k -> 2 * k).toArray();
        int[] odd = IntStream.range(0, rank).map(k -> 2 * k + 1).toArray();
        long[] dims = new long[rank];
        for (int k = 0; k < rank; k++) {
            dims[k] = blocks.shape().dim(k) * block.shape().dim(k);
        }
        return multiply(expandDims(blocks, odd), expandDims(block, even)).reshape(Shape.of(dims));
    }

    /** Vectors at right angles to pairs of 3-vectors in the last axes. */
    public static NDArray cross(NDArray a, NDArray b) {
        return cross(a, b, -1);
    }

    /** Vectors at right angles to pairs of 3-vectors along an axis, the others broadcast. */
    public static NDArray cross(NDArray a, NDArray b, int axis) {
        NDArray[] x = unstack(a, axis);
        NDArray[] y = unstack(b, axis);
        if (x.length != 3 || y.length != 3) {
            throw new ShapeException("cross needs vectors of 3 elements along axis " + axis + ", got " + a.shape()
                    + " and " + b.shape());
        }
        NDArray[] parts = new NDArray[3];
        for (int k = 0; k < 3; k++) {
            int next = (k + 1) % 3;
            int last = (k + 2) % 3;
            parts[k] = subtract(multiply(x[next], y[last]), multiply(x[last], y[next]));
        }
        return stack(List.of(parts), axis);
    }

    /** The sum over the last two axes of {@code a} and the first two of {@code b}. */
    public static NDArray tensordot(NDArray a, NDArray b) {
        return tensordot(a, b, 2);
    }

    /** The sum over the last {@code axes} axes of {@code a} and the first {@code axes} of {@code b}. */
    public static NDArray tensordot(NDArray a, NDArray b, int axes) {
        if (axes < 0 || axes > Math.min(a.ndim(), b.ndim())) {
            throw new ShapeException(
                    "tensordot over " + axes + " axes of " + a.shape() + " and " + b.shape() + ": there are fewer");
        }
        return Products.tensordot(
                a,
                b,
                IntStream.range(a.ndim() - axes, a.ndim()).toArray(),
                IntStream.range(0, axes).toArray());
    }

    /** The sum over axes {@code axes[0]} of {@code a} and, in the same order, {@code axes[1]} of {@code b}. */
    public static NDArray tensordot(NDArray a, NDArray b, int[][] axes) {
        if (axes.length != 2) {
            throw new ShapeException("tensordot needs the axes of both arrays, got " + axes.length + " lists of axes");
        }
        return Products.tensordot(a, b, axes[0], axes[1]);
    }

    /**
     * Products summed as {@code subscripts} say: {@code "ij,jk->ik"} is the matrix product, {@code "ii"} the trace,
     * {@code "...ij->...ji"} a transpose. Labels that are not in the result are summed over; without {@code ->} those
     * that occur once are in it, in alphabetical order. Operands are contracted from left to right. The result of one
     * operand is a view where nothing is summed.
     *
     * @throws ShapeException if the subscripts are wrong or do not fit the operands
     */
    public static NDArray einsum(String subscripts, NDArray... operands) {
        return Einsum.of(subscripts, operands);
    }

    /** The polynomial whose coefficients are {@code p}, the highest power first, at {@code x}: by Horner's rule. */
    public static NDArray polyval(NDArray p, NDArray x) {
        if (p.ndim() != 1) {
            throw new ShapeException("polyval needs 1-D coefficients, got shape " + p.shape());
        }
        NDArray value = multiply(x.strong(), scalar(0L));
        for (long k = 0; k < p.size(); k++) {
            value = add(multiply(value, x), p.get(k));
        }
        return value;
    }

    /** The full convolution of two 1-D arrays. */
    public static NDArray convolve(NDArray a, NDArray v) {
        return convolve(a, v, Convolution.FULL);
    }

    /** The convolution of two 1-D arrays: a sum of as many shifted arrays as the shorter one has elements. */
    public static NDArray convolve(NDArray a, NDArray v, Convolution mode) {
        if (a.ndim() != 1 || v.ndim() != 1 || a.size() == 0 || v.size() == 0) {
            throw new ShapeException("convolve needs 1-D arrays with elements, got " + a.shape() + " and " + v.shape());
        }
        NDArray longer = a.size() >= v.size() ? a : v;
        NDArray shorter = a.size() >= v.size() ? v : a;
        long reach = shorter.size() - 1;
        NDArray wide = pad(longer, reach);
        long length = longer.size() + reach;
        Dtype dtype = Dtype.promote(a.dtype(), v.dtype());
        NDArray sum = zeros(Shape.of(length), dtype);
        for (long k = 0; k <= reach; k++) {
            NDArray factor = shorter.get(Index.at(k));
            sum = add(sum, multiply(wide.get(Index.range(reach - k, reach - k + length)), factor));
        }
        return switch (mode) {
            case FULL -> sum;
            case SAME -> sum.get(Index.range(reach / 2, reach / 2 + longer.size()));
            case VALID -> sum.get(Index.range(reach, longer.size()));
        };
    }

    /** The sums of products of {@code a} with conjugated {@code v} moved along it, where they overlap wholly. */
    public static NDArray correlate(NDArray a, NDArray v) {
        return correlate(a, v, Convolution.VALID);
    }

    /** The sums of products of {@code a} with conjugated {@code v} moved along it. */
    public static NDArray correlate(NDArray a, NDArray v, Convolution mode) {
        return convolve(a, conjugated(flip(v)), mode);
    }
}
