package syrtis.run;

import java.util.ArrayList;
import java.util.List;
import syrtis.op.Op;

/**
 * Product of matrices in float64, held as rows in heap arrays, whose loops HotSpot vectorises: each element is a chain of
 * fused multiply-adds over k in order within blocks of {@link Op.Reduce#LEAF}; blocks are summed pairwise by index.
 */
final class MatrixProduct {
    private static final int LEAF = Op.Reduce.LEAF;

    /** Rows of the second factor that stay in the cache while rows of the first pass. */
    private static final int PANEL = 64;

    private MatrixProduct() {}

    /** Gives a block of a factor: {@code count} values of k from {@code from} on. */
    @FunctionalInterface
    interface Factor {
        double[][] rows(int from, int count);
    }

    /** (m, k) times (k, n); {@code a} gives m rows of part of k, {@code b} part of k rows of n. */
    static double[][] multiply(int m, int n, int k, Factor a, Factor b) {
        List<double[][]> pending = new ArrayList<>();
        int blocks = Math.max(1, Math.ceilDiv(k, LEAF));
        for (int block = 0; block < blocks; block++) {
            int from = block * LEAF;
            int count = Math.min(k - from, LEAF);
            double[][] sum = new double[m][n];
            accumulate(sum, a.rows(from, count), b.rows(from, count), n);
            // Complete the pairs that end here: as many as the number of trailing ones of the block's number.
            for (int pair = block; (pair & 1) == 1; pair >>= 1) {
                sum = add(pending.removeLast(), sum);
            }
            pending.add(sum);
        }
        // What is left is one complete subtree per bit of the number of blocks, each odd one having passed up.
        double[][] sum = pending.removeLast();
        while (!pending.isEmpty()) {
            sum = add(pending.removeLast(), sum);
        }
        return sum;
    }

    private static double[][] add(double[][] left, double[][] right) {
        for (int i = 0; i < left.length; i++) {
            double[] into = left[i];
            double[] from = right[i];
            for (int j = 0; j < into.length; j++) {
                into[j] += from[j];
            }
        }
        return left;
    }

    private static void accumulate(double[][] sum, double[][] a, double[][] b, int n) {
        for (int panel = 0; panel < b.length; panel += PANEL) {
            int end = Math.min(b.length, panel + PANEL);
            int i = 0;
            for (; i + 2 <= sum.length; i += 2) {
                twoRows(sum[i], sum[i + 1], a[i], a[i + 1], b, panel, end, n);
            }
            if (i < sum.length) {
                oneRow(sum[i], a[i], b, panel, end, n);
            }
        }
    }

    private static void twoRows(
            double[] c0, double[] c1, double[] a0, double[] a1, double[][] b, int from, int end, int n) {
        int k = from;
        for (; k + 4 <= end; k += 4) {
            twoByFour(c0, c1, a0, a1, b[k], b[k + 1], b[k + 2], b[k + 3], k, n);
        }
        for (; k < end; k++) {
            one(c0, a0[k], b[k], n);
            one(c1, a1[k], b[k], n);
        }
    }

    private static void oneRow(double[] c, double[] a, double[][] b, int from, int end, int n) {
        for (int k = from; k < end; k++) {
            one(c, a[k], b[k], n);
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
}
