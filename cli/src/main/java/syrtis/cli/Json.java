package syrtis.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import syrtis.Index;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.program.Result;

/**
 * Results as JSON: {@code {"dtype": "float64", "shape": [2], "data": [1.5, "NaN"]}}. NaN and infinities are strings,
 * complex numbers are pairs, a tuple is a list of such objects, and what is no array is {@code {"text": ...}}.
 */
final class Json {
    /** Elements that are on Java's heap at once. */
    private static final int CHUNK = 1 << 16;

    private Json() {}

    /** Writes a result on one line, without an end of line. */
    static void print(Result result, Appendable out) {
        Nd.evaluate(result.arrays().toArray(NDArray[]::new)); // All in one plan.
        try {
            write(result, out);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void write(Result result, Appendable out) throws IOException {
        switch (result) {
            case Result.Single single -> array(single.array(), out);
            case Result.Several several -> {
                String separator = "[";
                for (Result item : several.items()) {
                    out.append(separator);
                    write(item, out);
                    separator = ", ";
                }
                out.append(several.items().isEmpty() ? "[]" : "]");
            }
            case Result.Other other ->
                out.append("{\"text\": ").append(quoted(other.text())).append('}');
            case Result.None _ -> out.append("null");
        }
    }

    private static void array(NDArray array, Appendable out) throws IOException {
        out.append("{\"dtype\": ").append(quoted(array.dtype().label()));
        out.append(", \"shape\": ").append(array.shape().toString()).append(", \"data\": ");
        new Rows(array, out).write(0);
        out.append('}');
    }

    /** Writes an array's elements as lists within lists, in row-major order. */
    private static final class Rows {
        private final NDArray array;
        private final NDArray flat;
        private final Appendable out;
        private long next;
        private List<String> chunk = List.of();

        Rows(NDArray array, Appendable out) {
            this.array = array;
            this.flat = array.ravel();
            this.out = out;
        }

        void write(int axis) throws IOException {
            if (axis == array.ndim()) {
                out.append(element());
                return;
            }
            out.append('[');
            for (long k = 0; k < array.shape().dim(axis); k++) {
                out.append(k == 0 ? "" : ", ");
                write(axis + 1);
            }
            out.append(']');
        }

        private String element() {
            int at = (int) (next % CHUNK);
            if (at == 0) {
                chunk = elements(flat.get(Index.range(next, Math.min(next + CHUNK, flat.size()))));
            }
            next++;
            return chunk.get(at);
        }
    }

    private static List<String> elements(NDArray part) {
        return switch (part.dtype().kind()) {
            case BOOL ->
                longs(part).mapToObj(bit -> bit != 0 ? "true" : "false").toList();
            case SIGNED -> longs(part).mapToObj(Long::toString).toList();
            case UNSIGNED -> longs(part).mapToObj(Long::toUnsignedString).toList();
            case FLOAT -> doubles(part).mapToObj(Json::number).toList();
            case COMPLEX -> {
                double[] imaginary = Nd.imag(part).toDoubles();
                double[] real = part.toDoubles();
                yield java.util.stream.IntStream.range(0, real.length)
                        .mapToObj(k -> "[" + number(real[k]) + ", " + number(imaginary[k]) + "]")
                        .toList();
            }
        };
    }

    private static java.util.stream.LongStream longs(NDArray part) {
        return java.util.Arrays.stream(part.toLongs());
    }

    private static java.util.stream.DoubleStream doubles(NDArray part) {
        return java.util.Arrays.stream(part.toDoubles());
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : quoted(Double.toString(value));
    }

    /** A JSON string. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                default -> {
                    if (c >= ' ' && c < 0x7f) {
                        quoted.append((char) c);
                    } else {
                        quoted.append(String.format("\\u%04x", c));
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
