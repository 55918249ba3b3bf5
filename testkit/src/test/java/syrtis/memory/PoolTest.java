package syrtis.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import syrtis.type.BudgetException;
import syrtis.type.BugException;

/** Blocks are lent once at a time, found again, and never more than the budget allows. */
class PoolTest {
    private static final long MIB = 1 << 20;

    private final Budget budget = new Budget(64 * MIB);
    private final Pool pool = new Pool(budget);

    private Buffer allocate(long bytes) {
        return pool.allocate(bytes, _ -> false);
    }

    @Test
    void blocksThatAreLentDoNotOverlap() {
        List<Buffer> lent = new ArrayList<>();
        for (long bytes : new long[] {1, 8, 64, 65, 1000, 40_000, 70_000, 2 * MIB}) {
            for (int k = 0; k < 5; k++) {
                Buffer buffer = allocate(bytes);
                assertEquals(bytes, buffer.segment().byteSize());
                assertTrue(buffer.footprint() >= bytes);
                buffer.segment().fill((byte) lent.size());
                lent.add(buffer);
            }
        }
        for (int k = 0; k < lent.size(); k++) {
            Buffer buffer = lent.get(k);
            assertEquals((byte) k, buffer.segment().get(ValueLayout.JAVA_BYTE, 0));
            assertEquals((byte) k, buffer.segment().get(ValueLayout.JAVA_BYTE, buffer.segment().byteSize() - 1));
        }
        long footprint = lent.stream().mapToLong(Buffer::footprint).sum();
        assertEquals(footprint, pool.live());
        lent.forEach(Buffer::release);
        assertEquals(0, pool.live());
    }

    @Test
    void blocksThatAnotherThreadGaveBackAreLentAgain() throws InterruptedException {
        for (long bytes : new long[] {8, 300_000}) {
            for (int turn = 0; turn < 40; turn++) {
                Buffer buffer = allocate(bytes);
                Thread other = Thread.ofPlatform().start(buffer::release);
                other.join();
            }
            assertTrue(budget.used() <= 2 * MIB, bytes + " bytes take " + budget.used());
        }
    }

    @Test
    void smallBlocksOfManyThreadsAreLentOnceAtATime() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        List<String> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int thread = 0; thread < 4; thread++) {
            long own = thread;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int turn = 0; turn < 2000; turn++) {
                    List<Buffer> held = new ArrayList<>();
                    for (int k = 0; k < 20; k++) {
                        Buffer buffer = allocate(8);
                        buffer.segment().set(ValueLayout.JAVA_LONG_UNALIGNED, 0, own * 100 + k);
                        held.add(buffer);
                    }
                    for (int k = 0; k < 20; k++) {
                        if (held.get(k).segment().get(ValueLayout.JAVA_LONG_UNALIGNED, 0) != own * 100 + k) {
                            wrong.add("thread " + own + " turn " + turn);
                        }
                        held.get(k).release();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), wrong);
        assertEquals(0, pool.live());
    }

    @Test
    void whatDoesNotFitIsRefusedAndIdleBlocksMakeRoom() {
        Buffer large = allocate(40 * MIB);
        assertThrows(BudgetException.class, () -> allocate(40 * MIB));
        large.release();
        allocate(50 * MIB).release(); // The idle block of 40 MiB went back to the system.
        assertTrue(budget.peak() <= 64 * MIB);
    }

    @Test
    void aBufferIsReleasedOncePerHolder() {
        Buffer buffer = allocate(8);
        buffer.retain();
        buffer.release();
        assertTrue(buffer.isExclusive());
        buffer.release();
        assertThrows(BugException.class, buffer::release);
        assertThrows(BugException.class, buffer::retain);
    }

    @Test
    void whatUnreachableOwnersHeldIsReleased() {
        List<String> released = java.util.Collections.synchronizedList(new ArrayList<>());
        Object kept = new Object();
        pool.whenUnreachable(new Object(), () -> released.add("first"));
        pool.whenUnreachable(kept, () -> released.add("kept"));
        pool.whenUnreachable(new Object(), () -> released.add("last"));
        pool.reclaim(true);
        assertEquals(List.of("first", "last"), released.stream().sorted().toList());
        java.lang.ref.Reference.reachabilityFence(kept);
    }

    @Test
    void threadsThatDropTheirMemoryAllFindItAgain() throws InterruptedException {
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    for (int turn = 0; turn < 100; turn++) {
                        pool.whenUnreachable(new Object(), allocate(MIB)::release);
                    }
                } catch (BudgetException failure) {
                    failures.add(failure);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
        pool.reclaim(true);
        assertEquals(0, pool.live());
    }
}
