package syrtis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import syrtis.testkit.CleanRuntime;
import syrtis.type.CallSite;
import syrtis.type.CancelledException;
import syrtis.type.Dtype;
import syrtis.type.Event;
import syrtis.type.IndexException;
import syrtis.type.Shape;
import syrtis.type.ShapeException;
import syrtis.type.SyrtisException;

/** Nothing runs before it is read, nothing runs twice, and nothing stays behind. */
@Timeout(120)
class LazinessTest {
    private static final Shape SHAPE = Shape.of(300, 70);
    private static final int STATEMENTS = 10_000;

    @RegisterExtension
    final CleanRuntime clean = new CleanRuntime();

    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    /** Does {@code work} in a runtime of its own, whose events are kept. */
    private Runtime run(Callable<?> work) {
        Runtime runtime = clean.runtime(Options.defaults().withThreads(2));
        runtime.listen(events::add);
        CleanRuntime.in(runtime, work);
        return runtime;
    }

    private long plans() {
        return events.stream().filter(Event.PlanStarted.class::isInstance).count();
    }

    private long tasks() {
        return events.stream().filter(Event.TaskFinished.class::isInstance).count();
    }

    @Test
    void everyTinyTaskIsDoneAndToldOnceAlsoWhereThreadsTakeManyTogether() {
        for (int threads : new int[] {1, 3}) {
            events.clear();
            Runtime runtime = clean.runtime(Options.defaults().withThreads(threads).withLongestTile(1));
            runtime.listen(events::add);
            long last = CleanRuntime.in(runtime, () -> Nd.arange(10_007).add(3).evaluate().toLongs()[10_006]);
            assertEquals(10_009, last);
            assertEquals(
                    10_007,
                    events.stream()
                            .filter(Event.TaskFinished.class::isInstance)
                            .map(event -> ((Event.TaskFinished) event).tile())
                            .distinct()
                            .count());
            assertEquals(10_007, tasks());
            assertTrue(events.getLast() instanceof Event.PlanFinished(var _, long done, var _, var _, var _, var _)
                    && done == 10_007);
        }
    }

    // ---- when

    @Test
    void nothingRunsBeforeSomethingIsRead() {
        run(() -> {
            NDArray x = syrtis.Random.defaultRng(0).normal(0, 1, SHAPE);
            NDArray y = x.matmul(x.T()).add(1.0).get(Index.range(3, 9)).sum(0);
            y.addInPlace(Nd.scalar(2.0));
            y.get(Index.at(0)).assign(Nd.scalar(5.0));
            assertEquals(Shape.of(300), y.shape());
            for (String stage : List.of("record", "rewrite", "plan", "estimate")) {
                assertFalse(y.explain(stage).isEmpty());
            }
            assertEquals(0, plans());
            assertEquals(5.0, y.get(0).item());
            assertTrue(plans() > 0);
            return y;
        });
    }

    @Test
    void onlyWhatIsReadRuns() {
        run(() -> {
            NDArray x = Nd.arange(1_000_000_000_000L).multiply(2L);
            assertEquals(999_999_999_998L, x.get(499_999_999_999L).itemLong());
            assertTrue(tasks() <= 2, tasks() + " tasks ran for one element");
            return x;
        });
    }

    @Test
    void whatWasEvaluatedIsNotEvaluatedAgain() {
        run(() -> {
            NDArray x = syrtis.Random.defaultRng(0).normal(0, 1, SHAPE);
            byte[] first = x.toBytes();
            assertEquals(1, plans());
            assertArrayEquals(first, x.toBytes());
            x.evaluate();
            assertEquals(1, plans());
            NDArray view = x.get(Index.range(1, 2));
            view.toBytes();
            long before = plans();
            view.toBytes();
            assertEquals(before, plans(), "a view that was read is read again");
            return x;
        });
    }

