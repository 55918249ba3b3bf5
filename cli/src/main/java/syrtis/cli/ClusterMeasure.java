package syrtis.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.program.Program;

/** {@code syrtis cluster measure}: what a cluster costs and gives, on clusters of its own. */
@Command(
        name = "measure",
        mixinStandardHelpOptions = true,
        description = {
            "Starts clusters of one and of two workers on this machine and measures them: medians of several turns.",
            "The figures of docs/benchmarks.md are made by this command, on an idle machine."
        })
final class ClusterMeasure implements Callable<Integer> {
    private static final String PI = """
            r = np.random.default_rng(%d)
            n = 1_000_000_000
            x = r.random(n)
            y = r.random(n)
            4 * (x * x + y * y <= 1).sum() / n
            """;

    private static final String PRODUCT = """
            a = np.random.default_rng(%d).normal(size=(5000, 5000))
            (a @ a.T).sum()
            """;

    private static final String RECHUNK = """
            x = np.random.default_rng(%d).random((8000, 8000))
            np.cumsum(np.cumsum(x, axis=1).T, axis=1).sum()
            """;

    private static final int ROUND_TRIPS = 200;

    /** Tasks of one element each. */
    private static final int TINY = 200_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--turns", paramLabel = "N", description = "turns of each program (7)")
    private int turns = 7;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        TransferRates rates = TransferRates.measure(turns);
        out.printf(Locale.ROOT, "tiles of 4 MiB over loopback: %.2f GB/s; a raw socket: %.2f GB/s%n", rates.tiles() / 1e9, rates.socket() / 1e9);
        out.flush();
        Figures one = onWorkers(1);
        Figures two = onWorkers(2);
        out.printf(Locale.ROOT, "cluster up: %.1f s with one worker, %.1f s with two%n", one.start, two.start);
        for (int k = 0; k < Figures.NAMES.size(); k++) {
            out.printf(
                    Locale.ROOT,
                    "%-12s %8.3f s on one worker, %8.3f s on two: %.2fx%n",
                    Figures.NAMES.get(k),
                    one.seconds.get(k),
                    two.seconds.get(k),
                    one.seconds.get(k) / two.seconds.get(k));
        }
        out.printf(Locale.ROOT, "tiny tasks: %,.0f a second on two workers%n", TINY / two.tiny);
        out.printf(Locale.ROOT, "round trip of a single task: %.2f ms%n", two.roundTrip * 1e3);
        return 0;
    }

    /** Seconds, medians. */
    private record Figures(double start, List<Double> seconds, double tiny, double roundTrip) {
        static final List<String> NAMES = List.of("pi", "a @ a.T", "rechunk");
    }

    private Figures onWorkers(int workers) throws Exception {
        Path folder = Files.createTempDirectory("syrtis-measure");
        try {
            long begin = System.nanoTime();
            LocalCluster.Settings settings = new LocalCluster.Settings(folder, 1, workers, 4L << 30, 1, 0);
            try (LocalCluster cluster = LocalCluster.start(settings)) {
                double start = since(begin);
                try (Runtime runtime = connect(cluster, folder, Options.defaults())) {
                    List<Double> seconds = new ArrayList<>();
                    for (String program : List.of(PI, PRODUCT, RECHUNK)) {
                        seconds.add(median(turns, turn -> program(program, turn), runtime));
                    }
                    double roundTrip = median(ROUND_TRIPS, turn -> numbers().add(turn).toBytes(), runtime);
                    try (Runtime tiny = connect(cluster, folder, Options.defaults().withLongestTile(1))) {
                        return new Figures(
                                start, seconds, median(turns, turn -> Nd.arange(TINY).add(turn).evaluate(), tiny), roundTrip);
                    }
                }
            }
        } finally {
            remove(folder);
        }
    }

    private static NDArray numbers() {
        return Nd.arange(10).astype(syrtis.type.Dtype.FLOAT64);
    }

    private static Runtime connect(LocalCluster cluster, Path folder, Options options) {
        return Runtime.connect(options, cluster.clients(), Optional.of(folder));
    }

    /** Each turn computes something else: what is known is not computed again. */
    private static Object program(String program, int turn) {
        return Program.of(program.formatted(turn)).run().array().item();
    }

    private static double median(int turns, IntFunction<Object> work, Runtime runtime) throws Exception {
        List<Double> seconds = new ArrayList<>();
        for (int turn = 0; turn <= turns; turn++) {
            int number = turn;
            long begin = System.nanoTime();
            runtime.run(() -> work.apply(number));
            if (turn > 0) { // The first one makes kernels.
                seconds.add(since(begin));
            }
        }
        seconds.sort(Comparator.naturalOrder());
        return seconds.get(seconds.size() / 2);
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }
}
