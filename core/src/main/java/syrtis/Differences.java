package syrtis;

import org.jspecify.annotations.Nullable;

/**
 * Which differences {@link Nd#diff(NDArray, Differences)} takes.
 *
 * @param n how often differences are taken
 * @param axis axis along which neighbours are
 * @param prepend what stands before the array; null for nothing
 * @param append what stands after the array; null for nothing
 */
public record Differences(
        int n,
        int axis,
        @Nullable NDArray prepend,
        @Nullable NDArray append) {
    /** First differences along the last axis. */
    public static Differences defaults() {
        return new Differences(1, -1, null, null);
    }

    /** First differences along an axis. */
    public static Differences along(int axis) {
        return new Differences(1, axis, null, null);
    }
}
