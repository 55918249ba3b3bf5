package syrtis.type;

/** A program in NumPy's syntax that cannot be parsed or evaluated; the message points a caret at the token. */
public final class ProgramException extends SyrtisException {
    private static final long serialVersionUID = 1L;

    public ProgramException(String message) {
        super(message);
    }

    public ProgramException(String message, Throwable cause) {
        super(message, cause);
    }
}