    @Test
    void laterExpressionsStartFromWhatWasEvaluated() {
        run(() -> {
            NDArray x = syrtis.Random.defaultRng(0).normal(0, 1, SHAPE);
            NDArray sum = x.sum(1);
            NDArray mean = sum.divide(70.0); // Made before its operand is evaluated.
            sum.evaluate();
            assertFalse(mean.explain("rewrite").contains("normal"), mean.explain("rewrite"));
            assertFalse(sum.add(1.0).explain("rewrite").contains("normal"));
            assertTrue(mean.explain("rewrite").contains("stored"));
            return mean.toBytes();
        });
    }

    @Test
    void equalExpressionsAreComputedOnce() {
        run(() -> {
            NDArray x = Nd.linspace(0, 1, 5000).evaluate();
            NDArray one = x.exp().sum();
            one.evaluate();
            long before = tasks();
            assertEquals(one.item(), x.exp().sum().item());
            assertEquals(before, tasks(), "exp(x).sum() was computed again");
            return one;
        });
    }

    @Test
    void aNumberIsNotReadFromAnEqualArrayThatWasEvaluated() {
        run(() -> {
            NDArray ones = Nd.ones(Shape.of(10_000)).evaluate();
            String rewritten = Nd.arange(10_000).multiply(3.0).add(1.0).explain("rewrite");
            assertFalse(rewritten.contains("stored"), rewritten);
            return ones;
        });
    }

    @Test
    void severalArraysAreComputedInOnePlan() {
        run(() -> {
            NDArray x = syrtis.Random.defaultRng(0).normal(0, 1, SHAPE);
            NDArray shared = x.matmul(x.T());
            NDArray a = shared.sum();
            NDArray b = shared.max();
            NDArray c = x.get(Index.at(0));
            Nd.evaluate(a, b, c);
            assertEquals(1, plans());
            long once = tasks();
            a.item();
            b.item();
            c.toDoubles();
            assertEquals(1, plans());
            assertEquals(once, tasks());
            long products = events.stream()
                    .filter(event -> event instanceof Event.TaskFinished task && task.label().contains("matmul"))
                    .map(event -> ((Event.TaskFinished) event).stage())
                    .distinct()
                    .count();
            assertEquals(1, products, "the product is one stage of the plan");
            return shared;
        });
    }

    @Test
    void resultsThatReadTheSameAreMadeTileByTileSideBySide() {
        Runtime runtime = clean.runtime(Options.defaults().withThreads(1).withLongestTile(10_000));
        runtime.listen(events::add);
        CleanRuntime.in(runtime, () -> {
            NDArray a = Nd.arange(40_000).copy().evaluate();
            NDArray b = Nd.zeros(Shape.of(40_000), a.dtype()).evaluate();
            b.get(Index.range(1, 40_000)).addInPlace(a.get(Index.range(0, 39_999)));
            a.addInPlace(Nd.scalar(1L));
            events.clear();
            Nd.evaluate(b, a);
            assertEquals(7L, b.get(8).itemLong());
            assertEquals(8L, a.get(7).itemLong());
            return a;
        });
        List<Integer> stages = events.stream()
                .takeWhile(event -> !(event instanceof Event.PlanFinished))
                .filter(Event.TaskFinished.class::isInstance)
                .map(event -> ((Event.TaskFinished) event).stage())
                .toList();
        assertEquals(8, stages.size());
        for (int k = 0; k < 8; k++) {
            assertEquals(stages.get(k % 2), stages.get(k), stages::toString);
        }
        assertTrue(!stages.get(0).equals(stages.get(1)), stages::toString);
    }

    // ---- loops

    @Test
    void aLoopReadAtItsEndNeitherOverflowsNorGrows() {
        Runtime runtime = run(() -> assertTimeout(Duration.ofSeconds(20), () -> {
            NDArray x = Nd.ones(Shape.of(100)).multiply(3.0);
            double expected = 3;
            for (int k = 0; k < STATEMENTS; k++) {
                x = x.multiply(0.5).add(1.0);
                expected = expected * 0.5 + 1;
            }
            assertEquals(expected, x.get(7).item());
            return x;
        }));
        assertTrue(runtime.compiledKernels() < 50, runtime.compiledKernels() + " kernels");
    }

