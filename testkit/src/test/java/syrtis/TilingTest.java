package syrtis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import syrtis.Options.Rules;
import syrtis.testkit.CleanRuntime;
import syrtis.testkit.Comparison;
import syrtis.testkit.Elements;
import syrtis.testkit.Seeds;
import syrtis.testkit.VectorRun;
import syrtis.testkit.Vectors;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.SyrtisException;

/** Tiles, threads and exact rules change no bit: every program gives the same as in the default runtime. */
class TilingTest {
    private static final long ANY = Long.MAX_VALUE;

    /** Programs beside those on behaviour; {@code -Dsyrtis.sample=5000} is the long form. */
    private static final int SAMPLE = Integer.getInteger("syrtis.sample", 300);

    /** Programs that gather from 300,000 elements: every tile of the result looks at every tile of them. */
    private static final String LARGE = "behaviour/31/";

    @RegisterExtension
    final CleanRuntime clean = new CleanRuntime();

    /** Tile lengths, sets of rules and numbers of threads, in pairs. */
    private static final List<Options> SETTINGS = List.of(
            settings(1, 2, Rules.EXACT),
            settings(2, 1, Rules.NONE),
            settings(3, 4, Rules.EXACT),
            settings(7, 1, Rules.EXACT),
            settings(7, 4, Rules.NONE),
            settings(ANY, 1, Rules.NONE),
            settings(ANY, 4, Rules.EXACT));

    private static Options settings(long longestTile, int threads, Rules rules) {
        return Options.defaults()
                .withMemory(256 << 20)
                .withLongestTile(longestTile)
                .withThreads(threads)
                .withRules(rules);
    }

    private static String name(Options options) {
        return (options.longestTile() == ANY ? "any tile" : "tiles of " + options.longestTile()) + ", "
                + options.threads() + " threads, rules " + options.rules();
    }

    @TestFactory
    Stream<DynamicTest> programsGiveTheSameBits() {
        Map<String, List<Elements>> expected = new java.util.LinkedHashMap<>();
        List<Vectors.Vector> vectors = new ArrayList<>();
        for (Vectors.Vector vector : sample()) {
            Optional<List<Elements>> answer = answer(vector);
            if (answer.isPresent()) {
                expected.put(vector.id(), answer.get());
                vectors.add(vector);
            }
        }
        Stream<DynamicTest> enough = Stream.of(DynamicTest.dynamicTest("most programs run", () -> assertTrue(
                vectors.size() >= sample().size() * 3 / 4, vectors.size() + " of " + sample().size() + " programs of the sample run")));
        return Stream.concat(
                enough,
                SETTINGS.stream().map(options -> DynamicTest.dynamicTest(name(options), () -> {
                    List<String> wrong = new ArrayList<>();
                    try (Runtime runtime = Runtime.of(options);
                            Runtime coarser = Runtime.of(options.withLongestTile(Math.max(options.longestTile(), 9)))) {
                        for (Vectors.Vector vector : vectors) {
                            Runtime own = vector.id().startsWith(LARGE) ? coarser : runtime;
                            difference(vector, Objects.requireNonNull(expected.get(vector.id())), own).ifPresent(wrong::add);
                        }
                    }
                    if (!wrong.isEmpty()) {
                        fail(wrong.size() + " of " + vectors.size() + " differ:\n"
                                + wrong.stream().limit(10).collect(Collectors.joining("\n")));
                    }
                })));
    }

    /** All behaviour programs and some of the rest; the same ones every time. */
    private static List<Vectors.Vector> sample() {
        List<Vectors.Vector> rest = new ArrayList<>(Vectors.all());
        rest.removeIf(vector -> vector.error().isPresent());
        List<Vectors.Vector> sample =
                new ArrayList<>(rest.stream().filter(vector -> vector.id().startsWith("behaviour")).toList());
        rest.removeAll(sample);
        Collections.shuffle(rest, new Random(20_260_101));
        sample.addAll(rest.subList(0, Math.min(SAMPLE, rest.size())));
        return sample;
    }

