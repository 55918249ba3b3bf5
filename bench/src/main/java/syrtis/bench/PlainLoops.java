package syrtis.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Plain Java loops on all threads, without Syrtis: what Java alone gets out of the machine. Each gives its seconds. */
final class PlainLoops implements AutoCloseable {
    /** Multiplications and additions of a round of {@link #multiplyAdd}. */
    static final long OPERATIONS = 16;

    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;

    private final Arena arena = Arena.ofShared();
    private final int threads;
    private final List<MemorySegment> as = new ArrayList<>();
    private final List<MemorySegment> bs = new ArrayList<>();
    private final List<MemorySegment> cs = new ArrayList<>();
    private final double[] results;

    /** Three arrays outside Java's heap, in as many parts as threads. */
    PlainLoops(int elements, int threads) {
        this.threads = threads;
        results = new double[threads];
        long part = Math.ceilDiv(elements, threads) * DOUBLE.byteSize();
        for (int k = 0; k < threads; k++) {
            as.add(arena.allocate(part, 64));
            bs.add(arena.allocate(part, 64).fill((byte) 1));
            cs.add(arena.allocate(part, 64).fill((byte) 2));
        }
    }

    double read() throws InterruptedException {
        return time(k -> results[k] = sum(bs.get(k)));
    }

    double copy() throws InterruptedException {
        return time(k -> as.get(k).copyFrom(bs.get(k)));
    }

    double update() throws InterruptedException {
        return time(k -> update(as.get(k), bs.get(k), cs.get(k)));
    }

    double multiplyAdd(long rounds) throws InterruptedException {
        return time(k -> results[k] = chains(rounds));
    }

    private double time(IntConsumer part) throws InterruptedException {
        List<Thread> helpers = new ArrayList<>();
        long start = System.nanoTime();
        for (int k = 0; k < threads; k++) {
            int own = k;
            helpers.add(Thread.ofPlatform().start(() -> part.accept(own)));
        }
        for (Thread helper : helpers) {
            helper.join();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static double sum(MemorySegment x) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        for (long at = 0; at + 32 <= x.byteSize(); at += 32) {
            a += x.get(DOUBLE, at);
            b += x.get(DOUBLE, at + 8);
            c += x.get(DOUBLE, at + 16);
            d += x.get(DOUBLE, at + 24);
        }
        return a + b + c + d;
    }

    private static void update(MemorySegment a, MemorySegment b, MemorySegment c) {
        for (long at = 0; at < a.byteSize(); at += 8) {
            a.set(DOUBLE, at, a.get(DOUBLE, at) + b.get(DOUBLE, at) + 0.5 * c.get(DOUBLE, at));
        }
    }

    /** Eight independent chains. */
    private static double chains(long rounds) {
        double a = 0;
        double b = 1;
        double c = 2;
        double d = 3;
        double e = 4;
        double f = 5;
        double g = 6;
        double h = 7;
        for (long round = 0; round < rounds; round++) {
            a = a * 0.999 + 1e-6;
            b = b * 0.999 + 1e-6;
            c = c * 0.999 + 1e-6;
            d = d * 0.999 + 1e-6;
            e = e * 0.999 + 1e-6;
            f = f * 0.999 + 1e-6;
            g = g * 0.999 + 1e-6;
            h = h * 0.999 + 1e-6;
        }
        return a + b + c + d + e + f + g + h;
    }

    @Override
    public void close() {
        arena.close();
    }
}
