package syrtis.type;

/** A file that cannot be read or written, or whose content is not what its header says. */
public final class FileException extends SyrtisException {
    private static final long serialVersionUID = 1L;

    public FileException(String message) {
        super(message);
    }

    public FileException(String message, Throwable cause) {
        super(message, cause);
    }
}