    /** What the default runtime gives; nothing for what it cannot run, which {@code VectorsTest} reports. */
    private static Optional<List<Elements>> answer(Vectors.Vector vector) {
        try {
            return Optional.of(VectorRun.run(vector));
        } catch (SyrtisException missing) {
            return Optional.empty();
        }
    }

    private static Optional<String> difference(Vectors.Vector vector, List<Elements> expected, Runtime runtime) {
        List<Elements> got;
        try {
            got = CleanRuntime.in(runtime, () -> VectorRun.run(vector));
        } catch (RuntimeException wrong) {
            return Optional.of(vector.id() + "  " + vector.program() + "\n   " + wrong);
        }
        for (int k = 0; k < expected.size(); k++) {
            Optional<String> difference = Comparison.difference(expected.get(k), got.get(k), Comparison.EXACT);
            if (difference.isPresent()) {
                return Optional.of(vector.id() + "  " + vector.program() + "\n   " + difference.get());
            }
        }
        return Optional.empty();
    }

    /** Those that no library makes: its rounding is its own. */
    @TestFactory
    Stream<DynamicTest> productsOfMatricesGiveTheSameBits() {
        return SETTINGS.stream().map(options -> DynamicTest.dynamicTest(name(options), () -> {
            Options loops = options.withCode(Options.Code.BYTECODE);
            Options small = options.longestTile() == 1 ? loops.withLongestTile(5) : loops;
            List<Elements> expected = CleanRuntime.in(
                    Runtime.of(Options.defaults().withCode(Options.Code.BYTECODE)), TilingTest::products);
            List<Elements> got = CleanRuntime.in(Runtime.of(small), TilingTest::products);
            for (int k = 0; k < expected.size(); k++) {
                assertEquals(Optional.empty(), Comparison.difference(expected.get(k), got.get(k), Comparison.EXACT), "product " + k);
            }
        }));
    }

    private static List<Elements> products() {
        syrtis.Random random = syrtis.Random.defaultRng(3);
        NDArray a = random.normal(0, 1, Shape.of(37, 1100)).evaluate();
        NDArray b = random.normal(0, 1, Shape.of(1100, 29)).evaluate();
        NDArray c = random.uniform(-1, 1, Shape.of(3, 11, 13));
        NDArray d = random.uniform(-1, 1, Shape.of(3, 13, 5)).astype("float32");
        return Stream.of(a.matmul(b), a.matmul(a.T()), b.T().matmul(a.T()), c.matmul(d.astype("float64")), d.mT().matmul(d))
                .map(Elements::of)
                .toList();
    }

    /** Operands that pass from tile to tile along the last axis, element by element, are brought together first. */
    @Test
    void exchangedAxesOfThinTilesGiveTheSameBits() {
        List<Elements> expected = exchanges();
        for (Options options : SETTINGS) {
            List<Elements> got = clean.in(options, TilingTest::exchanges);
            for (int k = 0; k < expected.size(); k++) {
                assertEquals(
                        Optional.empty(),
                        Comparison.difference(expected.get(k), got.get(k), Comparison.EXACT),
                        "exchange " + k + " with " + name(options));
            }
        }
    }

    private static List<Elements> exchanges() {
        List<Elements> exchanges = new ArrayList<>();
        Dtype[] dtypes = {Dtype.FLOAT64, Dtype.INT16, Dtype.BOOL, Dtype.COMPLEX128, Dtype.FLOAT32};
        int[] order = new int[4];
        for (int code = 0; code < 256; code++) {
            int seen = 0;
            for (int k = 0; k < order.length; k++) {
                order[k] = code >> 2 * k & 3;
                seen |= 1 << order[k];
            }
            if (seen != 15) {
                continue;
            }
            Dtype dtype = dtypes[code % dtypes.length];
            NDArray x = Nd.arange(4 * 19 * 3 * 9).remainder(251).astype(dtype).reshape(4, 19, 3, 9).evaluate();
            NDArray exchanged = x.transpose(order);
            NDArray row = exchanged.get(Index.range(0, 1)); // The others are broadcast from it.
            exchanges.add(Elements.of(exchanged.copy()));
            exchanges.add(Elements.of(exchanged.add(row)));
            NDArray chosen = Nd.where(exchanged.notEqual(row), exchanged, row);
            exchanges.add(Elements.of(chosen.get(Index.from(1), Index.all(), Index.from(1))));
        }
        NDArray long3 = Nd.arange(70 * 3 * 130).reshape(70, 3, 130).evaluate(); // More than one block along each exchanged axis.
        exchanges.add(Elements.of(long3.transpose(2, 1, 0).copy()));
        exchanges.add(Elements.of(long3.transpose(1, 2, 0).subtract(Nd.arange(70))));
        return exchanges;
    }

