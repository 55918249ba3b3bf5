package syrtis.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import syrtis.trust.Credentials;

/** The actor system that we build on runs on this JDK with our certificates. */
class PekkoTest {
    @Test
    void aClusterOfOneNodeComesUpOverTlsAndEnds(@TempDir Path folder) throws Exception {
        Credentials.create(folder, List.of());
        Map<String, Object> settings = Map.ofEntries(
                Map.entry("pekko.actor.provider", "cluster"),
                Map.entry("pekko.actor.allow-java-serialization", "off"),
                Map.entry("pekko.loglevel", "ERROR"),
                Map.entry("pekko.stdout-loglevel", "ERROR"),
                Map.entry("pekko.loggers", List.of("org.apache.pekko.event.slf4j.Slf4jLogger")),
                Map.entry("pekko.remote.artery.transport", "tls-tcp"),
                Map.entry("pekko.remote.artery.canonical.hostname", "127.0.0.1"),
                Map.entry("pekko.remote.artery.canonical.port", 0),
                Map.entry(
                        "pekko.remote.artery.ssl.ssl-engine-provider",
                        "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider"),
                Map.entry(
                        "pekko.remote.artery.ssl.rotating-keys-engine.key-file",
                        folder.resolve("node.key").toString()),
                Map.entry(
                        "pekko.remote.artery.ssl.rotating-keys-engine.cert-file",
                        folder.resolve("node.pem").toString()),
                Map.entry(
                        "pekko.remote.artery.ssl.rotating-keys-engine.ca-cert-file",
                        folder.resolve("ca.pem").toString()),
                Map.entry(
                        "pekko.cluster.downing-provider-class",
                        "org.apache.pekko.cluster.sbr.SplitBrainResolverProvider"));
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(), "syrtis", ConfigFactory.parseMap(settings).withFallback(ConfigFactory.load()));
        try {
            Cluster cluster = Cluster.get(system);
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!cluster.selfMember().status().equals(MemberStatus.up()) && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            assertEquals(MemberStatus.up(), cluster.selfMember().status());
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }
}
