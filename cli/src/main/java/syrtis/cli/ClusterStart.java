package syrtis.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import syrtis.Options;
import syrtis.trust.ClientCredentials;

/** {@code syrtis cluster start}: a cluster of processes on this machine. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a cluster of processes on this machine, which nobody elsewhere can reach.",
            "It runs until it is stopped (syrtis cluster stop)."
        })
final class ClusterStart implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--workers", paramLabel = "N", description = "processes that compute (3)")
    private int workers = 3;

    @Option(names = "--supervisors", paramLabel = "N", description = "processes that give orders, of which all but one may fail (2)")
    private int supervisors = 2;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = ByteSize.Converter.class,
            description = "memory for arrays of each worker, like 2GiB (its share of 60 %% of the machine's)")
    private Optional<ByteSize> memory = Optional.empty();

    @Option(names = "--slots", paramLabel = "N", description = "tasks at once of each worker (1)")
    private int slots = 1;

    @Option(names = "--port", paramLabel = "P", description = "for clients (7700); the next ones are the supervisors', too; 0: any")
    private int port = 7700;

    @Option(
            names = "--credentials",
            paramLabel = "FOLDER",
            description = "for certificates and token, made if there are none, and for logs ($SYRTIS_CREDENTIALS, else ~/.syrtis/cluster)")
    private Optional<Path> credentials = Optional.empty();

    @Override
    public Integer call() throws Exception {
        long start = System.nanoTime();
        LocalCluster cluster = LocalCluster.start(settings());
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "cluster up in %.1f s: %d supervisors, %d workers%n",
                (System.nanoTime() - start) / 1e9,
                supervisors,
                workers);
        cluster.nodes().forEach(node -> out.printf(
                Locale.ROOT, "  %-13s  process %d%s%n", node.name(), node.pid(), node.clients().isEmpty() ? "" : ", clients " + node.clients()));
        out.println("compute on it:  syrtis eval --cluster " + cluster.supervisors().getFirst().clients()
                + credentials.map(folder -> " --credentials " + folder).orElse("") + " '1 + 1'");
        return 0;
    }

    private LocalCluster.Settings settings() {
        try {
            return new LocalCluster.Settings(
                    credentials.orElseGet(ClientCredentials::usualFolder),
                    supervisors,
                    workers,
                    memory.map(ByteSize::bytes).orElseGet(() -> Options.defaults().memory() / Math.max(1, workers)),
                    slots,
                    port);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }
}
