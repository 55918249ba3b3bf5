package syrtis.memory;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** Has Java's garbage collector look for what is unreachable. */
final class Collector {
    private static final int CHUNK_BYTES = 64 << 10;

    /** What is allocated at most until a young generation is full: more of it takes as long as collecting everything. */
    private static final int MOST_CHUNKS = (64 << 20) / CHUNK_BYTES;

    private boolean isYoungSmall = true;
    private volatile byte @Nullable [] last; // keeps allocations from being optimised away

    /**
     * Collects the young generation, where what a loop drops usually lies, in a fifth of the time of a whole collection. No call of Java
     * asks for that, so garbage is made until it happens; false if the generation is too large for that.
     */
    boolean collectYoung() {
        if (isYoungSmall) {
            WeakReference<Object> witness = new WeakReference<>(new Object());
            for (int chunk = 0; chunk < MOST_CHUNKS && !witness.refersTo(null); chunk++) {
                last = new byte[CHUNK_BYTES];
            }
            last = null;
            isYoungSmall = witness.refersTo(null);
        }
        return isYoungSmall;
    }

    boolean collectAll() {
        System.gc();
        return true;
    }
}
