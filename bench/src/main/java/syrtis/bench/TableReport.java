package syrtis.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A table for people: the median, then how that compares. */
final class TableReport implements Report {
    private static final String ROW = "%-24s %8s %6s %5s %7s  %s  %s%n";

    /** Turns that need no remark. */
    private static final int USUAL_TURNS = 7;

    private final PrintWriter out;
    private Scale scale = Scale.USUAL;

    TableReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begin(Scale scale, Ceiling ceiling, Rivals rivals) {
        this.scale = scale;
        out.println("machine  " + Report.machine());
        out.println("ceiling  " + ceiling);
        rivals.present().forEach((contender, rival) -> out.println("rival    " + contender + ": " + rival.version()));
        rivals.absent().forEach((contender, reason) -> out.println("absent   " + contender + ": " + reason));
        if (scale == Scale.QUICK) {
            out.println("quick    small sizes: these times say nothing");
        }
        out.println();
        out.println("spread: quartiles apart; ceiling: part of what the machine can do; rivals: their time / ours");
        String names = Contender.rivals().stream().map(TableReport::cell).collect(Collectors.joining(" "));
        out.printf(ROW, "workload", "median", "spread", "turns", "ceiling", names, "target");
        out.flush();
    }

    @Override
    public void row(Measured measured) {
        Samples ours = measured.syrtis();
        OptionalDouble part = measured.ofCeiling();
        String ratios = Contender.rivals().stream()
                .map(rival -> cell(ratio(measured.ratio(rival))))
                .collect(Collectors.joining(" "));
        List<String> remarks = new ArrayList<>();
        for (Target target : measured.workload().targets()) {
            String verdict = Report.verdict(target, measured, scale).name().toLowerCase(Locale.ROOT);
            remarks.add(target.text(measured) + ": " + verdict);
        }
        if (scale != Scale.QUICK) {
            measured.times().forEach((contender, samples) -> {
                if (contender != Contender.SYRTIS && samples.count() < USUAL_TURNS) {
                    remarks.add(contender + " took " + samples.count() + (samples.count() == 1 ? " turn" : " turns"));
                }
            });
        }
        measured.failed().forEach((contender, reason) -> remarks.add(contender + " failed: " + reason));
        out.printf(
                ROW,
                measured.workload().name(),
                Figures.seconds(ours.median()),
                Figures.percent(ours.spread()),
                ours.count(),
                part.isPresent() ? Figures.percent(part.getAsDouble()) : "-",
                ratios,
                String.join("; ", remarks));
        out.flush();
    }

    private static String cell(Object content) {
        return String.format(Locale.ROOT, "%7s", content);
    }

    private static String ratio(OptionalDouble ratio) {
        return ratio.isPresent() ? Figures.factor(ratio.getAsDouble()) : "-";
    }

    @Override
    public void without(Workload workload, String reason) {
        out.println(workload.name() + "  " + reason);
        out.flush();
    }
}
