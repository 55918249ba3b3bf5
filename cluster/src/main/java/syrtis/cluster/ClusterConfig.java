package syrtis.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;

/** What Pekko is told. The reasons stand in {@code docs/cluster.md}; what does not depend on the node is in {@code syrtis-cluster.conf}. */
final class ClusterConfig {
    private ClusterConfig() {}

    static Config of(NodeSettings settings, String role) {
        Map<String, Object> own = Map.of(
                "pekko.remote.artery.canonical.hostname", settings.host(),
                "pekko.remote.artery.canonical.port", settings.port(),
                "pekko.cluster.roles", List.of(role),
                ArteryTls.FOLDER, settings.credentials().toString());
        ClassLoader loader = ClusterConfig.class.getClassLoader();
        return ConfigFactory.parseMap(own)
                .withFallback(ConfigFactory.parseResources(loader, "syrtis/cluster/syrtis-cluster.conf"))
                .withFallback(ConfigFactory.defaultReference(loader))
                .resolve();
    }
}
