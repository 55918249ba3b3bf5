package syrtis.type;

/** Shapes that do not fit: broadcasting, reshaping, joining, contracting. */
public final class ShapeException extends SyrtisException {
    private static final long serialVersionUID = 1L;

    public ShapeException(String message) {
        super(message);
    }
}
