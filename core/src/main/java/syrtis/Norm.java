package syrtis;

import org.jspecify.annotations.Nullable;

/**
 * Which norm {@link Linalg#norm(NDArray, Norm)} takes of what.
 *
 * @param ord the order; null for the root of the sum of squares
 * @param axis one axis of vectors or two of matrices; null for all
 * @param keepdims whether these axes stay, with length 1
 */
public record Norm(@Nullable Double ord, int @Nullable [] axis, boolean keepdims) {
    public Norm {
        axis = axis == null ? null : axis.clone();
    }

    /** The root of the sum of squares of all elements. */
    public static Norm defaults() {
        return new Norm(null, null, false);
    }

    /** The norm of this order of a whole vector or matrix. */
    public static Norm of(double ord) {
        return new Norm(ord, null, false);
    }

    /** The same along one axis, or two. */
    public Norm along(int... axis) {
        return new Norm(ord, axis, keepdims);
    }

    @Override
    public int @Nullable [] axis() {
        return axis == null ? null : axis.clone();
    }
}
