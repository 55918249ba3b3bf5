package syrtis.openblas;

/** What the diagonal of a triangular matrix is: what is stored there, or ones, whatever is stored. */
public enum Diagonal {
    STORED(131),
    ONES(132);

    private final int cblas;

    Diagonal(int cblas) {
        this.cblas = cblas;
    }

    int cblas() {
        return cblas;
    }
}
