package syrtis.bench;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One JSON object a line: the machine first, then a workload each. Times are seconds, sizes bytes. */
final class JsonReport implements Report {
    private final PrintWriter out;
    private Scale scale = Scale.USUAL;

    JsonReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begin(Scale scale, Ceiling ceiling, Rivals rivals) {
        this.scale = scale;
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("machine", text(Report.machine()));
        fields.put("scale", text(scale.name().toLowerCase(Locale.ROOT)));
        fields.put(
                "ceilings",
                object(
                        ceiling.rates(),
                        rate -> "{\"perSecond\": " + number(rate.perSecond()) + ", \"measuredBy\": "
                                + text(rate.measuredBy()) + "}"));
        fields.put("rivals", object(rivals.present(), rival -> text(rival.version())));
        fields.put("absent", object(rivals.absent(), JsonReport::text));
        print(fields);
    }

    @Override
    public void row(Measured measured) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("workload", text(measured.workload().name()));
        fields.put("question", text(measured.workload().question()));
        fields.put("size", Long.toString(measured.size()));
        fields.put("group", text(measured.workload().group()));
        fields.put("seconds", object(measured.times(), JsonReport::samples));
        Map<Contender, Double> ratios = new EnumMap<>(Contender.class);
        Contender.rivals().forEach(rival -> measured.ratio(rival).ifPresent(ratio -> ratios.put(rival, ratio)));
        fields.put("ratios", object(ratios, JsonReport::number));
        fields.put("failed", object(measured.failed(), JsonReport::text));
        OptionalDouble part = measured.ofCeiling();
        if (part.isPresent()) {
            fields.put("ofCeiling", number(part.getAsDouble()));
        }
        Measured.Footprint footprint = measured.footprint();
        fields.put("resident", Long.toString(footprint.resident()));
        fields.put("allocatedPerTurn", Long.toString(footprint.allocatedPerTurn()));
        fields.put("kernels", Long.toString(footprint.kernels()));
        fields.put("growth", Long.toString(footprint.growth()));
        fields.put(
                "targets",
                measured.workload().targets().stream()
                        .map(target -> target(target, measured))
                        .collect(Collectors.joining(", ", "[", "]")));
        print(fields);
    }

    private String target(Target target, Measured measured) {
        Target.Verdict verdict = Report.verdict(target, measured, scale);
        return "{\"target\": " + text(target.text(measured)) + ", \"verdict\": "
                + text(verdict.name().toLowerCase(Locale.ROOT)) + "}";
    }

    @Override
    public void without(Workload workload, String reason) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("workload", text(workload.name()));
        fields.put("error", text(reason));
        print(fields);
    }

    private static String samples(Samples samples) {
        return "{\"median\": " + number(samples.median()) + ", \"least\": " + number(samples.least())
                + ", \"most\": " + number(samples.most()) + ", \"spread\": " + number(samples.spread())
                + ", \"turns\": " + samples.count() + "}";
    }

    private static String number(double value) {
        return Double.toString(value);
    }

    private static String text(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static <K, V> String object(Map<K, V> fields, Function<V, String> value) {
        return fields.entrySet().stream()
                .map(field -> text(field.getKey().toString()) + ": " + value.apply(field.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private void print(Map<String, String> fields) {
        out.println(object(fields, value -> value));
        out.flush();
    }
}
