package syrtis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import syrtis.type.Dtype;

/**
 * What a reduction is taken over: {@code x.sum(Over.axis(0, 2).keepdims())}.
 *
 * @param axis axes to reduce, negative ones counting from the end; none means all
 * @param keepdims whether reduced axes stay, with length 1
 * @param dtype dtype to compute in; null for NumPy's choice
 * @param ddof what is subtracted from the number of elements in variances
 */
public record Over(int[] axis, boolean keepdims, @Nullable Dtype dtype, double ddof) {
    private static final Over ALL = new Over(new int[0], false, null, 0);

    public Over {
        axis = axis.clone();
    }

    /** All axes. */
    public static Over all() {
        return ALL;
    }

    /** What a call without options means. */
    public static Over defaults() {
        return ALL;
    }

    /** Some axes. */
    public static Over axis(int... axis) {
        return new Over(axis, false, null, 0);
    }

    @Override
    public int[] axis() {
        return axis.clone();
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
        return other instanceof Over over && Arrays.equals(axis, over.axis) && keepdims == over.keepdims
                && dtype == over.dtype && ddof == over.ddof;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(axis) * 31 + Boolean.hashCode(keepdims);
    }

    @Override
    public String toString() {
        return "axis=" + (axis.length == 0 ? "all" : Arrays.toString(axis)) + (keepdims ? ", keepdims" : "")
                + (dtype == null ? "" : ", dtype=" + dtype) + (ddof == 0 ? "" : ", ddof=" + ddof);
    }
}
