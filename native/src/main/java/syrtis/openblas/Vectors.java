package syrtis.openblas;

/** Which singular or eigen vectors are wanted beside the values. */
public enum Vectors {
    NONE('N'),
    /** As many as there are values. */
    REDUCED('S'),
    /** A whole orthogonal basis. */
    ALL('A');

    private final byte lapack;

    Vectors(char lapack) {
        this.lapack = (byte) lapack;
    }

    byte lapack() {
        return lapack;
    }
}
