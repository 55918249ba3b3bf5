package syrtis.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import syrtis.NDArray;

/**
 * {@code syrtis demo}: runs the programs of {@code examples/} at full size and checks what they give against known
 * answers.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Runs the example programs at full size, and checks what they give against known answers.")
final class Demo implements Callable<Integer> {
    private static final String ROW = "%-35s %8s %10s %10s  %-6s  %s%n";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "small sizes: some seconds in all")
    private boolean quick;

    @Option(names = "--out", paramLabel = "FOLDER", description = "where the pictures go (demo-output)")
    private Path folder = Path.of("demo-output");

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Files.createDirectories(folder);
        boolean isRight = true;
        try (Session session = new Session(engine.runtime(), spec.commandLine().getErr())) {
            out.println("arrays: most array memory at once; process: most memory of the whole process at once");
            out.println();
            out.printf(ROW, "job", "time", "arrays", "process", "check", "answer");
            for (Job job : quick ? Job.quick() : Job.full()) {
                out.flush();
                isRight &= show(job, session, out);
            }
        }
        out.println();
        out.println("The programs are in examples/, the pictures in " + folder.toAbsolutePath() + ".");
        return isRight ? 0 : 1;
    }

    private boolean show(Job job, Session session, PrintWriter out) throws Exception {
        session.forget();
        ProcessMemory.forgetPeak();
        long start = System.nanoTime();
        List<NDArray> results = session.run(() -> job.run(folder));
        double seconds = (System.nanoTime() - start) / 1e9;
        Job.Verdict verdict = session.run(() -> job.check().of(results));
        out.printf(
                Locale.ROOT,
                ROW,
                job.title(),
                String.format(Locale.ROOT, "%.2f s", seconds),
                ByteSize.of(session.peak()),
                processPeak(),
                verdict.isRight() ? "ok" : "FAILED",
                verdict.text());
        return verdict.isRight();
    }

    private static String processPeak() throws IOException {
        OptionalLong peak = ProcessMemory.peak();
        return peak.isPresent() ? ByteSize.of(peak.getAsLong()).toString() : "unknown";
    }
}
