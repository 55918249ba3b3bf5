package syrtis.bench;

import java.io.PrintWriter;

/** Where results go: one line of a table each for people, one JSON object a line for programs. */
sealed interface Report permits TableReport, JsonReport {
    /** Before all: the machine, its ceiling, who takes part and who is absent. */
    void begin(Scale scale, Ceiling ceiling, Rivals rivals);

    void row(Measured measured);

    /** A workload without result. */
    void without(Workload workload, String reason);

    static Report table(PrintWriter out) {
        return new TableReport(out);
    }

    static Report json(PrintWriter out) {
        return new JsonReport(out);
    }

    /** A target's verdict; the times of a quick run say nothing. */
    static Target.Verdict verdict(Target target, Measured measured, Scale scale) {
        return scale == Scale.QUICK ? Target.Verdict.OPEN : target.verdict(measured);
    }

    /** The machine in words. */
    static String machine() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " cores, Java "
                + System.getProperty("java.runtime.version");
    }
}
