package syrtis.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import syrtis.cluster.SupervisorNode;

/** {@code syrtis supervisor}: a node of a cluster that takes jobs from clients and gives orders to workers. */
@Command(
        name = "supervisor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a supervisor of a cluster until it is stopped: it takes jobs from clients and gives orders to workers.",
            "Without --join it founds a cluster."
        })
final class SupervisorProcess implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--client-port", paramLabel = "P", description = "port for clients (7700; 0: any)")
    private int clientPort = 7700;

    @Option(names = "--port", paramLabel = "P", description = "port for other nodes (7701; 0: any)")
    private int port = 7701;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Override
    public Integer call() {
        node.requirePort("--client-port", clientPort);
        SupervisorNode supervisor = SupervisorNode.start(node.settings(port), clientPort);
        NodeProcess.stay(
                "supervisor up: nodes " + supervisor.address() + ", clients " + supervisor.clientAddress(),
                spec.commandLine().getOut(),
                supervisor::awaitEnd,
                supervisor::close);
        return 0;
    }
}
