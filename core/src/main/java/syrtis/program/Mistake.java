package syrtis.program;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import syrtis.type.SyrtisException;

/**
 * What is wrong with a program, on its way to someone who knows where. The innermost place that is told to it stays; {@link
 * Source#error} then makes the exception that users see.
 */
final class Mistake extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private transient @Nullable Span span;

    Mistake(String message) {
        super(message, null, false, false);
    }

    private Mistake(String message, Throwable cause) {
        super(message, cause, false, false);
    }

    /** What the API says is wrong, without the Java line that it would add: the caret is more exact. */
    static Mistake of(SyrtisException error) {
        String message = String.valueOf(error.getMessage());
        String site = error.site().map(where -> " [" + where + "]").orElse("");
        return new Mistake(
                message.endsWith(site) ? message.substring(0, message.length() - site.length()) : message, error);
    }

    /** Adds the place, if none is known yet. */
    Mistake at(Span where) {
        if (span == null) {
            span = where;
        }
        return this;
    }

    Optional<Span> span() {
        return Optional.ofNullable(span);
    }

    String text() {
        return String.valueOf(super.getMessage());
    }
}
