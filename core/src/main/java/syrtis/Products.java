package syrtis;

import java.util.Arrays;
import syrtis.expr.Expr;
import syrtis.op.Monoid;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/** Products of matrices and tensors: what NumPy's functions mean in terms of batched matrix products. */
final class Products {
    private Products() {}

    static NDArray matmul(NDArray x1, NDArray x2) {
        if (x1.ndim() == 0 || x2.ndim() == 0) {
            throw new ShapeException("matmul needs at least one axis on both sides, got " + x1.shape() + " and "
                    + x2.shape() + ": use multiply for scalars");
        }
        NDArray a = x1.ndim() == 1 ? Nd.expandDims(x1, 0) : x1;
        NDArray b = x2.ndim() == 1 ? Nd.expandDims(x2, 1) : x2;
        long k = a.shape().dim(a.ndim() - 1);
        if (k != b.shape().dim(b.ndim() - 2)) {
            throw new ShapeException("matmul of " + x1.shape() + " and " + x2.shape() + ": inner lengths " + k + " and "
                    + b.shape().dim(b.ndim() - 2) + " differ");
        }
        NDArray product = batched(a, b);
        if (x2.ndim() == 1) {
            product = Nd.squeeze(product, -1);
        }
        return x1.ndim() == 1 ? Nd.squeeze(product, x2.ndim() == 1 ? -1 : -2) : product;
    }

    /** Product of the last two axes, the others broadcast. */
    private static NDArray batched(NDArray a, NDArray b) {
        Nodes nodes = new Nodes();
        Dtype dtype = Nodes.common(a, b);
        Shape batch = Shape.broadcast("matmul", batch(a.shape()), batch(b.shape()));
        Expr left = nodes.broadcast(nodes.cast(a.expr(), dtype), matrix(batch, a.shape()));
        Expr right = nodes.broadcast(nodes.cast(b.expr(), dtype), matrix(batch, b.shape()));
        int rank = batch.rank() + 2;
        long m = left.type().shape().dim(rank - 2);
        long k = left.type().shape().dim(rank - 1);
        long n = right.type().shape().dim(rank - 1);
        if (k == 0) {
            return NDArray.of(nodes.constant(0L, 0L, new syrtis.type.Type(dtype, matrix(batch, Shape.of(m, n)))));
        }
        if (dtype.isFloat()) {
            return NDArray.of(nodes.of(new Op.Contract(), left, right));
        }
        // Other dtypes: the fold over the last axis of (..., m, n, k) products, which are never in memory.
        Shape space = matrix(batch, Shape.of(m, n)).insert(rank, k);
        Expr l = nodes.of(View.insert(left.type().shape(), rank - 1, n), left);
        int[] order = new int[rank];
        Arrays.setAll(order, axis -> axis < rank - 2 ? axis : axis == rank - 2 ? rank - 1 : rank - 2);
        View swap = View.permute(right.type().shape(), order);
        Expr r = nodes.of(swap.then(View.insert(swap.shape(), rank - 2, m)), right);
        NDArray products = Nd.multiply(NDArray.of(nodes.broadcast(l, space)), NDArray.of(nodes.broadcast(r, space)));
        Monoid monoid = dtype.isBool() ? Monoid.ANY : Monoid.SUM;
        return NDArray.of(nodes.of(new Op.Reduce(monoid, rank), products.expr()));
    }

    private static Shape batch(Shape shape) {
        return Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 2));
    }

    private static Shape matrix(Shape batch, Shape shape) {
        long[] dims = Arrays.copyOf(batch.toArray(), batch.rank() + 2);
        dims[batch.rank()] = shape.dim(shape.rank() - 2);
        dims[batch.rank() + 1] = shape.dim(shape.rank() - 1);
        return Shape.of(dims);
    }

    static NDArray dot(NDArray x1, NDArray x2) {
        if (x1.ndim() == 0 || x2.ndim() == 0) {
            return Nd.multiply(x1.strong(), x2.strong());
        }
        int last = x1.ndim() - 1;
        return x2.ndim() <= 2 && x1.ndim() <= 2
                ? matmul(x1, x2)
                : tensordot(x1, x2, new int[] {last}, new int[] {Math.max(0, x2.ndim() - 2)});
    }

    /** The sum over pairs of axes: the others of x1, then the others of x2. */
    static NDArray tensordot(NDArray x1, NDArray x2, int[] axes1, int[] axes2) {
        if (axes1.length != axes2.length) {
            throw new ShapeException(
                    "tensordot needs as many axes of both arrays, got " + axes1.length + " and " + axes2.length);
        }
        int[] a = new int[axes1.length];
        int[] b = new int[axes2.length];
        for (int k = 0; k < a.length; k++) {
            a[k] = x1.shape().axis("tensordot", axes1[k]);
            b[k] = x2.shape().axis("tensordot", axes2[k]);
            if (x1.shape().dim(a[k]) != x2.shape().dim(b[k])) {
                throw new ShapeException("tensordot of " + x1.shape() + " and " + x2.shape() + ": axes " + axes1[k]
                        + " and " + axes2[k] + " have different lengths");
            }
        }
        int[] free1 = others(x1.ndim(), a);
        int[] free2 = others(x2.ndim(), b);
        long inner = 1;
        for (int axis : a) {
            inner *= x1.shape().dim(axis);
        }
        long[] dims = new long[free1.length + free2.length];
        long m = 1;
        long n = 1;
        for (int k = 0; k < free1.length; k++) {
            dims[k] = x1.shape().dim(free1[k]);
            m *= dims[k];
        }
        for (int k = 0; k < free2.length; k++) {
            dims[free1.length + k] = x2.shape().dim(free2[k]);
            n *= dims[free1.length + k];
        }
        NDArray left = x1.transpose(joined(free1, a)).reshape(Shape.of(m, inner));
        NDArray right = x2.transpose(joined(b, free2)).reshape(Shape.of(inner, n));
        return matmul(left, right).reshape(Shape.of(dims));
    }

    private static int[] others(int rank, int[] axes) {
        return java.util.stream.IntStream.range(0, rank)
                .filter(axis -> Arrays.stream(axes).noneMatch(known -> known == axis))
                .toArray();
    }

    private static int[] joined(int[] first, int[] second) {
        int[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
