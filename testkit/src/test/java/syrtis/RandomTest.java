package syrtis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import syrtis.testkit.CleanRuntime;
import syrtis.type.DtypeException;
import syrtis.type.Shape;

/**
 * Random arrays are as random as they should be, and a pure function of seed, call and index. Seeds are fixed: what passed
 * passes again. A statistic may be 5 of its standard deviations off, which chance does once in two million tests.
 */
class RandomTest {
    private static final int MANY = 200_000;
    private static final double LIMIT = 5;

    @RegisterExtension
    final CleanRuntime clean = new CleanRuntime();

    private static double[] uniform(long seed, int count) {
        return syrtis.Random.defaultRng(seed).random(Shape.of(count)).toDoubles();
    }

    // ---- bits

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 0x8000_0000_0000_0000L, -1})
    void everyByteIsUniform(long seed) {
        long[] words =
                syrtis.Random.defaultRng(seed).integers(Long.MIN_VALUE, Long.MAX_VALUE, Shape.of(MANY)).toLongs();
        for (int place = 0; place < 8; place++) {
            long[] counts = new long[256];
            for (long word : words) {
                counts[(int) (word >>> 8 * place) & 255]++;
            }
            assertUniform(counts, "byte " + place);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 1024})
    void pairsOfElementsAreUniform(int lag) {
        double[] x = uniform(7, MANY);
        assertIndependent(Arrays.copyOf(x, MANY - lag), Arrays.copyOfRange(x, lag, MANY), "lag " + lag);
    }

    @Test
    void streamsOfOneSeedAreIndependent() {
        syrtis.Random random = syrtis.Random.defaultRng(11);
        double[] before = random.random(Shape.of(MANY)).toDoubles();
        for (int stream = 1; stream < 5; stream++) {
            double[] next = random.random(Shape.of(MANY)).toDoubles();
            assertIndependent(before, next, "streams " + (stream - 1) + " and " + stream);
            before = next;
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "0, 4294967296", "0, -9223372036854775808", "-1, 0"})
    void neighbouringSeedsAreIndependent(long one, long other) {
        assertIndependent(uniform(one, MANY), uniform(other, MANY), "seeds " + one + " and " + other);
    }

    @Test
    void runsUpAndDownAreAsManyAsTheyShouldBe() {
        double[] x = uniform(3, MANY);
        int runs = 1;
        for (int k = 2; k < x.length; k++) {
            runs += (x[k] > x[k - 1]) != (x[k - 1] > x[k - 2]) ? 1 : 0;
        }
        double mean = (2.0 * MANY - 1) / 3;
        double deviation = Math.sqrt((16.0 * MANY - 29) / 90);
        assertWithin(runs, mean, deviation, "runs");
    }

    @Test
    void firstElementsOfStreamsAndSeedsAreDistinct() {
        Set<Double> seen = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            syrtis.Random random = syrtis.Random.defaultRng(seed);
            for (int stream = 0; stream < 20; stream++) {
                seen.add(random.random(Shape.of(1)).item());
            }
        }
        assertEquals(1000, seen.size());
    }

    // ---- distributions

    @Test
    void uniformNumbersFollowTheirDistribution() {
        double[] x = syrtis.Random.defaultRng(1).uniform(-2, 3, Shape.of(MANY)).toDoubles();
        for (double value : x) {
            assertTrue(value >= -2 && value < 3);
        }
        assertFollows(x, value -> (value + 2) / 5, "uniform");
        assertMoments(x, 0.5, 25.0 / 12, 0, 1.8);
    }

    @Test
    void normalNumbersFollowTheirDistribution() {
        double[] x = syrtis.Random.defaultRng(2).normal(10, 3, Shape.of(MANY)).toDoubles();
        assertFollows(x, value -> normalDistribution((value - 10) / 3), "normal");
        assertMoments(x, 10, 9, 0, 3);
    }

    @Test
    void normalNumbersHaveTailsAsHeavyAsTheyShouldBe() {
        int count = 2_000_000;
        NDArray size = syrtis.Random.defaultRng(4).standardNormal(Shape.of(count)).absolute();
        double[] beyond = {2.699796063260190e-3, 6.334248366623993e-5, 5.733031437583892e-7};
        for (int k = 0; k < beyond.length; k++) {
            double expected = count * beyond[k];
            assertWithin(size.greater(3.0 + k).sum().item(), expected, Math.sqrt(expected) + 1, "beyond " + (3 + k));
        }
    }

    @Test
    void exponentialNumbersFollowTheirDistribution() {
        double[] x = syrtis.Random.defaultRng(5).exponential(0.5, Shape.of(MANY)).toDoubles();
        for (double value : x) {
            assertTrue(value >= 0);
        }
        assertFollows(x, value -> -Math.expm1(-2 * value), "exponential");
        assertMoments(x, 0.5, 0.25, 2, 9);
    }

    @ParameterizedTest
    @CsvSource({"0, 6", "-3, 7", "100, 1100", "9223372036854775797, 9223372036854775807", "-1, 0"})
    void integersAreUniformWithinTheirBounds(long low, long high) {
        long[] x = syrtis.Random.defaultRng(6).integers(low, high, Shape.of(MANY)).toLongs();
        long[] counts = new long[(int) (high - low)];
        for (long value : x) {
            counts[(int) (value - low)]++;
        }
        if (counts.length == 1) {
            assertEquals(MANY, counts[0]);
        } else {
            assertUniform(counts, low + " .. " + high);
        }
    }

    @Test
    void integersNeedALowBelowTheHigh() {
        syrtis.Random random = syrtis.Random.defaultRng(0);
        DtypeException wrong = assertThrows(DtypeException.class, () -> random.integers(3, 3, Shape.of(2)));
        assertTrue(wrong.getMessage().startsWith("integers needs low < high, got 3 and 3"), wrong.getMessage());
    }

    // ---- what a number depends on

    private static final Function<syrtis.Random, NDArray> KINDS[] = kinds();

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Function<syrtis.Random, NDArray>[] kinds() {
        Shape shape = Shape.of(123, 457);
        return new Function[] {
            (Function<syrtis.Random, NDArray>) random -> random.random(shape),
            (Function<syrtis.Random, NDArray>) random -> random.normal(1, 2, shape),
            (Function<syrtis.Random, NDArray>) random -> random.exponential(2, shape),
            (Function<syrtis.Random, NDArray>) random -> random.integers(-5, 1000, shape)
        };
    }

    @Test
    void oneSeedGivesOneArrayForAnyTilingAndAnyNumberOfThreads() {
        for (Function<syrtis.Random, NDArray> kind : KINDS) {
            byte[] expected = kind.apply(syrtis.Random.defaultRng(9)).toBytes();
            for (long tile : new long[] {7, 64, 1001}) {
                Options options = Options.defaults().withThreads(tile == 7 ? 4 : 1).withLongestTile(tile);
                assertArrayEquals(expected, clean.in(options, () -> kind.apply(syrtis.Random.defaultRng(9)).toBytes()));
            }
        }
    }

    @Test
    void aWindowOfTheArrayIsTheWindowOfTheWhole() {
        Index[][] windows = {
            {Index.range(3, 5), Index.range(100, 200)},
            {Index.slice(null, null, -3L), Index.slice(1L, null, 2L)},
            {Index.at(17)},
            {Index.at(-1), Index.slice(400L, 11L, -5L)}
        };
        for (Function<syrtis.Random, NDArray> kind : KINDS) {
            NDArray whole = kind.apply(syrtis.Random.defaultRng(12)).evaluate();
            for (Index[] window : windows) {
                byte[] expected = whole.get(window).toBytes();
                assertArrayEquals(expected, kind.apply(syrtis.Random.defaultRng(12)).get(window).toBytes());
                assertArrayEquals(
                        whole.T().ravel().get(Index.range(700, 1900)).toBytes(),
                        kind.apply(syrtis.Random.defaultRng(12)).T().ravel().get(Index.range(700, 1900)).toBytes());
            }
        }
    }

    @Test
    void anElementDependsOnItsIndexAlone() {
        double[] line = syrtis.Random.defaultRng(13).random(Shape.of(60)).toDoubles();
        assertArrayEquals(line, syrtis.Random.defaultRng(13).random(Shape.of(3, 4, 5)).toDoubles());
        double[] longer = syrtis.Random.defaultRng(13).random(Shape.of(1_000)).toDoubles();
        assertArrayEquals(line, Arrays.copyOf(longer, 60));
    }

    @Test
    void elementsBeyondTheReachOfIntegersAreNotThoseOfTheFirst() {
        long length = 1L << 40;
        NDArray x = syrtis.Random.defaultRng(14).random(Shape.of(length));
        double[] first = x.get(Index.to(1000)).toDoubles();
        double[] beyond = x.get(Index.range(1L << 32, (1L << 32) + 1000)).toDoubles();
        double[] last = x.get(Index.from(length - 1000)).toDoubles();
        Set<Double> all = new HashSet<>();
        for (double[] part : new double[][] {first, beyond, last}) {
            Arrays.stream(part).forEach(all::add);
        }
        assertEquals(3000, all.size());
    }

    @Test
    void aCallTakesTheNextStreamAndDefaultsDiffer() {
        syrtis.Random random = syrtis.Random.defaultRng(15);
        assertFalse(Arrays.equals(
                random.random(Shape.of(5)).toDoubles(), random.random(Shape.of(5)).toDoubles()));
        assertNotEquals(
                syrtis.Random.defaultRng().random(Shape.of(1)).item(),
                syrtis.Random.defaultRng().random(Shape.of(1)).item());
    }

    @Test
    void readingTwiceGivesTheSameNumbers() {
        NDArray x = syrtis.Random.defaultRng(16).normal(0, 1, Shape.of(1000));
        assertEquals(x.sum().item(), x.get(Index.all()).sum().item());
        assertArrayEquals(x.toDoubles(), x.copy().toDoubles());
    }

    // ---- statistics

    private static void assertWithin(double value, double mean, double deviation, String what) {
        assertTrue(
                Math.abs(value - mean) <= LIMIT * deviation,
                what + ": expected " + mean + " +- " + deviation + ", got " + value);
    }

    /** Chi-square of equal expectations, by its normal approximation (Wilson and Hilferty 1931). */
    private static void assertUniform(long[] counts, String what) {
        double expected = Arrays.stream(counts).sum() / (double) counts.length;
        double chiSquare = 0;
        for (long count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        double freedom = counts.length - 1;
        double spread = 2 / (9 * freedom);
        assertWithin(Math.cbrt(chiSquare / freedom), 1 - spread, Math.sqrt(spread), what + ": chi-square " + chiSquare);
    }

    /** Of two arrays uniform on [0, 1): that pairs are uniform, and that they do not correlate. */
    private static void assertIndependent(double[] x, double[] y, String what) {
        long[] counts = new long[64 * 64];
        double correlation = 0;
        for (int k = 0; k < x.length; k++) {
            counts[(int) (x[k] * 64) * 64 + (int) (y[k] * 64)]++;
            correlation += (x[k] - 0.5) * (y[k] - 0.5) * 12;
        }
        assertUniform(counts, what);
        assertWithin(correlation / x.length, 0, 1 / Math.sqrt(x.length), what + ": correlation");
    }

    /** Kolmogorov and Smirnov: the largest distance to the distribution; 2.5 / sqrt(n) has a chance of 7e-6. */
    private static void assertFollows(double[] x, DoubleUnaryOperator distribution, String what) {
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        double distance = 0;
        for (int k = 0; k < sorted.length; k++) {
            double probability = distribution.applyAsDouble(sorted[k]);
            distance = Math.max(distance, Math.max(probability - k / (double) sorted.length, (k + 1.0) / sorted.length - probability));
        }
        assertTrue(distance * Math.sqrt(sorted.length) < 2.5, what + ": distance " + distance);
    }

    private static void assertMoments(double[] x, double mean, double variance, double skewness, double kurtosis) {
        double n = x.length;
        double average = Arrays.stream(x).average().orElseThrow();
        assertWithin(average, mean, Math.sqrt(variance / n), "mean");
        double[] moments = new double[5];
        for (double value : x) {
            for (int order = 2; order <= 4; order++) {
                moments[order] += Math.pow(value - mean, order) / n;
            }
        }
        assertWithin(moments[2], variance, variance * Math.sqrt((kurtosis - 1) / n), "variance");
        assertWithin(moments[3] / Math.pow(variance, 1.5), skewness, Math.sqrt(300 / n), "skewness");
        assertWithin(moments[4] / (variance * variance), kurtosis, Math.sqrt(10_000 / n), "kurtosis");
    }

    /** Abramowitz and Stegun 7.1.26: error below 1.5e-7. */
    private static double normalDistribution(double z) {
        double t = 1 / (1 + 0.3275911 * Math.abs(z) / Math.sqrt(2));
        double tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
                * Math.exp(-z * z / 2);
        return z < 0 ? tail / 2 : 1 - tail / 2;
    }
}