    @Test
    void aLoopReadAtItsEndCompilesNothingTheSecondTime() {
        Runtime runtime = clean.runtime(Options.defaults());
        long[] kernels = new long[3];
        for (int round = 0; round < kernels.length; round++) {
            double factor = 0.5 + round / 8.0; // Numbers of the program are arguments of kernels.
            CleanRuntime.in(runtime, () -> {
                NDArray x = Nd.ones(Shape.of(10_000)).multiply(3.0);
                for (int k = 0; k < 500; k++) {
                    x = x.multiply(factor).add(1.0);
                }
                return x.toDoubles();
            });
            kernels[round] = runtime.compiledKernels();
        }
        assertEquals(kernels[1], kernels[2]);
    }

    @Test
    void aLoopReadInEachTurnNeitherRecompilesNorGrows() {
        Runtime runtime = clean.runtime(Options.defaults());
        CleanRuntime.in(runtime, () -> assertTimeout(Duration.ofSeconds(20), () -> {
            NDArray x = Nd.ones(Shape.of(1000)).evaluate();
            long kernels = 0;
            long nodes = 0;
            long memory = 0;
            for (int k = 0; k < STATEMENTS; k++) {
                x = x.multiply(0.5).add(1.0);
                x.get(3).item();
                if (k == STATEMENTS / 2) { // By now every kernel that is worth it is compiled.
                    runtime.reclaim();
                    kernels = runtime.compiledKernels();
                    nodes = runtime.interner().size();
                    memory = runtime.usedMemory();
                }
            }
            runtime.reclaim();
            x.add(1.0); // The intern table forgets dead nodes when it is next used.
            assertEquals(kernels, runtime.compiledKernels());
            assertTrue(runtime.interner().size() <= nodes + 100, nodes + " nodes grew to " + runtime.interner().size());
            assertTrue(runtime.usedMemory() <= memory + 100_000, memory + " bytes grew to " + runtime.usedMemory());
            return x.sum().item();
        }));
    }

    @Test
    void anInPlaceLoopNeitherRecompilesNorGrows() {
        Runtime runtime = clean.runtime(Options.defaults());
        CleanRuntime.in(runtime, () -> {
            NDArray x = Nd.zeros(Shape.of(200, 200)).evaluate();
            long memory = 0;
            long nodes = 0;
            for (int k = 0; k < 1000; k++) {
                x.get(Index.range(1, -1), Index.range(1, -1)).addInPlace(Nd.scalar(1.0));
                x.evaluate();
                if (k == 100) {
                    runtime.reclaim();
                    memory = runtime.usedMemory();
                    nodes = runtime.interner().size();
                }
            }
            runtime.reclaim();
            x.add(1.0);
            assertEquals(1000 * 198.0 * 198.0, x.sum().item());
            assertTrue(runtime.usedMemory() <= memory + 400_000, memory + " bytes grew to " + runtime.usedMemory());
            assertTrue(runtime.interner().size() <= nodes + 100, nodes + " nodes grew to " + runtime.interner().size());
            return x;
        });
    }

    @Test
    void aVeryDeepGraphIsWalkedWithoutOverflow() {
        run(() -> {
            NDArray x = Nd.arange(7);
            for (int k = 0; k < 100_000; k++) {
                x = k % 2 == 0 ? x.add(1L) : Nd.flip(x);
            }
            assertEquals(50_000, x.get(0).itemLong());
            return x;
        });
    }

    // ---- in the background

    @Test
    void aSubmittedEvaluationShowsItsProgressAndDelivers() {
        run(() -> {
            NDArray x = syrtis.Random.defaultRng(0).normal(0, 1, Shape.of(4000, 1000));
            NDArray sum = x.sum(0);
            NDArray max = x.max();
            Evaluation evaluation = Nd.submit(sum, max);
            double last = 0;
            while (!evaluation.isDone()) {
                double progress = evaluation.progress();
                assertTrue(progress >= last && progress <= 1, last + " then " + progress);
                last = progress;
                Thread.sleep(1);
            }
            evaluation.await();
            assertEquals(1.0, evaluation.progress());
            long before = plans();
            assertEquals(1000, sum.toDoubles().length);
            assertTrue(max.item() > 4);
            assertEquals(before, plans(), "reading what was submitted runs nothing");
            return x;
        });
    }

