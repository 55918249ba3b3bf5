package syrtis.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.program.Result;

/** What a program shows on a terminal. */
final class Printed {
    /** NumPy prints arrays with more elements by their corners. */
    private static final long LARGE = 1000;

    private Printed() {}

    /** Takes what a program prints; it is seen at once. */
    static Consumer<String> output(PrintWriter terminal) {
        return text -> {
            terminal.print(text);
            terminal.flush();
        };
    }

    /** Prints a result as Python's print does, a tuple's values each on lines of their own. */
    static void result(Result result, PrintWriter terminal) {
        // In one plan; of large arrays only the corners are computed, when they are printed.
        Nd.evaluate(result.arrays().stream()
                .filter(array -> array.size() <= LARGE)
                .toArray(NDArray[]::new));
        lines(result, terminal);
        terminal.flush();
    }

    private static void lines(Result result, PrintWriter terminal) {
        switch (result) {
            case Result.Single single -> terminal.println(single.array());
            case Result.Several several -> several.items().forEach(item -> lines(item, terminal));
            case Result.Other other -> terminal.println(other.text());
            case Result.None _ -> {}
        }
    }
}
