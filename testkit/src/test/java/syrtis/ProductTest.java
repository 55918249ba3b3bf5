package syrtis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import syrtis.testkit.CleanRuntime;
import syrtis.testkit.Comparison;
import syrtis.testkit.Elements;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/**
 * Products of matrices, by a library where there is one, give what loops give, wherever the factors lie. Elements are small
 * integers, so that sums are exact in any order.
 */
class ProductTest {
    private static final Options LOOPS = Options.defaults().withCode(Options.Code.BYTECODE);

    @RegisterExtension
    final CleanRuntime clean = new CleanRuntime();

    private static NDArray integers(Dtype dtype, int seed, long... dims) {
        return Random.defaultRng(seed).integers(-4, 5, Shape.of(dims)).astype(dtype).evaluate();
    }

    private static Map<String, BinaryOperator<NDArray>> programs() {
        Map<String, BinaryOperator<NDArray>> programs = new LinkedHashMap<>();
        programs.put("of matrices in tiles of rows", (a, b) -> a.matmul(b));
        programs.put("of transposed matrices", (a, b) -> b.T().matmul(a.T()));
        programs.put("of a matrix and its transpose", (a, b) -> a.matmul(a.T()));
        programs.put("of a transpose and its matrix", (a, b) -> a.T().matmul(a));
        programs.put("of parts of matrices", (a, b) -> a.get(Index.range(7, 290), Index.range(3, 200)).matmul(b.get(Index.range(40, 237))));
        programs.put("of every third row, turned around", (a, b) -> a.get(Index.slice(null, null, -3L)).matmul(b.get(Index.all(), Index.slice(null, null, 2L))));
        programs.put("of few rows", (a, b) -> a.get(Index.to(3)).matmul(b));
        programs.put("of few columns", (a, b) -> a.matmul(b.get(Index.all(), Index.to(2))));
        programs.put("of a long summed axis", (a, b) -> a.reshape(30, 2400).evaluate().matmul(b.reshape(2400, 35).evaluate()));
        programs.put("of stacked matrices", (a, b) -> {
            NDArray stacked = a.reshape(4, 75, 240).evaluate();
            return stacked.matmul(stacked.mT());
        });
        programs.put("that is read twice", (a, b) -> a.matmul(a.T()).subtract(5).std());
        programs.put("with a bias and a lower limit", (a, b) -> a.matmul(b).add(b.get(Index.at(0))).maximum(0));
        programs.put("that are cast", (a, b) -> a.matmul(b).add(1).astype("int16"));
        programs.put("that are cast to more bytes", (a, b) -> a.matmul(b).astype("complex128"));
        programs.put("added to another one", (a, b) -> a.matmul(b).add(a.add(1).matmul(b)));
        programs.put("times itself", (a, b) -> Nd.multiply(a.matmul(b), a.matmul(b)));
        programs.put("added to its transpose", (a, b) -> {
            NDArray product = a.matmul(b.get(Index.all(), Index.to(300)));
            return product.add(product.T());
        });
        programs.put("summed after work on it", (a, b) -> a.matmul(b).add(b.get(Index.at(1))).maximum(0).sum(1));
        programs.put("used by two others", (a, b) -> {
            NDArray product = a.matmul(b);
            return Nd.concatenate(List.of(product.add(1), product.multiply(2)), 0);
        });
        programs.put("of products with work between", (a, b) -> a.matmul(b).minimum(3).matmul(b.T()).negative());
        programs.put("of stacked matrices, less a matrix", (a, b) -> {
            NDArray stacked = a.reshape(4, 75, 240).evaluate();
            return stacked.matmul(b.get(Index.all(), Index.to(75))).subtract(b.get(Index.to(75), Index.to(75)));
        });
        programs.put("of what is computed for it", (a, b) -> a.add(1).matmul(b.negative()));
        return programs;
    }

    @TestFactory
    Stream<DynamicTest> productsGiveWhatLoopsGive() {
        List<Options> settings = List.of(
                Options.defaults(),
                Options.defaults().withThreads(1),
                Options.defaults().withThreads(3).withLongestTile(70),
                Options.defaults().withThreads(2).withLongestTile(170),
                Options.defaults().withThreads(2).withMemory(12 << 20));
        return Stream.of(Dtype.FLOAT64, Dtype.FLOAT32).flatMap(dtype -> {
            Map<String, Elements> expected = run(LOOPS, dtype);
            return settings.stream().map(options -> DynamicTest.dynamicTest(dtype + " with " + options, () -> {
                Map<String, Elements> got = run(options, dtype);
                expected.forEach((name, loops) -> assertEquals(
                        Optional.empty(),
                        Comparison.difference(loops, Objects.requireNonNull(got.get(name)), Comparison.EXACT),
                        "products " + name));
            }));
        });
    }

