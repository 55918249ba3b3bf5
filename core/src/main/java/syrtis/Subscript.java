package syrtis;

import java.util.ArrayList;
import java.util.List;
import syrtis.expr.Expr;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.IndexException;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/** NumPy's subscripts: basic ones become views; arrays of integers and masks become gathers and scatters. */
final class Subscript {
    /** Indices beyond these are checked when the result is computed only. */
    private static final int MOST_CHECKED = 1024;

    private Subscript() {}

    static NDArray get(NDArray array, Index... index) {
        return hasArray(index) ? new Fancy(array, index).get() : basic(array, index);
    }

    /** An index of one axis, the others whole: a view for an integer or a slice. */
    static NDArray along(NDArray array, int axis, Index index) {
        Index[] all = new Index[axis + 1];
        java.util.Arrays.fill(all, Index.all());
        all[axis] = index;
        return get(array, all);
    }

    /** Combines the elements at an index with a value, element by element in row-major order of the index. */
    static void fold(NDArray array, Op.Scatter.Combine combine, NDArray value, Index... index) {
        array.requireSameKind(value);
        if (hasArray(index)) {
            new Fancy(array, index).scatter(value, combine);
            return;
        }
        NDArray part = basic(array, index);
        part.put(switch (combine) {
            case REPLACE -> value;
            case ADD -> Nd.add(part, value);
            case MULTIPLY -> Nd.multiply(part, value);
            case MAXIMUM -> Nd.maximum(part, value);
            case MINIMUM -> Nd.minimum(part, value);
        });
    }

    /** Indices as int64. */
    static NDArray integers(NDArray array) {
        if (!array.dtype().isInteger()) {
            throw new IndexException("an index array needs integers or bools, got " + array.dtype());
        }
        return Nd.cast(array, Dtype.INT64);
    }

    /** Refuses indices that are known to be out of range at the call: numbers and short lists of the program. */
    static void requireInRange(NDArray indices, Shape shape, int axis) {
        boolean isKnown = Nodes.isConstant(indices.expr()) || indices.expr().op() instanceof Op.Stored;
        if (!isKnown || indices.size() > MOST_CHECKED) {
            return;
        }
        long length = shape.dim(axis);
        for (long index : indices.toLongs()) {
            if (index < -length || index >= length) {
                throw new IndexException("index " + index + " is out of range for axis " + axis + " of length " + length
                        + " in shape " + shape);
            }
        }
    }

    static void set(NDArray array, NDArray value, Index... index) {
        if (!hasArray(index)) {
            basic(array, index).put(value);
        } else if (isWholeMask(array, index) && value.ndim() == 0) {
            NDArray mask = ((Index.Of) index[0]).array();
            NDArray mask2 = expandMask(mask, array.shape());
            array.put(Nd.where(mask2, Nd.cast(value, array.dtype()), array));
        } else {
            new Fancy(array, index).set(value);
        }
    }

    private static NDArray expandMask(NDArray mask, Shape shape) {
        long[] dims = new long[shape.rank()];
        java.util.Arrays.fill(dims, 1);
        for (int k = 0; k < mask.ndim(); k++) {
            dims[k] = mask.shape().dim(k);
        }
        return mask.reshape(Shape.of(dims)).broadcastView(shape);
    }

