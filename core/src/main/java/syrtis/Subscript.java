package syrtis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import syrtis.expr.Expr;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.type.BugException;
import syrtis.type.Dtype;
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
        Arrays.fill(all, Index.all());
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
        part.put(
                switch (combine) {
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
            new Fancy(array, index).scatter(value, Op.Scatter.Combine.REPLACE);
        }
    }

    private static NDArray expandMask(NDArray mask, Shape shape) {
        long[] dims = new long[shape.rank()];
        Arrays.fill(dims, 1);
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
        if (index.length != 1
                || !(index[0] instanceof Index.Of(NDArray mask))
                || !mask.dtype().isBool()) {
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
                        throw new IndexException("index " + at + " is out of range for axis " + source + " of length "
                                + length + " in shape " + array.shape());
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
                case Index.Ellipsis _, Index.Of _ -> throw new BugException("index " + entry);
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
            long length = step > 0
                    ? Math.max(0, Math.ceilDiv(stop - start, step))
                    : Math.max(0, Math.ceilDiv(start - stop, -step));
            return new Range(length == 0 ? 0 : start, length == 0 ? 1 : step, length);
        }

        private static long clamp(long index, long dim, long low, long high) {
            long plain = index < 0 ? index + dim : index;
            return Math.max(low, Math.min(high, plain));
        }
    }

    /**
     * A subscript with arrays in it: after slices and new axes, indices of some axes are taken together. A mask of
     * several axes counts as the positions in one axis that they are merged to.
     */
    private static final class Fancy {
        private final NDArray part; // after slices and new axes
        private final NDArray merged; // the same elements; the axes of a mask are one axis
        private final List<Integer> axes = new ArrayList<>(); // indexed by arrays
        private final List<NDArray> indices = new ArrayList<>(); // int64, one per such axis
        private final boolean adjacent;

        Fancy(NDArray whole, Index... index) {
            List<Index> slices = new ArrayList<>();
            List<Integer> widths = new ArrayList<>(); // of each merged axis, in axes of the part
            List<Integer> positions = new ArrayList<>();
            int source = 0;
            int position = 0;
            for (Index entry : complete(whole, index)) {
                int width = width(entry);
                switch (entry) {
                    case Index.Slice _, Index.NewAxis _, Index.Ellipsis _ -> slices.add(entry);
                    case Index.At _, Index.Of _ -> {
                        axes.add(widths.size());
                        indices.add(picked(entry, whole.shape(), source));
                        positions.add(position);
                        // One truth value takes a new axis of length 1, wholly or not at all.
                        slices.addAll(
                                Collections.nCopies(Math.max(1, width), width == 0 ? Index.newAxis() : Index.all()));
                    }
                }
                widths.add(Math.max(1, width));
                source += width;
                position++;
            }
            part = basic(whole, slices.toArray(Index[]::new));
            merged = part.reshape(merged(part.shape(), widths));
            for (int k = 0; k < axes.size(); k++) {
                requireInRange(indices.get(k), merged.shape(), axes.get(k));
            }
            adjacent = positions.getLast() - positions.getFirst() == positions.size() - 1;
        }

        /** The positions that an index takes of the axes of {@code shape} from {@code axis} on. */
        private static NDArray picked(Index entry, Shape shape, int axis) {
            return switch (entry) {
                case Index.At(long at) -> Nd.full(Shape.SCALAR, at, Dtype.INT64);
                case Index.Of(NDArray mask)
                when mask.dtype().isBool() -> {
                    requireMaskFits(mask, shape, axis);
                    yield Elements.flatNonzero(mask);
                }
                case Index.Of(NDArray array) -> integers(array);
                case Index.Slice _, Index.NewAxis _, Index.Ellipsis _ ->
                    throw new BugException("index " + entry + " picks nothing");
            };
        }

        private static Shape merged(Shape shape, List<Integer> widths) {
            long[] dims = new long[widths.size()];
            int axis = 0;
            for (int k = 0; k < dims.length; k++) {
                dims[k] = 1;
                for (int w = widths.get(k); w > 0; w--) {
                    dims[k] *= shape.dim(axis++);
                }
            }
            return Shape.of(dims);
        }

        private Shape indexShape() {
            Shape[] shapes = indices.stream().map(NDArray::shape).toArray(Shape[]::new);
            try {
                return Shape.broadcast("indexing", shapes);
            } catch (ShapeException mismatch) {
                throw new IndexException("index arrays do not broadcast: " + mismatch.getMessage());
            }
        }

        /** Indexed axes first, then the others. */
        private int[] order() {
            return IntStream.concat(
                            axes.stream().mapToInt(Integer::intValue),
                            IntStream.range(0, merged.ndim()).filter(axis -> !axes.contains(axis)))
                    .toArray();
        }

        /**
         * Where the axes of the index, which come first, go in the result: before the others unless they replace
         * neighbours.
         */
        private int[] placement(int indexRank, int rank) {
            int before = adjacent ? axes.getFirst() : 0;
            return IntStream.range(0, rank)
                    .map(axis -> axis < before ? indexRank + axis : axis < before + indexRank ? axis - before : axis)
                    .toArray();
        }

        private static int[] inverse(int... order) {
            int[] inverse = new int[order.length];
            for (int k = 0; k < order.length; k++) {
                inverse[order[k]] = k;
            }
            return inverse;
        }

        /** Row-major position over the indexed axes; out of range where any index is. */
        private NDArray flat(Shape shape) {
            NDArray flat = Nd.full(shape, 0L, Dtype.INT64);
            NDArray valid = Nd.scalar(true);
            for (int k = 0; k < axes.size(); k++) {
                long dim = merged.shape().dim(axes.get(k));
                NDArray index = indices.get(k);
                valid = Nd.logicalAnd(valid, Nd.logicalAnd(index.greaterEqual(-dim), index.less(dim)));
                flat = flat.multiply(dim).add(Nd.where(index.less(0L), index.add(dim), index));
            }
            return Nd.where(valid, flat, Nd.scalar(indexed()));
        }

        /** How many elements the indexed axes have together. */
        private long indexed() {
            return axes.stream().mapToLong(axis -> merged.shape().dim(axis)).reduce(1, (a, b) -> a * b);
        }

        private Shape rest() {
            Shape rest = merged.shape();
            for (int k = axes.size() - 1; k >= 0; k--) {
                rest = rest.drop(axes.get(k));
            }
            return rest;
        }

        NDArray get() {
            Shape shape = indexShape();
            NDArray front = merged.transpose(order());
            Nodes nodes = new Nodes();
            boolean isOne = axes.size() == 1;
            Expr source = isOne ? front.expr() : nodes.reshape(front.expr(), rest().insert(0, indexed()));
            NDArray index = isOne ? indices.getFirst() : flat(shape);
            NDArray taken = NDArray.of(nodes.of(new Op.Gather(0), source, nodes.broadcast(index.expr(), shape)));
            return adjacent && axes.getFirst() > 0 ? taken.transpose(placement(shape.rank(), taken.ndim())) : taken;
        }

        void scatter(NDArray value, Op.Scatter.Combine combine) {
            Shape shape = indexShape();
            Shape rest = rest();
            NDArray positions = flat(shape).multiply(rest.size());
            for (int k = 0; k < rest.rank(); k++) {
                positions = Nd.expandDims(positions, -1);
            }
            positions = positions.add(Nd.arange(rest.size()).reshape(rest));
            int[] placement = placement(shape.rank(), positions.ndim());
            NDArray fitted = Nd.cast(value, part.dtype());
            while (fitted.ndim() > positions.ndim() && fitted.shape().dim(0) == 1) {
                fitted = fitted.reshape(fitted.shape().drop(0));
            }
            Shape result = positions.transpose(placement).shape();
            if (!Shape.broadcast("assignment", result, fitted.shape()).equals(result)) {
                throw new ShapeException("cannot assign shape " + value.shape() + " to an index of shape " + result);
            }
            NDArray ordered = fitted.broadcastView(result).transpose(inverse(placement));
            NDArray front = merged.transpose(order());
            Nodes nodes = new Nodes();
            Shape line = Shape.of(positions.size());
            Expr scattered = nodes.of(
                    new Op.Scatter(combine),
                    nodes.reshape(front.expr(), Shape.of(front.size())),
                    nodes.reshape(positions.expr(), line),
                    nodes.reshape(ordered.expr(), line));
            NDArray changed = NDArray.of(nodes.reshape(scattered, front.shape()));
            part.put(changed.transpose(inverse(order())).reshape(part.shape()));
        }
    }
}
