package syrtis.cluster;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import syrtis.trust.Credentials;

/**
 * A worker: holds tiles in its memory and on its disk, and runs tasks. Where the others take it for lost, because it was stopped or cut
 * off for too long, it comes back as a new one, with nothing.
 */
public final class WorkerNode implements AutoCloseable {
    private final NodeSettings settings;
    private final long memory;
    private final int slots;
    private final Path spill;
    private final Credentials credentials;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Life life;
    private volatile boolean isClosing;

    private record Life(Workshop shop, Node node) {}

    private WorkerNode(NodeSettings settings, long memory, int slots, Path spill) {
        this.settings = settings;
        this.memory = memory;
        this.slots = slots;
        this.spill = spill;
        credentials = Credentials.load(settings.credentials());
        life = begin();
        Thread.ofPlatform().name("syrtis-worker-lives").start(this::live);
    }

    /**
     * Starts a worker, which joins as soon as one of those that it is to join is up.
     *
     * @param memory bytes for tiles
     * @param slots tasks at once
     * @param spill folder for what does not fit in memory
     */
    public static WorkerNode start(NodeSettings settings, long memory, int slots, Path spill) {
        if (settings.join().isEmpty()) {
            throw new IllegalArgumentException("a worker needs a cluster to join");
        }
        if (slots < 1) {
            throw new IllegalArgumentException("a worker needs at least 1 slot, got " + slots);
        }
        return new WorkerNode(settings, memory, slots, spill);
    }

    private Life begin() {
        Workshop shop = new Workshop(settings.host(), memory, slots, spill, credentials);
        try {
            String tiles = Addresses.text(settings.host(), shop.tilesAddress().getPort());
            return new Life(shop, Node.start(settings, Node.WORKER, context -> context.spawn(WorkerActor.create(shop, tiles), "worker")));
        } catch (RuntimeException | Error refused) {
            shop.close();
            throw refused;
        }
    }

    private void live() {
        try {
            boolean isStopped = life.node.awaitEnd();
            while (!isStopped && !isClosing) {
                life.shop.close();
                life = begin();
                isStopped = life.node.awaitEnd();
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        } finally {
            life.shop.close();
            end.countDown();
        }
    }

    /** Where other nodes reach it: {@code host:port}. */
    public String address() {
        return life.node.address();
    }

    /** Waits until it has been stopped, by {@link #close} or by its cluster. */
    public void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves the cluster; its tiles go. */
    @Override
    public void close() {
        isClosing = true;
        life.node.stop();
        awaitEnd();
    }
}