    /** Tiles of the copy are long along the axis that the source lies along, too. */
    @Test
    void reversedAxesAreCopiedInBlocks() {
        Options options = Options.defaults().withThreads(2).withMemory(4L << 30);
        long[] elements = CleanRuntime.in(clean.runtime(options), () -> {
            NDArray x = Nd.arange(60 * 40 * 50 * 60).reshape(60, 40, 50, 60).evaluate();
            NDArray copy = x.transpose(3, 2, 1, 0).copy();
            assertTrue(copy.explain("plan").contains("tiles of [60, 50, 2, 60]"), copy.explain("plan"));
            return copy.toLongs();
        });
        int at = 0;
        for (int l = 0; l < 60; l++) {
            for (int k = 0; k < 50; k++) {
                for (int j = 0; j < 40; j++) {
                    for (int i = 0; i < 60; i++) {
                        assertEquals(((i * 40L + j) * 50 + k) * 60 + l, elements[at++]);
                    }
                }
            }
        }
    }

    @Test
    void longReductionsAndScansGiveTheSameBits() {
        List<Elements> expected = folds();
        for (Options options : SETTINGS) {
            Options shorter = options.withLongestTile(options.longestTile() == ANY ? ANY : options.longestTile() * 517);
            List<Elements> got = clean.in(shorter, TilingTest::folds);
            for (int k = 0; k < expected.size(); k++) {
                assertEquals(
                        Optional.empty(),
                        Comparison.difference(expected.get(k), got.get(k), Comparison.EXACT),
                        "fold " + k + " with " + name(shorter));
            }
        }
    }

    @Test
    void randomExpressionsGiveTheSameBits() {
        Seeds.each(120, random -> {
            long seed = random.nextLong();
            Elements expected = Elements.of(new RandomExpressions(new SplittableRandom(seed)).write(10));
            for (Options options : List.of(SETTINGS.get(0), SETTINGS.get(2), SETTINGS.get(4))) {
                Elements got = clean.in(options, () -> Elements.of(new RandomExpressions(new SplittableRandom(seed)).write(10)));
                assertEquals(Optional.empty(), Comparison.difference(expected, got, Comparison.EXACT), name(options));
            }
        });
    }

    private static List<Elements> folds() {
        syrtis.Random random = syrtis.Random.defaultRng(5);
        NDArray x = random.normal(0, 1, Shape.of(40_009)).evaluate();
        NDArray y = random.normal(0, 1, Shape.of(67, 1031)).evaluate();
        NDArray z = random.uniform(0.5, 1.5, Shape.of(9, 1031, 7)).astype("float32").evaluate();
        return Stream.of(
                        x.sum(),
                        x.multiply(x).add(1.0).sum(),
                        x.var(),
                        random.uniform(-1, 1, Shape.of(3, 2050)).sum(1),
                        Nd.cumulativeSum(x, 0),
                        y.sum(0),
                        y.sum(1),
                        y.sum(),
                        y.T().sum(1),
                        y.get(Index.slice(null, null, -2L)).sum(0),
                        Nd.cumulativeSum(y, 1),
                        Nd.cumulativeSum(y, 0),
                        y.argmax(),
                        z.sum(1),
                        z.prod(1),
                        z.mean(0, 2),
                        z.subtract(z.mean(Over.axis(1).keepingDims())).std())
                .map(Elements::of)
                .toList();
    }
}
