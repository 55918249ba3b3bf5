package syrtis.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import syrtis.Options;
import syrtis.Runtime;

/** The options that say on which cluster a command computes, if on any. */
final class ClusterAddress {
    @Option(
            names = "--cluster",
            paramLabel = "HOST:PORT[,...]",
            description = "compute on the cluster whose supervisors listen there (in this process)")
    private Optional<String> addresses = Optional.empty();

    @Option(
            names = "--credentials",
            paramLabel = "FOLDER",
            description = "with the cluster's ca.pem and token ($SYRTIS_CREDENTIALS, else ~/.syrtis/cluster)")
    private Optional<Path> credentials = Optional.empty();

    Optional<String> addresses() {
        return addresses;
    }

    Optional<Path> credentials() {
        return credentials;
    }

    /** The cluster's runtime, or one of this process. */
    Runtime runtime(Options options) {
        return addresses.map(there -> Runtime.connect(options, there, credentials)).orElseGet(() -> Runtime.of(options));
    }
}
