package syrtis.type;

import java.util.function.Supplier;

/** The line of the user's program that made an operation. */
public record CallSite(String file, int line) {
    public static final CallSite UNKNOWN = new CallSite("", 0);

    private static final StackWalker WALKER = StackWalker.getInstance();

    private static final ScopedValue<CallSite> GIVEN = ScopedValue.newInstance();

    /** Does {@code work} with {@code site} as the line of everything it makes: for programs that are not Java. */
    public static <T> T during(CallSite site, Supplier<T> work) {
        return ScopedValue.where(GIVEN, site).call(work::get);
    }

    /** The line given by {@link #during}, else that of the first frame outside Syrtis; its tests count as outside. */
    public static CallSite capture() {
        if (GIVEN.isBound()) {
            return GIVEN.get();
        }
        return WALKER.walk(frames -> frames.filter(frame -> !isSyrtis(frame.getClassName()))
                        .findFirst()
                        .map(CallSite::of))
                .orElse(UNKNOWN);
    }

    private static boolean isSyrtis(String className) {
        if (!className.startsWith("syrtis.") || className.endsWith("Test")) {
            return false;
        }
        // The engine's own rooms; programs in cli, bench and examples are users.
        int dot = className.indexOf('.', 7);
        String room = dot < 0 ? "" : className.substring(7, dot);
        return switch (room) {
            case "", "type", "memory", "op", "expr", "kernel", "plan", "run", "program" -> true;
            default -> false;
        };
    }

    private static CallSite of(StackWalker.StackFrame frame) {
        String file = frame.getFileName();
        return new CallSite(file == null ? frame.getClassName() : file, frame.getLineNumber());
    }

    public boolean isKnown() {
        return line > 0;
    }

    @Override
    public String toString() {
        return isKnown() ? file + ":" + line : "unknown line";
    }
}
