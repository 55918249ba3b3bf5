package syrtis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import syrtis.testkit.CleanRuntime;
import syrtis.type.IndexException;
import syrtis.type.Shape;

/** Programs of one structure have one plan, and nothing else of theirs is shared. */
class PlanCacheTest {
    @RegisterExtension
    final CleanRuntime clean = new CleanRuntime();

    @TempDir
    Path folder;

    private Runtime runtime = Runtime.current();

    @BeforeEach
    void begin() {
        runtime = clean.runtime(Options.defaults().withThreads(2));
    }

    private static NDArray line(double first) {
        return Nd.arange(first, first + 10, 1.0).evaluate();
    }

    @Test
    void aLoopPlansOnce() {
        CleanRuntime.in(runtime, () -> {
            NDArray x = line(0);
            x = x.multiply(0.5).add(1).evaluate();
            int plans = runtime.plans().size();
            for (int k = 0; k < 20; k++) {
                x = x.multiply(0.25 + k).add(k + 2).evaluate();
            }
            assertEquals(plans, runtime.plans().size());
            return x;
        });
    }

    @Test
    void numbersAndElementsAreArgumentsOfThePlan() {
        CleanRuntime.in(runtime, () -> {
            for (int k = 3; k < 9; k++) {
                double[] got = line(k).multiply(k).subtract(line(1)).toDoubles();
                for (int i = 0; i < 10; i++) {
                    assertEquals((k + i) * k - (1.0 + i), got[i]);
                }
            }
            return 0;
        });
    }

    @Test
    void operandsThatAreOneArrayAreAnotherStructureThanTwo() {
        CleanRuntime.in(runtime, () -> {
            NDArray a = line(1);
            NDArray b = line(3);
            assertEquals(3, a.multiply(b).toDoubles()[0]);
            assertEquals(9, b.multiply(b).toDoubles()[0]);
            assertEquals(3, b.multiply(a).toDoubles()[0]);
            assertEquals(2, b.subtract(a).toDoubles()[0]);
            assertEquals(-2, a.subtract(b).toDoubles()[0]);
            return 0;
        });
    }

    @Test
    void shapesTilesAndRootsAreStructure() {
        CleanRuntime.in(runtime, () -> {
            NDArray a = line(0);
            List<NDArray> pair = List.of(a.add(1.0), a.add(2.0));
            Nd.evaluate(pair.get(1), pair.get(0));
            assertEquals(1, pair.get(0).toDoubles()[0]);
            assertEquals(2, pair.get(1).toDoubles()[0]);
            assertArrayEquals(new double[] {3, 4, 5}, Nd.arange(0.0, 3.0, 1.0).evaluate().add(3.0).toDoubles());
            assertEquals(3, a.add(3.0).toDoubles()[0]);
            return 0;
        });
    }

    @Test
    void anErrorNamesTheLineOfThisProgramNotOfTheFirstOneOfItsStructure() {
        CleanRuntime.in(runtime, () -> {
            NDArray a = line(0);
            List<Integer> lines = new ArrayList<>();
            for (int turn = 0; turn < 2; turn++) {
                NDArray index = Nd.of(new long[] {90 + turn}).add(10L); // Not known before it is needed.
                NDArray wrong = turn == 0
                        ? a.take(index)
                        : a.take(index);
                IndexException failure = assertThrows(IndexException.class, wrong::evaluate);
                assertTrue(failure.getMessage().contains("index " + (100 + turn)), failure.getMessage());
                lines.add(failure.site().orElseThrow().line());
            }
            assertNotEquals(lines.get(0), lines.get(1));
            return 0;
        });
    }

    @Test
    void whatNobodyElseSeesIsOverwrittenAndWhatSomebodySeesIsNot() {
        CleanRuntime.in(runtime, () -> {
            for (int turn = 0; turn < 3; turn++) {
                NDArray kept = line(turn);
                NDArray changed = line(turn);
                NDArray sum = kept.add(5.0).evaluate();
                changed.addInPlace(Nd.scalar(5.0));
                assertArrayEquals(sum.toDoubles(), changed.toDoubles());
                assertEquals(turn, kept.toDoubles()[0]);
            }
            return 0;
        });
    }

    @Test
    void plansThatReadFilesAreNotKept() {
        CleanRuntime.in(runtime, () -> {
            Path file = folder.resolve("a.npy");
            InputOutput.save(file, line(4));
            int plans = runtime.plans().size();
            assertEquals(5, InputOutput.load(file).add(1.0).toDoubles()[0]);
            assertEquals(plans, runtime.plans().size());
            return 0;
        });
    }

    @Test
    void thePlansOfManyStructuresAreNotAllKept() {
        CleanRuntime.in(runtime, () -> {
            for (int k = 1; k < 1200; k++) {
                assertEquals(k, Nd.ones(Shape.of(k)).add(k - 1.0).toDoubles()[k - 1]);
            }
            assertTrue(runtime.plans().size() <= 512, "kept " + runtime.plans().size());
            return 0;
        });
    }

    @Test
    void threadsThatShareAPlanDoNotShareItsArguments() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> turns = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int own = thread;
                turns.add(threads.submit(() -> CleanRuntime.in(runtime, () -> {
                    for (int k = 0; k < 300; k++) {
                        double[] got = line(own).multiply(k + own).toDoubles();
                        assertEquals((own + 9.0) * (k + own), got[9]);
                    }
                    return own;
                })));
            }
            for (Future<Integer> turn : turns) {
                turn.get();
            }
        }
    }
}
