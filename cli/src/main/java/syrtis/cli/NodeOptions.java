package syrtis.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import syrtis.cluster.NodeSettings;
import syrtis.trust.ClientCredentials;

/** The options that supervisors and workers share: where a node is, and with whom. */
final class NodeOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "interface to listen on, and the name by which other nodes reach it (127.0.0.1: this machine only)")
    private String host = "127.0.0.1";

    @Option(
            names = "--join",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "nodes of the cluster, some of which are up sooner or later")
    private List<String> join = new ArrayList<>();

    @Option(
            names = "--credentials",
            paramLabel = "FOLDER",
            description = "of what all nodes trust ($SYRTIS_CREDENTIALS, else ~/.syrtis/cluster)")
    private Optional<Path> credentials = Optional.empty();

    boolean isFounding() {
        return join.isEmpty();
    }

    NodeSettings settings(int port) {
        requirePort("--port", port);
        for (String address : join) {
            if (!address.matches(".+:\\d{1,5}")) {
                throw new ParameterException(spec.commandLine(), "--join needs HOST:PORT, got '" + address + "'");
            }
        }
        return new NodeSettings(host, port, List.copyOf(join), credentials.orElseGet(ClientCredentials::usualFolder));
    }

    void requirePort(String option, int port) {
        if (port < 0 || port > 0xffff) {
            throw new ParameterException(spec.commandLine(), option + " needs a port from 0 (any) to 65535, got " + port);
        }
    }
}
