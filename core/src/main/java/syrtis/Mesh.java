package syrtis;

/**
 * How {@link Nd#meshgrid(Mesh, NDArray...)} lays out its matrices.
 *
 * @param indexing which axis belongs to the first coordinate
 * @param sparse whether each matrix is long along its own axis only
 */
public record Mesh(Indexing indexing, boolean sparse) {
    /** Which axis belongs to the first coordinate. */
    public enum Indexing {
        /** The first coordinate changes along the columns, the second along the rows, as in pictures. */
        XY,
        /** Coordinate k changes along axis k. */
        IJ
    }

    /** {@link Indexing#XY}, not sparse. */
    public static Mesh defaults() {
        return new Mesh(Indexing.XY, false);
    }

    /** Coordinate k changes along axis k. */
    public static Mesh ij() {
        return new Mesh(Indexing.IJ, false);
    }

    /** The same, each matrix long along its own axis only. */
    public Mesh thin() {
        return new Mesh(indexing, true);
    }
}
