package syrtis.bench;

import java.nio.file.Path;
import java.util.Optional;
import syrtis.Options;
import syrtis.Runtime;

/**
 * Where Syrtis computes.
 *
 * @param cluster addresses of a cluster; empty for this process
 * @param credentials their folder; empty for the user's own
 */
record Engine(Optional<String> cluster, Optional<Path> credentials) {
    static final Engine HERE = new Engine(Optional.empty(), Optional.empty());

    Runtime runtime(Options options) {
        return cluster.map(addresses -> Runtime.connect(options, addresses, credentials)).orElseGet(() -> Runtime.of(options));
    }
}
