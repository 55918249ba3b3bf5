package syrtis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import syrtis.op.Op;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/**
 * Functions that pick elements by index or by condition, and that put them back; {@link Nd} inherits them. Those whose
 * result is as long as a condition holds evaluate the condition. An index out of range shows when the result is
 * computed.
 */
public sealed class Selection extends NanReductions permits Contractions {
    Selection() {}

    // ---- where something holds

    /** {@link #nonzero}. */
    public static NDArray[] where(NDArray condition) {
        return nonzero(condition);
    }

    /** Where elements are nonzero: one int64 array of indices per axis, in row-major order. Evaluates {@code a}. */
    public static NDArray[] nonzero(NDArray a) {
        if (a.ndim() == 0) {
            throw new ShapeException("nonzero needs an array with axes: use atleast_1d");
        }
        return unravelled(flatnonzero(a), a.shape());
    }

    /** Row-major positions of nonzero elements; int64. Evaluates {@code a}. */
    public static NDArray flatnonzero(NDArray a) {
        return Elements.flatNonzero(a.dtype().isBool() ? a : notEqual(a, scalar(0L)));
    }

    /** The indices of nonzero elements, one row for each; int64. Evaluates {@code a}. */
    public static NDArray argwhere(NDArray a) {
        NDArray found = stack(List.of(nonzero(atleast1d(a))), 1);
        return a.ndim() == 0 ? Subscript.along(found, 1, Index.to(0)) : found;
    }

    /** The elements of {@code arr} where {@code condition} holds, in row-major order. Evaluates {@code condition}. */
    public static NDArray extract(NDArray condition, NDArray arr) {
        return take(arr, flatnonzero(condition));
    }

    /** The elements, in row-major order, where a 1-D condition holds. Evaluates {@code condition}. */
    public static NDArray compress(NDArray condition, NDArray a) {
        return compress(condition, a.ravel(), 0);
    }

    /** The indices of an axis where a 1-D condition holds. Evaluates {@code condition}. */
    public static NDArray compress(NDArray condition, NDArray a, int axis) {
        if (condition.ndim() != 1) {
            throw new ShapeException("compress needs a 1-D condition, got shape " + condition.shape());
        }
        return take(a, flatnonzero(condition), axis);
    }

    /** For each element the choice of the first condition that holds, else 0. */
    public static NDArray select(List<NDArray> condlist, List<NDArray> choicelist) {
        return select(condlist, choicelist, scalar(0L));
    }

    /** For each element the choice of the first condition that holds, else {@code default_}. */
    public static NDArray select(List<NDArray> condlist, List<NDArray> choicelist, NDArray default_) {
        if (condlist.isEmpty() || condlist.size() != choicelist.size()) {
            throw new ShapeException("select needs as many choices as conditions, at least one, got "
                    + choicelist.size() + " and " + condlist.size());
        }
        NDArray selected = default_;
        for (int k = condlist.size() - 1; k >= 0; k--) {
            selected = where(condlist.get(k), choicelist.get(k), selected);
        }
        return selected;
    }

    /** Whether each element is one of {@code testElements}, which are compared one by one: good for few of them. */
    public static NDArray isin(NDArray element, NDArray testElements) {
        return any(equal(expandDims(element, -1), testElements.ravel()), Over.axis(-1));
    }

    /** {@link #isin(NDArray, NDArray)}, or whether each element is none of them if {@code invert}. */
    public static NDArray isin(NDArray element, NDArray testElements, boolean invert) {
        NDArray found = isin(element, testElements);
        return invert ? logicalNot(found) : found;
    }

    // ---- positions

    /** The indices along each axis of row-major positions in an array of {@code shape}. */
    public static NDArray[] unravelIndex(NDArray indices, Shape shape) {
        NDArray positions = Subscript.integers(indices);
        Subscript.requireInRange(positions, Shape.of(shape.size()), 0);
        return unravelled(positions, shape);
    }

