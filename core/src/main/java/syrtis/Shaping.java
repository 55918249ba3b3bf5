package syrtis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import syrtis.op.View;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/**
 * Functions that show the same elements under another shape or in another order; {@link Nd} inherits them. Those said
 * to be views share their elements with the argument: what is written through one is seen through the other.
 */
public sealed class Shaping extends Creation permits Joining {
    Shaping() {}

    // ---- the same order

    /**
     * The elements in row-major order under another shape, one length of which may be -1: {@link
     * NDArray#reshape(long...)}.
     */
    public static NDArray reshape(NDArray a, long... shape) {
        return a.reshape(shape);
    }

    /** One axis: a view where NumPy's is one. */
    public static NDArray ravel(NDArray a) {
        return a.ravel();
    }

    /** Without the axes of length 1, or without those given, which must have length 1: a view. */
    public static NDArray squeeze(NDArray a, int... axis) {
        boolean[] gone = new boolean[a.ndim()];
        if (axis.length == 0) {
            for (int k = 0; k < gone.length; k++) {
                gone[k] = a.shape().dim(k) == 1;
            }
        }
        for (int k : axis) {
            int plain = a.shape().axis("squeeze", k);
            if (a.shape().dim(plain) != 1) {
                throw new ShapeException("squeeze needs length 1 at axis " + k + ", got shape " + a.shape());
            }
            gone[plain] = true;
        }
        View view = View.identity(a.shape());
        for (int k = gone.length - 1; k >= 0; k--) {
            if (gone[k]) {
                view = view.then(View.at(view.shape(), k, 0));
            }
        }
        return a.viewed(view);
    }

    /** With new axes of length 1 at these positions of the result: a view. */
    public static NDArray expandDims(NDArray a, int... axis) {
        View view = View.identity(a.shape());
        for (int k : Shapes.inserted("expand_dims", a.shape(), a.ndim() + axis.length, axis)) {
            view = view.then(View.insert(view.shape(), k, 1));
        }
        return a.viewed(view);
    }

    /** At least one axis: a view. */
    public static NDArray atleast1d(NDArray a) {
        return a.ndim() >= 1 ? a : expandDims(a, 0);
    }

    /** At least two axes, new ones in front: a view. */
    public static NDArray atleast2d(NDArray a) {
        return a.ndim() >= 2 ? a : expandDims(atleast1d(a), 0);
    }

    /** At least three axes: (n) becomes (1, n, 1), (m, n) becomes (m, n, 1). A view. */
    public static NDArray atleast3d(NDArray a) {
        return a.ndim() >= 3 ? a : expandDims(atleast2d(a), 2);
    }

    /** Read-only view of {@code array} with axes of length 1 repeated. */
    public static NDArray broadcastTo(NDArray array, Shape shape) {
        boolean fits = array.ndim() <= shape.rank();
        if (!fits || !Shape.broadcast("broadcast_to", array.shape(), shape).equals(shape)) {
            throw new ShapeException("broadcast_to cannot make " + shape + " of " + array.shape());
        }
        return array.broadcastView(shape);
    }

    /** Read-only views of arrays, broadcast to one shape. */
    public static NDArray[] broadcastArrays(NDArray... args) {
        Shape shape = broadcastShapes(Arrays.stream(args).map(NDArray::shape).toArray(Shape[]::new));
        return Arrays.stream(args).map(array -> array.broadcastView(shape)).toArray(NDArray[]::new);
    }

    /** The shape that arrays of these shapes are broadcast to. */
    public static Shape broadcastShapes(Shape... shapes) {
        return Shape.broadcast("broadcast", shapes);
    }

    // ---- the order of axes

    /** The axes in this order, reversed if none is given: a view. */
    public static NDArray transpose(NDArray a, int... axes) {
        return a.transpose(axes);
    }

    /** The axes in this order: a view. */
    public static NDArray permuteDims(NDArray a, int... axes) {
        return a.transpose(axes);
    }

    /** The last two axes swapped: a view. */
    public static NDArray matrixTranspose(NDArray x) {
        return x.mT();
    }

    /** Two axes swapped: a view. */
    public static NDArray swapaxes(NDArray a, int axis1, int axis2) {
        return a.swapaxes(axis1, axis2);
    }

    /** An axis moved to another position, the others keeping their order: a view. */
    public static NDArray moveaxis(NDArray a, int source, int destination) {
        return moveaxis(a, new int[] {source}, new int[] {destination});
    }

    /** Axes moved to other positions, the others keeping their order: a view. */
    public static NDArray moveaxis(NDArray a, int[] source, int[] destination) {
        if (source.length != destination.length) {
            throw new ShapeException("moveaxis needs as many sources as destinations, got " + source.length + " and "
                    + destination.length);
        }
        int[] from = distinctAxes("moveaxis", a.shape(), source);
        int[] to = distinctAxes("moveaxis", a.shape(), destination);
        int[] order = new int[a.ndim()];
        Arrays.fill(order, -1);
        List<Integer> rest = new ArrayList<>();
        for (int k = 0; k < order.length; k++) {
            rest.add(k);
        }
        for (int k = 0; k < from.length; k++) {
            order[to[k]] = from[k];
            rest.remove(Integer.valueOf(from[k]));
        }
        int next = 0;
        for (int k = 0; k < order.length; k++) {
            order[k] = order[k] < 0 ? rest.get(next++) : order[k];
        }
        return a.viewed(View.permute(a.shape(), order));
    }

