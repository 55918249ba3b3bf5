package syrtis;

import org.jspecify.annotations.Nullable;
import syrtis.type.Dtype;

/**
 * What a running fold goes along: {@code Nd.cumulativeSum(x, Running.along(1).includingInitial())}.
 *
 * @param axis axis to go along; null for all elements in row-major order
 * @param dtype dtype to compute in; null for NumPy's choice
 * @param includeInitial whether the value before the first element (0 or 1) is in the result too
 */
public record Running(@Nullable Integer axis, @Nullable Dtype dtype, boolean includeInitial) {
    /** All elements in row-major order. */
    public static Running defaults() {
        return new Running(null, null, false);
    }

    /** One axis. */
    public static Running along(int axis) {
        return new Running(axis, null, false);
    }

    /** The same, computed in {@code dtype}. */
    public Running in(Dtype dtype) {
        return new Running(axis, dtype, includeInitial);
    }

    /** The same, with the value before the first element. */
    public Running includingInitial() {
        return new Running(axis, dtype, true);
    }
}
