package syrtis.library;

import java.util.Optional;
import java.util.function.Function;

/** What looking for something led to: the thing, or why there is none, in words for the user. */
public sealed interface Search<T> {
    /** It is there. */
    record Found<T>(T value) implements Search<T> {}

    /** It is not there; {@code reason} says what is missing and, where something can be done, what. */
    record Missing<T>(String reason) implements Search<T> {}

    /** Goes on searching with what was found. */
    default <R> Search<R> then(Function<? super T, Search<R>> next) {
        return switch (this) {
            case Found<T>(T value) -> next.apply(value);
            case Missing<T>(String reason) -> new Missing<>(reason);
        };
    }

    /** The thing, if it is there. */
    default Optional<T> found() {
        return switch (this) {
            case Found<T>(T value) -> Optional.of(value);
            case Missing<T> _ -> Optional.empty();
        };
    }
}
