package syrtis;

import java.util.Arrays;
import java.util.List;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/**
 * NumPy's {@code pad}, one axis after the other: pads are slices of the array put before and after it, so that the
 * corners follow the last axis.
 */
final class Pads {
    private Pads() {}

    static NDArray pad(NDArray array, long[][] padWidth, Padding padding) {
        long[][] widths = widths(array.shape(), padWidth);
        NDArray values = values(array, padding);
        NDArray padded = array;
        for (int axis = 0; axis < array.ndim(); axis++) {
            long before = widths[axis][0];
            long after = widths[axis][1];
            if (before == 0 && after == 0) {
                continue;
            }
            padded = switch (padding.mode()) {
                case CONSTANT -> {
                    NDArray front = values.get(Index.at(axis), Index.at(0));
                    NDArray back = values.get(Index.at(axis), Index.at(1));
                    yield joined(
                            constant(padded, axis, before, front), padded, constant(padded, axis, after, back), axis);
                }
                case EDGE, WRAP, REFLECT, SYMMETRIC -> mapped(padded, axis, before, after, padding.mode());
            };
        }
        return padded == array ? array.copy() : padded;
    }

    private static long[][] widths(Shape shape, long[]... given) {
        int rank = shape.rank();
        if (given.length != 1 && given.length != rank) {
            throw new ShapeException(
                    "pad needs widths for each of " + rank + " axes of shape " + shape + ", got " + given.length);
        }
        long[][] widths = new long[rank][];
        for (int axis = 0; axis < rank; axis++) {
            long[] pair = given[given.length == 1 ? 0 : axis];
            if (pair.length != 1 && pair.length != 2) {
                throw new ShapeException(
                        "pad needs (before, after) for axis " + axis + ", got " + pair.length + " widths");
            }
            widths[axis] = new long[] {pair[0], pair[pair.length - 1]};
            if (pair[0] < 0 || pair[pair.length - 1] < 0) {
                throw new ShapeException("pad needs widths >= 0, got " + Arrays.toString(pair));
            }
        }
        return widths;
    }

    /** Constants as (axis, before and after), of the array's dtype. */
    private static NDArray values(NDArray array, Padding padding) {
        return Nd.cast(Nd.broadcastTo(padding.constantValues(), Shape.of(array.ndim(), 2)), array.dtype());
    }

    private static NDArray constant(NDArray array, int axis, long width, NDArray value) {
        return value.broadcastView(array.shape().with(axis, width));
    }

    private static NDArray joined(NDArray before, NDArray array, NDArray after, int axis) {
        return Nd.concatenate(List.of(before, array, after), axis);
    }

    private static NDArray mapped(NDArray array, int axis, long before, long after, Padding.Mode mode) {
        long length = array.shape().dim(axis);
        if (length == 0) {
            throw new ShapeException("pad cannot extend axis " + axis + " of shape " + array.shape()
                    + " with its own elements: " + "there are none; use the constant mode");
        }
        if (mode == Padding.Mode.EDGE || length == 1) {
            NDArray first = Subscript.along(array, axis, Index.to(1));
            NDArray last = Subscript.along(array, axis, Index.from(length - 1));
            return joined(
                    first.broadcastView(array.shape().with(axis, before)),
                    array,
                    last.broadcastView(array.shape().with(axis, after)),
                    axis);
        }
        long reach = mode == Padding.Mode.REFLECT ? length - 1 : length;
        if (before > reach || after > reach) {
            return Nd.take(array, source(length, before, after, mode), axis);
        }
        Index none = Index.to(0);
        Index front = before == 0 ? none : front(length, before, mode);
        Index back = after == 0 ? none : back(after, mode);
        return joined(Subscript.along(array, axis, front), array, Subscript.along(array, axis, back), axis);
    }

    private static Index front(long length, long width, Padding.Mode mode) {
        return switch (mode) {
            case WRAP -> Index.from(length - width);
            case REFLECT -> Index.slice(width, 0L, -1L);
            case SYMMETRIC -> Index.slice(width - 1, null, -1L);
            case CONSTANT, EDGE -> throw new BugException("slices of the array are no pad for " + mode);
        };
    }

    private static Index back(long width, Padding.Mode mode) {
        return switch (mode) {
            case WRAP -> Index.to(width);
            case REFLECT -> Index.slice(-2L, -2 - width, -1L);
            case SYMMETRIC -> Index.slice(-1L, -1 - width, -1L);
            case CONSTANT, EDGE -> throw new BugException("slices of the array are no pad for " + mode);
        };
    }

    /** For each index of the padded axis the index it is taken from; for pads wider than the axis. */
    private static NDArray source(long length, long before, long after, Padding.Mode mode) {
        NDArray at = Nd.arange(-before, length + after, 1, Dtype.INT64);
        if (mode == Padding.Mode.WRAP) {
            return Nd.remainder(at, Nd.scalar(length));
        }
        // A mirror image repeats after going there and back; on the way back it counts down.
        boolean isReflect = mode == Padding.Mode.REFLECT;
        long period = isReflect ? 2 * length - 2 : 2 * length;
        NDArray phase = Nd.remainder(at, Nd.scalar(period));
        NDArray back = Nd.subtract(Nd.scalar(isReflect ? period : period - 1), phase);
        return Nd.where(Nd.less(phase, Nd.scalar(length)), phase, back);
    }
}
