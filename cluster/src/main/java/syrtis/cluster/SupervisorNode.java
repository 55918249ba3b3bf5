package syrtis.cluster;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import syrtis.kernel.KernelCache;
import syrtis.run.Host;
import syrtis.transfer.Limits;
import syrtis.transfer.TileClient;
import syrtis.trust.Credentials;
import syrtis.wire.Identity;
import syrtis.wire.WireServer;

/** A supervisor: takes jobs from clients, and gives orders to workers. Any number may be lost as long as one is left in the majority. */
public final class SupervisorNode implements AutoCloseable {
    /** Bytes for arrays in expressions, and for tiles on their way to clients and from them. */
    private static final long MEMORY = 256L << 20;

    /** Jobs that move at once when a supervisor comes or goes. */
    private static final int REBALANCED = 16;

    private final Node node;
    private final Host host;
    private final TileClient client;
    private final ExecutorService planners = Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().name("syrtis-planner-", 0).factory());
    private final WireServer server;
    private final String clientAddress;
    private final CountDownLatch end = new CountDownLatch(1);

    private SupervisorNode(NodeSettings settings, int clientPort) {
        Credentials credentials = Credentials.load(settings.credentials());
        host = new Host(1, MEMORY, Path.of(System.getProperty("java.io.tmpdir")), KernelCache.interpreting(), List.of());
        client = new TileClient(credentials.nodeContext(), Limits.DEFAULT.withBytesInFlight(MEMORY / 4));
        CompletableFuture<ActorRef<Fleet.Command>> fleet = new CompletableFuture<>();
        CompletableFuture<Records> records = new CompletableFuture<>();
        node = Node.start(settings, Node.SUPERVISOR, context -> {
            fleet.complete(context.spawn(Fleet.create(client), "fleet"));
            records.complete(start(context, fleet.join()));
        });
        ClientService service = new ClientService(node.system(), fleet.join(), records.join(), client, host);
        server = WireServer.start(
                WireServer.Settings.loopback(
                                clientPort,
                                Identity.read(
                                        settings.credentials().resolve("node.pem"), settings.credentials().resolve("node.key")),
                                credentials.token())
                        .withAddress(new InetSocketAddress(settings.host(), clientPort)),
                service);
        clientAddress = Addresses.text(settings.host(), server.port());
        records.join().announce(node.address(), clientAddress);
        Thread.ofPlatform().name("syrtis-supervisor-life").start(this::live);
    }

    /**
     * Starts a supervisor.
     *
     * @param clientPort where clients are answered; 0 for any
     */
    public static SupervisorNode start(NodeSettings settings, int clientPort) {
        return new SupervisorNode(settings, clientPort);
    }

    private Records start(ActorContext<Letter> context, ActorRef<Fleet.Command> fleet) {
        Records records = new Records(context.getSystem());
        JobActor.Shared shared = new JobActor.Shared(fleet, records, host, planners);
        ClusterSharding.get(context.getSystem())
                .init(Entity.of(JobActor.KEY, entity -> JobActor.create(entity.getEntityId(), shared, entity.getShard()))
                        .withStopMessage(new JobActor.Stop())
                        .withRole(Node.SUPERVISOR)
                        .withAllocationStrategy(new Rendezvous(Adapter.toClassic(context.getSystem()), REBALANCED)));
        context.spawn(Keeper.create(records), "keeper");
        return records;
    }

    private void live() {
        try {
            node.awaitEnd();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        } finally {
            server.close();
            client.close();
            planners.shutdownNow();
            host.close();
            end.countDown();
        }
    }

    /** Where other nodes reach it: {@code host:port}. */
    public String address() {
        return node.address();
    }

    /** Where clients reach it: {@code host:port}. */
    public String clientAddress() {
        return clientAddress;
    }

    /** Waits until it has been stopped, by {@link #close} or by its cluster. */
    public void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves the cluster: its jobs go on elsewhere. */
    @Override
    public void close() {
        node.stop();
        awaitEnd();
    }
}
