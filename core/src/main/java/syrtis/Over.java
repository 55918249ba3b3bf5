package syrtis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/**
 * What a reduction is taken over: {@code x.sum(Over.axis(0, 2).keepingDims())}.
 *
 * @param axis axes to reduce, negative ones counting from the end; null means all
 * @param keepdims whether reduced axes stay, with length 1
 * @param dtype dtype to compute in; null for NumPy's choice
 * @param ddof what is subtracted from the number of elements in variances
 * @param where which elements count, broadcast; null for all
 * @param initial what a sum, a product, a maximum or a minimum begins with; null for nothing
 */
public record Over(
        int @Nullable [] axis,
        boolean keepdims,
        @Nullable Dtype dtype,
        double ddof,
        @Nullable NDArray where,
        @Nullable NDArray initial) {
    private static final Over ALL = new Over(null, false, null, 0);

    public Over {
        axis = axis == null ? null : axis.clone();
    }

    /** Over all elements of these axes, beginning with nothing. */
    public Over(int @Nullable [] axis, boolean keepdims, @Nullable Dtype dtype, double ddof) {
        this(axis, keepdims, dtype, ddof, null, null);
    }

    /** All axes. */
    public static Over all() {
        return ALL;
    }

    /** What a call without options means. */
    public static Over defaults() {
        return ALL;
    }

    /** These axes; none at all reduces nothing. */
    public static Over axis(int... axis) {
        return new Over(axis, false, null, 0);
    }

    @Override
    public int @Nullable [] axis() {
        return axis == null ? null : axis.clone();
    }

    /** The axes of {@code shape} that are meant, ascending; {@code operation} names the caller in errors. */
    int[] axes(String operation, Shape shape) {
        return axis != null && axis.length == 0 ? axis : shape.axes(operation, axis == null ? new int[0] : axis);
    }

    /** How many elements of {@code shape} go into one result of {@code dtype}, less {@code less} of them but not below 0. */
    NDArray count(String operation, Shape shape, Dtype dtype, double less) {
        if (where != null) {
            NDArray all = Nd.sum(Nd.broadcastTo(where, shape), new Over(axis, keepdims, null, 0))
                    .astype(dtype.part());
            return less == 0 ? all : Nd.maximum(all.subtract(less), Nd.scalar(0.0));
        }
        long count = 1;
        for (int k : axes(operation, shape)) {
            count *= shape.dim(k);
        }
        return Nd.scalar(Math.max(0, count - less));
    }

    /** The same, keeping reduced axes with length 1. */
    public Over keepingDims() {
        return new Over(axis, true, dtype, ddof, where, initial);
    }

    /** The same, computed in {@code dtype}. */
    public Over in(Dtype dtype) {
        return new Over(axis, keepdims, dtype, ddof, where, initial);
    }

    /** The same, with {@code ddof} degrees of freedom less. */
    public Over ddof(double ddof) {
        return new Over(axis, keepdims, dtype, ddof, where, initial);
    }

    /** The same, of those elements only where {@code where} holds. */
    public Over where(NDArray where) {
        return new Over(axis, keepdims, dtype, ddof, where, initial);
    }

    /** The same, beginning with {@code initial}. */
    public Over initial(NDArray initial) {
        return new Over(axis, keepdims, dtype, ddof, where, initial);
    }

    /** The same axes and elements, and nothing else. */
    Over elements() {
        return new Over(axis, keepdims, null, 0, where, null);
    }

    /** This, for operations that begin with nothing. */
    Over requireNoInitial(String operation) {
        if (initial != null) {
            throw new ShapeException(operation + " takes no 'initial': only sum, prod, max and min do");
        }
        return this;
    }

    /** This, for operations that take all elements. */
    Over requireAllElements(String operation) {
        if (where != null) {
            throw new ShapeException(operation + " takes no 'where': put a value there that cannot win");
        }
        return requireNoInitial(operation);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Over over
                && Arrays.equals(axis, over.axis)
                && keepdims == over.keepdims
                && dtype == over.dtype
                && ddof == over.ddof
                && where == over.where
                && initial == over.initial;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(axis) * 31 + Boolean.hashCode(keepdims);
    }

    @Override
    public String toString() {
        return "axis=" + (axis == null ? "all" : Arrays.toString(axis)) + (keepdims ? ", keepdims" : "")
                + (dtype == null ? "" : ", dtype=" + dtype) + (ddof == 0 ? "" : ", ddof=" + ddof)
                + (where == null ? "" : ", where=" + where.type())
                + (initial == null ? "" : ", initial=" + initial.type());
    }
}
