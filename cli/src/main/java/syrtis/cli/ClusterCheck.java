package syrtis.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.cluster.NodeSettings;
import syrtis.cluster.SupervisorNode;
import syrtis.cluster.WorkerNode;
import syrtis.program.Program;
import syrtis.trust.Credentials;

/**
 * {@code syrtis cluster check}: a cluster in this process. The launcher has it run once, too, to learn which classes nodes and clients need, and
 * so lets them start in a third of the time.
 */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Runs a cluster of two nodes in this process and computes on it: shows that clusters work on this machine.")
final class ClusterCheck implements Callable<Integer> {
    private static final String HOST = "127.0.0.1";
    private static final String PROGRAM = "x = np.random.default_rng(0).normal(size=(200, 300)); ((x @ x.T).sum(axis=0) + x[::2].mean()).std()";
    private static final long MEMORY = 64 << 20;

    /** Kept, as its level would be forgotten with it. */
    private static final Logger ACTORS = Logger.getLogger("org.apache.pekko");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        ACTORS.setLevel(Level.WARNING);
        long start = System.nanoTime();
        Path folder = Files.createTempDirectory("syrtis-cluster-");
        try {
            Credentials.create(folder, List.of());
            double there = onCluster(folder);
            double here = in(Runtime.of(Options.defaults().withMemory(MEMORY)));
            spec.commandLine().getOut().printf(
                    Locale.ROOT,
                    "%s: a cluster of two nodes in this process computes %s, this process alone %s; %.1f s%n",
                    there == here ? "ok" : "FAILED",
                    there,
                    here,
                    (System.nanoTime() - start) / 1e9);
            return there == here ? 0 : Failure.BUG;
        } finally {
            delete(folder);
        }
    }

    private static double onCluster(Path folder) throws Exception {
        try (SupervisorNode supervisor = SupervisorNode.start(new NodeSettings(HOST, 0, List.of(), folder), 0);
                WorkerNode worker = WorkerNode.start(
                        new NodeSettings(HOST, 0, List.of(supervisor.address()), folder), MEMORY, 1, folder)) {
            java.util.Objects.requireNonNull(worker);
            return in(Nd.connect(supervisor.clientAddress(), folder));
        }
    }

    private static double in(Runtime runtime) throws Exception {
        try (runtime) {
            return runtime.run(() -> {
                List<NDArray> results = Program.of(PROGRAM).run(Map.of(), _ -> {}).arrays();
                return results.getFirst().item();
            });
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
