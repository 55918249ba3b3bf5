package syrtis.type;

/** A dtype that an operation does not have, or a cast that would lose more than the kind allows. */
public final class DtypeException extends SyrtisException {
    private static final long serialVersionUID = 1L;

    public DtypeException(String message) {
        super(message);
    }
}
