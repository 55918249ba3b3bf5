package syrtis.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import syrtis.wire.WireClient;

/** {@code syrtis cluster stop}: ends a cluster with its jobs. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Stops a cluster, its jobs with it.",
            "Of one that was started here no process is left, and no file but credentials and logs; others are asked to stop."
        })
final class ClusterStop implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KnownCluster cluster = new KnownCluster();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        long start = System.nanoTime();
        Optional<LocalCluster> local = cluster.local();
        if (local.isPresent()) {
            local.get().close();
            out.printf(Locale.ROOT, "cluster stopped in %.1f s%n", (System.nanoTime() - start) / 1e9);
        } else {
            try (WireClient client = cluster.connect()) {
                client.stop();
            }
            out.println("the cluster is stopping");
        }
        return 0;
    }
}
