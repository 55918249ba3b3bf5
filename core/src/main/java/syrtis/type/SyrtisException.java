package syrtis.type;

import java.util.Optional;

/**
 * What can go wrong in a program over arrays. The message says what was asked with its shapes and dtypes, what is
 * wrong, and what to do; {@link #site} is the user's own line that made the operation.
 */
public abstract sealed class SyrtisException extends RuntimeException
        permits ShapeException, DtypeException, IndexException, BudgetException, FileException, CancelledException, ProgramException,
                KernelException, WireException, ConnectionException, BugException {
    private static final long serialVersionUID = 1L;
    private transient CallSite site = CallSite.UNKNOWN;

    protected SyrtisException(String message) {
        super(message);
    }

    protected SyrtisException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Attaches the user's line, if none is attached yet. */
    public final SyrtisException at(CallSite where) {
        if (!site.isKnown()) {
            site = where;
        }
        return this;
    }

    /** The user's line that made the failing operation, where it is known. */
    public final Optional<CallSite> site() {
        return site != null && site.isKnown() ? Optional.of(site) : Optional.empty();
    }

    /** The message, with the user's line at its end where it is known. */
    @Override
    public String getMessage() {
        return site().map(where -> super.getMessage() + " [" + where + "]").orElseGet(super::getMessage);
    }
}
