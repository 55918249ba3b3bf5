package syrtis.bench;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** One JSON object a line: the machine first, then a workload each. Times are seconds, sizes bytes. */
final class JsonReport implements Report {
    private final PrintWriter out;
    private Scale scale = Scale.USUAL;
    private Ceiling ceiling = new Ceiling(1, 1, "nobody");

    JsonReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begin(Scale scale, Ceiling ceiling, Rivals rivals) {
        this.scale = scale;
        this.ceiling = ceiling;
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("machine", text(Report.machine()));
        fields.put("scale", text(scale.name().toLowerCase(Locale.ROOT)));
        fields.put("bytesPerSecond", number(ceiling.bytesPerSecond()));
        fields.put("operationsPerSecond", number(ceiling.operationsPerSecond()));
        fields.put("measuredBy", text(ceiling.measuredBy()));
        rivals.present().forEach((contender, rival) -> fields.put(contender.toString(), text(rival.version())));
        rivals.absent().forEach((contender, reason) -> fields.put(contender.toString(), text("absent: " + reason)));
        print(fields);
    }

    @Override
    public void row(Measured measured) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("workload", text(measured.workload().name()));
        fields.put("question", text(measured.workload().question()));
        fields.put("size", Long.toString(measured.size()));
        measured.times().forEach((contender, samples) -> fields.put(contender.toString(), samples(samples)));
        OptionalDouble part = measured.ofCeiling(ceiling);
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
        Target.Verdict verdict = scale == Scale.QUICK ? Target.Verdict.OPEN : target.verdict(measured);
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

    private void print(Map<String, String> fields) {
        out.println(fields.entrySet().stream()
                .map(field -> text(field.getKey()) + ": " + field.getValue())
                .collect(Collectors.joining(", ", "{", "}")));
        out.flush();
    }
}
