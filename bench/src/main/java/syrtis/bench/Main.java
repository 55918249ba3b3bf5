package syrtis.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import syrtis.Options;
import syrtis.type.SyrtisException;

/** The command {@code syrtis bench}: runs workloads and prints how Syrtis compares. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /**
     * Does what a command line says.
     *
     * @return the exit code: 0, 1 if a workload failed or contenders disagreed, 2 for a mistake of the user; a
     *     missed target is a result, not a failure
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) throws Exception {
        CommandLine line;
        try {
            line = CommandLine.parse(arguments);
        } catch (CommandLine.MistakeException mistake) {
            err.println(mistake.getMessage());
            err.flush();
            return 2;
        }
        int code = switch (line.output()) {
            case HELP -> {
                out.print(CommandLine.USAGE);
                yield 0;
            }
            case LIST -> {
                line.workloads().forEach(workload -> out.printf("%-24s %s%n", workload.name(), workload.question()));
                yield 0;
            }
            case TABLE -> bench(line, Report.table(out));
            case JSON -> bench(line, Report.json(out));
        };
        out.flush();
        return code;
    }

    private static int bench(CommandLine line, Report report) throws Exception {
        int threads = Options.defaults().threads();
        String python = Optional.ofNullable(System.getenv("SYRTIS_PYTHON")).orElse("python3");
        try (Rivals rivals = Rivals.start(line, python, threads)) {
            Ceiling ceiling = Ceiling.measure(rivals.present(), line.scale(), threads);
            report.begin(line.scale(), ceiling, rivals);
            Referee referee = new Referee(rivals.present(), line.scale(), ceiling, line.engine());
            int code = 0;
            for (Workload workload : line.workloads()) {
                try {
                    report.row(referee.judge(workload));
                } catch (AbsentException absent) {
                    report.without(workload, "absent: " + absent.getMessage());
                } catch (WrongAnswerException | IOException | SyrtisException failure) {
                    report.without(workload, "failed: " + failure.getMessage());
                    code = 1;
                }
            }
            return code;
        }
    }
}
