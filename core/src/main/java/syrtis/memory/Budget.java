package syrtis.memory;

import java.util.concurrent.atomic.AtomicLong;

/** A limit on off-heap bytes, and what is reserved of it now. */
public final class Budget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();

    public Budget(long limit) {
        this.limit = limit;
    }

    /** The most bytes that may be reserved at once. */
    public long limit() {
        return limit;
    }

    /** Bytes reserved now. */
    public long used() {
        return used.get();
    }

    /** The most bytes that were reserved at once since the last {@link #resetPeak}. */
    public long peak() {
        return peak.get();
    }

    /** Forgets the peak: it starts again from what is reserved now. */
    public void resetPeak() {
        peak.set(used.get());
    }

    /** Reserves bytes if they fit. */
    boolean tryReserve(long bytes) {
        long now = used.addAndGet(bytes);
        if (now > limit) {
            used.addAndGet(-bytes);
            return false;
        }
        if (now > peak.get()) {
            peak.accumulateAndGet(now, Math::max);
        }
        return true;
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }
}
