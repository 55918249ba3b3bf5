package syrtis.memory;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import syrtis.type.BugException;

/**
 * A block of off-heap memory on loan from a {@link Pool}. It is counted: it goes back when its last holder releases it,
 * and only a sole holder may write into it.
 */
public final class Buffer {
    private final Pool pool;
    private final MemorySegment block;
    private final MemorySegment segment;
    private final AtomicInteger holders = new AtomicInteger(1);

    Buffer(Pool pool, MemorySegment block, long bytes) {
        this.pool = pool;
        this.block = block;
        this.segment = block.byteSize() == bytes ? block : block.asSlice(0, bytes);
    }

    /** The memory; exactly the bytes asked for, content undefined at first. */
    public MemorySegment segment() {
        return segment;
    }

    /** Bytes this buffer takes of the budget: those asked for, rounded up to the pool's block size. */
    public long footprint() {
        return block.byteSize();
    }

    /** One more holder. */
    public Buffer retain() {
        if (holders.getAndIncrement() <= 0) {
            throw new BugException("buffer retained after its release");
        }
        return this;
    }

    /** Whether nobody else holds it. */
    public boolean isExclusive() {
        return holders.get() == 1;
    }

    /** One holder less; the last one gives the memory back. */
    public void release() {
        int left = holders.decrementAndGet();
        if (left == 0) {
            pool.takeBack(block);
        } else if (left < 0) {
            throw new BugException("buffer released twice");
        }
    }
}
