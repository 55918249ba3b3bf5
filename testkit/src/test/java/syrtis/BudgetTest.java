package syrtis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import syrtis.testkit.CleanRuntime;
import syrtis.testkit.Comparison;
import syrtis.testkit.Elements;
import syrtis.type.BudgetException;
import syrtis.type.Event;
import syrtis.type.Shape;

/** Programs run within their budget: they spill what does not fit, and are refused where even that does not help. */
class BudgetTest {
    private static final long MIB = 1 << 20;

    @RegisterExtension
    final CleanRuntime clean = new CleanRuntime();

    @TempDir
    Path folder;

    /** Programs over 1024 x 2048 float64 elements, 16 MiB, and what they need of them at once. */
    private static Map<String, Supplier<NDArray>> programs() {
        Map<String, Supplier<NDArray>> programs = new LinkedHashMap<>();
        programs.put("elementwise", () -> stored().multiply(2.0).add(stored()).evaluate());
        programs.put("a sum of each row after both were kept", () -> {
            NDArray a = stored();
            NDArray b = a.add(1.0).evaluate();
            NDArray c = a.multiply(b).evaluate();
            return c.subtract(a).sum(1);
        });
        programs.put("a transpose", () -> stored().T().copy().evaluate().get(Index.slice(null, null, 7L)));
        programs.put("axes of thin tiles exchanged", () ->
                stored().reshape(64, 64, 512).evaluate().transpose(2, 1, 0).copy().evaluate());
        programs.put("a stencil", () -> {
            NDArray a = stored();
            NDArray b = Nd.zeros(a.shape()).evaluate();
            b.get(Index.range(1, -1)).addInPlace(a.get(Index.to(-2)).add(a.get(Index.from(2))));
            return b.evaluate();
        });
        programs.put("a scan down the columns", () -> Nd.cumulativeSum(stored(), 0).evaluate().get(Index.range(1000, 1010)));
        programs.put("a product", () -> {
            NDArray a = stored();
            return a.get(Index.to(100)).matmul(a.T());
        });
        programs.put("a product read twice", () -> {
            NDArray a = stored();
            return a.matmul(a.T()).subtract(1).std();
        });
        programs.put("a product with work after it", () -> {
            NDArray a = stored();
            NDArray product = a.matmul(a.get(Index.to(1000)).T());
            return product.add(a.get(Index.all(), Index.to(1000))).maximum(0.0).astype("float32");
        });
        programs.put("a concatenation reshaped", () ->
                Nd.concatenate(List.of(stored(), stored().negative()), 1).reshape(2048, 2048).evaluate().sum(0));
        programs.put("rows taken by a list", () -> stored().get(Index.of(Nd.arange(0, 2048, 3).remainder(1024L))).evaluate());
        return programs;
    }

    private static NDArray stored() {
        return syrtis.Random.defaultRng(8).uniform(-1, 1, Shape.of(1024, 2048)).evaluate();
    }

    @TestFactory
    Stream<DynamicTest> arraysFourTimesTheBudgetAreSpilledAndGiveTheSameBits() {
        return programs().entrySet().stream().map(program -> DynamicTest.dynamicTest(program.getKey(), () -> {
            Options loops = Options.defaults().withCode(Options.Code.BYTECODE);
            byte[] expected = CleanRuntime.in(Runtime.of(loops), () -> program.getValue().get().toBytes());
            for (int threads : new int[] {1, 3}) {
                Elements got = inFewMebibytes(threads == 1 ? 4 : 8, loops.withThreads(threads), program.getValue());
                assertArrayEquals(expected, got.bytes());
            }
        }));
    }

    /** A library rounds as it is tiled: to the last bits. */
    @Test
    void productsByALibraryStayWithinTheBudget() {
        Supplier<NDArray> program = Objects.requireNonNull(programs().get("a product"));
        NDArray expected = program.get();
        for (int threads : new int[] {1, 3}) {
            Elements got = inFewMebibytes(threads == 1 ? 4 : 12, Options.defaults().withThreads(threads), program);
            assertEquals(
                    Optional.empty(), Comparison.difference(Elements.of(expected), got, new Comparison.Near(1e-12, 1e-12)));
        }
    }

    /** The result under a budget of a few mebibytes; it is spilled, and the budget is kept. */
    private Elements inFewMebibytes(int mebibytes, Options options, Supplier<NDArray> program) {
        long budget = mebibytes * MIB;
        try (Runtime small = Runtime.of(options.withMemory(budget).withSpill(folder.resolve("spill")))) {
            List<Long> peaks = Collections.synchronizedList(new ArrayList<>());
            small.listen(event -> {
                if (event instanceof Event.PlanFinished finished) {
                    peaks.add(finished.peakBytes());
                }
            });
            Elements got = CleanRuntime.in(small, () -> Elements.of(program.get()));
            assertTrue(small.spilledBytes() > 0, "nothing was spilled");
            assertTrue(Collections.max(peaks) <= budget, peaks + " exceed " + budget);
            return got;
        }
    }

