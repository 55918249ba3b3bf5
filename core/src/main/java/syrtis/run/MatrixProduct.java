package syrtis.run;

import java.util.ArrayList;
import java.util.List;
import syrtis.op.Op;

/**
 * Product of dense float64 matrices held as rows in heap arrays, which HotSpot vectorises: each element is a chain of fused
 * multiply-adds over k in order within blocks of {@link Op.Reduce#LEAF}; blocks are summed pairwise by index.
 */
final class MatrixProduct {
    private static final int LEAF = Op.Reduce.LEAF;

    /** Rows of b that stay in the cache while rows of a pass. */
    private static final int PANEL = 128;

    private MatrixProduct() {}

    /** {@code rows(a) x rows(b)}, a by rows of k elements, b by k rows of n elements. */
    static double[][] multiply(double[][] a, double[][] b, int n) {
        int k = b.length;
        List<double[][]> pending = new ArrayList<>();
        int blocks = Math.max(1, Math.ceilDiv(k, LEAF));
        for (int block = 0; block < blocks; block++) {
            double[][] sum = new double[a.length][n];
            accumulate(sum, a, b, block * LEAF, Math.min(k, (block + 1) * LEAF), n);
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

    private static void accumulate(double[][] sum, double[][] a, double[][] b, int from, int to, int n) {
        for (int panel = from; panel < to; panel += PANEL) {
            int end = Math.min(to, panel + PANEL);
            for (int i = 0; i < sum.length; i++) {
                double[] row = a[i];
                int k = panel;
                for (; k + 4 <= end; k += 4) {
                    four(sum[i], row[k], b[k], row[k + 1], b[k + 1], row[k + 2], b[k + 2], row[k + 3], b[k + 3], n);
                }
                for (; k < end; k++) {
                    one(sum[i], row[k], b[k], n);
                }
            }
        }
    }

    private static void four(
            double[] c, double x0, double[] b0, double x1, double[] b1, double x2, double[] b2, double x3, double[] b3, int n) {
        for (int j = 0; j < n; j++) {
            c[j] = Math.fma(x3, b3[j], Math.fma(x2, b2[j], Math.fma(x1, b1[j], Math.fma(x0, b0[j], c[j]))));
        }
    }

    private static void one(double[] c, double x, double[] b, int n) {
        for (int j = 0; j < n; j++) {
            c[j] = Math.fma(x, b[j], c[j]);
        }
    }
}
