package syrtis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        programs.put("of parts of matrices", (a, b) -> a.get(Index.range(7, 590), Index.range(3, 400)).matmul(b.get(Index.range(100, 497))));
        programs.put("of every third row, turned around", (a, b) -> a.get(Index.slice(null, null, -3L)).matmul(b.get(Index.all(), Index.slice(null, null, 2L))));
        programs.put("of few rows", (a, b) -> a.get(Index.to(3)).matmul(b));
        programs.put("of few columns", (a, b) -> a.matmul(b.get(Index.all(), Index.to(2))));
        programs.put("of a long summed axis", (a, b) -> a.reshape(60, 5000).evaluate().matmul(b.reshape(5000, 70).evaluate()));
        programs.put("of stacked matrices", (a, b) -> {
            NDArray stacked = a.reshape(4, 150, 500).evaluate();
            return stacked.matmul(stacked.mT());
        });
        programs.put("that is read twice", (a, b) -> a.matmul(a.T()).subtract(5).std());
        programs.put("of what is computed for it", (a, b) -> a.add(1).matmul(b.negative()));
        return programs;
    }

    @TestFactory
    Stream<DynamicTest> productsGiveWhatLoopsGive() {
        List<Options> settings = List.of(
                Options.defaults(),
                Options.defaults().withThreads(1),
                Options.defaults().withThreads(3).withLongestTile(70),
                Options.defaults().withThreads(2).withLongestTile(333),
                Options.defaults().withThreads(2).withMemory(12 << 20));
        return Stream.of(Dtype.FLOAT64, Dtype.FLOAT32).flatMap(dtype -> programs().entrySet().stream()
                .map(program -> DynamicTest.dynamicTest(program.getKey() + ", " + dtype, () -> {
                    Elements expected = run(LOOPS, program.getValue(), dtype);
                    for (Options options : settings) {
                        Elements got = run(options, program.getValue(), dtype);
                        assertEquals(Optional.empty(), Comparison.difference(expected, got, Comparison.EXACT), options.toString());
                    }
                })));
    }

    private Elements run(Options options, BinaryOperator<NDArray> program, Dtype dtype) {
        return CleanRuntime.in(clean.runtime(options), () ->
                Elements.of(program.apply(integers(dtype, 1, 600, 500), integers(dtype, 2, 500, 700))));
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
}
