package syrtis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/**
 * What a reduction is taken over: {@code x.sum(Over.axis(0, 2).keepingDims())}.
 *
 * @param axis axes to reduce, negative ones counting from the end; null means all
 * @param keepdims whether reduced axes stay, with length 1
 * @param dtype dtype to compute in; null for NumPy's choice
 * @param ddof what is subtracted from the number of elements in variances
 */
public record Over(
        int @Nullable [] axis, boolean keepdims, @Nullable Dtype dtype, double ddof) {
    private static final Over ALL = new Over(null, false, null, 0);

    public Over {
        axis = axis == null ? null : axis.clone();
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

    /** How many elements of {@code shape} go into one result. */
    long count(String operation, Shape shape) {
        long count = 1;
        for (int k : axes(operation, shape)) {
            count *= shape.dim(k);
        }
        return count;
    }

    /** The same, keeping reduced axes with length 1. */
    public Over keepingDims() {
        return new Over(axis, true, dtype, ddof);
    }

    /** The same, computed in {@code dtype}. */
    public Over in(Dtype dtype) {
        return new Over(axis, keepdims, dtype, ddof);
    }

    /** The same, with {@code ddof} degrees of freedom less. */
    public Over ddof(double ddof) {
        return new Over(axis, keepdims, dtype, ddof);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Over over
                && Arrays.equals(axis, over.axis)
                && keepdims == over.keepdims
                && dtype == over.dtype
                && ddof == over.ddof;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(axis) * 31 + Boolean.hashCode(keepdims);
    }

    @Override
    public String toString() {
        return "axis=" + (axis == null ? "all" : Arrays.toString(axis)) + (keepdims ? ", keepdims" : "")
                + (dtype == null ? "" : ", dtype=" + dtype) + (ddof == 0 ? "" : ", ddof=" + ddof);
    }
}
