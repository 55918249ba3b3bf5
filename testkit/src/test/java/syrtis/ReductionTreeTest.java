package syrtis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import syrtis.testkit.CleanRuntime;
import syrtis.testkit.Comparison;
import syrtis.testkit.Elements;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/**
 * Folds, scans and matrix products combine in the documented order, bit for bit, whatever the tiles: the trees of {@code
 * Op.Reduce}, {@code Op.Scan} and {@code Op.Contract}, written here again in plain Java.
 */
class ReductionTreeTest {
    private static final int LEAF = 1024;
    private static final int LANES = 16;
    private static final int[] LENGTHS =
            IntStream.concat(IntStream.rangeClosed(0, 40), IntStream.of(1023, 1024, 1025, 2047, 2049, 3072, 5000)).toArray();
    private static final long[] TILES = {Long.MAX_VALUE, 100, 1024, 1500};

    @RegisterExtension
    final CleanRuntime clean = new CleanRuntime();

    /** A fold whose every operation rounds to its dtype. */
    private record Tree(DoubleBinaryOperator combine, double identity, Dtype dtype) {
        static final DoubleBinaryOperator PLUS = Double::sum;

        static Tree sum(Dtype dtype) {
            return new Tree(PLUS, -0.0, dtype);
        }

        double of(double a, double b) {
            double exact = combine.applyAsDouble(a, b);
            return dtype == Dtype.FLOAT32 ? (float) exact : exact;
        }

        /** Blocks of a leaf, in each of them lanes; lanes, then blocks, pairwise by index. */
        double fold(double[] x) {
            double[] blocks = new double[Math.ceilDiv(x.length, LEAF)];
            for (int block = 0; block < blocks.length; block++) {
                double[] lanes = new double[LANES];
                Arrays.fill(lanes, identity);
                int end = Math.min(x.length, (block + 1) * LEAF);
                for (int k = block * LEAF; k < end; k++) {
                    int lane = k % LANES;
                    lanes[lane] = of(lanes[lane], x[k]);
                }
                blocks[block] = pairwise(lanes);
            }
            return blocks.length == 0 ? identity + 0.0 : pairwise(blocks);
        }

        private double pairwise(double[] values) {
            double[] left = values;
            while (left.length > 1) {
                double[] next = new double[(left.length + 1) / 2];
                for (int k = 0; k < next.length; k++) {
                    next[k] = 2 * k + 1 < left.length ? of(left[2 * k], left[2 * k + 1]) : left[2 * k];
                }
                left = next;
            }
            return left[0];
        }

        /** Running folds in each block, after the fold in order of the totals of the blocks before. */
        double[] scan(double[] x) {
            double[] out = new double[x.length];
            double carry = identity;
            for (int block = 0; block < Math.ceilDiv(x.length, LEAF); block++) {
                double local = identity;
                for (int k = block * LEAF; k < Math.min(x.length, (block + 1) * LEAF); k++) {
                    local = of(local, x[k]);
                    out[k] = of(carry, local);
                }
                carry = of(carry, local);
            }
            return out;
        }
    }