    private static NDArray[] unravelled(NDArray positions, Shape shape) {
        NDArray[] found = new NDArray[shape.rank()];
        long[] strides = shape.strides();
        for (int axis = 0; axis < shape.rank(); axis++) {
            NDArray steps = floorDivide(positions, scalar(strides[axis]));
            found[axis] = remainder(steps, scalar(Math.max(1, shape.dim(axis))));
        }
        return found;
    }

    /** The row-major positions, in an array of shape {@code dims}, of elements whose indices along each axis are given. */
    public static NDArray ravelMultiIndex(NDArray[] multiIndex, Shape dims) {
        return ravelMultiIndex(multiIndex, dims, IndexMode.RAISE);
    }

    /** The row-major positions, in an array of shape {@code dims}, of elements whose indices along each axis are given. */
    public static NDArray ravelMultiIndex(NDArray[] multiIndex, Shape dims, IndexMode mode) {
        if (multiIndex.length != dims.rank()) {
            throw new ShapeException("ravel_multi_index needs an index for each of " + dims.rank() + " axes, got "
                    + multiIndex.length);
        }
        NDArray position = full(Shape.SCALAR, 0L, Dtype.INT64);
        long[] strides = dims.strides();
        for (int axis = 0; axis < dims.rank(); axis++) {
            NDArray index = mode.fit(Subscript.integers(multiIndex[axis]), dims.dim(axis));
            Subscript.requireInRange(index, dims, axis);
            position = add(position, multiply(index, scalar(strides[axis])));
        }
        return position;
    }

    // ---- by index

    /** The elements at these row-major positions, in the shape of {@code indices}. */
    public static NDArray take(NDArray a, NDArray indices) {
        return take(a.ravel(), indices, 0);
    }

    /** The elements at these row-major positions, in the shape of {@code indices}. */
    public static NDArray take(NDArray a, NDArray indices, IndexMode mode) {
        return take(a.ravel(), indices, 0, mode);
    }

    /** These indices of an axis, which is replaced by the axes of {@code indices}. Negative ones count from the end. */
    public static NDArray take(NDArray a, NDArray indices, int axis) {
        return take(a, indices, axis, IndexMode.RAISE);
    }

    /** These indices of an axis, which is replaced by the axes of {@code indices}. */
    public static NDArray take(NDArray a, NDArray indices, int axis, IndexMode mode) {
        int k = a.shape().axis("take", axis);
        NDArray fitted = mode.fit(Subscript.integers(indices), a.shape().dim(k));
        Subscript.requireInRange(fitted, a.shape(), k);
        return NDArray.of(new Nodes().of(new Op.Gather(k), a.expr(), fitted.expr()));
    }

    /** Element j of {@code indices} along the axis is element {@code indices[.., j, ..]} of {@code arr}. */
    public static NDArray takeAlongAxis(NDArray arr, NDArray indices, int axis) {
        return arr.get(along(arr, indices, axis, "take_along_axis"));
    }

    /** Element j of {@code indices} along the last axis is element {@code indices[.., j]} of {@code arr}. */
    public static NDArray takeAlongAxis(NDArray arr, NDArray indices) {
        return takeAlongAxis(arr, indices, -1);
    }

    /** Writes {@code values} where {@link #takeAlongAxis} would read. */
    public static void putAlongAxis(NDArray arr, NDArray indices, NDArray values, int axis) {
        arr.set(values, along(arr, indices, axis, "put_along_axis"));
    }

    private static Index[] along(NDArray arr, NDArray indices, int axis, String operation) {
        if (indices.ndim() != arr.ndim()) {
            throw new ShapeException(
                    operation + " needs indices of " + arr.ndim() + " axes, got shape " + indices.shape());
        }
        int k = arr.shape().axis(operation, axis);
        Index[] all = new Index[arr.ndim()];
        Arrays.setAll(all, at -> Index.of(at == k ? indices : positions(arr.shape(), at, Dtype.INT64)));
        return all;
    }

