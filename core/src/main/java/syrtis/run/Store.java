package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import syrtis.memory.Buffer;
import syrtis.memory.Pool;
import syrtis.memory.Spill;
import syrtis.type.BugException;

/**
 * Tiles of arrays, in memory or on disk. A tile in use is pinned; the others may be written to disk when memory is short,
 * those first that were used least recently.
 */
public final class Store {
    /** Tiles smaller than this are not worth a trip to disk. */
    private static final long SMALLEST_SPILL = 16 << 10;

    private final Pool pool;
    private final Spill spill;
    private final Set<Tile> evictable = ConcurrentHashMap.newKeySet();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicLong spilled = new AtomicLong();

    public Store(Pool pool, Spill spill) {
        this.pool = pool;
        this.spill = spill;
    }

    public Pool pool() {
        return pool;
    }

    /** Bytes written to disk so far. */
    public long spilledBytes() {
        return spilled.get();
    }

    /** Memory for a tile or for scratch; spills tiles if it must. */
    Buffer allocate(long bytes) {
        return pool.allocate(bytes, this::evict);
    }

    /** A tile with the content of {@code buffer}, which it takes over. */
    Tile tile(Buffer buffer) {
        Tile tile = new Tile(this, buffer);
        if (isWorthSpilling(buffer)) {
            tile.lastUse = clock.incrementAndGet();
            evictable.add(tile);
        }
        return tile;
    }

    private static boolean isWorthSpilling(Buffer buffer) {
        return buffer.footprint() >= SMALLEST_SPILL;
    }

    private boolean evict(long bytes) {
        long freed = 0;
        while (freed < bytes) {
            Tile oldest = null;
            for (Tile tile : evictable) {
                if (tile.isIdle() && (oldest == null || tile.lastUse < oldest.lastUse)) {
                    oldest = tile;
                }
            }
            if (oldest == null) {
                return freed > 0;
            }
            freed += oldest.evict();
        }
        return true;
    }

    /** One tile: a buffer, or where it was spilled to. */
    static final class Tile {
        private final Store store;
        private @Nullable Buffer buffer;
        private Spill.@Nullable Slot slot;
        private int pins;
        private boolean released; // while pinned: the last one who reads it gives it back
        private volatile long lastUse;

        Tile(Store store, Buffer buffer) {
            this.store = store;
            this.buffer = buffer;
        }

        /** The content, which stays in memory until {@link #unpin}. */
        synchronized MemorySegment pin() {
            MemorySegment content = pinIfThere();
            if (content == null) {
                throw new BugException("tile used after its release");
            }
            return content;
        }

        /** The same; null if the tile was released. */
        synchronized @Nullable MemorySegment pinIfThere() {
            Buffer known = buffer;
            if (known != null && !released) {
                pins++;
                if (isWorthSpilling(known)) {
                    lastUse = store.clock.incrementAndGet();
                }
                return known.segment();
            }
            lastUse = store.clock.incrementAndGet();
            Spill.Slot from = slot;
            if (from == null || released) {
                return null;
            }
            Buffer back = store.allocate(from.bytes());
            try {
                store.spill.read(from, back.segment());
            } catch (RuntimeException | Error failure) {
                back.release();
                throw failure;
            }
            store.spill.free(from);
            slot = null;
            buffer = back;
            pins++;
            store.evictable.add(this);
            return back.segment();
        }

        synchronized void unpin() {
            if (--pins == 0 && released) {
                free();
            }
        }

        boolean isIdle() {
            Buffer now = buffer;
            return pins == 0 && now != null && now.isExclusive();
        }

        /** The buffer itself with one more holder, so that another tile can share it; null if spilled. */
        synchronized @Nullable Buffer share() {
            return buffer == null ? null : buffer.retain();
        }

        /** The buffer, taken out of this tile, if nobody else holds it; the tile is then released. */
        synchronized @Nullable Buffer surrender() {
            Buffer own = buffer;
            if (own == null || !own.isExclusive() || pins > 1) {
                return null;
            }
            buffer = null;
            if (isWorthSpilling(own)) {
                store.evictable.remove(this);
            }
            return own;
        }

        private synchronized long evict() {
            if (!isIdle()) {
                store.evictable.remove(this);
                return 0;
            }
            Buffer out = java.util.Objects.requireNonNull(buffer);
            slot = store.spill.write(out.segment());
            long bytes = out.footprint();
            store.spilled.addAndGet(bytes);
            buffer = null;
            store.evictable.remove(this);
            out.release();
            return bytes;
        }

        synchronized void release() {
            if (pins > 0) {
                released = true;
            } else {
                free();
            }
        }

        private void free() {
            Buffer own = buffer;
            if (own != null) {
                buffer = null;
                if (isWorthSpilling(own)) {
                    store.evictable.remove(this);
                }
                own.release();
            }
            if (slot != null) {
                store.spill.free(slot);
                slot = null;
            }
        }
    }
}
