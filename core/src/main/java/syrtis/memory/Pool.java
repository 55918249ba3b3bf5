package syrtis.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import syrtis.type.BudgetException;

/**
 * Off-heap blocks, kept for reuse by size. Owners that die without giving their buffers back are found by
 * reachability: {@link #whenUnreachable} registers what to do, and every allocation does what has become due.
 *
 * <p>A reservation that does not fit is tried again after each of: unreachable owners' memory, idle blocks, a garbage
 * collection (if there are new owners since the last one: else it would find nothing new), and the caller's own remedy
 * (spilling). Memory that is merely unreachable is also collected, among young objects whenever the pool has grown by 256 MiB or
 * a 32nd of the budget, whichever is more, and among all when it has grown by four times that, or, after collections that found little, by more and more:
 * fresh memory costs more than a collection, so a loop had better reuse what it has. Of several threads that want a collection one does it.
 */
public final class Pool {
    private static final long ALIGNMENT = 64;
    private static final long LARGEST_SLAB = 1 << 20;

    /** Bytes by which the pool grows at least before young garbage is collected, and which part of the budget that is. */
    private static final long LEAST_GROWTH = 256L << 20;

    private static final int GROWTH_SHARE = 32;

    /** How many times as much it grows before all garbage is. */
    private static final int ALL = 4;

    private static final long SHORTEST_HANDOVER_NANOS = 50_000;
    private static final long LONGEST_HANDOVER_NANOS = 2_000_000_000; // of a graph of a million nodes

    /** Milliseconds to wait for memory that other tasks hold. */
    private static final int MOST_WAITS = 1000;

    private final Budget budget;
    private final long slabBytes; // small blocks are cut from slabs, which are kept
    private final long largestInSlab;
    private final AtomicReferenceArray<@Nullable SmallBlocks> small; // by size, in units of the alignment
    private final Map<Long, ConcurrentLinkedDeque<Slab>> large = new ConcurrentHashMap<>(); // idle ones, by size
    private final LongAdder live = new LongAdder();
    private final ReferenceQueue<Object> unreachable = new ReferenceQueue<>();
    private final Reclaim reclaims = new Reclaim(this, unreachable, () -> {}); // a ring of those that wait; this one is none
    private final AtomicLong sinceCollection = new AtomicLong(); // owners registered since the last collection
    private final Collector collector = new Collector();
    private final Object collecting = new Object();
    private volatile int collections; // so far
    private volatile int wholeCollections;
    private volatile long liveAfterCollection;
    private volatile long liveAfterAll;
    private final long youngGrowth;
    private volatile long growth; // bytes by which the pool may grow before collecting all garbage is worth trying

    public Pool(Budget budget) {
        this.budget = budget;
        youngGrowth = Math.max(LEAST_GROWTH, budget.limit() / GROWTH_SHARE);
        growth = ALL * youngGrowth;
        slabBytes = Math.min(LARGEST_SLAB, Long.highestOneBit(budget.limit() / 64));
        largestInSlab = slabBytes / 16;
        small = new AtomicReferenceArray<>((int) (largestInSlab / ALIGNMENT) + 1);
    }

    public Budget budget() {
        return budget;
    }

    /** Bytes lent out now. */
    public long live() {
        return live.sum();
    }

    /** Frees memory when asked by {@link #allocate}; answers whether it freed anything. */
    @FunctionalInterface
    public interface Remedy {
        boolean free(long bytes);
    }

    /**
     * A buffer of {@code bytes} bytes of undefined content, or a refusal if neither reuse, collection nor {@code remedy}
     * makes room.
     *
     * @throws BudgetException if the budget cannot hold it
     */
    public Buffer allocate(long bytes, Remedy remedy) {
        drain();
        long size = blockSize(bytes);
        Buffer block = reuse(size, bytes);
        if (block == null && size > largestInSlab && live.sum() + size > liveAfterCollection + youngGrowth) {
            collect(false);
            block = reuse(size, bytes);
        }
        return block != null ? block : allocateMore(size, bytes, remedy);
    }

    private Buffer allocateMore(long size, long bytes, Remedy remedy) {
        Buffer block = fresh(size, bytes);
        if (block == null) {
            trim();
            block = fresh(size, bytes);
        }
        if (block == null && sinceCollection.get() > 0) {
            collect(true);
            block = reuse(size, bytes);
            trim();
            block = block == null ? fresh(size, bytes) : block;
        }
        int waits = 0;
        while (block == null) {
            boolean freed = remedy.free(size);
            if (!freed && waits == 0) {
                collect(true);
            } else if (!freed && waits < MOST_WAITS) {
                pause(); // Other tasks hold memory, or are just now writing it to disk.
            } else if (!freed) {
                throw new BudgetException("a tile of " + size + " bytes does not fit: " + live.sum() + " of "
                        + budget.limit() + " bytes are in use: raise the memory budget");
            }
            waits += freed ? 0 : 1;
            drain();
            block = reuse(size, bytes);
            trim();
            block = block == null ? fresh(size, bytes) : block;
        }
        return block;
    }

    /** Runs {@code release} some time after {@code owner} became unreachable; the action must not refer to the owner. */
    public void whenUnreachable(Object owner, Runnable release) {
        Reclaim reclaim = new Reclaim(owner, unreachable, release);
        synchronized (reclaims) {
            reclaim.enter(reclaims);
        }
        sinceCollection.incrementAndGet();
    }

    /** Gives idle blocks back to the operating system; slabs of small ones stay. */
    public void trim() {
        for (ConcurrentLinkedDeque<Slab> blocks : large.values()) {
            for (Slab block = blocks.poll(); block != null; block = blocks.poll()) {
                block.close();
                budget.release(block.bytes());
            }
        }
    }

