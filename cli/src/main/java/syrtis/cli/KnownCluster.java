package syrtis.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import syrtis.cluster.ClusterConnector;
import syrtis.trust.ClientCredentials;
import syrtis.wire.WireClient;

/** The options that say which cluster is spoken of: one by its addresses, or the one that was started here. */
final class KnownCluster {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--cluster",
            paramLabel = "HOST:PORT[,...]",
            description = "where its supervisors listen for clients (that which syrtis cluster start has started)")
    private Optional<String> addresses = Optional.empty();

    @Option(
            names = "--credentials",
            paramLabel = "FOLDER",
            description = "with its ca.pem and token ($SYRTIS_CREDENTIALS, else ~/.syrtis/cluster)")
    private Optional<Path> credentials = Optional.empty();

    Path folder() {
        return credentials.orElseGet(ClientCredentials::usualFolder);
    }

    /** The cluster of this machine's processes; none where addresses are given. */
    Optional<LocalCluster> local() throws IOException {
        return addresses.isPresent() ? Optional.empty() : LocalCluster.find(folder());
    }

    String addresses() throws IOException {
        return addresses.isPresent() ? addresses.get() : local().map(LocalCluster::clients).orElseThrow(this::none);
    }

    WireClient connect() throws IOException {
        return ClusterConnector.client(addresses(), Optional.of(folder()));
    }

    ParameterException none() {
        return new ParameterException(
                spec.commandLine(), "no cluster was started with the credentials in " + folder() + ": name one with --cluster");
    }
}
