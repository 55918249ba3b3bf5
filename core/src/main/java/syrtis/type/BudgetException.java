package syrtis.type;

/** A plan that cannot run within the memory budget; the message names the worst task and the knob. */
public final class BudgetException extends SyrtisException {
    private static final long serialVersionUID = 1L;

    public BudgetException(String message) {
        super(message);
    }
}
