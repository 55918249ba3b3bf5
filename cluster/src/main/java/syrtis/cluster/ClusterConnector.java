package syrtis.cluster;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import syrtis.run.Connector;
import syrtis.run.Evaluator;
import syrtis.run.Store;
import syrtis.trust.ClientCredentials;
import syrtis.wire.WireClient;
import syrtis.wire.v1.NodeStatus;

/**
 * Connects to clusters whose supervisors listen at {@code host:port}. One address is enough: the others are learned from it, so that a job
 * survives the supervisor it was given to.
 */
public final class ClusterConnector implements Connector {
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):\\d{1,5}");

    @Override
    public boolean knows(String addresses) {
        return split(addresses).stream().allMatch(address -> ADDRESS.matcher(address).matches());
    }

    @Override
    public Evaluator connect(String addresses, Optional<Path> credentials, Store store) {
        return new ClusterEvaluator(client(addresses, credentials), store);
    }

    /**
     * A client of the cluster at {@code addresses}, which knows all addresses of the cluster.
     *
     * @param credentials their folder; empty for the user's own
     * @throws syrtis.type.ConnectionException if none answers, or one does not let us in
     */
    public static WireClient client(String addresses, Optional<Path> credentials) {
        ClientCredentials shown = ClientCredentials.load(credentials.orElseGet(ClientCredentials::usualFolder));
        List<String> given = split(addresses);
        WireClient first = WireClient.connect(WireClient.Settings.of(given, shown.authority(), shown.token()));
        try {
            Set<String> all = new LinkedHashSet<>(given);
            first.status().getNodesList().stream()
                    .map(NodeStatus::getClientAddress)
                    .filter(address -> ADDRESS.matcher(address).matches())
                    .forEach(all::add);
            if (all.size() == given.size()) {
                return first;
            }
            WireClient second = WireClient.connect(WireClient.Settings.of(List.copyOf(all), shown.authority(), shown.token()));
            first.close();
            return second;
        } catch (RuntimeException failure) {
            first.close();
            throw failure;
        }
    }

    private static List<String> split(String addresses) {
        return Arrays.stream(addresses.split(",", -1)).map(String::strip).toList();
    }
}
