package syrtis.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import syrtis.bench.Target.Verdict;

/** A table for people: the median, then how that compares. */
final class TableReport implements Report {
    private static final String ROW = "%-24s %9s %7s %5s %8s  %8s %8s %8s  %s%n";
    private static final List<Contender> RIVALS = List.of(Contender.NUMPY, Contender.NUMEXPR, Contender.C);

    private final PrintWriter out;
    private Scale scale = Scale.USUAL;
    private Ceiling ceiling = new Ceiling(1, 1, "nobody");

    TableReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begin(Scale scale, Ceiling ceiling, Rivals rivals) {
        this.scale = scale;
        this.ceiling = ceiling;
        out.println("machine  " + Report.machine());
        out.println("ceiling  " + ceiling);
        rivals.present().forEach((contender, rival) -> out.println("rival    " + contender + ": " + rival.version()));
        rivals.absent().forEach((contender, reason) -> out.println("absent   " + contender + ": " + reason));
        if (scale == Scale.QUICK) {
            out.println("quick    small sizes: these times say nothing");
        }
        out.println();
        out.println("spread: quartiles apart; ceiling: part of what the machine can do; rivals: their time / ours");
        out.printf(ROW, "workload", "median", "spread", "turns", "ceiling", "numpy", "numexpr", "C", "target");
        out.flush();
    }

    @Override
    public void row(Measured measured) {
        Samples ours = measured.syrtis();
        List<String> ratios = RIVALS.stream().map(rival -> ratio(measured.ratio(rival))).toList();
        OptionalDouble part = measured.ofCeiling(ceiling);
        out.printf(
                Locale.ROOT,
                ROW,
                measured.workload().name(),
                Figures.seconds(ours.median()),
                Figures.percent(ours.spread()),
                ours.count(),
                part.isPresent() ? Figures.percent(part.getAsDouble()) : "-",
                ratios.get(0),
                ratios.get(1),
                ratios.get(2),
                measured.workload().targets().stream()
                        .map(target -> target.text(measured) + ": " + verdict(target, measured))
                        .collect(Collectors.joining("; ")));
        out.flush();
    }

    private static String ratio(OptionalDouble ratio) {
        return ratio.isPresent() ? Figures.factor(ratio.getAsDouble()) : "-";
    }

    private String verdict(Target target, Measured measured) {
        Verdict verdict = scale == Scale.QUICK ? Verdict.OPEN : target.verdict(measured);
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void without(Workload workload, String reason) {
        out.println(workload.name() + "  " + reason);
        out.flush();
    }
}
