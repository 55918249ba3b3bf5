package syrtis.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Workers are given work by time: little of what takes long, much of what does not. */
class WorkerTest {
    private static final long SECOND = 1_000_000_000;

    /** Groups that a worker is given until it has enough. */
    private static int given(Worker worker, long nanos) {
        int count = 0;
        while (worker.load() < 1) {
            worker.begins(nanos);
            count++;
        }
        return count;
    }

    @Test
    void longGroupsAreGivenTwoAtATime() {
        Worker worker = new Worker(1);
        assertEquals(2, given(worker, SECOND));
        worker.ends(SECOND);
        assertEquals(1, given(worker, SECOND), "one runs, one is brought its inputs");
        assertEquals(6, given(new Worker(3), SECOND), "of three slots");
    }

    @Test
    void shortGroupsAreGivenUpToFiftyMillisecondsOrSixtyFour() {
        assertEquals(10, given(new Worker(1), SECOND / 200));
        assertEquals(64, given(new Worker(1), 1000));
    }

    @Test
    void itGetsMoreWhenHalfIsDone() {
        Worker worker = new Worker(1);
        given(worker, 1000);
        for (int k = 0; k < 31; k++) {
            worker.ends(1000);
            assertEquals(Double.POSITIVE_INFINITY, worker.load());
        }
        worker.ends(1000);
        assertTrue(worker.load() <= 0.5);
        worker.leaves();
        assertEquals(Double.POSITIVE_INFINITY, worker.load());
    }
}
