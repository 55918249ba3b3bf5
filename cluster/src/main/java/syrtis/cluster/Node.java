package syrtis.cluster;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import syrtis.type.BugException;
import syrtis.type.ConnectionException;

/** One life of a node: an actor system in a cluster, from its start until it leaves, or is taken for lost. */
final class Node {
    static final String SUPERVISOR = "supervisor";
    static final String WORKER = "worker";

    private static final String SYSTEM = "syrtis";
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    /** How long connections may take to end by themselves. */
    private static final Duration HURRY = Duration.ofSeconds(2);

    private final ActorSystem<Letter> system;
    private final Address address;
    private final AtomicBoolean isStopped = new AtomicBoolean();
    private final CountDownLatch end = new CountDownLatch(1);

    private Node(NodeSettings settings, String role, Consumer<ActorContext<Letter>> starts) {
        Config config = ClusterConfig.of(settings, role);
        try {
            system = ActorSystem.create(NodeActor.create(starts, this::end), SYSTEM, config);
        } catch (RuntimeException refused) {
            throw new ConnectionException("a node cannot listen at " + Addresses.text(settings.host(), settings.port()) + ": "
                    + refused.getMessage() + ": choose an address of this machine and a free port", refused);
        }
        Cluster cluster = Cluster.get(system);
        address = cluster.selfMember().address();
        system.getWhenTerminated().whenComplete((_, _) -> end.countDown());
        CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseActorSystemTerminate(), "syrtis-hurry", () -> {
            CompletableFuture.runAsync(this::hurry, CompletableFuture.delayedExecutor(HURRY.toMillis(), TimeUnit.MILLISECONDS));
            return CompletableFuture.completedFuture(Done.getInstance());
        });
        if (settings.join().isEmpty()) {
            cluster.manager().tell(Join.create(address));
        } else {
            cluster.manager().tell(new JoinSeedNodes(settings.join().stream().map(Node::seed).toList()));
        }
    }

    /** Starts a node, which joins as soon as it can. */
    static Node start(NodeSettings settings, String role, Consumer<ActorContext<Letter>> starts) {
        return new Node(settings, role, starts);
    }

    private static Address seed(String hostPort) {
        Addresses.parse(hostPort);
        return AddressFromURIString.parse("pekko://" + SYSTEM + "@" + hostPort);
    }

    ActorSystem<Letter> system() {
        return system;
    }

    /** Where other nodes reach it: {@code host:port}. */
    String address() {
        return address(address);
    }

    /** {@code host:port} of a node. */
    static String address(Address address) {
        return address.hostPort().substring(address.hostPort().indexOf('@') + 1);
    }

    /** Waits until the node is at its end; says whether it was stopped rather than taken for lost. */
    boolean awaitEnd() throws InterruptedException {
        end.await();
        return isStopped.get();
    }

    /**
     * Pekko waits, without end, for TLS connections that were being made when a node was frozen, and keeps its port meanwhile: streams that
     * are still there are stopped.
     */
    private void hurry() {
        if (end.getCount() > 0) {
            Adapter.toClassic(system).actorSelection("/system/Materializers/*/*").tell(PoisonPill.getInstance(), ActorRef.noSender());
        }
    }

    /** Ends at once, with all others. */
    void end() {
        isStopped.set(true);
        system.terminate();
    }

    /** Leaves the cluster in an orderly way, if that does not take too long, and ends. */
    void stop() {
        isStopped.set(true);
        try {
            CoordinatedShutdown.get(system)
                    .runAll(CoordinatedShutdown.clusterLeavingReason())
                    .toCompletableFuture()
                    .get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            system.log().warn("the node ends without having left its cluster: the others will find that it is gone");
        } catch (ExecutionException failed) {
            throw new BugException("a node did not end well", failed);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        } finally {
            system.terminate();
        }
    }
}
