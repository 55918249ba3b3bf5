package syrtis.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import syrtis.cluster.WorkerNode;

/** {@code syrtis worker}: a node of a cluster that holds tiles and runs tasks. */
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs a worker of a cluster until it is stopped: it holds tiles and runs tasks on them.")
final class WorkerProcess implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = ByteSize.Converter.class,
            description = "memory for arrays (2GiB); what does not fit goes to disk")
    private ByteSize memory = ByteSize.of(2L << 30);

    @Option(names = "--slots", paramLabel = "N", description = "tasks at once (1)")
    private int slots = 1;

    @Option(names = "--spill", paramLabel = "FOLDER", description = "for what does not fit in memory (that for temporary files)")
    private Path spill = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--port", paramLabel = "P", description = "port for other nodes (any)")
    private int port;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Override
    public Integer call() {
        if (node.isFounding()) {
            throw new ParameterException(spec.commandLine(), "a worker needs --join HOST:PORT: supervisors found clusters, workers join them");
        }
        if (slots < 1) {
            throw new ParameterException(spec.commandLine(), "--slots needs at least 1, got " + slots);
        }
        WorkerNode worker = WorkerNode.start(node.settings(port), memory.bytes(), slots, spill);
        NodeProcess.stay(
                "worker up: nodes " + worker.address() + ", memory " + memory + ", slots " + slots,
                spec.commandLine().getOut(),
                worker::awaitEnd,
                worker::close);
        return 0;
    }
}
