package syrtis.openblas;

/** The half of a square matrix that is read and written; the other half is not touched. */
public enum Triangle {
    UPPER(121, 'U'),
    LOWER(122, 'L');

    private final int cblas;
    private final byte lapack;

    Triangle(int cblas, char lapack) {
        this.cblas = cblas;
        this.lapack = (byte) lapack;
    }

    int cblas() {
        return cblas;
    }

    byte lapack() {
        return lapack;
    }

    /** The same half, in the transposed matrix. */
    Triangle transposed() {
        return switch (this) {
            case UPPER -> LOWER;
            case LOWER -> UPPER;
        };
    }
}
