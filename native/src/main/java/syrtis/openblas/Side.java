package syrtis.openblas;

/** Where the known matrix of an equation stands: {@code A X = B} or {@code X A = B}. */
public enum Side {
    LEFT(141),
    RIGHT(142);

    private final int cblas;

    Side(int cblas) {
        this.cblas = cblas;
    }

    int cblas() {
        return cblas;
    }

    /** The side in the transposed equation. */
    Side transposed() {
        return switch (this) {
            case LEFT -> RIGHT;
            case RIGHT -> LEFT;
        };
    }
}
