package syrtis.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code syrtis stress}: random programs under random settings, as long as one likes. */
@Command(
        name = "stress",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs random programs under random tiles, threads, memory and rewrite rules, interpreted and compiled.",
            "All must give the same bits, and leave neither memory nor files behind. A failure is made smaller and shown."
        })
final class Stress implements Callable<Integer> {
    private static final int SETTINGS = 4;
    private static final long PATIENCE_SECONDS = 120;
    private static final long SECOND = 1_000_000_000L;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--seconds", paramLabel = "N", description = "how long: 60; at least one program is run")
    private long seconds = 60;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "of the first program (another one each time); the next has S + 1")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--keep-going", description = "go on after a failure")
    private boolean keepGoing;

    private volatile long current;
    private volatile long since;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = Files.createTempDirectory("syrtis-stress-");
        long first = seed.orElseGet(() -> System.currentTimeMillis() % 1_000_000_000L);
        long begin = System.nanoTime();
        long told = begin;
        long failures = 0;
        long at = first;
        Thread watch = Thread.ofPlatform()
                .daemon()
                .name("syrtis-watch")
                .start(() -> watch(spec.commandLine().getErr()));
        try {
            out.println("programs from seed " + first + " on, for " + seconds + " s");
            do {
                current = at;
                since = System.nanoTime();
                failures += run(at++, new StressRun(folder), out) ? 0 : 1;
                if (System.nanoTime() - told > 10 * SECOND) {
                    told = System.nanoTime();
                    out.println(
                            (told - begin) / SECOND + " s: " + (at - first) + " programs, " + failures + " failures");
                }
                out.flush();
            } while ((failures == 0 || keepGoing) && System.nanoTime() - begin < seconds * SECOND);
        } finally {
            watch.interrupt();
            Files.deleteIfExists(folder);
        }
        out.println(at - first + " programs, " + failures + " failures");
        return failures == 0 ? 0 : Failure.BUG;
    }

    /** Says which program runs when one does not come to an end. */
    private void watch(PrintWriter err) {
        long named = -1;
        try {
            while (true) {
                Thread.sleep(1000);
                if (current != named && System.nanoTime() - since > PATIENCE_SECONDS * SECOND) {
                    named = current;
                    err.println("seed " + named + " has been running for " + PATIENCE_SECONDS + " s:\n"
                            + String.join("\n", RandomPrograms.of(named)));
                    err.flush();
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the program of a seed does the same everywhere. */
    private static boolean run(long seed, StressRun stress, PrintWriter out) throws IOException {
        List<String> program = RandomPrograms.of(seed);
        String text = String.join("\n", program);
        StressRun.Outcome expected = stress.run(text, stress.reference());
        List<StressRun.Setting> settings = new ArrayList<>(List.of(stress.reference()));
        if (!(expected instanceof StressRun.Outcome.Broken)) {
            settings = stress.settings(new SplittableRandom(~seed), mostElements(expected), SETTINGS);
        }
        for (StressRun.Setting setting : settings) {
            Optional<String> difference = StressRun.difference(expected, stress.run(text, setting));
            if (difference.isPresent()) {
                report(seed, setting, difference.get(), smaller(program, stress, setting), out);
                return false;
            }
        }
        return true;
    }

    private static void report(
            long seed, StressRun.Setting setting, String difference, List<String> program, PrintWriter out) {
        out.println("seed " + seed + " fails with " + setting.describe() + ":");
        out.println("  " + difference);
        out.println("replay: ./syrtis stress --seed " + seed + " --seconds 0");
        out.println("the program, without what is not needed for it to fail:");
        program.forEach(line -> out.println("  " + line));
        out.flush();
    }

    private static long mostElements(StressRun.Outcome outcome) {
        return outcome instanceof StressRun.Outcome.Arrays arrays
                ? arrays.types().stream()
                        .mapToLong(type -> type.shape().size())
                        .max()
                        .orElse(1)
                : 1;
    }

    private static boolean fails(List<String> program, StressRun stress, StressRun.Setting setting) throws IOException {
        String text = String.join("\n", program);
        StressRun.Outcome expected = stress.run(text, stress.reference());
        return expected instanceof StressRun.Outcome.Broken
                || StressRun.difference(expected, stress.run(text, setting)).isPresent();
    }

    /** Leaves out one statement after the other, as long as it fails. */
    private static List<String> smaller(List<String> program, StressRun stress, StressRun.Setting setting)
            throws IOException {
        List<String> smallest = program;
        for (int at = program.size() - 2; at >= 0; at--) {
            Optional<List<String>> fewer = RandomPrograms.without(smallest, at);
            if (fewer.isPresent() && fails(fewer.get(), stress, setting)) {
                smallest = fewer.get();
            }
        }
        return smallest;
    }
}