    private static double[] random(int length, Dtype dtype) {
        SplittableRandom random = new SplittableRandom(length);
        double[] x = new double[length];
        for (int k = 0; k < length; k++) {
            double value = random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-3, 4));
            x[k] = dtype == Dtype.FLOAT32 ? (float) value : value;
        }
        return x;
    }

    private static NDArray array(double[] x, Dtype dtype, long... shape) {
        return Nd.array(x, Shape.of(shape)).astype(dtype);
    }

    private static void assertBits(double expected, double got, String what) {
        assertEquals(
                Double.doubleToRawLongBits(expected),
                Double.doubleToRawLongBits(got),
                () -> what + ": expected " + expected + ", got " + got);
    }

    @Test
    void theTreeIsNotThePlainSum() {
        double[] x = random(5000, Dtype.FLOAT64);
        assertNotEquals(Arrays.stream(x).reduce(0, Double::sum), Tree.sum(Dtype.FLOAT64).fold(x));
    }

    @Test
    void sumsOfEveryLengthFollowTheTree() {
        for (Dtype dtype : List.of(Dtype.FLOAT64, Dtype.FLOAT32)) {
            for (int length : LENGTHS) {
                double[] x = random(length, dtype);
                double expected = length == 0 ? 0.0 : Tree.sum(dtype).fold(x);
                for (long tile : TILES) {
                    double got = clean.in(
                            Options.defaults().withLongestTile(tile),
                            () -> array(x, dtype, length).sum().item());
                    assertBits(expected, got, dtype + "[" + length + "] in tiles of " + tile);
                }
            }
        }
    }

    @Test
    void aLongSumFollowsTheTree() {
        double[] x = random(2_000_003, Dtype.FLOAT64);
        double expected = Tree.sum(Dtype.FLOAT64).fold(x);
        double[] scan = Tree.sum(Dtype.FLOAT64).scan(x);
        for (long tile : new long[] {Long.MAX_VALUE, 300_007, 4096}) {
            for (int threads : new int[] {1, 3}) {
                Options options = Options.defaults().withLongestTile(tile).withThreads(threads);
                assertBits(expected, clean.in(options, () -> Nd.of(x).sum().item()), options.toString());
            }
            double[] got = clean.in(Options.defaults().withLongestTile(tile), () -> Nd.cumulativeSum(Nd.of(x), 0).toDoubles());
            for (int k = 0; k < scan.length; k++) {
                assertBits(scan[k], got[k], "scan at " + k + " in tiles of " + tile);
            }
        }
    }

    @Test
    void productsAndExtremesFollowTheTree() {
        for (Dtype dtype : List.of(Dtype.FLOAT64, Dtype.FLOAT32)) {
            for (int length : new int[] {1, 17, 1025, 5000}) {
                double[] x = Arrays.stream(random(length, dtype)).map(v -> (float) (1 + v * 1e-5)).toArray();
                Tree product = new Tree((a, b) -> a * b, 1, dtype);
                NDArray array = array(x, dtype, length).evaluate();
                assertBits(product.fold(x), array.prod().item(), "prod of " + length + " " + dtype);
                assertBits(Arrays.stream(x).max().orElseThrow(), array.max().item(), "max of " + length + " " + dtype);
                assertBits(Arrays.stream(x).min().orElseThrow(), array.min().item(), "min of " + length + " " + dtype);
            }
        }
    }

    @Test
    void fusedOperandsAreFoldedAsStoredOnes() {
        double[] x = random(5000, Dtype.FLOAT64);
        double[] squares = Arrays.stream(x).map(v -> v * v + 1).toArray();
        assertBits(Tree.sum(Dtype.FLOAT64).fold(squares), Nd.of(x).square().add(1.0).sum().item(), "sum of squares");
    }

    @Test
    void everyAxisOfMatricesAndCubesFollowsTheTree() {
        long[][] shapes = {{3, 1030}, {1030, 3}, {17, 2050}, {2, 1025, 3}, {1025, 2, 2}, {3, 2, 1100}, {5, 0, 3}, {1, 1, 1}};
        for (long[] shape : shapes) {
            int size = (int) Shape.of(shape).size();
            double[] x = random(size, Dtype.FLOAT64);
            for (int axis = 0; axis < shape.length; axis++) {
                double[] folded = foldAxis(x, shape, axis);
                double[] scanned = scanAxis(x, shape, axis);
                for (long tile : TILES) {
                    int along = axis;
                    Elements[] got = clean.in(Options.defaults().withLongestTile(tile), () -> {
                        NDArray array = Nd.array(x, Shape.of(shape));
                        return new Elements[] {Elements.of(array.sum(along)), Elements.of(Nd.cumulativeSum(array, along))};
                    });
                    String what = Arrays.toString(shape) + " axis " + axis + " in tiles of " + tile;
                    assertSame(folded, Shape.of(shape).drop(axis), got[0], "sum of " + what);
                    assertSame(scanned, Shape.of(shape), got[1], "scan of " + what);
                }
            }
        }
    }

    @Test
    void severalAxesAreFoldedInnermostFirst() {
        long[] shape = {3, 1030, 5};
        double[] x = random(3 * 1030 * 5, Dtype.FLOAT64);
        double[] last = foldAxis(x, shape, 2);
        double[] two = foldAxis(last, new long[] {3, 1030}, 1);
        double[] all = foldAxis(two, new long[] {3}, 0);
        NDArray array = Nd.array(x, Shape.of(shape)).evaluate();
        assertSame(two, Shape.of(3), Elements.of(array.sum(1, 2)), "axes 1 and 2");
        assertSame(two, Shape.of(3), Elements.of(array.sum(2, 1)), "axes 2 and 1");
        assertSame(all, Shape.SCALAR, Elements.of(array.sum()), "all axes");
    }

    @Test
    void viewsAreFoldedInTheirOwnOrder() {
        long[] shape = {40, 1100};
        double[] x = random(40 * 1100, Dtype.FLOAT64);
        NDArray array = Nd.array(x, Shape.of(shape)).evaluate();
        double[] transposed = new double[x.length];
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 1100; j++) {
                transposed[j * 40 + i] = x[i * 1100 + j];
            }
        }
        assertSame(foldAxis(transposed, new long[] {1100, 40}, 0), Shape.of(40), Elements.of(array.T().sum(0)), "transposed");
        double[] reversed = new double[1100];
        for (int j = 0; j < 1100; j++) {
            reversed[j] = x[1099 - j];
        }
        double got = array.get(Index.at(0), Index.slice(null, null, -1L)).sum().item();
        assertBits(Tree.sum(Dtype.FLOAT64).fold(reversed), got, "reversed");
    }

    /** Their loops go through their levels in other orders than those of arrays that lie as they are indexed. */
    @Test
    void permutedArraysAreFoldedAndScannedInTheirOwnOrder() {
        long[] shape = {18, 33, 40};
        int[][] orders = {{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        double[] x = random(18 * 33 * 40, Dtype.FLOAT64);
        for (long tile : new long[] {Long.MAX_VALUE, 19}) {
            for (int[] order : orders) {
                long[] permuted = Arrays.stream(order).mapToLong(axis -> shape[axis]).toArray();
                for (int axis = 0; axis < 3; axis++) {
                    int along = axis;
                    double[][] got = clean.in(Options.defaults().withLongestTile(tile), () -> {
                        NDArray array = Nd.array(x, Shape.of(shape)).evaluate().transpose(order);
                        NDArray sum = array.sum(along);
                        NDArray scan = Nd.cumulativeSum(array, along);
                        return new double[][] {array.toDoubles(), sum.toDoubles(), scan.toDoubles()};
                    });
                    String what = Arrays.toString(order) + ", axis " + axis + " in tiles of " + tile;
                    assertArrayEquals(foldAxis(got[0], permuted, axis), got[1], "sum of " + what);
                    assertArrayEquals(scanAxis(got[0], permuted, axis), got[2], "scan of " + what);
                }
            }
        }
    }

    @Test
    void matrixProductsAreChainsOfFusedMultiplyAdds() {
        for (int inner : new int[] {1, 3, 1023, 1024, 1025, 3000}) {
            int rows = 5;
            int columns = 4;
            double[] a = random(rows * inner, Dtype.FLOAT64);
            double[] b = random(inner * columns, Dtype.FLOAT64);
            double[] expected = new double[rows * columns];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    expected[i * columns + j] = dot(a, b, i, j, inner, columns);
                }
            }
            for (long tile : TILES) {
                Elements got = clean.in(
                        Options.defaults().withLongestTile(tile).withCode(Options.Code.BYTECODE),
                        () -> Elements.of(Nd.array(a, Shape.of(rows, inner)).matmul(Nd.array(b, Shape.of(inner, columns)))));
                assertSame(expected, Shape.of(rows, columns), got, "product over " + inner + " in tiles of " + tile);
            }
        }
    }

    private static double dot(double[] a, double[] b, int i, int j, int inner, int columns) {
        double[] blocks = new double[Math.ceilDiv(inner, LEAF)];
        for (int k = 0; k < inner; k++) {
            blocks[k / LEAF] = Math.fma(a[i * inner + k], b[k * columns + j], blocks[k / LEAF]);
        }
        return Tree.sum(Dtype.FLOAT64).pairwise(blocks);
    }

    private static void assertSame(double[] expected, Shape shape, Elements got, String what) {
        Elements elements = Elements.of(Nd.array(expected, shape));
        assertEquals(Optional.empty(), Comparison.difference(elements, got, Comparison.EXACT), what);
    }

    private static double[] foldAxis(double[] x, long[] shape, int axis) {
        int n = (int) shape[axis];
        int inner = inner(shape, axis);
        int outer = n == 0 ? (int) Shape.of(shape).drop(axis).size() / Math.max(1, inner) : x.length / Math.max(1, n * inner);
        double[] out = new double[outer * inner];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                out[o * inner + i] = n == 0 ? 0.0 : Tree.sum(Dtype.FLOAT64).fold(line(x, o, n, inner, i));
            }
        }
        return out;
    }

    private static double[] scanAxis(double[] x, long[] shape, int axis) {
        int n = (int) shape[axis];
        int inner = inner(shape, axis);
        double[] out = new double[x.length];
        for (int o = 0; x.length > 0 && o < x.length / (n * inner); o++) {
            for (int i = 0; i < inner; i++) {
                double[] scan = Tree.sum(Dtype.FLOAT64).scan(line(x, o, n, inner, i));
                for (int k = 0; k < n; k++) {
                    out[(o * n + k) * inner + i] = scan[k];
                }
            }
        }
        return out;
    }

    private static int inner(long[] shape, int axis) {
        int inner = 1;
        for (int k = axis + 1; k < shape.length; k++) {
            inner *= (int) shape[k];
        }
        return inner;
    }

    private static double[] line(double[] x, int outer, int n, int inner, int i) {
        double[] line = new double[n];
        for (int k = 0; k < n; k++) {
            line[k] = x[(outer * n + k) * inner + i];
        }
        return line;
    }
}
