package syrtis.cluster;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a node is, and with whom.
 *
 * @param host the interface it listens on, and the name or address by which others reach it
 * @param port for other nodes; 0 for any
 * @param join {@code host:port} of nodes of the cluster, some of which are up sooner or later; none to found a cluster
 * @param credentials folder of what all nodes trust: {@link syrtis.trust.Credentials}
 */
public record NodeSettings(String host, int port, List<String> join, Path credentials) {
    /** The name of this machine for itself: nobody else can reach it. */
    public static final String LOOPBACK = "127.0.0.1";

    public NodeSettings {
        join = List.copyOf(join);
        if (host.isBlank()) {
            throw new IllegalArgumentException("a node needs a host");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is from 0 to 65535, got " + port);
        }
    }
}
