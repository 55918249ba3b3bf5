package syrtis;

import org.jspecify.annotations.Nullable;

/**
 * One entry of a subscript: {@code a.get(Index.at(0), Index.slice(1, null, 2), Index.ellipsis())} is NumPy's {@code
 * a[0, 1::2, ...]}.
 */
public sealed interface Index {
    /** One index; the axis disappears. Negative ones count from the end. */
    record At(long index) implements Index {}

    /** Every {@code step}-th index from {@code start} up to, not including, {@code stop}; null is NumPy's default. */
    record Slice(
            @Nullable Long start,
            @Nullable Long stop,
            @Nullable Long step) implements Index {}

    /** A new axis of length 1. */
    record NewAxis() implements Index {}

    /** As many whole axes as are left. */
    record Ellipsis() implements Index {}

    /** Integer indices, or a mask. */
    record Of(NDArray array) implements Index {}

    static Index at(long index) {
        return new At(index);
    }

    static Index slice(@Nullable Long start, @Nullable Long stop, @Nullable Long step) {
        return new Slice(start, stop, step);
    }

    /** {@code start:stop}. */
    static Index range(long start, long stop) {
        return new Slice(start, stop, null);
    }

    /** {@code start:}. */
    static Index from(long start) {
        return new Slice(start, null, null);
    }

    /** {@code :stop}. */
    static Index to(long stop) {
        return new Slice(null, stop, null);
    }

    /** {@code :}. */
    static Index all() {
        return new Slice(null, null, null);
    }

    static Index newAxis() {
        return new NewAxis();
    }

    static Index ellipsis() {
        return new Ellipsis();
    }

    /** An array of integers or bools. */
    static Index of(NDArray array) {
        return new Of(array);
    }
}
