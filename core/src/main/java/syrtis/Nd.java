package syrtis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Expr;
import syrtis.op.Generator;
import syrtis.op.Monoid;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.run.StoredArray;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.Shape;
import syrtis.type.ShapeException;
import syrtis.type.Type;

/**
 * NumPy's functions by NumPy's names. All are lazy: they check shapes and dtypes, record, and return at once.
 */
public final class Nd extends Ufuncs {
    private Nd() {}

    // ---- from Java

    /** A number as Python's integers are in NumPy: its dtype is int64, but others' dtypes win. */
    public static NDArray scalar(long value) {
        return NDArray.weak(new Nodes().constant(value, 0L, new Type(Dtype.INT64, Shape.SCALAR)));
    }

    /** A number as Python's floats are in NumPy: its dtype is float64, but others' float dtypes win. */
    public static NDArray scalar(double value) {
        return NDArray.weak(new Nodes().constant(value, 0.0, new Type(Dtype.FLOAT64, Shape.SCALAR)));
    }

    /** A truth value. */
    public static NDArray scalar(boolean value) {
        return NDArray.weak(new Nodes().constant(value ? 1L : 0L, 0L, new Type(Dtype.BOOL, Shape.SCALAR)));
    }

    /** A complex number as Python's are in NumPy. */
    public static NDArray scalar(double real, double imaginary) {
        return NDArray.weak(new Nodes().constant(real, imaginary, new Type(Dtype.COMPLEX128, Shape.SCALAR)));
    }

    /** A float64 array of these elements, which are copied. */
    public static NDArray of(double... elements) {
        return Elements.of(elements, Shape.of(elements.length));
    }

    /** An int64 array of these elements, which are copied. */
    public static NDArray of(long... elements) {
        return Elements.of(elements, Shape.of(elements.length));
    }

    /** A bool array of these elements, which are copied. */
    public static NDArray of(boolean... elements) {
        return Elements.of(elements);
    }

    /** A float64 array of these elements in row-major order, which are copied. */
    public static NDArray array(double[] elements, Shape shape) {
        return Elements.of(elements, shape);
    }

    /** An int64 array of these elements in row-major order, which are copied. */
    public static NDArray array(long[] elements, Shape shape) {
        return Elements.of(elements, shape);
    }

    /** A complex128 array of real and imaginary parts in turn, in row-major order, which are copied. */
    public static NDArray complexArray(double[] parts, Shape shape) {
        return Elements.complex(parts, shape);
    }

