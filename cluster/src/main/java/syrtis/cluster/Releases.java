package syrtis.cluster;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import syrtis.type.SyrtisException;
import syrtis.wire.WireClient;

/**
 * Tells the cluster, in the background and of many at once, what it need not hold any more: because nobody here can reach what it is held for,
 * or because a job came to nothing. What the cluster does not hear, since it does not answer, is told with the next.
 *
 * <p>Arrays of a cluster weigh little here, so Java's collector would not hurry to find those that are unreachable. It is called when what is
 * held has grown to twice what was in use after the last collection.
 */
final class Releases implements AutoCloseable {
    /** More becomes unreachable at once than one: they wait for each other as long as this. */
    private static final Duration GATHERING = Duration.ofMillis(20);

    /** How long the cluster may take to hear what is let go at the end. */
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private static final long LEAST_GROWTH = 256L << 20;

    private final WireClient client;
    private final ReferenceQueue<Object> due = new ReferenceQueue<>();
    private final Set<Holding> holdings = ConcurrentHashMap.newKeySet();
    private final Set<Holding> letGo = ConcurrentHashMap.newKeySet(); // not told yet, or not heard
    private final AtomicLong heldBytes = new AtomicLong();
    private volatile long afterCollection;
    private final Thread thread;

    /** What the cluster holds for {@code holder}: a job with its results, or an array that was put. */
    private static final class Holding extends PhantomReference<Object> {
        private final String job;
        private final long bytes;
        private final boolean stops;

        Holding(Object holder, ReferenceQueue<Object> queue, String job, long bytes, boolean stops) {
            super(holder, queue);
            this.job = job;
            this.bytes = bytes;
            this.stops = stops;
        }
    }

    Releases(WireClient client) {
        this.client = client;
        thread = Thread.ofPlatform().daemon().name("syrtis-releases").start(this::work);
    }

    /** Has {@code job} released some time after {@code holder} became unreachable. */
    void whenUnreachable(Object holder, String job, long bytes) {
        holdings.add(new Holding(holder, due, job, bytes, false));
        heldBytes.addAndGet(bytes);
    }

    /** Has {@code job} stopped, if it still runs, and released, soon. */
    void abandon(String job) {
        Holding holding = new Holding(this, due, job, 0, true);
        holdings.add(holding);
        holding.enqueue();
    }

    /** Leaves these jobs to the cluster for good: others may need them. */
    void forgo(Collection<String> jobs) {
        for (Holding holding : holdings) {
            if (jobs.contains(holding.job)) {
                remove(holding);
            }
        }
    }

    /** Collects garbage if much more is held than was in use. */
    void relieve() {
        if (heldBytes.get() > 2 * afterCollection + LEAST_GROWTH) {
            System.gc();
            afterCollection = heldBytes.get(); // Without what the collector found, once the cluster is told.
        }
    }

    private boolean remove(Holding holding) {
        if (!holdings.remove(holding)) {
            return false;
        }
        heldBytes.addAndGet(-holding.bytes);
        return true;
    }

    private void work() {
        try {
            while (true) {
                take(due.remove());
                Thread.sleep(GATHERING);
                for (Reference<?> next = due.poll(); next != null; next = due.poll()) {
                    take(next);
                }
                afterCollection = Math.min(afterCollection, heldBytes.get());
                try {
                    tell(letGo);
                    letGo.clear();
                } catch (SyrtisException unheard) {
                    // They are told with the next ones, or at the end.
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(Reference<?> found) {
        if (found instanceof Holding holding && remove(holding)) {
            letGo.add(holding);
        }
    }

    private void tell(Collection<Holding> letGo) {
        letGo.stream().filter(holding -> holding.stops).forEach(holding -> client.cancel(holding.job));
        List<String> jobs = letGo.stream().map(holding -> holding.job).distinct().toList();
        if (!jobs.isEmpty()) {
            client.release(jobs);
        }
    }

    /** Lets all go that is held, if the cluster hears it in time. */
    @Override
    public void close() {
        thread.interrupt();
        Thread farewell = Thread.ofPlatform().daemon().name("syrtis-farewell").start(() -> {
            try {
                thread.join();
                holdings.addAll(letGo);
                tell(holdings);
            } catch (InterruptedException late) {
                Thread.currentThread().interrupt();
            } catch (SyrtisException unheard) {
                // A cluster that is not there any more holds nothing either.
            }
        });
        try {
            farewell.join(FAREWELL);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        farewell.interrupt();
        holdings.clear();
    }
}
