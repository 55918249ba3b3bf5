package syrtis.type;

/** An axis or index out of range, or a write into a read-only view. */
public final class IndexException extends SyrtisException {
    private static final long serialVersionUID = 1L;

    public IndexException(String message) {
        super(message);
    }
}