    private Map<String, Elements> run(Options options, Dtype dtype) {
        try (Runtime runtime = Runtime.of(options)) {
            return CleanRuntime.in(runtime, () -> {
                Map<String, Elements> results = new LinkedHashMap<>();
                NDArray a = integers(dtype, 1, 300, 240);
                NDArray b = integers(dtype, 2, 240, 350);
                programs().forEach((name, program) -> results.put(name, Elements.of(program.apply(a, b))));
                return results;
            });
        }
    }

    /** A small product is not worth more tasks than there are threads. */
    @Test
    void smallProductsAreOneTask() {
        String plan = CleanRuntime.in(clean.runtime(Options.defaults().withThreads(2)), () -> {
            NDArray a = integers(Dtype.FLOAT64, 1, 128, 128);
            return a.matmul(a).explain("plan");
        });
        assertTrue(plan.contains("= float64[128, 128], 1 tile of [128, 128]"), plan);
    }

    /** Rows of tiles would be packed again and again. */
    @Test
    void tilesOfProductsAreNotSlenderOnManyThreads() {
        assumeTrue(hasLibrary(), "there is no library for products");
        String plan = CleanRuntime.in(clean.runtime(Options.defaults().withThreads(16)), () -> {
            NDArray a = integers(Dtype.FLOAT64, 1, 512, 512);
            return a.matmul(a.add(1)).explain("plan");
        });
        assertTrue(plan.contains("16 tiles of [128, 128]"), plan);
    }

    /** Whether products of this size are a library's. */
    private boolean hasLibrary() {
        return CleanRuntime.in(clean.runtime(Options.defaults()), () -> {
            NDArray a = integers(Dtype.FLOAT64, 1, 512, 512);
            return a.matmul(a).explain("plan").contains("by a library");
        });
    }

    // ---- work after products

    /** {@code relu(a @ b + bias)}, of what is no integer. */
    private static NDArray relu(NDArray product, NDArray bias) {
        return product.add(bias).maximum(0.0);
    }

    private static NDArray uniform(int seed, long... dims) {
        return Random.defaultRng(seed).uniform(-1, 1, Shape.of(dims)).evaluate();
    }

    @Test
    void workAfterAProductGivesTheSameBitsAsAfterAnEvaluatedOne() {
        for (Options options : List.of(LOOPS, Options.defaults(), Options.defaults().withLongestTile(90))) {
            List<Elements> both = CleanRuntime.in(clean.runtime(options), () -> {
                NDArray a = uniform(1, 300, 400);
                NDArray b = uniform(2, 400, 200);
                NDArray bias = uniform(3, 200);
                Elements together = Elements.of(relu(a.matmul(b), bias));
                return List.of(together, Elements.of(relu(a.matmul(b).evaluate(), bias)));
            });
            assertEquals(Optional.empty(), Comparison.difference(both.get(1), both.get(0), Comparison.EXACT), options.toString());
        }
    }

    @Test
    void aProductWithOneReaderIsNeverAnArray() {
        assertEquals(1, arrays((a, b) -> relu(a.matmul(b), b.get(Index.at(0)))));
        assertEquals(1, arrays((a, b) -> a.matmul(b).add(1).multiply(b)));
    }

    @Test
    void aProductThatOthersReadStaysAnArray() {
        assertEquals(2, arrays((a, b) -> a.matmul(b).add(a.matmul(b).T())));
        assertEquals(2, arrays((a, b) -> a.matmul(a.T()).add(1)));
        assertEquals(3, arrays((a, b) -> {
            NDArray product = a.matmul(b);
            return product.add(1).matmul(product).sum();
        }));
    }

    /** How many square matrices the plan makes. */
    private long arrays(BinaryOperator<NDArray> program) {
        String plan = CleanRuntime.in(clean.runtime(Options.defaults()), () ->
                program.apply(uniform(1, 200, 200), uniform(2, 200, 200)).explain("plan"));
        return plan.lines().filter(line -> line.contains(" = float64[200, 200]")).count();
    }
}