    /** For each element the one of {@code choices[a]} at its place; all are broadcast. */
    public static NDArray choose(NDArray a, List<NDArray> choices) {
        List<NDArray> all = new ArrayList<>(choices);
        all.addFirst(a);
        NDArray[] broadcast = broadcastArrays(all.toArray(NDArray[]::new));
        NDArray stacked = stack(Arrays.asList(broadcast).subList(1, broadcast.length));
        return squeeze(takeAlongAxis(stacked, expandDims(broadcast[0], 0), 0), 0);
    }

    /** Index arrays that together pick the grid of 1-D indices or masks. Evaluates masks. */
    public static NDArray[] ix(NDArray... args) {
        NDArray[] open = new NDArray[args.length];
        for (int k = 0; k < args.length; k++) {
            if (args[k].ndim() != 1) {
                throw new ShapeException("ix_ needs 1-D arrays, got shape " + args[k].shape());
            }
            NDArray indices = args[k].dtype().isBool() ? flatnonzero(args[k]) : args[k];
            long[] dims = new long[args.length];
            Arrays.fill(dims, 1);
            dims[k] = indices.size();
            open[k] = indices.reshape(dims);
        }
        return open;
    }

    // ---- putting

    /** Sets all elements of {@code dst} to those of {@code src}, broadcast and cast within the kind of number. */
    public static void copyto(NDArray dst, NDArray src) {
        dst.assign(src);
    }

    /** Sets the elements of {@code dst} where {@code where} holds to those of {@code src}, broadcast. */
    public static void copyto(NDArray dst, NDArray src, NDArray where) {
        broadcastTo(src, dst.shape());
        dst.requireSameKind(src);
        dst.put(where(broadcastTo(where, dst.shape()), Nd.cast(src, dst.dtype()), dst));
    }

    /**
     * Sets elements of {@code a} where {@code mask} holds to those of {@code values} at the same place, repeated if
     * short.
     */
    public static void putmask(NDArray a, NDArray mask, NDArray values) {
        NDArray own = values.shape().equals(a.shape()) || values.size() == 1
                ? values
                : take(values, remainder(arange(a.size()), scalar(Math.max(1, values.size()))))
                        .reshape(a.shape());
        if (!mask.shape().equals(a.shape())) {
            throw new ShapeException("putmask needs a mask of shape " + a.shape() + ", got " + mask.shape());
        }
        a.put(where(mask, Nd.cast(own, a.dtype()), a));
    }

    /**
     * Sets the elements of {@code arr} where {@code mask} holds to {@code vals}, in order, repeated. Evaluates {@code
     * mask}.
     */
    public static void place(NDArray arr, NDArray mask, NDArray vals) {
        NDArray positions = flatnonzero(mask);
        if (vals.size() == 0 && positions.size() > 0) {
            throw new ShapeException("place needs at least one value");
        }
        put(arr, positions, vals);
    }

    /** Sets the elements of {@code a} at row-major positions to {@code v}, in order, repeated if short. */
    public static void put(NDArray a, NDArray ind, NDArray v) {
        if (v.size() == 0 || ind.size() == 0) {
            return;
        }
        NDArray values = v.size() == ind.size() ? v.ravel() : take(v, remainder(arange(ind.size()), scalar(v.size())));
        NDArray line = a.reshape(Shape.of(a.size()));
        NDArray own = a.ndim() == 1 ? a : line.copy();
        own.set(values, Index.of(ind.reshape(Shape.of(ind.size()))));
        if (own != a) {
            a.put(own.reshape(a.shape()));
        }
    }

    /** NumPy's {@code add.at}: adds {@code b} to the elements at {@code indices}, each as often as it is named. */
    public static void addAt(NDArray a, Index[] indices, NDArray b) {
        Subscript.fold(a, Op.Scatter.Combine.ADD, b, indices);
    }

