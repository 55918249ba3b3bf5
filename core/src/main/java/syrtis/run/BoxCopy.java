package syrtis.run;

import java.lang.foreign.MemorySegment;
import syrtis.plan.Box;

/** Copies the common elements of two dense row-major boxes of one index space. */
public final class BoxCopy {
    private BoxCopy() {}

    /** From {@code source}, which holds box {@code from}, to {@code target}, which holds box {@code to}. */
    public static void copy(MemorySegment source, Box from, MemorySegment target, Box to, int bytes) {
        int rank = from.rank();
        long[] low = new long[rank];
        long[] length = new long[rank];
        long runs = 1;
        for (int k = 0; k < rank; k++) {
            low[k] = Math.max(from.start()[k], to.start()[k]);
            long high = Math.min(from.start()[k] + from.extent()[k], to.start()[k] + to.extent()[k]);
            length[k] = high - low[k];
            if (length[k] <= 0) {
                return;
            }
        }
        // Trailing axes that both boxes hold wholly make longer runs.
        int inner = rank;
        long run = 1;
        while (inner > 0) {
            inner--;
            run *= length[inner];
            if (length[inner] != from.extent()[inner] || length[inner] != to.extent()[inner]) {
                break;
            }
        }
        for (int k = 0; k < inner; k++) {
            runs *= length[k];
        }
        long[] at = new long[rank];
        for (long r = 0; r < runs; r++) {
            long source0 = 0;
            long target0 = 0;
            for (int k = 0; k < rank; k++) {
                long index = low[k] + (k < inner ? at[k] : 0);
                source0 = source0 * from.extent()[k] + index - from.start()[k];
                target0 = target0 * to.extent()[k] + index - to.start()[k];
            }
            MemorySegment.copy(source, source0 * bytes, target, target0 * bytes, run * bytes);
            for (int k = inner - 1; k >= 0 && ++at[k] == length[k]; k--) {
                at[k] = 0;
            }
        }
    }
}
