package syrtis.bench;

/** Something that a measurement needs is not on this machine: which, and what to do. */
final class AbsentException extends Exception {
    private static final long serialVersionUID = 1;

    AbsentException(String reason) {
        super(reason);
    }
}
