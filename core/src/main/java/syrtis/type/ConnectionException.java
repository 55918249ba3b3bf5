package syrtis.type;

/** A cluster that cannot be reached, does not let one in, or does not answer. */
public final class ConnectionException extends SyrtisException {
    private static final long serialVersionUID = 1L;

    public ConnectionException(String message) {
        super(message);
    }

    public ConnectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
