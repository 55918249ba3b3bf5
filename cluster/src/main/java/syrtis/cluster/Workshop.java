package syrtis.cluster;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import syrtis.kernel.KernelCache;
import syrtis.run.Host;
import syrtis.run.StoredArray;
import syrtis.transfer.Limits;
import syrtis.transfer.TileClient;
import syrtis.transfer.TileKey;
import syrtis.transfer.TileServer;
import syrtis.transfer.TileSource;
import syrtis.trust.Credentials;
import syrtis.type.BugException;

/**
 * What a worker works with: memory, slots, and the tiles of all jobs that it takes part in, which other nodes fetch here. Thread-safe.
 */
final class Workshop implements AutoCloseable {
    /** Groups for each slot whose inputs are being fetched while others run. */
    private static final int FETCHES_PER_SLOT = 3;

    private final Host host;
    private final int threads;
    private final ExecutorService slots;
    private final ExecutorService planners = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("syrtis-planner").factory());
    private final ExecutorService fetchers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore fetches;
    private final TileServer server;
    private final TileClient client;
    private final Map<UUID, WorkerJob> jobs = new ConcurrentHashMap<>();

    /** Where a job keeps tiles of arrays that other jobs made. */
    private final Map<Origin, List<StoredArray>> borrowed = new ConcurrentHashMap<>();

    private final Map<TileKey, CompletableFuture<Boolean>> coming = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong done = new AtomicLong();

    /** An array of a job's plan. */
    record Origin(UUID job, int array) {}

    Workshop(String address, long memory, int threads, Path spill, Credentials credentials) {
        this.threads = threads;
        host = new Host(threads, memory, spill, KernelCache.optimising(), List.of());
        slots = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().name("syrtis-slot-", 0).factory());
        fetches = new Semaphore(threads * FETCHES_PER_SLOT, true);
        client = new TileClient(credentials.nodeContext(), Limits.DEFAULT.withBytesInFlight(Math.max(1 << 20, memory / 8)));
        server = new TileServer(new Shelf(), () -> new Arrivals(this::kept), credentials.nodeContext(), new InetSocketAddress(address, 0), Limits.DEFAULT);
    }

    /** Where tiles are given. */
    InetSocketAddress tilesAddress() {
        return server.address();
    }

    Host host() {
        return host;
    }

    int threads() {
        return threads;
    }

    /** Groups that run now. */
    int running() {
        return running.get();
    }

    /** Tasks done so far. */
    long done() {
        return done.get();
    }

    /** Tiles held now, of all jobs. */
    long tiles() {
        long[] count = new long[1];
        jobs.values().forEach(job -> job.arrays().values().forEach(array -> array.forEachHeld(_ -> count[0]++)));
        return count[0];
    }

    ExecutorService slots() {
        return slots;
    }

    ExecutorService planners() {
        return planners;
    }

    ExecutorService fetchers() {
        return fetchers;
    }

    Semaphore fetches() {
        return fetches;
    }

    void begins() {
        running.incrementAndGet();
    }

    void ends(long tasks) {
        running.decrementAndGet();
        done.addAndGet(tasks);
    }

    @Nullable WorkerJob find(UUID job) {
        return jobs.get(job);
    }

    WorkerJob job(UUID id) {
        return jobs.computeIfAbsent(id, _ -> new WorkerJob(id, this));
    }

    /** A job is no more: its tiles go. */
    void close(UUID id) {
        WorkerJob job = jobs.remove(id);
        if (job != null) {
            job.close();
        }
    }

    /** {@code array} keeps tiles that {@code origin} made. */
    void borrows(Origin origin, StoredArray array) {
        borrowed.computeIfAbsent(origin, _ -> new CopyOnWriteArrayList<>()).add(array);
    }

    void returns(Origin origin, StoredArray array) {
        borrowed.computeIfPresent(origin, (_, arrays) -> {
            arrays.remove(array);
            return arrays.isEmpty() ? null : arrays;
        });
    }

    /** What is here of an array that another job made; null if nothing is. */
    @Nullable StoredArray made(Origin origin) {
        WorkerJob job = jobs.get(origin.job());
        return job == null ? null : job.arrays().get(origin.array());
    }

    // ---- giving

    private final class Shelf implements TileSource {
        @Override
        public Optional<Content> open(TileKey key) {
            Origin origin = new Origin(key.job(), key.array());
            StoredArray made = made(origin);
            StoredArray.Content content = made == null ? null : made.open(key.tile());
            for (StoredArray array : borrowed.getOrDefault(origin, List.of())) {
                content = content == null ? array.open(key.tile()) : content;
            }
            return Optional.ofNullable(content).map(Given::new);
        }
    }

    private record Given(StoredArray.Content content) implements TileSource.Content {
        @Override
        public MemorySegment bytes() {
            return content.bytes();
        }

        @Override
        public void close() {
            content.close();
        }
    }

    // ---- taking

    /** The array of a tile that a client puts here. */
    private StoredArray kept(TileKey key) {
        StoredArray array = made(new Origin(key.job(), key.array()));
        if (array == null) {
            throw new BugException("job " + key.job() + " is not known here");
        }
        return array;
    }

    private void settle(TileKey key, boolean isHere) {
        CompletableFuture<Boolean> waited = coming.remove(key);
        if (waited != null) {
            waited.complete(isHere);
        }
    }

    /**
     * A tile to be fetched.
     *
     * @param array the array's number in the plan of the job that wants it
     * @param place where it is to go
     * @param holders who has it
     */
    record Wanted(TileKey key, int array, StoredArray place, List<InetSocketAddress> holders) {}

    /** Fetches tiles, trying one holder after the other; gives back those that nobody gave. Blocks. */
    List<Wanted> fetch(List<Wanted> wanted) {
        List<Wanted> missing = List.copyOf(wanted);
        int rounds = wanted.stream().mapToInt(each -> each.holders().size()).max().orElse(0);
        for (int round = 0; round < rounds && !missing.isEmpty(); round++) {
            missing = fetchFrom(missing, round);
        }
        return missing;
    }

    private List<Wanted> fetchFrom(List<Wanted> wanted, int round) {
        Map<TileKey, CompletableFuture<Boolean>> awaited = new HashMap<>();
        Map<InetSocketAddress, List<TileKey>> requests = new HashMap<>();
        Map<TileKey, StoredArray> places = new HashMap<>();
        for (Wanted each : wanted) {
            if (each.place.has(each.key.tile()) || each.holders.isEmpty()) {
                continue;
            }
            CompletableFuture<Boolean> mine = new CompletableFuture<>();
            CompletableFuture<Boolean> other = coming.putIfAbsent(each.key, mine);
            awaited.put(each.key, other == null ? mine : other);
            if (other == null) {
                // Different tiles of one array begin with different holders.
                int first = Math.floorMod(each.key.tile() + round, each.holders.size());
                requests.computeIfAbsent(each.holders.get(first), _ -> new ArrayList<>()).add(each.key);
                places.put(each.key, each.place);
            }
        }
        Arrivals sink = new Arrivals(key -> Objects.requireNonNull(places.get(key)), this::settle);
        requests.forEach((address, keys) -> client.fetch(address, keys, sink).whenComplete((_, failure) -> {
            if (failure != null) { // By the sink itself: no memory, say.
                keys.forEach(key -> settle(key, false));
            }
        }));
        awaited.values().forEach(CompletableFuture::join);
        return wanted.stream().filter(each -> !each.place.has(each.key.tile())).toList();
    }

    @Override
    public void close() {
        server.close();
        client.close();
        slots.shutdownNow();
        planners.shutdownNow();
        fetchers.shutdownNow();
        List.copyOf(jobs.keySet()).forEach(this::close);
        host.close();
    }
}
