package syrtis.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import syrtis.program.Program;
import syrtis.program.Result;
import syrtis.type.CancelledException;

/**
 * Programs, one a line, to JSON objects, one a line: {@code {"error": ...}} where a line goes wrong, and on with the
 * next.
 */
final class Batch {
    private final Map<String, Object> inputs;
    private final PrintWriter out;
    private final PrintWriter err;

    /** What programs print goes to {@code err}, as {@code out} is for JSON alone. */
    Batch(Map<String, Object> inputs, PrintWriter out, PrintWriter err) {
        this.inputs = inputs;
        this.out = out;
        this.err = err;
    }

    /** Runs every line of {@code programs} that is not blank. */
    void run(String programs) {
        programs.lines().filter(line -> !line.isBlank()).forEach(this::line);
    }

    private void line(String program) {
        StringBuilder text = new StringBuilder();
        try {
            Result result = Program.of(program).run(inputs, err::print);
            if (result instanceof Result.None) {
                text.append(error("the last statement gives no value: end the line with an expression"));
            } else {
                Json.print(result, text);
            }
        } catch (CancelledException stopped) {
            throw stopped;
        } catch (RuntimeException | OutOfMemoryError failed) {
            Optional<String> mistake = Failure.mistake(failed);
            if (mistake.isEmpty()) {
                failed.printStackTrace(err);
            }
            text = new StringBuilder(error(mistake.orElseGet(() -> "a bug in Syrtis: " + failed)));
        }
        out.println(text);
        out.flush();
        err.flush();
    }

    private static String error(String message) {
        return "{\"error\": " + Json.quoted(message) + "}";
    }
}
