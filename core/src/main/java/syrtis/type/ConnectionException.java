package syrtis.type;

/** A cluster cannot be reached, refuses its client, or was lost. */
public final class ConnectionException extends SyrtisException {
    private static final long serialVersionUID = 1;

    public ConnectionException(String message) {
        super(message);
    }

    public ConnectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