    /** Releases what unreachable owners held; collects all garbage first if {@code now}. */
    public void reclaim(boolean now) {
        if (now) {
            synchronized (collecting) {
                collectAll();
            }
        } else {
            drain();
        }
    }

    private void takeBack(Slab block, int place) {
        live.add(-block.blockSize());
        large.computeIfAbsent(block.blockSize(), _ -> new ConcurrentLinkedDeque<>()).push(block);
    }

    /** Rounds up so that at most an eighth is wasted and blocks are found again. */
    public static long blockSize(long bytes) {
        long size = Math.max(bytes, ALIGNMENT);
        long step = Math.max(Long.highestOneBit(size) / 8, ALIGNMENT);
        return (size + step - 1) / step * step;
    }

    private @Nullable Buffer reuse(long size, long bytes) {
        if (size <= largestInSlab) {
            return small(size).reuse(bytes);
        }
        ConcurrentLinkedDeque<Slab> blocks = large.get(size);
        Slab block = blocks == null ? null : blocks.poll();
        return block == null ? null : lend(block, bytes);
    }

    private @Nullable Buffer fresh(long size, long bytes) {
        if (size > largestInSlab) {
            Slab block = map(size, size, this::takeBack);
            return block == null ? null : lend(block, bytes);
        }
        SmallBlocks blocks = small(size);
        Slab slab = map(slabBytes, size, blocks);
        return slab == null ? null : blocks.first(slab, bytes);
    }

    private Buffer lend(Slab block, long bytes) {
        live.add(block.blockSize());
        return new Buffer(block, 0, bytes);
    }

    private SmallBlocks small(long size) {
        int index = (int) (size / ALIGNMENT);
        SmallBlocks blocks = small.get(index);
        if (blocks == null) {
            small.compareAndSet(index, null, new SmallBlocks(live));
            blocks = Objects.requireNonNull(small.get(index));
        }
        return blocks;
    }

    private @Nullable Slab map(long bytes, long blockSize, Slab.Owner owner) {
        if (!budget.tryReserve(bytes)) {
            return null;
        }
        Arena arena = Arena.ofShared();
        try {
            return new Slab(arena, memory(bytes, arena), blockSize, owner);
        } catch (OutOfMemoryError refused) {
            budget.release(bytes);
            arena.close();
            throw new BudgetException("the operating system refuses " + bytes + " more bytes, with " + budget.used()
                    + " in use: lower the memory budget below what the machine has free");
        }
    }

    private static MemorySegment memory(long bytes, Arena arena) {
        return (bytes >= Mapping.HUGE ? Mapping.allocate(bytes, arena) : Optional.<MemorySegment>empty())
                .orElseGet(() -> arena.allocate(bytes, ALIGNMENT));
    }

    /** Collects garbage, or waits for the thread that is just doing so. */
    private void collect(boolean isNeeded) {
        int before = isNeeded ? wholeCollections : collections;
        synchronized (collecting) {
            int now = isNeeded ? wholeCollections : collections;
            if (now == before) {
                collectYoungFirst(isNeeded);
            }
        }
    }

    /**
     * Collects young garbage. If that frees little, all garbage is collected where memory is needed, or where much may be gained: to do so
     * each time would make what is in use old, so that it is not found with the young once it is garbage.
     */
    private void collectYoungFirst(boolean isNeeded) {
        long before = live.sum();
        boolean isEnough = collected(collector::collectYoung) && before - live.sum() >= youngGrowth / 2;
        if (!isEnough && (isNeeded || live.sum() > liveAfterAll + growth)) {
            collectAll();
        }
        liveAfterCollection = live.sum();
        collections++;
    }

    private void collectAll() {
        long before = live.sum();
        collected(collector::collectAll);
        liveAfterAll = live.sum();
        liveAfterCollection = liveAfterAll;
        wholeCollections++;
        boolean worthIt = before - liveAfterAll > growth / 2;
        growth = worthIt ? ALL * youngGrowth : Math.min(growth * 2, budget.limit());
        sinceCollection.set(0);
    }

    /**
     * Releases what unreachable owners held that a collection finds; false if nothing was collected. The collector hands them over by a thread of
     * its own, all in one go, a witness among them.
     */
    private boolean collected(BooleanSupplier collection) {
        AtomicBoolean isWitnessFound = new AtomicBoolean();
        whenUnreachable(new Object(), () -> isWitnessFound.set(true));
        if (!collection.getAsBoolean()) {
            return false;
        }
        long end = System.nanoTime() + LONGEST_HANDOVER_NANOS;
        do {
            LockSupport.parkNanos(SHORTEST_HANDOVER_NANOS);
        } while ((drain() || !isWitnessFound.get()) && System.nanoTime() < end);
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean drain() {
        boolean any = false;
        for (var dead = unreachable.poll(); dead != null; dead = unreachable.poll()) {
            Reclaim reclaim = (Reclaim) dead;
            synchronized (reclaims) {
                reclaim.leave();
            }
            reclaim.release.run();
            any = true;
        }
        return any;
    }

    /** What to do when an owner is gone: a member of a ring, which keeps it reachable until then. */
    private static final class Reclaim extends PhantomReference<Object> {
        private final Runnable release;
        private Reclaim before = this;
        private Reclaim after = this;

        Reclaim(Object owner, ReferenceQueue<Object> queue, Runnable release) {
            super(owner, queue);
            this.release = release;
        }

        void enter(Reclaim ring) {
            before = ring;
            after = ring.after;
            after.before = this;
            ring.after = this;
        }

        void leave() {
            before.after = after;
            after.before = before;
        }
    }
}
