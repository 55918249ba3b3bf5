package syrtis.type;

/** An operation that failed while it ran on the data. */
public final class KernelException extends SyrtisException {
    private static final long serialVersionUID = 1L;

    public KernelException(String message) {
        super(message);
    }

    public KernelException(String message, Throwable cause) {
        super(message, cause);
    }
}
