package syrtis;

/**
 * What {@link Nd#pad(NDArray, long, Padding)} puts around an array.
 *
 * @param mode where the new elements come from
 * @param constantValues for {@link Mode#CONSTANT}: one value, (before, after) for all axes, or such a pair for each
 * axis
 */
public record Padding(Mode mode, NDArray constantValues) {
    /** Where new elements come from; shown for [1 2 3]. */
    public enum Mode {
        /** A constant: 0 0 [1 2 3] 0 0. */
        CONSTANT,
        /** The nearest element: 1 1 [1 2 3] 3 3. */
        EDGE,
        /** The other end: 2 3 [1 2 3] 1 2. */
        WRAP,
        /** The mirror image about the outermost element: 3 2 [1 2 3] 2 1. */
        REFLECT,
        /** The mirror image about the edge: 2 1 [1 2 3] 3 2. */
        SYMMETRIC
    }

    /** Zeros. */
    public static Padding defaults() {
        return of(Mode.CONSTANT);
    }

    /** Elements that a mode takes from the array, or zeros. */
    public static Padding of(Mode mode) {
        return new Padding(mode, Nd.scalar(0L));
    }

    /** A constant. */
    public static Padding constant(NDArray constantValues) {
        return new Padding(Mode.CONSTANT, constantValues);
    }
}