    /**
     * NumPy's {@code subtract.at}: subtracts {@code b} from the elements at {@code indices}, each as often as it is
     * named.
     */
    public static void subtractAt(NDArray a, Index[] indices, NDArray b) {
        Subscript.fold(a, Op.Scatter.Combine.ADD, negative(b), indices);
    }

    /** NumPy's {@code multiply.at}: multiplies the elements at {@code indices}, each as often as it is named. */
    public static void multiplyAt(NDArray a, Index[] indices, NDArray b) {
        Subscript.fold(a, Op.Scatter.Combine.MULTIPLY, b, indices);
    }

    /** NumPy's {@code maximum.at}: the elements at {@code indices} become the maximum of all that is named for them. */
    public static void maximumAt(NDArray a, Index[] indices, NDArray b) {
        Subscript.fold(a, Op.Scatter.Combine.MAXIMUM, b, indices);
    }

    /** NumPy's {@code minimum.at}: the elements at {@code indices} become the minimum of all that is named for them. */
    public static void minimumAt(NDArray a, Index[] indices, NDArray b) {
        Subscript.fold(a, Op.Scatter.Combine.MINIMUM, b, indices);
    }

    // ---- diagonals and triangles

    /** The main diagonal of a matrix as a view, or a matrix with this main diagonal. */
    public static NDArray diag(NDArray v) {
        return diag(v, 0);
    }

    /** The diagonal of a matrix where column - row is {@code k} as a read-only view, or a matrix with this diagonal. */
    public static NDArray diag(NDArray v, long k) {
        if (v.ndim() == 2) {
            return Diagonals.diagonal(v, k);
        }
        if (v.ndim() != 1) {
            throw new ShapeException("diag needs 1 or 2 axes, got shape " + v.shape());
        }
        long n = v.size() + Math.abs(k);
        NDArray gap = zeros(Shape.of(Math.abs(k)), v.dtype());
        NDArray columns = k == 0 ? v : concatenate(k > 0 ? List.of(gap, v) : List.of(v, gap));
        return where(eye(n, n, k, Dtype.BOOL), columns, full(Shape.SCALAR, 0L, v.dtype()));
    }

    /** A matrix whose main diagonal holds all elements. */
    public static NDArray diagflat(NDArray v) {
        return diag(v.ravel(), 0);
    }

    /** A matrix whose diagonal where column - row is {@code k} holds all elements. */
    public static NDArray diagflat(NDArray v, long k) {
        return diag(v.ravel(), k);
    }

    /** The elements whose indices along the first two axes are equal, along a new last axis: a read-only view. */
    public static NDArray diagonal(NDArray a) {
        return diagonal(a, Diagonal.defaults());
    }

    /** The elements of a diagonal of two axes, along a new last axis: a read-only view. */
    public static NDArray diagonal(NDArray a, Diagonal diagonal) {
        return Diagonals.diagonal(diagonal.planeLast(a), diagonal.offset());
    }

    /** The sum of the main diagonal of the first two axes. */
    public static NDArray trace(NDArray a) {
        return trace(a, Diagonal.defaults());
    }

    /** The sum of a diagonal of two axes. */
    public static NDArray trace(NDArray a, Diagonal diagonal) {
        return diagonal(a, diagonal).sum(-1);
    }

    /** Sets the main diagonal of a matrix to {@code val}, broadcast. */
    public static void fillDiagonal(NDArray a, NDArray val) {
        Diagonals.writable(a, 0).put(val);
    }

    /** The last two axes with zeros above the main diagonal. */
    public static NDArray tril(NDArray m) {
        return tril(m, 0);
    }

    /** The last two axes with zeros where column - row is more than {@code k}. */
    public static NDArray tril(NDArray m, long k) {
        return where(lower(m, k), m, full(Shape.SCALAR, 0L, m.dtype()));
    }

    /** The last two axes with zeros below the main diagonal. */
    public static NDArray triu(NDArray m) {
        return triu(m, 0);
    }