    @Test
    void aCancelledEvaluationStopsSoonAndLeavesNothing() {
        run(() -> {
            NDArray sum = syrtis.Random.defaultRng(0).normal(0, 1, Shape.of(100_000_000_000L)).sum();
            Evaluation evaluation = Nd.submit(sum);
            Thread.sleep(100);
            assertFalse(evaluation.isDone());
            evaluation.cancel();
            assertTimeout(Duration.ofSeconds(5), () -> assertThrows(CancelledException.class, evaluation::await));
            assertTrue(evaluation.isDone());
            assertTrue(evaluation.progress() <= 1);
            return sum;
        });
        assertTrue(events.stream()
                .anyMatch(event -> event instanceof Event.PlanFinished finished && finished.failure().contains("cancelled")));
    }

    @Test
    void aFailedEvaluationThrowsWhenAwaitedAndCanBeTriedAgain() {
        run(() -> {
            NDArray index = Nd.of(0L, 1L).multiply(5L); // Not known at the call, which would refuse it.
            NDArray taken = Nd.of(1.0, 2.0).get(Index.of(index));
            Evaluation evaluation = Nd.submit(taken);
            assertThrows(IndexException.class, evaluation::await);
            assertThrows(IndexException.class, taken::toDoubles);
            return taken;
        });
    }

    // ---- errors say where

    @Test
    void anErrorAtTheCallNamesTheUsersLine() {
        SyrtisException wrong =
                assertThrows(ShapeException.class, () -> Nd.of(1.0, 2.0).add(Nd.of(1.0, 2.0, 3.0)));
        boolean inStack = List.of(wrong.getStackTrace()).stream()
                .anyMatch(frame -> "LazinessTest.java".equals(frame.getFileName()));
        assertTrue(inStack);
        wrong.site().ifPresent(site -> assertEquals("LazinessTest.java", site.file()));
    }

    @Test
    void anErrorAtRunTimeNamesTheUsersLine() {
        run(() -> {
            NDArray index = Nd.of(0L, 1L).multiply(100L);
            int line = CallSite.capture().line() + 1;
            NDArray taken = Nd.arange(50).get(Index.of(index));
            NDArray later = taken.multiply(2L).sum();
            IndexException wrong = assertThrows(IndexException.class, later::item);
            assertEquals(new CallSite("LazinessTest.java", line), wrong.site().orElseThrow());
            assertTrue(wrong.getMessage().contains("100") && wrong.getMessage().contains("50"), wrong.getMessage());
            assertTrue(wrong.getMessage().endsWith("[LazinessTest.java:" + line + "]"), wrong.getMessage());
            return later;
        });
    }

    /** Two results of one plan, and one result that reads both operands, have the same operators in the same order. */
    @Test
    void plansAreToldApartByWhatIsAskedFor() {
        NDArray x = Nd.ones(Shape.of(5)).evaluate();
        NDArray y = Nd.zeros(Shape.of(5)).add(3).evaluate();
        Nd.evaluate(x.add(y), Nd.concatenate(List.of(x, y), 0));
        NDArray three = Nd.concatenate(List.of(x, y, x.add(y)), 0);
        assertEquals(15, three.size());
        assertEquals(5 + 15 + 20, three.sum().item());
    }

    /** All tiles of all results are made, whichever thread goes on from one result to the next. */
    @Test
    void severalResultsAreMadeWhole() {
        NDArray x = Nd.arange(200_000).astype(Dtype.FLOAT64).evaluate();
        for (int round = 0; round < 100; round++) {
            NDArray a = x.add(round);
            NDArray b = x.multiply(round + 2).sum();
            NDArray c = x.get(Index.slice(null, null, -1L)).add(round);
            Nd.evaluate(a, b, c);
            assertEquals(199_999 + round, a.get(Index.at(199_999)).item());
            assertEquals(round, c.get(Index.at(199_999)).item());
        }
    }
}
