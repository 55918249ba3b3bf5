package syrtis.run;

import java.nio.file.Path;
import java.util.Optional;

/** Finds clusters: a service that the module of clusters provides. */
public interface Connector {
    /** Whether this connector speaks to clusters with such addresses. */
    boolean knows(String addresses);

    /**
     * Connects to a cluster.
     *
     * @param addresses where supervisors listen: {@code "host:port"}, several separated by commas
     * @param credentials folder with what proves that the cluster is the right one and this client is allowed in; empty for the
     *     user's own
     * @param store where elements that are read are brought to
     * @throws syrtis.type.ConnectionException if no supervisor answers, or it refuses
     */
    Evaluator connect(String addresses, Optional<Path> credentials, Store store);
}