    /** The axes as given, counted from the front. */
    private static int[] distinctAxes(String operation, Shape shape, int... axes) {
        if (axes.length > 0) {
            shape.axes(operation, axes); // Refuses an axis that is there twice.
        }
        return Arrays.stream(axes).map(axis -> shape.axis(operation, axis)).toArray();
    }

    /** An axis moved to the front: a view. */
    public static NDArray rollaxis(NDArray a, int axis) {
        return rollaxis(a, axis, 0);
    }

    /** An axis moved before axis {@code start}: a view. */
    public static NDArray rollaxis(NDArray a, int axis, int start) {
        int from = a.shape().axis("rollaxis", axis);
        int to = start == a.ndim() ? start : a.shape().axis("rollaxis", start);
        return moveaxis(a, from, from < to ? to - 1 : to);
    }

    // ---- the order along axes

    /** The order along these axes, or all, reversed: a view. */
    public static NDArray flip(NDArray m, int... axis) {
        View view = View.identity(m.shape());
        for (int k : m.shape().axes("flip", axis)) {
            long length = m.shape().dim(k);
            view = view.then(View.slice(view.shape(), k, Math.max(0, length - 1), -1, length));
        }
        return m.viewed(view);
    }

    /** The columns in reverse order: a view. */
    public static NDArray fliplr(NDArray m) {
        if (m.ndim() < 2) {
            throw new ShapeException("fliplr needs at least 2 axes, got shape " + m.shape());
        }
        return flip(m, 1);
    }

    /** The rows in reverse order: a view. */
    public static NDArray flipud(NDArray m) {
        return flip(m, 0);
    }

    /** The plane of the first two axes turned by 90 degrees, from the first towards the second: a view. */
    public static NDArray rot90(NDArray m) {
        return rot90(m, 1);
    }

    /** The plane of the first two axes turned {@code k} times by 90 degrees: a view. */
    public static NDArray rot90(NDArray m, int k) {
        return rot90(m, k, new int[] {0, 1});
    }

    /** The plane of two axes turned by 90 degrees: a view. */
    public static NDArray rot90(NDArray m, int[] axes) {
        return rot90(m, 1, axes);
    }

    /** The plane of two axes turned {@code k} times by 90 degrees, from the first axis towards the second: a view. */
    public static NDArray rot90(NDArray m, int k, int[] axes) {
        if (axes.length != 2) {
            throw new ShapeException("rot90 needs 2 axes, got " + axes.length);
        }
        int[] plane = distinctAxes("rot90", m.shape(), axes);
        return switch (Math.floorMod(k, 4)) {
            case 0 -> m.viewed(View.identity(m.shape()));
            case 1 -> flip(m, plane[1]).swapaxes(plane[0], plane[1]);
            case 2 -> flip(m, plane);
            default -> flip(m.swapaxes(plane[0], plane[1]), plane[1]);
        };
    }

    /** Elements moved by {@code shift} in row-major order; what leaves at the end enters at the front. */
    public static NDArray roll(NDArray a, long shift) {
        return roll(a.reshape(Shape.of(a.size())), shift, 0).reshape(a.shape());
    }

    /** Elements moved by {@code shift} along an axis; what leaves at the end enters at the front. */
    public static NDArray roll(NDArray a, long shift, int axis) {
        return roll(a, new long[] {shift}, new int[] {axis});
    }

    /** Elements moved along several axes, one after the other; one shift or one axis counts for all. */
    public static NDArray roll(NDArray a, long[] shift, int[] axis) {
        int moves = Math.max(shift.length, axis.length);
        if ((shift.length != moves && shift.length != 1) || (axis.length != moves && axis.length != 1)) {
            throw new ShapeException("roll needs as many shifts as axes, got " + shift.length + " and " + axis.length);
        }
        long[] total = new long[a.ndim()];
        for (int k = 0; k < moves; k++) {
            int plain = a.shape().axis("roll", axis[axis.length == 1 ? 0 : k]);
            long length = Math.max(1, a.shape().dim(plain));
            total[plain] = (total[plain] + Math.floorMod(shift[shift.length == 1 ? 0 : k], length)) % length;
        }
        NDArray rolled = a;
        for (int k = 0; k < total.length; k++) {
            if (total[k] != 0) {
                long cut = a.shape().dim(k) - total[k];
                rolled = Nd.concatenate(
                        List.of(Subscript.along(rolled, k, Index.from(cut)), Subscript.along(rolled, k, Index.to(cut))),
                        k);
            }
        }
        return rolled == a ? a.copy() : rolled;
    }
}
