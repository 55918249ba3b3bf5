package syrtis.bench;

import java.util.List;
import java.util.function.Function;
import syrtis.NDArray;

/**
 * One computation in two forms, which the {@link Referee} finds out to be the same.
 *
 * @param text statements in the syntax that Python and C share, separated by {@code ;}, over inputs x, y, z; the results
 *     are u and, if there is a second, v
 * @param arrays the same over Syrtis' arrays
 */
record Formula(Kind kind, String text, Function<List<NDArray>, List<NDArray>> arrays) {
    /** What a formula is made of, which says who can compute it. */
    enum Kind {
        /** One function, element by element: everybody has it; NumPy works in chunks on all threads. */
        FUNCTION,
        /** Functions and arithmetic, element by element: everybody has them; NumPy works as it is written. */
        ELEMENTWISE,
        /** Whole arrays are reduced, moved or multiplied: for those who have arrays. */
        WHOLE
    }

    static Formula of(Kind kind, String text, Function<List<NDArray>, NDArray> arrays) {
        return new Formula(kind, text, inputs -> List.of(arrays.apply(inputs)));
    }

    boolean isElementwise() {
        return switch (kind) {
            case FUNCTION, ELEMENTWISE -> true;
            case WHOLE -> false;
        };
    }
}