    /** A float64 matrix of these rows, which are copied. */
    public static NDArray of(double[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        double[] all = new double[rows.length * columns];
        for (int k = 0; k < rows.length; k++) {
            if (rows[k].length != columns) {
                throw new ShapeException("row " + k + " has " + rows[k].length + " elements, row 0 has " + columns);
            }
            System.arraycopy(rows[k], 0, all, k * columns, columns);
        }
        return Elements.of(all, Shape.of(rows.length, columns));
    }

    /** An array of these little-endian bytes in row-major order, which are copied. */
    public static NDArray fromBytes(byte[] bytes, Dtype dtype, Shape shape) {
        return Elements.of(bytes, new Type(dtype, shape));
    }

    // ---- creation

    /** All elements {@code value}. */
    public static NDArray full(Shape shape, long value, Dtype dtype) {
        return NDArray.of(new Nodes().constant(value, 0L, new Type(dtype, shape)));
    }

    /** All elements {@code value}. */
    public static NDArray full(Shape shape, double value, Dtype dtype) {
        return NDArray.of(new Nodes().constant(value, 0.0, new Type(dtype, shape)));
    }

    /** float64 zeros. */
    public static NDArray zeros(Shape shape) {
        return zeros(shape, Dtype.FLOAT64);
    }

    public static NDArray zeros(Shape shape, Dtype dtype) {
        return full(shape, 0L, dtype);
    }

    /** float64 ones. */
    public static NDArray ones(Shape shape) {
        return ones(shape, Dtype.FLOAT64);
    }

    public static NDArray ones(Shape shape, Dtype dtype) {
        return full(shape, 1L, dtype);
    }

    /** The integers from 0 to {@code stop}, exclusive. */
    public static NDArray arange(long stop) {
        return arange(0, stop, 1);
    }

    /** The integers from {@code start} to {@code stop}, exclusive. */
    public static NDArray arange(long start, long stop) {
        return arange(start, stop, 1);
    }

    /** The integers from {@code start} to {@code stop}, exclusive, in steps. */
    public static NDArray arange(long start, long stop, long step) {
        if (step == 0) {
            throw new ShapeException("arange needs a step other than 0");
        }
        long length = step > 0 ? Math.ceilDiv(stop - start, step) : Math.ceilDiv(start - stop, -step);
        Type type = new Type(Dtype.INT64, Shape.of(Math.max(0, length)));
        return generate(Generator.ARANGE, List.of(start, step), Dtype.INT64, type);
    }

    /** float64 numbers from {@code start} to {@code stop}, exclusive, in steps: start + i * ((start + step) - start). */
    public static NDArray arange(double start, double stop, double step) {
        if (step == 0 || Double.isNaN(step)) {
            throw new ShapeException("arange needs a step other than 0");
        }
        double length = Math.ceil((stop - start) / step);
        if (Double.isNaN(length) || length > Long.MAX_VALUE / 8) {
            throw new ShapeException("arange from " + start + " to " + stop + " by " + step + " has no length");
        }
        Type type = new Type(Dtype.FLOAT64, Shape.of((long) Math.max(0, length)));
        return generate(Generator.ARANGE, List.of(start, (start + step) - start), Dtype.FLOAT64, type);
    }

    private static NDArray generate(Generator generator, List<Number> params, Dtype dtype, Type type) {
        return NDArray.of(new Nodes().of(
                new Op.Generate(generator, params, Collections.nCopies(params.size(), dtype), type)));
    }

    /** float64, {@code num} numbers from {@code start} to {@code stop}, inclusive. */
    public static NDArray linspace(double start, double stop, long num) {
        return linspace(start, stop, num, true);
    }

    /** float64, {@code num} numbers from {@code start} to {@code stop}, which is included if {@code endpoint}. */
    public static NDArray linspace(double start, double stop, long num, boolean endpoint) {
        long divisions = Math.max(endpoint ? num - 1 : num, 1);
        double step = (stop - start) / divisions;
        Type type = new Type(Dtype.FLOAT64, Shape.of(num));
        return NDArray.of(new Nodes().of(new Op.Generate(
                Generator.LINSPACE,
                List.of(start, step, stop, endpoint && num > 1 ? num - 1 : -1L),
                List.of(Dtype.FLOAT64, Dtype.FLOAT64, Dtype.FLOAT64, Dtype.INT64),
                type)));
    }

    /** float64, ones where column - row is k. */
    public static NDArray eye(long n, long m, long k) {
        return eye(n, m, k, Dtype.FLOAT64);
    }

    /** Ones where column - row is k. */
    public static NDArray eye(long n, long m, long k, Dtype dtype) {
        return generate(Generator.EYE, List.of(k), Dtype.INT64, new Type(dtype, Shape.of(n, m)));
    }

    /** The float64 identity matrix. */
    public static NDArray eye(long n) {
        return eye(n, n, 0);
    }

    // ---- shapes

    /** Read-only view of {@code x} with axes of length 1 repeated. */
    public static NDArray broadcastTo(NDArray x, Shape shape) {
        if (!Shape.broadcast("broadcast_to", x.shape(), shape).equals(shape)) {
            throw new ShapeException("broadcast_to cannot make " + shape + " of " + x.shape());
        }
        return x.broadcastView(shape);
    }

    /** Without the axes of length 1, or without those given: a view. */
    public static NDArray squeeze(NDArray x, int... axis) {
        boolean[] gone = new boolean[x.ndim()];
        if (axis.length == 0) {
            for (int k = 0; k < gone.length; k++) {
                gone[k] = x.shape().dim(k) == 1;
            }
        }
        for (int k : axis) {
            int plain = x.shape().axis("squeeze", k);
            if (x.shape().dim(plain) != 1) {
                throw new ShapeException("squeeze needs length 1 at axis " + k + ", got shape " + x.shape());
            }
            gone[plain] = true;
        }
        View view = View.identity(x.shape());
        for (int k = gone.length - 1; k >= 0; k--) {
            if (gone[k]) {
                view = view.then(View.at(view.shape(), k, 0));
            }
        }
        return x.viewed(view);
    }

    /** With new axes of length 1 at these positions of the result: a view. */
    public static NDArray expandDims(NDArray x, int... axis) {
        int rank = x.ndim() + axis.length;
        int[] plain = Shape.of(new long[rank]).axes("expand_dims", axis);
        View view = View.identity(x.shape());
        for (int k : plain) {
            view = view.then(View.insert(view.shape(), k, 1));
        }
        return x.viewed(view);
    }

    /** The axes in this order, reversed if none is given: a view. */
    public static NDArray transpose(NDArray x, int... axes) {
        return x.transpose(axes);
    }

    /** The axes in this order: a view. */
    public static NDArray permuteDims(NDArray x, int... axes) {
        return x.transpose(axes);
    }

    public static NDArray reshape(NDArray x, long... shape) {
        return x.reshape(shape);
    }

    /** The order along these axes, or all, reversed: a view. */
    public static NDArray flip(NDArray x, int... axis) {
        View view = View.identity(x.shape());
        for (int k : x.shape().axes("flip", axis)) {
            long length = x.shape().dim(k);
            view = view.then(View.slice(view.shape(), k, Math.max(0, length - 1), -1, length));
        }
        return x.viewed(view);
    }

    /** Arrays one after the other along an axis they all have. */
    public static NDArray concatenate(List<NDArray> arrays, int axis) {
        if (arrays.isEmpty()) {
            throw new ShapeException("concatenate needs at least one array");
        }
        NDArray first = arrays.getFirst();
        int k = first.shape().axis("concatenate", axis);
        for (NDArray array : arrays) {
            if (array.ndim() != first.ndim() || !array.shape().with(k, 0).equals(first.shape().with(k, 0))) {
                throw new ShapeException("concatenate along axis " + axis + " needs equal shapes but for that axis, got "
                        + first.shape() + " and " + array.shape());
            }
        }
        Nodes nodes = new Nodes();
        Dtype dtype = Nodes.common(arrays.toArray(NDArray[]::new));
        List<Expr> parts = new ArrayList<>();
        for (NDArray array : arrays) {
            if (array.shape().dim(k) > 0 || arrays.size() == 1) {
                parts.add(nodes.cast(array.expr(), dtype));
            }
        }
        if (parts.isEmpty()) {
            parts.add(nodes.cast(first.expr(), dtype));
        }
        return NDArray.of(parts.size() == 1 ? parts.getFirst() : nodes.of(new Op.Concat(k), parts));
    }

    /** Arrays of one shape along a new axis. */
    public static NDArray stack(List<NDArray> arrays, int axis) {
        if (arrays.isEmpty()) {
            throw new ShapeException("stack needs at least one array");
        }
        Shape shape = arrays.getFirst().shape();
        for (NDArray array : arrays) {
            if (!array.shape().equals(shape)) {
                throw new ShapeException("stack needs arrays of one shape, got " + shape + " and " + array.shape());
            }
        }
        int k = Shape.of(new long[shape.rank() + 1]).axis("stack", axis);
        return concatenate(arrays.stream().map(array -> expandDims(array, k)).toList(), k);
    }

    /** Arrays of one shape along a new first axis. */
    public static NDArray stack(List<NDArray> arrays) {
        return stack(arrays, 0);
    }

    // ---- conversions

    /** The elements converted to {@code dtype}. */
    public static NDArray astype(NDArray x, Dtype dtype) {
        return x.astype(dtype);
    }

    static NDArray cast(NDArray x, Dtype dtype) {
        return x.dtype() == dtype ? x : x.astype(dtype);
    }

    // ---- reductions

    static NDArray reduce(NDArray x, Monoid monoid, Over over) {
        Nodes nodes = new Nodes();
        Dtype dtype = over.dtype() != null && (monoid == Monoid.SUM || monoid == Monoid.PROD)
                ? over.dtype()
                : monoid.result(x.dtype());
        int[] axes = x.shape().axes(monoid.label(), over.axis());
        Expr node = nodes.cast(x.expr(), dtype);
        for (int k = axes.length - 1; k >= 0; k--) {
            node = fold(nodes, node, monoid, axes[k]);
        }
        return keepDims(NDArray.of(node), x.shape(), axes, over.keepdims());
    }

    private static Expr fold(Nodes nodes, Expr node, Monoid monoid, int axis) {
        Shape shape = node.type().shape();
        if (shape.dim(axis) > 0) {
            return nodes.of(new Op.Reduce(monoid, axis), node);
        }
        if (!monoid.hasIdentity() && !shape.drop(axis).isEmpty()) {
            throw new ShapeException(monoid.label() + " of no elements has no value: axis " + axis + " of " + shape + " has length 0");
        }
        long identity = monoid == Monoid.PROD || monoid == Monoid.ALL ? 1 : 0;
        return nodes.constant(identity, 0L, new Type(node.type().dtype(), shape.drop(axis)));
    }

    private static NDArray keepDims(NDArray reduced, Shape from, int[] axes, boolean keepdims) {
        if (!keepdims) {
            return reduced;
        }
        Shape shape = from;
        for (int axis : axes) {
            shape = shape.with(axis, 1);
        }
        return reduced.reshape(shape);
    }

    /** The sum; integers and bools in 64 bits. */
    public static NDArray sum(NDArray x, Over over) {
        return reduce(x, Monoid.SUM, over);
    }

    /** The product; integers and bools in 64 bits. */
    public static NDArray prod(NDArray x, Over over) {
        return reduce(x, Monoid.PROD, over);
    }

    /** The maximum; NaN if there is one. */
    public static NDArray max(NDArray x, Over over) {
        return reduce(x, Monoid.MAX, over);
    }

    /** The minimum; NaN if there is one. */
    public static NDArray min(NDArray x, Over over) {
        return reduce(x, Monoid.MIN, over);
    }

    /** Whether all elements are nonzero. */
    public static NDArray all(NDArray x, Over over) {
        return reduce(x, Monoid.ALL, over);
    }

    /** Whether any element is nonzero. */
    public static NDArray any(NDArray x, Over over) {
        return reduce(x, Monoid.ANY, over);
    }

    private static long count(NDArray x, Over over) {
        long count = 1;
        for (int axis : x.shape().axes("mean", over.axis())) {
            count *= x.shape().dim(axis);
        }
        return count;
    }

    private static NDArray inexact(NDArray x, Over over) {
        Dtype dtype = over.dtype() != null ? over.dtype() : x.dtype().isInexact() ? x.dtype() : Dtype.FLOAT64;
        return cast(x, dtype);
    }

    /** The mean; of integers in float64. NaN of no elements. */
    public static NDArray mean(NDArray x, Over over) {
        return divide(sum(inexact(x, over), over), scalar((double) count(x, over)));
    }

    /** The variance, the sum of squared distances to the mean over count - ddof, in two passes. */
    public static NDArray var(NDArray x, Over over) {
        NDArray plain = inexact(x, over);
        NDArray centred = plain.subtract(mean(plain, over.keepingDims()));
        NDArray squares = plain.dtype().isComplex()
                ? real(multiply(centred, conjugate(centred)))
                : square(centred);
        Over real = new Over(over.axis(), over.keepdims(), null, 0);
        return divide(sum(squares, real), scalar(Math.max(0, count(x, over) - over.ddof())));
    }

    /** The standard deviation: the square root of {@link #var}. */
    public static NDArray std(NDArray x, Over over) {
        return sqrt(var(x, over));
    }

    /** The first index of the maximum, or of the first NaN; int64. */
    public static NDArray argmax(NDArray x, Over over) {
        return argument(x, Monoid.MAX, over, "argmax");
    }

    /** The first index of the minimum, or of the first NaN; int64. */
    public static NDArray argmin(NDArray x, Over over) {
        return argument(x, Monoid.MIN, over, "argmin");
    }

    /** The least index at which the extreme, or a NaN, stands. */
    private static NDArray argument(NDArray x, Monoid monoid, Over over, String name) {
        int[] axes = over.axis();
        if (axes.length == 0) {
            NDArray line = NDArray.of(new Nodes().reshape(x.expr(), Shape.of(x.size())));
            NDArray found = argument(line, monoid, Over.axis(0), name);
            return keepDims(found, x.shape(), x.shape().axes(name), over.keepdims());
        }
        if (axes.length > 1) {
            throw new ShapeException(name + " needs one axis or all, got " + axes.length);
        }
        int axis = x.shape().axis(name, axes[0]);
        if (x.shape().dim(axis) == 0) {
            throw new ShapeException(name + " of no elements has no value: axis " + axis + " of " + x.shape() + " has length 0");
        }
        NDArray extreme = reduce(x, monoid, Over.axis(axis).keepingDims());
        NDArray found = logicalOr(equal(x, extreme), isnan(x));
        long[] dims = new long[x.ndim()];
        Arrays.fill(dims, 1);
        dims[axis] = x.shape().dim(axis);
        NDArray index = arange(x.shape().dim(axis)).reshape(dims);
        return reduce(where(found, index, scalar(Long.MAX_VALUE)), Monoid.MIN, over);
    }

    /** Running folds along an axis. */
    static NDArray scan(NDArray x, Monoid monoid, @Nullable Integer axis, @Nullable Dtype dtype, String name) {
        Nodes nodes = new Nodes();
        Expr node = nodes.cast(x.expr(), dtype != null ? dtype : monoid.result(x.dtype()));
        if (axis == null) {
            if (x.ndim() != 1) {
                node = nodes.reshape(node, Shape.of(x.size()));
            }
            return node.type().shape().isEmpty() ? NDArray.of(node) : NDArray.of(nodes.of(new Op.Scan(monoid, 0), node));
        }
        int k = x.shape().axis(name, axis);
        return x.size() == 0 ? NDArray.of(node) : NDArray.of(nodes.of(new Op.Scan(monoid, k), node));
    }

    /** Running sums along an axis. */
    public static NDArray cumulativeSum(NDArray x, int axis) {
        return scan(x, Monoid.SUM, axis, null, "cumulative_sum");
    }

    // ---- products

    /**
     * Matrix product with NumPy's rules: the last two axes are matrices, the others are broadcast; a 1-D operand is a row on the
     * left, a column on the right.
     */
    public static NDArray matmul(NDArray x1, NDArray x2) {
        return Products.matmul(x1, x2);
    }

    /** NumPy's dot: the sum over the last axis of x1 and the last but one of x2. */
    public static NDArray dot(NDArray x1, NDArray x2) {
        return Products.dot(x1, x2);
    }

    // ---- searching

    /** Where elements are nonzero: one int64 array of indices per axis, in row-major order. Evaluates {@code x}. */
    public static List<NDArray> nonzero(NDArray x) {
        if (x.ndim() == 0) {
            throw new ShapeException("nonzero needs an array with axes: use atleast_1d");
        }
        NDArray mask = x.dtype().isBool() ? x : notEqual(x, scalar(0L));
        NDArray flat = Elements.flatNonzero(mask);
        List<NDArray> indices = new ArrayList<>();
        long[] strides = x.shape().strides();
        for (int axis = 0; axis < x.ndim(); axis++) {
            indices.add(remainder(floorDivide(flat, scalar(strides[axis])), scalar(Math.max(1, x.shape().dim(axis)))));
        }
        return indices;
    }

    // ---- evaluation

    /** Computes several arrays in one plan: what they share is computed once. */
    public static void evaluate(NDArray... arrays) {
        Evaluation.evaluate(List.of(arrays));
    }

    /** Computes several arrays in the background. */
    public static Evaluation submit(NDArray... arrays) {
        return Evaluation.submit(List.of(arrays));
    }
}
