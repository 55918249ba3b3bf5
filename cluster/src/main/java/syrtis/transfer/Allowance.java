package syrtis.transfer;

import java.util.concurrent.Semaphore;

/** How many bytes may be on their way at a time. Who came first goes first; what is larger than all of it goes alone. */
final class Allowance {
    private static final long UNITS = 1 << 20;

    private final long unit;
    private final int units;
    private final Semaphore free;

    Allowance(long bytes) {
        unit = Math.max(1, bytes / UNITS);
        units = (int) (bytes / unit);
        free = new Semaphore(units, true);
    }

    void take(long bytes) throws InterruptedException {
        free.acquire(units(bytes));
    }

    void give(long bytes) {
        free.release(units(bytes));
    }

    /** How many bytes are taken now, rounded up. */
    long taken() {
        return (units - free.availablePermits()) * unit;
    }

    private int units(long bytes) {
        return (int) Math.min(units, Math.ceilDiv(bytes, unit));
    }
}
