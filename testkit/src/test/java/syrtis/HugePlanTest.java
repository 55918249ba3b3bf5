package syrtis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import syrtis.testkit.CleanRuntime;
import syrtis.testkit.Seeds;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/** Plans are symbolic: what is huge is planned, explained and windowed at once. */
@Timeout(120)
class HugePlanTest {
    private static final int TRIES = 25;
    private static final long MOST_NANOS = 50_000_000;
    private static final long MOST_BYTES = 50_000_000;

    @RegisterExtension
    final CleanRuntime clean = new CleanRuntime();

    private Runtime tiny() {
        return clean.runtime(Options.defaults().withLongestTile(1).withThreads(1)); // One thread, whose bytes are counted.
    }

    private static NDArray cube() {
        return Nd.arange(1_000_000_000).reshape(1000, 1000, 1000).multiply(3L).add(Nd.arange(1000));
    }

    private static long at(long i, long j, long k) {
        return 3 * (i * 1_000_000 + j * 1000 + k) + k;
    }

    /** Does {@code work} until it is warm: its least time and bytes of heap count. */
    private static void assertQuick(Runtime runtime, String what, Callable<?> work) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long nanos = Long.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        for (int k = 0; k < TRIES; k++) {
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            CleanRuntime.in(runtime, work);
            nanos = Math.min(nanos, System.nanoTime() - start);
            bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - allocated + runtime.peakMemory());
        }
        assertTrue(nanos < MOST_NANOS, what + " takes " + nanos / 1000 + " us");
        assertTrue(bytes < MOST_BYTES, what + " takes " + bytes + " bytes");
    }

    @Test
    void aBillionTilesAreExplainedAtOnce() {
        Runtime runtime = tiny();
        for (String stage : new String[] {"plan", "estimate"}) {
            assertQuick(runtime, "explain " + stage, () -> {
                String text = cube().explain(stage);
                assertTrue(text.contains("1000000000 tiles"), text);
                return text;
            });
        }
    }

    @Test
    void aWindowOfABillionTilesRunsAtOnce() {
        Runtime runtime = tiny();
        assertQuick(runtime, "a window of 1000 tiles", () -> {
            Index range = Index.range(500, 510);
            long[] window = cube().get(range, range, range).toLongs();
            assertEquals(at(500, 500, 500), window[0]);
            assertEquals(at(509, 509, 509), window[999]);
            return window;
        });
    }

    @Test
    void aWindowOfASumOverABillionTilesRunsAtOnce() {
        Runtime runtime = tiny();
        assertQuick(runtime, "one sum", () -> {
            long sum = cube().get(Index.range(0, 2), Index.at(3)).sum(0).get(7).itemLong();
            assertEquals(at(0, 3, 7) + at(1, 3, 7), sum);
            return sum;
        });
    }

    @Test
    void anyWindowHasTheRightElements() {
        Runtime runtime = tiny();
        Seeds.each(20, random -> {
            long[] start = starts(random);
            long[] step = {random.nextLong(1, 60), random.nextLong(1, 60), -random.nextLong(1, 60)};
            CleanRuntime.in(runtime, () -> {
                NDArray window = cube().get(
                        Index.slice(start[0], start[0] + 3 * step[0], step[0]),
                        Index.slice(start[1], start[1] + 2 * step[1], step[1]),
                        Index.slice(start[2], start[2] + 4 * step[2], step[2]));
                assertEquals(Shape.of(3, 2, 4), window.shape());
                long[] got = window.toLongs();
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 2; j++) {
                        for (int k = 0; k < 4; k++) {
                            assertEquals(
                                    at(start[0] + i * step[0], start[1] + j * step[1], start[2] + k * step[2]),
                                    got[(i * 2 + j) * 4 + k]);
                        }
                    }
                }
                return got;
            });
        });
    }

    private static long[] starts(SplittableRandom random) {
        return new long[] {random.nextLong(0, 800), random.nextLong(0, 800), random.nextLong(300, 1000)};
    }

    @Test
    void planningCostsTheSameForAnyNumberOfTiles() {
        String few = CleanRuntime.in(tiny(), () -> Nd.arange(8).reshape(2, 2, 2).add(1L).explain("plan"));
        String many = CleanRuntime.in(tiny(), () -> Nd.arange(1_000_000_000L).reshape(1000, 1000, 1000).add(1L).explain("plan"));
        assertEquals(few.lines().count(), many.lines().count());
    }

    // ---- beyond 2^31 elements

    @Test
    void sumsOfMoreThanTwoBillionElementsAreExact() {
        assertEquals(3_000_000_000L, Nd.ones(Shape.of(3_000_000_000L), Dtype.INT8).sum().itemLong());
    }

    @Test
    void elementsBeyondTwoBillionCanBeReadAndReduced() {
        long length = 3_000_000_000L;
        NDArray x = Nd.arange(length).reshape(3, 1_000_000_000L);
        assertEquals(length - 1, x.get(-1, -1).itemLong());
        assertEquals(2_999_999_990L * 10 + 45, x.get(Index.at(2), Index.from(999_999_990)).sum().itemLong());
        NDArray far = x.T().get(Index.range(999_999_998, 1_000_000_000));
        assertEquals(999_999_998 + 1_999_999_998L + 2_999_999_998L, far.get(Index.at(0)).sum().itemLong());
        assertEquals(Shape.of(2, 3), far.shape());
    }

    @Test
    void shapesTooLargeToCountAreRefused() {
        try {
            Nd.zeros(Shape.of(1L << 40, 1L << 40));
        } catch (syrtis.type.ShapeException wrong) {
            assertEquals("shape [1099511627776, 1099511627776] has more than 2^63 - 1 elements", wrong.getMessage());
            return;
        }
        throw new AssertionError("2^80 elements were taken");
    }
}
