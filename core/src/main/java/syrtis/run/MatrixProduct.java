package syrtis.run;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import syrtis.memory.Buffer;
import syrtis.op.Op;
import syrtis.plan.Work;

/**
 * Product of matrices in float64: each element is a chain of fused multiply-adds over k in order within blocks of {@link
 * Op.Reduce#LEAF}; blocks are summed pairwise by index. Factors come panel by panel and sums wait in pooled buffers; a few
 * rows at a time are brought into heap arrays, whose loops HotSpot vectorises.
 */
final class MatrixProduct implements AutoCloseable {
    private static final int LEAF = Op.Reduce.LEAF;
    private static final int PANEL = Work.Product.PANEL;

    private final int m;
    private final int n;
    private final int k;
    private final Store store;
    private final ArrayDeque<Buffer> held = new ArrayDeque<>(); // sums, the newest first
    private final double[][] rows; // of the second factor
    private final double[][] values = new double[2][PANEL]; // of two rows of the first
    private final double[][] sums; // two rows

    /** Writes part of a factor, row-major: {@code count} values of k from {@code from} on. */
    @FunctionalInterface
    interface Factor {
        void panel(int from, int count, MemorySegment target);
    }

    private MatrixProduct(int m, int n, int k, Store store) {
        this.m = m;
        this.n = n;
        this.k = k;
        this.store = store;
        rows = new double[Math.min(k, PANEL)][n];
        sums = new double[2][n];
    }

    /** (m, k) times (k, n); {@code a} gives m rows of part of k, {@code b} part of k rows of n. The result is the caller's. */
    static Buffer multiply(int m, int n, int k, Factor a, Factor b, Store store) {
        try (MatrixProduct product = new MatrixProduct(m, n, k, store)) {
            return product.multiply(a, b);
        }
    }

    private Buffer multiply(Factor a, Factor b) {
        Buffer left = store.allocate(Math.max(1, (long) m * Math.min(k, PANEL)) * Double.BYTES);
        try {
            Buffer right = store.allocate(Math.max(1, (long) n * Math.min(k, PANEL)) * Double.BYTES);
            try {
                blocks(a, b, left.segment(), right.segment());
            } finally {
                right.release();
            }
        } finally {
            left.release();
        }
        return held.pop();
    }

    private void blocks(Factor a, Factor b, MemorySegment left, MemorySegment right) {
        int blocks = Math.max(1, Math.ceilDiv(k, LEAF));
        for (int block = 0; block < blocks; block++) {
            int end = Math.min(k, (block + 1) * LEAF);
            Buffer sum = store.allocate(Math.max(1, (long) m * n) * Double.BYTES);
            held.push(sum);
            MemorySegment target = sum.segment();
            target.fill((byte) 0);
            for (int from = block * LEAF; from < end; from += PANEL) {
                int count = Math.min(end - from, PANEL);
                a.panel(from, count, left);
                b.panel(from, count, right);
                accumulate(target, left, right, count);
            }
            // Complete the pairs that end here: as many as the number of trailing ones of the block's number.
            for (int pair = block; (pair & 1) == 1; pair >>= 1) {
                addNewest();
            }
        }
        // What is left is one complete subtree per bit of the number of blocks, each odd one having passed up.
        while (held.size() > 1) {
            addNewest();
        }
    }

    /** Adds the newest sum to the one before it. */
    private void addNewest() {
        Buffer right = held.pop();
        MemorySegment from = right.segment();
        MemorySegment into = held.element().segment();
        double[] x = sums[0];
        double[] y = sums[1];
        for (int i = 0; i < m; i++) {
            read(into, i, x);
            read(from, i, y);
            for (int j = 0; j < n; j++) {
                x[j] += y[j];
            }
            write(x, into, i);
        }
        right.release();
    }

    private void read(MemorySegment matrix, long row, double[] target) {
        MemorySegment.copy(matrix, JAVA_DOUBLE_UNALIGNED, row * n * Double.BYTES, target, 0, n);
    }

    private void write(double[] row, MemorySegment matrix, long at) {
        MemorySegment.copy(row, 0, matrix, JAVA_DOUBLE_UNALIGNED, at * n * Double.BYTES, n);
    }

    private void accumulate(MemorySegment sum, MemorySegment a, MemorySegment b, int count) {
        for (int row = 0; row < count; row++) {
            read(b, row, rows[row]);
        }
        for (int i = 0; i < m; i += 2) {
            int pair = Math.min(2, m - i);
            for (int row = 0; row < pair; row++) {
                read(sum, i + row, sums[row]);
                MemorySegment.copy(a, JAVA_DOUBLE_UNALIGNED, (long) (i + row) * count * Double.BYTES, values[row], 0, count);
            }
            if (pair == 2) {
                twoRows(count);
            } else {
                for (int step = 0; step < count; step++) {
                    one(sums[0], values[0][step], rows[step], n);
                }
            }
            for (int row = 0; row < pair; row++) {
                write(sums[row], sum, i + row);
            }
        }
    }

    private void twoRows(int count) {
        int step = 0;
        for (; step + 4 <= count; step += 4) {
            twoByFour(
                    sums[0], sums[1], values[0], values[1], rows[step], rows[step + 1], rows[step + 2], rows[step + 3], step, n);
        }
        for (; step < count; step++) {
            one(sums[0], values[0][step], rows[step], n);
            one(sums[1], values[1][step], rows[step], n);
        }
    }

    private static void twoByFour(
            double[] c0,
            double[] c1,
            double[] a0,
            double[] a1,
            double[] b0,
            double[] b1,
            double[] b2,
            double[] b3,
            int k,
            int n) {
        double x0 = a0[k];
        double x1 = a0[k + 1];
        double x2 = a0[k + 2];
        double x3 = a0[k + 3];
        double y0 = a1[k];
        double y1 = a1[k + 1];
        double y2 = a1[k + 2];
        double y3 = a1[k + 3];
        for (int j = 0; j < n; j++) {
            c0[j] = Math.fma(x3, b3[j], Math.fma(x2, b2[j], Math.fma(x1, b1[j], Math.fma(x0, b0[j], c0[j]))));
            c1[j] = Math.fma(y3, b3[j], Math.fma(y2, b2[j], Math.fma(y1, b1[j], Math.fma(y0, b0[j], c1[j]))));
        }
    }

    private static void one(double[] c, double x, double[] b, int n) {
        for (int j = 0; j < n; j++) {
            c[j] = Math.fma(x, b[j], c[j]);
        }
    }

    /** Gives back the sums that are left after a failure. */
    @Override
    public void close() {
        held.forEach(Buffer::release);
    }
}
