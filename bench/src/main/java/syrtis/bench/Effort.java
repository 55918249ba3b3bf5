package syrtis.bench;

/**
 * The least that a computation must do: bytes to or from memory, and floating-point operations; 0 where nobody can
 * say.
 */
record Effort(long bytes, long operations) {
    static final Effort UNKNOWN = new Effort(0, 0);

    static Effort bytes(long bytes) {
        return new Effort(bytes, 0);
    }

    static Effort operations(long operations) {
        return new Effort(0, operations);
    }
}
