package syrtis.type;

/** Bytes from elsewhere that are not what the protocol says, or ask for more than the reader allows; or what cannot be sent. */
public final class WireException extends SyrtisException {
    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message);
    }

    public WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
