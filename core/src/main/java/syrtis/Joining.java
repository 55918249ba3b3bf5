package syrtis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import syrtis.expr.Expr;
import syrtis.op.Op;
import syrtis.type.Dtype;
import syrtis.type.IndexException;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/**
 * Functions that put arrays together, cut them apart and repeat them; {@link Nd} inherits them. What NumPy gives as a
 * tuple is an array of arrays here, what it gives as a list is a list.
 */
public sealed class Joining extends Shaping permits Reductions {
    Joining() {}

    // ---- together

    /** Arrays one after the other along the first axis. */
    public static NDArray concatenate(List<NDArray> arrays) {
        return concatenate(arrays, 0);
    }

    /** Arrays one after the other along an axis; without one all their elements, one after the other. */
    public static NDArray concatenate(List<NDArray> arrays, OptionalInt axis) {
        return axis.isEmpty()
                ? concatenate(arrays.stream().map(NDArray::ravel).toList(), 0)
                : concatenate(arrays, axis.getAsInt());
    }

    /**
     * Arrays one after the other along an axis they all have.
     *
     * @throws ShapeException if there is none, or lengths along other axes differ
     */
    public static NDArray concatenate(List<NDArray> arrays, int axis) {
        if (arrays.isEmpty()) {
            throw new ShapeException("concatenate needs at least one array");
        }
        NDArray first = arrays.getFirst();
        if (first.ndim() == 0) {
            throw new ShapeException("concatenate needs arrays with axes: use stack");
        }
        int k = first.shape().axis("concatenate", axis);
        for (NDArray array : arrays) {
            if (array.ndim() != first.ndim()
                    || !array.shape().with(k, 0).equals(first.shape().with(k, 0))) {
                throw new ShapeException("concatenate along axis " + axis
                        + " needs equal shapes but for that axis, got " + first.shape() + " and " + array.shape());
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

    /** Another name of {@link #concatenate(List)}. */
    public static NDArray concat(List<NDArray> arrays) {
        return concatenate(arrays);
    }

    /** Another name of {@link #concatenate(List, int)}. */
    public static NDArray concat(List<NDArray> arrays, int axis) {
        return concatenate(arrays, axis);
    }

    /** Another name of {@link #concatenate(List, OptionalInt)}. */
    public static NDArray concat(List<NDArray> arrays, OptionalInt axis) {
        return concatenate(arrays, axis);
    }

    /** Arrays of one shape along a new first axis. */
    public static NDArray stack(List<NDArray> arrays) {
        return stack(arrays, 0);
    }

    /** Arrays of one shape along a new axis at position {@code axis} of the result. */
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
        int k = Shapes.inserted("stack", shape, shape.rank() + 1, axis)[0];
        return concatenate(arrays.stream().map(array -> expandDims(array, k)).toList(), k);
    }

    /** Arrays below each other; 1-D ones are rows. */
    public static NDArray vstack(List<NDArray> arrays) {
        return concatenate(arrays.stream().map(Shaping::atleast2d).toList(), 0);
    }

    /** Arrays beside each other; 1-D ones one after the other. */
    public static NDArray hstack(List<NDArray> arrays) {
        List<NDArray> all = arrays.stream().map(Shaping::atleast1d).toList();
        return concatenate(all, all.isEmpty() || all.getFirst().ndim() == 1 ? 0 : 1);
    }

    /** Arrays behind each other, along the third axis. */
    public static NDArray dstack(List<NDArray> arrays) {
        return concatenate(arrays.stream().map(Shaping::atleast3d).toList(), 2);
    }

    /** Arrays beside each other; 1-D ones are columns. */
    public static NDArray columnStack(List<NDArray> arrays) {
        return concatenate(
                arrays.stream()
                        .map(array -> array.ndim() < 2 ? expandDims(atleast1d(array), 1) : array)
                        .toList(),
                1);
    }

    /** Arrays beside each other, along the last axis; those of fewer axes get axes of length 1 in front. */
    public static NDArray block(NDArray[] arrays) {
        return blocks(arrays, 1, rank(arrays, 1));
    }

    /**
     * A matrix of blocks: those of a row beside each other along the last axis, rows below each other along the last
     * but one.
     */
    public static NDArray block(NDArray[][] arrays) {
        return blocks(arrays, 2, rank(arrays, 2));
    }

    /** A box of blocks: matrices of blocks behind each other along the last axis but two. */
    public static NDArray block(NDArray[][][] arrays) {
        return blocks(arrays, 3, rank(arrays, 3));
    }

    private static int rank(Object nested, int least) {
        return nested instanceof Object[] parts
                ? Stream.of(parts).mapToInt(part -> rank(part, least)).max().orElse(least)
                : Math.max(least, ((NDArray) nested).ndim());
    }

    private static NDArray blocks(Object nested, int depth, int rank) {
        if (nested instanceof Object[] parts) {
            return concatenate(
                    Stream.of(parts).map(part -> blocks(part, depth - 1, rank)).toList(), -depth);
        }
        return ofRank((NDArray) nested, rank);
    }

    /** With axes of length 1 in front, up to {@code rank}. */
    private static NDArray ofRank(NDArray array, int rank) {
        NDArray all = array;
        while (all.ndim() < rank) {
            all = expandDims(all, 0);
        }
        return all;
    }

    /** All elements of both arrays, one after the other. */
    public static NDArray append(NDArray arr, NDArray values) {
        return concatenate(List.of(arr.ravel(), values.ravel()), 0);
    }

    /** {@code values} after {@code arr} along an axis. */
    public static NDArray append(NDArray arr, NDArray values, int axis) {
        return concatenate(List.of(arr, values), axis);
    }

    /** The elements of {@code arr} in row-major order with {@code values} before element {@code obj}. */
    public static NDArray insert(NDArray arr, long obj, NDArray values) {
        return insert(arr.ravel(), obj, values, 0);
    }

    /** {@code arr} with {@code values}, broadcast along the other axes, before index {@code obj} of an axis. */
    public static NDArray insert(NDArray arr, long obj, NDArray values, int axis) {
        int k = arr.shape().axis("insert", axis);
        long at = position("insert", obj, arr.shape(), k, true);
        return insertAt(arr, at, moveaxis(ofRank(values, arr.ndim()), 0, k), k);
    }

    private static NDArray insertAt(NDArray arr, long at, NDArray values, int axis) {
        Shape shape = arr.shape().with(axis, values.shape().dim(axis));
        NDArray between = Nd.cast(broadcastTo(values, shape), arr.dtype());
        return concatenate(
                List.of(Subscript.along(arr, axis, Index.to(at)), between, Subscript.along(arr, axis, Index.from(at))),
                axis);
    }

    /** The elements of {@code arr} in row-major order with value j before element {@code obj[j]}. */
    public static NDArray insert(NDArray arr, NDArray obj, NDArray values) {
        return insert(arr.ravel(), obj, values, 0);
    }

    /**
     * {@code arr} with index j of {@code values}, broadcast, before index {@code obj[j]} of an axis. Evaluates {@code
     * obj}.
     */
    public static NDArray insert(NDArray arr, NDArray obj, NDArray values, int axis) {
        int k = arr.shape().axis("insert", axis);
        NDArray indices = obj.dtype().isBool() ? Nd.flatnonzero(obj) : Subscript.integers(obj);
        long[] before = Arrays.stream(indices.toLongs())
                .map(index -> position("insert", index, arr.shape(), k, true))
                .toArray();
        if (before.length == 1) {
            return insertAt(arr, before[0], ofRank(values, arr.ndim()), k);
        }
        long length = arr.shape().dim(k);
        NDArray own = Nd.cast(broadcastTo(ofRank(values, arr.ndim()), arr.shape().with(k, before.length)), arr.dtype());
        Integer[] order = IntStream.range(0, before.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingLong(j -> before[j]));
        long[] places = new long[Math.toIntExact(length + before.length)];
        int at = 0;
        int inserted = 0;
        for (long index = 0; index <= length; index++) {
            while (inserted < order.length && before[order[inserted]] == index) {
                places[at++] = length + order[inserted++];
            }
            if (index < length) {
                places[at++] = index;
            }
        }
        return Nd.take(concatenate(List.of(arr, own), k), of(places), k);
    }

    /** The elements of {@code arr} in row-major order with values before each element of a slice. */
    public static NDArray insert(NDArray arr, Index obj, NDArray values) {
        return insert(arr.ravel(), obj, values, 0);
    }

    /** {@code arr} with values before each index of an axis that a slice takes. */
    public static NDArray insert(NDArray arr, Index obj, NDArray values, int axis) {
        return insert(arr, taken(arr, obj, axis), values, axis);
    }

    /** The indices of an axis that a slice takes. */
    private static NDArray taken(NDArray arr, Index obj, int axis) {
        return arange(arr.shape().dim(arr.shape().axis("slice", axis))).get(obj);
    }

    /** The elements of {@code arr} in row-major order without element {@code obj}. */
    public static NDArray delete(NDArray arr, long obj) {
        return delete(arr.ravel(), obj, 0);
    }

    /** {@code arr} without index {@code obj} of an axis. */
    public static NDArray delete(NDArray arr, long obj, int axis) {
        return delete(arr, of(obj), axis);
    }

    /** The elements of {@code arr} in row-major order without those at some positions, or where a mask holds. */
    public static NDArray delete(NDArray arr, NDArray obj) {
        return delete(arr.ravel(), obj, 0);
    }

    /** The elements of {@code arr} in row-major order without those of a slice. */
    public static NDArray delete(NDArray arr, Index obj) {
        return delete(arr.ravel(), obj, 0);
    }

    /** {@code arr} without the indices of an axis that a slice takes. */
    public static NDArray delete(NDArray arr, Index obj, int axis) {
        return delete(arr, taken(arr, obj, axis), axis);
    }

    /** {@code arr} without some indices of an axis, or those where a mask holds. Evaluates {@code obj}. */
    public static NDArray delete(NDArray arr, NDArray obj, int axis) {
        int k = arr.shape().axis("delete", axis);
        if (obj.size() == 0) {
            return arr.copy();
        }
        if (obj.dtype().isBool()) {
            return Nd.compress(logicalNot(obj), arr, k);
        }
        long[] gone = Arrays.stream(Subscript.integers(obj).toLongs())
                .map(index -> position("delete", index, arr.shape(), k, false))
                .sorted()
                .distinct()
                .toArray();
        List<NDArray> parts = new ArrayList<>();
        long from = 0;
        for (long at : gone) {
            parts.add(Subscript.along(arr, k, Index.range(from, at)));
            from = at + 1;
        }
        parts.add(Subscript.along(arr, k, Index.from(from)));
        return concatenate(parts, k);
    }

    private static long position(String operation, long index, Shape shape, int axis, boolean orEnd) {
        long length = shape.dim(axis);
        long plain = index < 0 ? index + length : index;
        if (plain < 0 || plain > length || (plain == length && !orEnd)) {
            throw new IndexException(operation + ": index " + index + " is out of range for axis " + axis
                    + " of length " + length + " in shape " + shape);
        }
        return plain;
    }

    // ---- apart

    /** {@code sections} equal parts along the first axis: views. */
    public static List<NDArray> split(NDArray ary, long sections) {
        return split(ary, sections, 0);
    }

    /**
     * Equal parts along an axis: views.
     *
     * @throws ShapeException if the axis cannot be cut in {@code sections} equal parts
     */
    public static List<NDArray> split(NDArray ary, long sections, int axis) {
        int k = ary.shape().axis("split", axis);
        long length = ary.shape().dim(k);
        if (sections < 1 || length % sections != 0) {
            throw new ShapeException("split cannot cut axis " + k + " of shape " + ary.shape() + " in " + sections
                    + " equal parts: use array_split");
        }
        return arraySplit(ary, sections, axis);
    }

    /** Parts along the first axis that begin at 0 and at these indices: views. */
    public static List<NDArray> split(NDArray ary, long[] sections) {
        return split(ary, sections, 0);
    }

    /** Parts along an axis that begin at 0 and at these indices: views. */
    public static List<NDArray> split(NDArray ary, long[] sections, int axis) {
        int k = ary.shape().axis("split", axis);
        List<NDArray> parts = new ArrayList<>();
        long from = 0;
        for (long cut : sections) {
            parts.add(Subscript.along(ary, k, Index.range(from, cut)));
            from = cut;
        }
        parts.add(Subscript.along(ary, k, Index.from(from)));
        return parts;
    }

    /** Parts along the first axis whose lengths differ by 1 at most, longer ones first: views. */
    public static List<NDArray> arraySplit(NDArray ary, long sections) {
        return arraySplit(ary, sections, 0);
    }

    /** Parts along an axis whose lengths differ by 1 at most, longer ones first: views. */
    public static List<NDArray> arraySplit(NDArray ary, long sections, int axis) {
        int k = ary.shape().axis("array_split", axis);
        if (sections < 1) {
            throw new ShapeException("array_split needs at least 1 part, got " + sections);
        }
        long length = ary.shape().dim(k);
        long[] cuts = new long[Math.toIntExact(sections - 1)];
        for (int part = 1; part < sections; part++) {
            cuts[part - 1] = part * (length / sections) + Math.min(part, length % sections);
        }
        return split(ary, cuts, k);
    }

    /** Parts along an axis that begin at 0 and at these indices: views. */
    public static List<NDArray> arraySplit(NDArray ary, long[] sections, int axis) {
        return split(ary, sections, axis);
    }

    /** {@link #split(NDArray, long, int)} along the second axis, of 1-D arrays along the first. */
    public static List<NDArray> hsplit(NDArray ary, long sections) {
        return split(ary, sections, ary.ndim() == 1 ? 0 : 1);
    }

    /** {@link #split(NDArray, long[], int)} along the second axis, of 1-D arrays along the first. */
    public static List<NDArray> hsplit(NDArray ary, long[] sections) {
        return split(ary, sections, ary.ndim() == 1 ? 0 : 1);
    }

    /** {@link #split(NDArray, long, int)} along the first of at least two axes. */
    public static List<NDArray> vsplit(NDArray ary, long sections) {
        return split(requireAxes("vsplit", ary, 2), sections, 0);
    }

    /** {@link #split(NDArray, long[], int)} along the first of at least two axes. */
    public static List<NDArray> vsplit(NDArray ary, long[] sections) {
        return split(requireAxes("vsplit", ary, 2), sections, 0);
    }

    /** {@link #split(NDArray, long, int)} along the third axis. */
    public static List<NDArray> dsplit(NDArray ary, long sections) {
        return split(requireAxes("dsplit", ary, 3), sections, 2);
    }

    /** {@link #split(NDArray, long[], int)} along the third axis. */
    public static List<NDArray> dsplit(NDArray ary, long[] sections) {
        return split(requireAxes("dsplit", ary, 3), sections, 2);
    }

    static NDArray requireAxes(String operation, NDArray array, int least) {
        if (array.ndim() < least) {
            throw new ShapeException(operation + " needs at least " + least + " axes, got shape " + array.shape());
        }
        return array;
    }

    /** The parts along the first axis, which they lack: views. */
    public static NDArray[] unstack(NDArray x) {
        return unstack(x, 0);
    }

    /** The parts along an axis, which they lack: views. */
    public static NDArray[] unstack(NDArray x, int axis) {
        int k = x.shape().axis("unstack", axis);
        NDArray[] parts = new NDArray[Math.toIntExact(x.shape().dim(k))];
        Arrays.setAll(parts, at -> Subscript.along(x, k, Index.at(at)));
        return parts;
    }

    // ---- again

    /** The array {@code reps[k]} times along axis k; shape and reps are filled up with ones in front. */
    public static NDArray tile(NDArray a, long... reps) {
        int rank = Math.max(a.ndim(), reps.length);
        NDArray whole = ofRank(a, rank);
        long[] dims = new long[rank];
        long[] twice = new long[2 * rank];
        int[] front = new int[rank];
        for (int k = 0; k < rank; k++) {
            long times = k < rank - reps.length ? 1 : reps[k - rank + reps.length];
            twice[2 * k] = times;
            twice[2 * k + 1] = whole.shape().dim(k);
            dims[k] = times * whole.shape().dim(k);
            front[k] = 2 * k;
        }
        NDArray tiled = expandDims(whole, front).broadcastView(Shape.of(twice)).reshape(Shape.of(dims));
        return tiled.isWritable() ? tiled : tiled.copy();
    }

    /** Each element {@code repeats} times, in one axis. */
    public static NDArray repeat(NDArray a, long repeats) {
        return repeat(a.ravel(), repeats, 0);
    }

    /** Each element {@code repeats} times along an axis. */
    public static NDArray repeat(NDArray a, long repeats, int axis) {
        if (repeats < 0) {
            throw new ShapeException("repeat needs counts >= 0, got " + repeats);
        }
        int k = a.shape().axis("repeat", axis);
        Shape split = a.shape().insert(k + 1, repeats);
        Shape joined = a.shape().with(k, a.shape().dim(k) * repeats);
        NDArray repeated = expandDims(a, k + 1).broadcastView(split).reshape(joined);
        return repeated.isWritable() ? repeated : repeated.copy();
    }

    /** Element i {@code repeats[i]} times, in one axis. Evaluates {@code repeats}. */
    public static NDArray repeat(NDArray a, NDArray repeats) {
        return repeat(a.ravel(), repeats, 0);
    }

    /** Index i of an axis {@code repeats[i]} times. Evaluates {@code repeats}. */
    public static NDArray repeat(NDArray a, NDArray repeats, int axis) {
        return repeat(a, repeats.toLongs(), axis);
    }

    /** Element i {@code repeats[i]} times, in one axis. */
    public static NDArray repeat(NDArray a, long[] repeats) {
        return repeat(a.ravel(), repeats, 0);
    }

    /**
     * Index i of an axis {@code repeats[i]} times; one count is for all.
     *
     * @throws ShapeException if there are not as many counts as indices
     */
    public static NDArray repeat(NDArray a, long[] repeats, int axis) {
        int k = a.shape().axis("repeat", axis);
        if (repeats.length == 1) {
            return repeat(a, repeats[0], k);
        }
        if (repeats.length != a.shape().dim(k)) {
            throw new ShapeException("repeat needs one count for each of "
                    + a.shape().dim(k) + " indices of axis " + k + ", got " + repeats.length);
        }
        long total = 0;
        for (long count : repeats) {
            if (count < 0) {
                throw new ShapeException("repeat needs counts >= 0, got " + count);
            }
            total += count;
        }
        long[] index = new long[Math.toIntExact(total)];
        int at = 0;
        for (int from = 0; from < repeats.length; from++) {
            Arrays.fill(index, at, at += Math.toIntExact(repeats[from]), from);
        }
        return Nd.take(a, of(index), k);
    }

    /** The elements of {@code a} in row-major order, again and again, in another shape. */
    public static NDArray resize(NDArray a, Shape newShape) {
        if (a.size() == 0) {
            return zeros(newShape, a.dtype());
        }
        return Nd.take(a, remainder(arange(newShape.size()), scalar(a.size()))).reshape(newShape);
    }

    /** A 1-D array without the zeros at its ends. Evaluates {@code filt}. */
    public static NDArray trimZeros(NDArray filt) {
        return trimZeros(filt, "fb");
    }

    /** A 1-D array without the zeros at its front ("f"), at its back ("b") or at both ("fb"). Evaluates {@code filt}. */
    public static NDArray trimZeros(NDArray filt, String trim) {
        if (filt.ndim() != 1) {
            throw new ShapeException("trim_zeros needs a 1-D array, got shape " + filt.shape());
        }
        long[] set = Nd.flatnonzero(filt).toLongs();
        if (set.length == 0) {
            return filt.get(Index.to(0));
        }
        long from = trim.contains("f") ? set[0] : 0;
        long to = trim.contains("b") ? set[set.length - 1] + 1 : filt.size();
        return filt.get(Index.range(from, to));
    }

    // ---- wider

    /** {@code padWidth} elements before and after each axis, zeros unless {@code padding} says otherwise. */
    public static NDArray pad(NDArray array, long padWidth, Padding padding) {
        return pad(array, new long[][] {{padWidth, padWidth}}, padding);
    }

    /** {@code padWidth} zeros before and after each axis. */
    public static NDArray pad(NDArray array, long padWidth) {
        return pad(array, padWidth, Padding.defaults());
    }

    /** {@code padWidth[0]} elements before and {@code padWidth[1]} after each axis. */
    public static NDArray pad(NDArray array, long[] padWidth, Padding padding) {
        return pad(array, new long[][] {padWidth}, padding);
    }

    /**
     * {@code padWidth[k][0]} elements before axis k and {@code padWidth[k][1]} after it; one entry is for all axes.
     *
     * @throws ShapeException if widths are negative or do not fit the axes
     */
    public static NDArray pad(NDArray array, long[][] padWidth, Padding padding) {
        return Pads.pad(array, padWidth, padding);
    }
}
