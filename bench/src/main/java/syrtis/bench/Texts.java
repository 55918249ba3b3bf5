package syrtis.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import syrtis.type.Dtype;

/** The rivals' programs of {@link Expression}s, in the forms that {@code rival.py} and {@code rival.c} read. */
final class Texts {
    private static final List<String> RESULTS = List.of("u", "v");

    private Texts() {}

    /** A line each: name, kind, dtype, inputs ({@code name:lengths:offset:factor:modulus:divisor}), statements. */
    static String forPython(List<Expression> expressions, Scale scale) {
        return expressions.stream()
                .map(row -> String.join(
                                "\t",
                                row.name(),
                                row.formula().kind().name().toLowerCase(java.util.Locale.ROOT),
                                row.dtype().label(),
                                row.inputs().stream()
                                        .map(input -> forPython(input, scale))
                                        .collect(Collectors.joining(" ")),
                                row.formula().text())
                        + "\n")
                .collect(Collectors.joining());
    }

    private static String forPython(Input input, Scale scale) {
        Series series = input.series();
        String lengths = java.util.Arrays.stream(input.shape(scale).toArray())
                .mapToObj(Long::toString)
                .collect(Collectors.joining(","));
        return input.name() + ":" + lengths + ":" + series.offset() + ":" + series.factor() + ":" + series.modulus()
                + ":" + series.divisor();
    }

    /** Three functions each (data, turn, answer), and the macro that lists them. */
    static String forC(List<Expression> expressions) {
        List<Expression> rows = expressions.stream()
                .filter(row -> row.formula().isElementwise())
                .toList();
        String functions = IntStream.range(0, rows.size())
                .mapToObj(k -> functions("row_" + k, rows.get(k)))
                .collect(Collectors.joining());
        String entries = IntStream.range(0, rows.size())
                .mapToObj(k -> "{\"%s\", row_%d_data, row_%d, row_%d_answer},"
                        .formatted(rows.get(k).name(), k, k, k))
                .collect(Collectors.joining(" \\\n    ", "#define ROWS \\\n    ", "\n"));
        return functions + entries;
    }

    private static String functions(String name, Expression row) {
        String type = row.dtype() == Dtype.FLOAT32 ? "float" : "double";
        List<String> data = new ArrayList<>();
        List<String> loads = new ArrayList<>();
        for (int k = 0; k < row.inputs().size(); k++) {
            Input input = row.inputs().get(k);
            Series series = input.series();
            data.add("in[%d] = %s_series(n, %s, %d, %d, %s);"
                    .formatted(k, type, series.offset(), series.factor(), series.modulus(), series.divisor()));
            loads.add("const %s %s = ((const %s *)in[%d])[i];".formatted(type, input.name(), type, k));
        }
        List<String> stores = new ArrayList<>();
        List<String> sums = new ArrayList<>();
        List<String> statements = List.of(row.formula().text().split("; *"));
        for (int k = 0; k < RESULTS.size(); k++) {
            String result = RESULTS.get(k);
            if (statements.stream().anyMatch(statement -> statement.startsWith(result + " "))) {
                data.add("out[%d] = %s_series(n, 0, 1, 1, 1);".formatted(k, type));
                stores.add("((%s *)out[%d])[i] = %s;".formatted(type, k, result));
                sums.add("%s_fingerprint(out[%d], n)".formatted(type, k));
            }
        }
        String body = statements.stream()
                .map(statement -> "const " + type + " " + statement + ";")
                .collect(Collectors.joining("\n        "));
        return """
                static void %s_data(long n) { %s }
                static void %s(long n) {
                #pragma omp parallel for simd
                    for (long i = 0; i < n; i++) {
                        %s
                        %s
                        %s
                    }
                }
                static void %s_answer(long n) { answer = %s; }
                """.formatted(
                        name,
                        String.join(" ", data),
                        name,
                        String.join("\n        ", loads),
                        body,
                        String.join("\n        ", stores),
                        name,
                        String.join(" + ", sums));
    }
}