    @Test
    void spilledDataIsRemoved() throws IOException {
        Path spill = folder.resolve("spill");
        Runtime small = clean.runtime(Options.defaults().withMemory(4 * MIB).withThreads(1).withSpill(spill));
        CleanRuntime.in(small, () -> {
            NDArray a = stored();
            assertTrue(small.spilledBytes() > 0);
            return a.sum().item();
        });
        small.close();
        try (Stream<Path> left = Files.exists(spill) ? Files.list(spill) : Stream.empty()) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void whatIsGeneratedIsNeverMaterialised() {
        Runtime small = clean.runtime(Options.defaults().withMemory(16 * MIB).withThreads(2));
        double pi = CleanRuntime.in(small, () -> {
            NDArray points = syrtis.Random.defaultRng(0).uniform(-1, 1, Shape.of(10_000_000, 2));
            return points.square().sum(1).lessEqual(1.0).sum().item() * 4 / 10_000_000;
        });
        assertEquals(Math.PI, pi, 0.003);
        assertTrue(small.peakMemory() <= 16 * MIB);
        assertEquals(0, small.spilledBytes());
    }

    // ---- bounds

    @TestFactory
    Stream<DynamicTest> theMeasuredPeakIsWithinTheBound() {
        return programs().entrySet().stream().map(program -> DynamicTest.dynamicTest(program.getKey(), () -> {
            for (int threads : new int[] {1, 4}) {
                try (Runtime runtime = Runtime.of(Options.defaults().withMemory(512 * MIB).withThreads(threads))) {
                    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
                    long[] start = new long[2];
                    runtime.listen(event -> {
                        switch (event) {
                            case Event.PlanStarted started -> {
                                start[0] = started.boundBytes();
                                start[1] = runtime.store().pool().budget().used(); // Blocks kept for reuse included.
                            }
                            case Event.PlanFinished finished -> {
                                // Before the plan others' arrays were there; small blocks are cut from slabs of 1 MiB.
                                long bound = start[1] + start[0] + (threads + 4) * MIB;
                                if (finished.peakBytes() > bound) {
                                    wrong.add("peak " + finished.peakBytes() + " of a plan bound to " + start[0] + " beside "
                                            + start[1]);
                                }
                            }
                            case Event.TaskFinished _ -> {}
                        }
                    });
                    CleanRuntime.in(runtime, () -> program.getValue().get().toBytes());
                    assertEquals(List.of(), wrong);
                }
            }
        }));
    }

    @Test
    void theBoundIsNotAbsurd() {
        Runtime runtime = clean.runtime(Options.defaults().withMemory(512 * MIB).withThreads(2));
        List<Long> bounds = new ArrayList<>();
        runtime.listen(event -> {
            if (event instanceof Event.PlanStarted started) {
                bounds.add(started.boundBytes());
            }
        });
        CleanRuntime.in(runtime, () -> stored().add(1.0).sum().item());
        assertTrue(bounds.getFirst() >= 16 * MIB && bounds.getFirst() <= 64 * MIB, bounds.toString());
    }

    @Test
    void theEstimateSaysWhatMustBeInMemory() {
        Runtime runtime = clean.runtime(Options.defaults().withMemory(64 * MIB).withThreads(2));
        String text = CleanRuntime.in(runtime, () -> {
            NDArray x = syrtis.Random.defaultRng(0).random(Shape.of(1024, 2048));
            return x.add(1.0).explain("estimate");
        });
        assertTrue(text.startsWith("at most "), text);
        assertTrue(text.contains("16.0 MiB, wanted"), text);
        assertTrue(text.contains("task of "), text);
    }

    // ---- refusals

    @Test
    void aPlanThatCannotFitIsRefusedWithItsWorstTask() {
        Runtime small = clean.runtime(Options.defaults().withMemory(MIB).withThreads(2));
        CleanRuntime.in(small, () -> {
            // What each block of 1024 starts from is one tile: 100,000 numbers, which cannot be cut.
            NDArray sums = Nd.cumulativeSum(syrtis.Random.defaultRng(0).random(Shape.of(100_000_000)), 0);
            BudgetException refusal = assertThrows(BudgetException.class, sums::evaluate);
            String message = refusal.getMessage();
            assertTrue(message.startsWith("the plan needs "), message);
            assertTrue(message.contains(" for tasks of carries of cumulative_sum "), message);
            assertTrue(message.contains(" each; budget 1.0 MiB)"), message);
            assertTrue(message.contains("raise --memory"), message);
            assertEquals("BudgetTest.java", refusal.site().orElseThrow().file());
            assertEquals(0, small.usedMemory());
            return message;
        });
    }

    @Test
    void anArrayFromTheHeapMustFitTheBudget() {
        Runtime small = clean.runtime(Options.defaults().withMemory(MIB));
        BudgetException refusal = assertThrows(
                BudgetException.class, () -> CleanRuntime.in(small, () -> Nd.of(new double[200_000])));
        assertTrue(refusal.getMessage().contains("raise the memory budget"), refusal.getMessage());
    }
}
