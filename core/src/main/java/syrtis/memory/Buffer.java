package syrtis.memory;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import syrtis.type.BugException;

/**
 * A block of off-heap memory on loan from a {@link Pool}. It is counted: it goes back when its last holder releases it,
 * and only a sole holder may write into it. A plan may hold millions of them, so they are small.
 */
public final class Buffer {
    private static final AtomicIntegerFieldUpdater<Buffer> HOLDERS =
            AtomicIntegerFieldUpdater.newUpdater(Buffer.class, "holders");

    private final Slab slab;
    private final int place;
    private volatile int holders = 1;
    private final long bytes;

    Buffer(Slab slab, int place, long bytes) {
        this.slab = slab;
        this.place = place;
        this.bytes = bytes;
    }

    /** The memory; exactly the bytes asked for, content undefined at first. */
    public MemorySegment segment() {
        return slab.block(place, bytes);
    }

    /** Bytes this buffer takes of the budget: those asked for, rounded up to the pool's block size. */
    public long footprint() {
        return slab.blockSize();
    }

    /** One more holder. */
    public Buffer retain() {
        if (HOLDERS.getAndIncrement(this) <= 0) {
            throw new BugException("buffer retained after its release");
        }
        return this;
    }

    /** Whether nobody else holds it. */
    public boolean isExclusive() {
        return holders == 1;
    }

    /** One holder less; the last one gives the memory back. */
    public void release() {
        int left = HOLDERS.decrementAndGet(this);
        if (left == 0) {
            slab.takeBack(place);
        } else if (left < 0) {
            throw new BugException("buffer released twice");
        }
    }
}