    private static boolean hasArray(Index... index) {
        for (Index entry : index) {
            if (entry instanceof Index.Of) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWholeMask(NDArray array, Index... index) {
        if (index.length != 1 || !(index[0] instanceof Index.Of(NDArray mask)) || !mask.dtype().isBool()) {
            return false;
        }
        requireMaskFits(mask, array.shape(), 0);
        return true;
    }

    static void requireMaskFits(NDArray mask, Shape shape, int axis) {
        for (int k = 0; k < mask.ndim(); k++) {
            if (axis + k >= shape.rank() || mask.shape().dim(k) != shape.dim(axis + k)) {
                throw new IndexException("a mask of shape " + mask.shape() + " does not fit an array of shape " + shape
                        + (axis == 0 ? "" : " from axis " + axis));
            }
        }
    }

    /** Axes that an index takes of the array. */
    private static int width(Index entry) {
        return switch (entry) {
            case Index.At _, Index.Slice _ -> 1;
            case Index.NewAxis _, Index.Ellipsis _ -> 0;
            case Index.Of(NDArray array) -> array.dtype().isBool() ? array.ndim() : 1;
        };
    }

    /** The index with its ellipsis written out, one entry per axis at least. */
    static List<Index> complete(NDArray array, Index... index) {
        int taken = 0;
        int ellipses = 0;
        for (Index entry : index) {
            taken += width(entry);
            ellipses += entry instanceof Index.Ellipsis ? 1 : 0;
        }
        if (taken > array.ndim()) {
            throw new IndexException("too many indices: shape " + array.shape() + " has " + array.ndim() + " axes, but "
                    + taken + " were indexed");
        }
        if (ellipses > 1) {
            throw new IndexException("an index can have one ellipsis only");
        }
        List<Index> complete = new ArrayList<>();
        for (Index entry : index) {
            if (entry instanceof Index.Ellipsis) {
                for (int k = taken; k < array.ndim(); k++) {
                    complete.add(Index.all());
                }
            } else {
                complete.add(entry);
            }
        }
        for (int k = taken; ellipses == 0 && k < array.ndim(); k++) {
            complete.add(Index.all());
        }
        return complete;
    }

    private static NDArray basic(NDArray array, Index... index) {
        View view = View.identity(array.shape());
        int axis = 0;
        int source = 0;
        for (Index entry : complete(array, index)) {
            Shape shape = view.shape();
            switch (entry) {
                case Index.At(long at) -> {
                    long length = shape.dim(axis);
                    if (at < -length || at >= length) {
                        throw new IndexException("index " + at + " is out of range for axis " + source + " of length " + length
                                + " in shape " + array.shape());
                    }
                    view = view.then(View.at(shape, axis, at < 0 ? at + length : at));
                    source++;
                }
                case Index.Slice slice -> {
                    Range range = Range.of(slice, shape.dim(axis));
                    view = view.then(View.slice(shape, axis, range.start, range.step, range.length));
                    axis++;
                    source++;
                }
                case Index.NewAxis _ -> view = view.then(View.insert(shape, axis++, 1));
                case Index.Ellipsis _, Index.Of _ -> throw new syrtis.type.BugException("index " + entry);
            }
        }
        return array.viewed(view);
    }

    /** A slice over an axis of known length, by Python's rules. */
    record Range(long start, long step, long length) {
        static Range of(Index.Slice slice, long dim) {
            long step = slice.step() == null ? 1 : slice.step();
            if (step == 0) {
                throw new IndexException("a slice step cannot be zero");
            }
            long low = step > 0 ? 0 : -1;
            long high = step > 0 ? dim : dim - 1;
            long start = slice.start() == null ? (step > 0 ? low : high) : clamp(slice.start(), dim, low, high);
            long stop = slice.stop() == null ? (step > 0 ? high : low) : clamp(slice.stop(), dim, low, high);
            long length = step > 0 ? Math.max(0, Math.ceilDiv(stop - start, step)) : Math.max(0, Math.ceilDiv(start - stop, -step));
            return new Range(length == 0 ? 0 : start, length == 0 ? 1 : step, length);
        }

        private static long clamp(long index, long dim, long low, long high) {
            long plain = index < 0 ? index + dim : index;
            return Math.max(low, Math.min(high, plain));
        }
    }

    /** A subscript with arrays in it. */
    private static final class Fancy {
        private final NDArray array; // after slices and new axes
        private final List<Integer> axes = new ArrayList<>(); // indexed by arrays
        private final List<NDArray> indices = new ArrayList<>(); // int64, one per such axis
        private final boolean adjacent;

        Fancy(NDArray whole, Index... index) {
            List<Index> slices = new ArrayList<>();
            List<Integer> positions = new ArrayList<>();
            int axis = 0;
            int position = 0;
            for (Index entry : complete(whole, index)) {
                switch (entry) {
                    case Index.Slice slice -> {
                        slices.add(slice);
                        axis++;
                    }
                    case Index.NewAxis _ -> {
                        slices.add(entry);
                        axis++;
                    }
                    case Index.At(long at) -> {
                        slices.add(Index.all());
                        axes.add(axis++);
                        indices.add(Nd.full(Shape.SCALAR, at, Dtype.INT64));
                        positions.add(position);
                    }
                    case Index.Of(NDArray array) when array.dtype().isBool() && array.ndim() == 0 -> {
                        // One truth value takes a new axis of length 1, wholly or not at all.
                        slices.add(Index.newAxis());
                        axes.add(axis++);
                        indices.add(Elements.flatNonzero(array));
                        positions.add(position);
                    }
                    case Index.Of(NDArray array) -> {
                        List<NDArray> each = array.dtype().isBool() ? maskIndices(array, whole.shape(), axis, slices) : List.of(integers(array));
                        for (NDArray one : each) {
                            slices.add(Index.all());
                            axes.add(axis++);
                            indices.add(one);
                        }
                        positions.add(position);
                    }
                    case Index.Ellipsis _ -> throw new syrtis.type.BugException("ellipsis left");
                }
                position++;
            }
            array = basic(whole, slices.toArray(Index[]::new));
            for (int k = 0; k < axes.size(); k++) {
                requireInRange(indices.get(k), array.shape(), axes.get(k));
            }
            boolean together = true;
            for (int k = 1; k < positions.size(); k++) {
                together &= positions.get(k) == positions.get(k - 1) + 1;
            }
            adjacent = together;
        }

        private static List<NDArray> maskIndices(NDArray mask, Shape shape, int axis, List<Index> slices) {
            int newAxes = (int) slices.stream().filter(entry -> entry instanceof Index.NewAxis).count();
            requireMaskFits(mask, shape, axis - newAxes);
            return List.of(Nd.nonzero(mask));
        }

        private Shape indexShape() {
            Shape[] shapes = indices.stream().map(NDArray::shape).toArray(Shape[]::new);
            try {
                return Shape.broadcast("indexing", shapes);
            } catch (ShapeException mismatch) {
                throw new IndexException("index arrays do not broadcast: " + mismatch.getMessage());
            }
        }

        /** Kept axes in front or behind, and where the index's axes go in the result. */
        private int[] order() {
            List<Integer> order = new ArrayList<>(axes);
            for (int k = 0; k < array.ndim(); k++) {
                if (!axes.contains(k)) {
                    order.add(k);
                }
            }
            return order.stream().mapToInt(Integer::intValue).toArray();
        }

        /** Row-major position over the indexed axes; out of range where any index is. */
        private NDArray flat(Shape shape) {
            NDArray flat = Nd.full(shape, 0L, Dtype.INT64);
            NDArray valid = null;
            long total = 1;
            for (int axis : axes) {
                total *= array.shape().dim(axis);
            }
            for (int k = 0; k < axes.size(); k++) {
                long dim = array.shape().dim(axes.get(k));
                NDArray index = indices.get(k);
                NDArray inside = Nd.logicalAnd(index.greaterEqual(-dim), index.less(dim));
                valid = valid == null ? inside : Nd.logicalAnd(valid, inside);
                flat = flat.multiply(dim).add(Nd.where(index.less(0), index.add(dim), index));
            }
            return Nd.where(java.util.Objects.requireNonNull(valid), flat, Nd.scalar(total));
        }

        NDArray get() {
            Shape shape = indexShape();
            NDArray front = array.transpose(order());
            int many = axes.size();
            long total = 1;
            long[] rest = new long[array.ndim() - many + 1];
            for (int k = 0; k < many; k++) {
                total *= front.shape().dim(k);
            }
            rest[0] = total;
            for (int k = many; k < array.ndim(); k++) {
                rest[k - many + 1] = front.shape().dim(k);
            }
            Nodes nodes = new Nodes();
            Expr source = many == 1 ? front.expr() : nodes.reshape(front.expr(), Shape.of(rest));
            NDArray index = many == 1 ? indices.getFirst() : flat(shape);
            NDArray result = NDArray.of(nodes.of(new Op.Gather(0), source, nodes.broadcast(index.expr(), shape)));
            if (!adjacent || axes.getFirst() == 0) {
                return result;
            }
            int before = axes.getFirst();
            int[] order = new int[result.ndim()];
            int at = 0;
            for (int k = 0; k < before; k++) {
                order[at++] = shape.rank() + k;
            }
            for (int k = 0; k < shape.rank(); k++) {
                order[at++] = k;
            }
            for (int k = shape.rank() + before; k < result.ndim(); k++) {
                order[at++] = k;
            }
            return result.transpose(order);
        }

        void set(NDArray value) {
            scatter(value, Op.Scatter.Combine.REPLACE);
        }

        void scatter(NDArray value, Op.Scatter.Combine combine) {
            // Where each element of the subscript lies in the array, and then a scatter in that order.
            NDArray all = Nd.arange(array.size()).reshape(array.shape());
            NDArray positions = new Fancy(this, all).get();
            NDArray fitted = Nd.cast(value, array.dtype());
            while (fitted.ndim() > positions.ndim() && fitted.shape().dim(0) == 1) {
                fitted = fitted.reshape(fitted.shape().drop(0));
            }
            Shape target = Shape.broadcast("assignment", positions.shape(), fitted.shape());
            if (!target.equals(positions.shape())) {
                throw new ShapeException("cannot assign shape " + value.shape() + " to an index of shape " + positions.shape());
            }
            Nodes nodes = new Nodes();
            Shape line = Shape.of(positions.size());
            Expr scattered = nodes.of(
                    new Op.Scatter(combine),
                    nodes.reshape(array.expr(), Shape.of(array.size())),
                    nodes.reshape(positions.expr(), line),
                    nodes.reshape(nodes.broadcast(fitted.expr(), target), line));
            array.put(NDArray.of(nodes.reshape(scattered, array.shape())));
        }

        private Fancy(Fancy like, NDArray other) {
            array = other;
            axes.addAll(like.axes);
            indices.addAll(like.indices);
            adjacent = like.adjacent;
        }
    }
}
