package syrtis.wire;

/**
 * What a reader of graphs allows. All of it is checked before memory is taken for what it bounds.
 *
 * @param bytes of a serialized graph
 * @param nodes of a graph
 * @param depth operators on a path from a root to a leaf
 * @param rank axes of an array
 * @param elements of an array, axes of length 0 counted as 1: at most 2^58
 * @param inlineBytes of elements that travel in one graph
 */
public record Limits(long bytes, int nodes, int depth, int rank, long elements, long inlineBytes) {
    private static final long MOST_ELEMENTS = 1L << 58;

    public Limits {
        if (bytes < 1 || nodes < 1 || depth < 1 || rank < 0 || elements < 1 || inlineBytes < 0) {
            throw new IllegalArgumentException("limits allow nothing: bytes " + bytes + ", nodes " + nodes + ", depth " + depth
                    + ", rank " + rank + ", elements " + elements + ", inlineBytes " + inlineBytes);
        }
        if (elements > MOST_ELEMENTS) {
            throw new IllegalArgumentException("elements must be at most 2^58, got " + elements);
        }
    }

    /** 64 MiB with 32 MiB of elements, 262,144 nodes in any arrangement, 64 axes, 2^50 elements. */
    public static Limits defaults() {
        return new Limits(64 << 20, 1 << 18, 1 << 18, 64, 1L << 50, 32 << 20);
    }
}
