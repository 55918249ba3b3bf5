package syrtis.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables of any length take memory where they are used. */
class ChunksTest {
    /** One chunk, a table of them, and a map of them; the last chunk is short. */
    private static final long[] COUNTS = {1, 4096, 4097, 1_000_001, 1_000_000_000L, 5_000_000_000_000L};

    @Test
    void aTableOfAnyLengthCountsItsFirstAndLastTile() {
        for (long count : COUNTS) {
            Counters counters = new Counters(count);
            for (long index : new long[] {0, count / 2, count - 1}) {
                int before = counters.get(index);
                counters.add(index, 5);
                assertEquals(before + 5, counters.get(index), index + " of " + count);
            }
            assertFalse(counters.claim(count - 1, 1));
            counters.set(count - 1, 0);
            assertTrue(counters.claim(count - 1, 7));
            assertEquals(7, counters.get(count - 1));
        }
    }

    @Test
    void chunksComeIntoBeingWhenFirstUsed() {
        for (long count : new long[] {1_000_001, 5_000_000_000_000L}) {
            List<Integer> made = new ArrayList<>();
            Chunks<int[]> chunks = new Chunks<>(count, length -> {
                made.add(length);
                return new int[length];
            });
            assertNull(chunks.find(10));
            int[] first = chunks.at(10);
            assertSame(first, chunks.at(4095));
            assertSame(first, chunks.find(0));
            assertNotSame(first, chunks.at(4096));
            assertEquals((int) ((count - 1) % 4096) + 1, chunks.at(count - 1).length);
            assertEquals(3, made.size());
            List<int[]> seen = new ArrayList<>();
            chunks.forEach(seen::add);
            assertEquals(3, seen.size());
        }
    }
}
