package syrtis.type;

/** A broken invariant of Syrtis itself; the message holds the stage and what it saw. */
public final class BugException extends SyrtisException {
    private static final long serialVersionUID = 1L;

    public BugException(String message) {
        super(message);
    }

    public BugException(String message, Throwable cause) {
        super(message, cause);
    }
}
