package syrtis.type;

/** A background evaluation that was cancelled before its result was ready. */
public final class CancelledException extends SyrtisException {
    private static final long serialVersionUID = 1L;

    public CancelledException(String message) {
        super(message);
    }
}
