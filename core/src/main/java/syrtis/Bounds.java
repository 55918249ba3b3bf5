package syrtis;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Nd#clip(NDArray, Bounds)} keeps elements between.
 *
 * @param min the least allowed, broadcast; null for none
 * @param max the greatest allowed, broadcast; null for none
 */
public record Bounds(@Nullable NDArray min, @Nullable NDArray max) {
    /** No bounds. */
    public static Bounds defaults() {
        return new Bounds(null, null);
    }

    /** A lower bound. */
    public static Bounds atLeast(NDArray min) {
        return new Bounds(min, null);
    }

    /** An upper bound. */
    public static Bounds atMost(NDArray max) {
        return new Bounds(null, max);
    }
}
