package syrtis.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import syrtis.type.BudgetException;

/**
 * Off-heap blocks, kept for reuse by size. Owners that die without giving their buffers back are found by
 * reachability: {@link #whenUnreachable} registers what to do, and every allocation does what has become due.
 *
 * <p>A reservation that does not fit is tried again after each of: unreachable owners' memory, idle blocks, a garbage
 * collection (if there are new owners since the last one: else it would find nothing new), and the caller's own remedy (spilling). Memory that is merely unreachable is also collected before the pool
 * grows past twice what was live after the last collection, so that a loop reuses its memory instead of growing.
 */
public final class Pool {
    private static final long ALIGNMENT = 64;
    private static final long LARGEST_SLAB = 1 << 20;
    private static final long GROWTH_BEFORE_COLLECTION = 256L << 20;

    /** Milliseconds to wait for memory that other tasks hold. */
    private static final int MOST_WAITS = 1000;

    private final Budget budget;
    private final long slabBytes; // small blocks are cut from slabs, which are kept
    private final long largestInSlab;
    private final Map<Long, ConcurrentLinkedDeque<MemorySegment>> idle = new ConcurrentHashMap<>();
    private final Map<Long, Arena> arenas = new ConcurrentHashMap<>();
    private final AtomicLong idleBytes = new AtomicLong();
    private final AtomicLong liveBytes = new AtomicLong();
    private final ReferenceQueue<Object> unreachable = new ReferenceQueue<>();
    private final Set<Reclaim> reclaims = ConcurrentHashMap.newKeySet();
    private final AtomicLong sinceCollection = new AtomicLong(); // owners registered since the last collection
    private volatile long liveAfterCollection;

    public Pool(Budget budget) {
        this.budget = budget;
        slabBytes = Math.min(LARGEST_SLAB, Long.highestOneBit(budget.limit() / 64));
        largestInSlab = slabBytes / 16;
    }

    public Budget budget() {
        return budget;
    }

    /** Bytes lent out now. */
    public long live() {
        return liveBytes.get();
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
        MemorySegment block = reuse(size);
        if (block == null && size > largestInSlab && liveBytes.get() + size > liveAfterCollection * 2 + GROWTH_BEFORE_COLLECTION) {
            collect();
            block = reuse(size);
        }
        if (block == null) {
            block = fresh(size);
        }
        if (block == null) {
            trim();
            block = fresh(size);
        }
        if (block == null && sinceCollection.get() > 0) {
            collect();
            block = reuse(size);
            trim();
            block = block == null ? fresh(size) : block;
        }
        int waits = 0;
        while (block == null) {
            boolean freed = remedy.free(size);
            if (!freed && waits == 0) {
                collect();
            } else if (!freed && waits < MOST_WAITS) {
                pause(); // Other tasks hold memory, or are just now writing it to disk.
            } else if (!freed) {
                throw new BudgetException("a tile of " + size + " bytes does not fit: " + liveBytes.get() + " of "
                        + budget.limit() + " bytes are in use: raise the memory budget");
            }
            waits += freed ? 0 : 1;
            drain();
            block = reuse(size);
            trim();
            block = block == null ? fresh(size) : block;
        }
        liveBytes.addAndGet(size);
        return new Buffer(this, block, bytes);
    }

    /** Runs {@code release} some time after {@code owner} became unreachable; the action must not refer to the owner. */
    public void whenUnreachable(Object owner, Runnable release) {
        reclaims.add(new Reclaim(owner, unreachable, release));
        sinceCollection.incrementAndGet();
    }

    /** Gives idle blocks back to the operating system. */
    public void trim() {
        for (ConcurrentLinkedDeque<MemorySegment> blocks : idle.values()) {
            for (MemorySegment block = blocks.poll(); block != null; block = blocks.poll()) {
                if (block.byteSize() <= largestInSlab) {
                    blocks.push(block); // Slabs stay.
                    break;
                }
                idleBytes.addAndGet(-block.byteSize());
                free(block);
            }
        }
    }

    /** Releases what unreachable owners held; collects garbage first if {@code now}. */
    public void reclaim(boolean now) {
        if (now) {
            collect();
        } else {
            drain();
        }
    }

    void takeBack(MemorySegment block) {
        liveBytes.addAndGet(-block.byteSize());
        idleBytes.addAndGet(block.byteSize());
        idle.computeIfAbsent(block.byteSize(), _ -> new ConcurrentLinkedDeque<>()).push(block);
    }

    /** Rounds up so that at most an eighth is wasted and blocks are found again. */
    public static long blockSize(long bytes) {
        long size = Math.max(bytes, ALIGNMENT);
        long step = Math.max(Long.highestOneBit(size) / 8, ALIGNMENT);
        return (size + step - 1) / step * step;
    }

    private @Nullable MemorySegment reuse(long size) {
        ConcurrentLinkedDeque<MemorySegment> blocks = idle.get(size);
        MemorySegment block = blocks == null ? null : blocks.poll();
        if (block != null) {
            idleBytes.addAndGet(-size);
        }
        return block;
    }

    private @Nullable MemorySegment fresh(long size) {
        if (size > largestInSlab) {
            return map(size);
        }
        MemorySegment slab = map(slabBytes);
        if (slab == null) {
            return null;
        }
        ConcurrentLinkedDeque<MemorySegment> blocks = idle.computeIfAbsent(size, _ -> new ConcurrentLinkedDeque<>());
        long at = size;
        for (; at + size <= slabBytes; at += size) {
            blocks.push(slab.asSlice(at, size));
            idleBytes.addAndGet(size);
        }
        return slab.asSlice(0, size);
    }

    private @Nullable MemorySegment map(long size) {
        if (!budget.tryReserve(size)) {
            return null;
        }
        Arena arena = Arena.ofShared();
        try {
            MemorySegment block = arena.allocate(size, ALIGNMENT);
            arenas.put(block.address(), arena);
            return block;
        } catch (OutOfMemoryError refused) {
            budget.release(size);
            arena.close();
            throw new BudgetException("the operating system refuses " + size + " more bytes, with " + budget.used()
                    + " in use: lower the memory budget below what the machine has free");
        }
    }

    private void free(MemorySegment block) {
        Arena arena = arenas.remove(block.address());
        if (arena != null) {
            arena.close();
            budget.release(block.byteSize());
        }
    }

    private void collect() {
        System.gc();
        // The collector hands references over by a thread of its own; give it a moment.
        for (int wait = 0; wait < 20 && !drain(); wait++) {
            pause();
        }
        liveAfterCollection = liveBytes.get();
        sinceCollection.set(0);
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
            reclaims.remove(reclaim);
            reclaim.release.run();
            any = true;
        }
        return any;
    }

    private static final class Reclaim extends PhantomReference<Object> {
        private final Runnable release;

        Reclaim(Object owner, ReferenceQueue<Object> queue, Runnable release) {
            super(owner, queue);
            this.release = release;
        }
    }
}
