package syrtis.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What Pekko is told. The reasons stand in {@code docs/cluster.md}; what does not depend on the node is in {@code syrtis-cluster.conf}. */
final class ClusterConfig {
    private ClusterConfig() {}

    static Config of(NodeSettings settings, String role) {
        Path folder = settings.credentials();
        String keys = "pekko.remote.artery.ssl.rotating-keys-engine.";
        Map<String, Object> own = Map.of(
                "pekko.remote.artery.canonical.hostname", settings.host(),
                "pekko.remote.artery.canonical.port", settings.port(),
                "pekko.cluster.roles", List.of(role),
                keys + "key-file", folder.resolve("node.key").toString(),
                keys + "cert-file", folder.resolve("node.pem").toString(),
                keys + "ca-cert-file", folder.resolve("ca.pem").toString());
        ClassLoader loader = ClusterConfig.class.getClassLoader();
        return ConfigFactory.parseMap(own)
                .withFallback(ConfigFactory.parseResources(loader, "syrtis/cluster/syrtis-cluster.conf"))
                .withFallback(ConfigFactory.defaultReference(loader))
                .resolve();
    }
}