    /** The last two axes with zeros where column - row is less than {@code k}. */
    public static NDArray triu(NDArray m, long k) {
        return where(lower(m, k - 1), full(Shape.SCALAR, 0L, m.dtype()), m);
    }

    private static NDArray lower(NDArray m, long k) {
        if (m.ndim() == 0) {
            throw new ShapeException("a triangle needs an array with axes");
        }
        long columns = m.shape().dim(m.ndim() - 1);
        return lower(m.ndim() == 1 ? columns : m.shape().dim(m.ndim() - 2), columns, k);
    }

    private static NDArray lower(long rows, long columns, long k) {
        return tri(rows, new Band(columns, k, Dtype.BOOL));
    }

    /** The indices of the elements on and below the main diagonal of a square matrix. */
    public static NDArray[] trilIndices(long n) {
        return trilIndices(n, 0);
    }

    /** The indices of the elements of a square matrix where column - row is at most {@code k}. */
    public static NDArray[] trilIndices(long n, long k) {
        return trilIndices(n, k, n);
    }

    /** The indices of the elements of a matrix of {@code m} columns where column - row is at most {@code k}. */
    public static NDArray[] trilIndices(long n, long k, long m) {
        return nonzero(lower(n, m, k));
    }

    /** The indices of the elements on and above the main diagonal of a square matrix. */
    public static NDArray[] triuIndices(long n) {
        return triuIndices(n, 0);
    }

    /** The indices of the elements of a square matrix where column - row is at least {@code k}. */
    public static NDArray[] triuIndices(long n, long k) {
        return triuIndices(n, k, n);
    }

    /** The indices of the elements of a matrix of {@code m} columns where column - row is at least {@code k}. */
    public static NDArray[] triuIndices(long n, long k, long m) {
        return nonzero(logicalNot(lower(n, m, k - 1)));
    }

    /** {@link #trilIndices(long, long, long)} for a matrix like {@code arr}. */
    public static NDArray[] trilIndicesFrom(NDArray arr) {
        return trilIndicesFrom(arr, 0);
    }

    /** {@link #trilIndices(long, long, long)} for a matrix like {@code arr}. */
    public static NDArray[] trilIndicesFrom(NDArray arr, long k) {
        Shape shape = matrix("tril_indices_from", arr);
        return trilIndices(shape.dim(0), k, shape.dim(1));
    }

    /** {@link #triuIndices(long, long, long)} for a matrix like {@code arr}. */
    public static NDArray[] triuIndicesFrom(NDArray arr) {
        return triuIndicesFrom(arr, 0);
    }

    /** {@link #triuIndices(long, long, long)} for a matrix like {@code arr}. */
    public static NDArray[] triuIndicesFrom(NDArray arr, long k) {
        Shape shape = matrix("triu_indices_from", arr);
        return triuIndices(shape.dim(0), k, shape.dim(1));
    }

    private static Shape matrix(String operation, NDArray arr) {
        if (arr.ndim() != 2) {
            throw new ShapeException(operation + " needs a matrix, got shape " + arr.shape());
        }
        return arr.shape();
    }

    /** The indices of the main diagonal of a square matrix. */
    public static NDArray[] diagIndices(long n) {
        return diagIndices(n, 2);
    }

    /** The indices of the main diagonal of an array of {@code ndim} axes of length {@code n}. */
    public static NDArray[] diagIndices(long n, int ndim) {
        NDArray[] indices = new NDArray[ndim];
        Arrays.setAll(indices, axis -> arange(n));
        return indices;
    }

    /** The indices of the main diagonal of an array whose axes are equally long. */
    public static NDArray[] diagIndicesFrom(NDArray arr) {
        if (arr.ndim() < 2 || Arrays.stream(arr.shape().toArray()).distinct().count() != 1) {
            throw new ShapeException("diag_indices_from needs two axes or more of one length, got shape " + arr.shape());
        }
        return diagIndices(arr.shape().dim(0), arr.ndim());
    }
}
