package syrtis.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.program.Program;

/**
 * One job of the demo: a program of {@code examples/}, the call that takes the place of its last line, and what is
 * known of the answer.
 *
 * @param title what it does, with its size
 * @param program its file in {@code examples/}, without the ending
 * @param call an expression that calls what the program defines
 * @param inputs files of {@code data/} by the name the call uses: a table's path, or a picture
 * @param outputs names of pictures that the results are written to; none where they are numbers
 * @param check what must hold of the results
 */
record Job(String title, String program, String call, Map<String, String> inputs, List<String> outputs, Check check) {
    /** Compares results to what is known. */
    interface Check {
        Verdict of(List<NDArray> results);
    }

    /** Whether the results are right, and what they are. */
    record Verdict(boolean isRight, String text) {}

    /** The jobs at the size for showing. */
    static List<Job> full() {
        return List.of(
                pi(1_000_000_000),
                spread(4000),
                regression(),
                stencil(4472, 10, 2_245_840_195.0),
                triad(20_000_000, 200_000_080_000_000.0),
                picture());
    }

    /** The jobs at the size for testing. */
    static List<Job> quick() {
        return List.of(
                pi(10_000_000),
                spread(800),
                regression(),
                stencil(800, 3, 11_405_089.875),
                triad(1_000_000, 500_004_000_000.0),
                picture());
    }

    private static Job pi(long points) {
        double sigma = Math.sqrt(Math.PI * (4 - Math.PI) / points); // of 4 times a part that is pi / 4 on average
        return job(
                String.format(Locale.ROOT, "Monte-Carlo pi, %,d points", points),
                "monte_carlo_pi",
                "estimate(" + points + ", 0)",
                results -> {
                    double pi = results.getFirst().item();
                    return verdict(Math.abs(pi - Math.PI) < 5 * sigma, "%.7f, pi within 5 sigma = %.1g", pi, 5 * sigma);
                });
    }

    /** Elements off the diagonal have variance n + 1, those on it mean n, which together is 2 n + 1. */
    private static Job spread(int n) {
        double expected = Math.sqrt(2.0 * n + 1);
        return job("std of a @ a.T - a, %d x %d".formatted(n, n), "matrix_spread", "spread(" + n + ", 0)", results -> {
            double std = results.get(0).item();
            double element = results.get(1).item();
            double again = results.get(2).item();
            boolean isRight = Math.abs(std / expected - 1) < 0.01 && Math.abs(element - again) < 1e-9 * n;
            return verdict(
                    isRight,
                    "%.4f, expected %.4f within 1 %%; one element twice: %.6f, %.6f",
                    std,
                    expected,
                    element,
                    again);
        });
    }

    /** NumPy, running the same program, tells 562 of the 569 cases rightly. */
    private static Job regression() {
        Check check = results -> {
            double told = results.get(0).item();
            double change = results.get(1).item();
            boolean isRight = Math.abs(told - 562 / 569.0) < 1e-9 && change < 1e-9;
            return verdict(
                    isRight,
                    "%.4f of 569 tumours told rightly, NumPy's %.4f; last step %.1g",
                    told,
                    562 / 569.0,
                    change);
        };
        String call = "train(np.loadtxt(table, delimiter=','), 10, 1.0)";
        return new Job(
                "logistic regression by Newton",
                "logistic_regression",
                call,
                Map.of("table", "wdbc.csv"),
                List.of(),
                check);
    }

    private static Job stencil(int n, int steps, double sum) {
        String title = "star stencil, %d x %d, %d steps".formatted(n, n, steps);
        return job(title, "star_stencil", "run(" + n + ", " + steps + ")", equal(sum));
    }

    private static Job triad(long n, double sum) {
        return job(
                String.format(Locale.ROOT, "A += B + s * C, %,d elements", n),
                "triad",
                "triad(" + n + ", 0.5)",
                equal(sum));
    }

    /** Means of the two pictures, and NumPy's of the same pixels. */
    private static Job picture() {
        Check check = results -> {
            double blurred = results.get(0).mean().item();
            double edges = results.get(1).mean().item();
            boolean isRight = Math.abs(blurred - 143.57974) < 0.01 && Math.abs(edges - 43.69214) < 0.01;
            return verdict(isRight, "means %.3f and %.3f, NumPy's 143.580 and 43.692 within 0.01", blurred, edges);
        };
        String call = "(pixels(blur(picture, 3.0, 9)), pixels(edges(picture)))";
        List<String> outputs = List.of("blurred.png", "edges.png");
        return new Job(
                "blur and edges of a photograph", "picture", call, Map.of("picture", "china.jpg"), outputs, check);
    }

    private static Job job(String title, String program, String call, Check check) {
        return new Job(title, program, call, Map.of(), List.of(), check);
    }

    private static Check equal(double expected) {
        return results -> {
            double sum = results.getFirst().item();
            return verdict(sum == expected, "sum %,.3f, exactly %,.3f", sum, expected);
        };
    }

    @SuppressWarnings("AnnotateFormatMethod") // That annotation would be a dependency.
    private static Verdict verdict(boolean isRight, String text, Object... values) {
        return new Verdict(isRight, String.format(Locale.ROOT, text, values));
    }

    /** Does the job; what it reads and writes lies in {@code folder}. */
    List<NDArray> run(Path folder) throws IOException {
        String text = new String(resource(program + ".np"), StandardCharsets.UTF_8).stripTrailing();
        String definitions = text.substring(0, text.lastIndexOf('\n') + 1);
        List<NDArray> results = Program.of(program + ".np", definitions + call)
                .run(inputs(folder))
                .arrays();
        Nd.evaluate(results.toArray(NDArray[]::new));
        for (int k = 0; k < outputs.size(); k++) {
            ArrayFile.write(List.of(results.get(k)), folder.resolve(outputs.get(k)));
        }
        return results;
    }

    private Map<String, Object> inputs(Path folder) throws IOException {
        Map<String, Object> values = new HashMap<>();
        for (Map.Entry<String, String> input : inputs.entrySet()) {
            Path file = folder.resolve(input.getValue());
            Files.write(file, resource(input.getValue()));
            values.put(input.getKey(), input.getValue().endsWith(".csv") ? file.toString() : ArrayFile.read(file));
        }
        return values;
    }

    /** A file of {@code examples/} or {@code data/}, both of which are packed beside this class. */
    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = Job.class.getResourceAsStream("examples/" + name)) {
            return Objects.requireNonNull(stream, name).readAllBytes();
        }
    }
}
