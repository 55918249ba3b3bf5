package syrtis;

/**
 * A diagonal of two axes of an array.
 *
 * @param offset second index - first index
 * @param axis1 the axis of the first index
 * @param axis2 the axis of the second index
 */
public record Diagonal(long offset, int axis1, int axis2) {
    /** The main diagonal of the first two axes. */
    public static Diagonal defaults() {
        return new Diagonal(0, 0, 1);
    }

    /** The diagonal of the first two axes where second - first index is {@code offset}. */
    public static Diagonal of(long offset) {
        return new Diagonal(offset, 0, 1);
    }

    /** The array with the two axes behind the others. */
    NDArray planeLast(NDArray a) {
        int first = a.shape().axis("diagonal", axis1);
        int second = a.shape().axis("diagonal", axis2);
        return Nd.moveaxis(a, new int[] {first, second}, new int[] {-2, -1});
    }
}
