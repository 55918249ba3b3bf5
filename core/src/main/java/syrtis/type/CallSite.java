package syrtis.type;

import java.lang.StackWalker.StackFrame;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The line of the user's program that made an operation. Every operation captures one and few are ever read, so file and line
 * are looked up when somebody asks.
 */
public final class CallSite {
    public static final CallSite UNKNOWN = new CallSite("", 0);

    /**
     * Frames that a walk takes at once, two of which the JVM keeps for itself. A walk takes as long as they are many, and twice as
     * long where the user's is not among them: operations capture before they call further methods of the engine's own.
     */
    private static final int FRAMES = 9;

    private static final StackWalker WALKER =
            StackWalker.getInstance(Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE), FRAMES);

    private static final ScopedValue<CallSite> GIVEN = ScopedValue.newInstance();

    private static final ClassValue<Boolean> IS_SYRTIS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isSyrtis(type.getName());
        }
    };

    private final @Nullable StackFrame frame;
    private @Nullable String file; // written before line, read after it
    private volatile int line;

    public CallSite(String file, int line) {
        this.file = file;
        this.line = line;
        frame = null;
    }

    private CallSite(StackFrame frame) {
        this.frame = frame;
    }

    /** Does {@code work} with {@code site} as the line of everything it makes: for programs that are not Java. */
    public static <T> T during(CallSite site, Supplier<T> work) {
        return ScopedValue.where(GIVEN, site).call(work::get);
    }

    /** The line given by {@link #during}, else that of the first frame outside Syrtis; its tests count as outside. */
    public static CallSite capture() {
        return GIVEN.isBound() ? GIVEN.get() : WALKER.walk(CallSite::first);
    }

    private static CallSite first(Stream<StackFrame> frames) {
        Spliterator<StackFrame> walk = frames.spliterator();
        CallSite[] first = {UNKNOWN};
        Consumer<StackFrame> look = frame -> {
            if (!IS_SYRTIS.get(frame.getDeclaringClass())) {
                first[0] = new CallSite(frame);
            }
        };
        while (first[0] == UNKNOWN && walk.tryAdvance(look)) {
            // The frame was one of the engine's own.
        }
        return first[0];
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

    /** The source file, or the class where that is not known. */
    public String file() {
        line();
        return Objects.requireNonNull(file);
    }

    /** The line; 0 or less if it is not known. */
    public int line() {
        int known = line;
        if (frame != null && known == 0) {
            String name = frame.getFileName();
            known = frame.getLineNumber();
            file = name == null ? frame.getClassName() : name;
            known = known == 0 ? -1 : known;
            line = known;
        }
        return known;
    }

    public boolean isKnown() {
        return line() > 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CallSite site && line() == site.line() && file().equals(site.file());
    }

    @Override
    public int hashCode() {
        return file().hashCode() * 31 + line();
    }

    @Override
    public String toString() {
        return isKnown() ? file() + ":" + line() : "unknown line";
    }
}
