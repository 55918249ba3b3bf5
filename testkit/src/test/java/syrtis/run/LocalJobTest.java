package syrtis.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import syrtis.Nd;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.expr.Dag;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.kernel.BytecodeCompiler;
import syrtis.kernel.Code;
import syrtis.kernel.Kernel;
import syrtis.kernel.KernelCache;
import syrtis.kernel.KernelCompiler;
import syrtis.op.Op;
import syrtis.plan.Arguments;
import syrtis.plan.Planner;
import syrtis.plan.Tiling;
import syrtis.testkit.CleanRuntime;
import syrtis.type.CallSite;
import syrtis.type.Dtype;
import syrtis.type.Event;
import syrtis.type.Shape;
import syrtis.type.Type;

/** Who works on a job, and when. */
class LocalJobTest {
    private static final long MEMORY = 1L << 30;
    private static final long TILE = 10_000;
    private static final long TILES = 4_000;

    /** A compiler that takes as long as it is told to. */
    private static final class Slow implements KernelCompiler {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);

        @Override
        public Code compile(Kernel kernel) {
            begun.countDown();
            try {
                assertTrue(mayEnd.await(1, TimeUnit.MINUTES));
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            return new BytecodeCompiler().compile(kernel);
        }

        @Override
        public Optional<String> objection(Kernel kernel) {
            return Optional.empty();
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited too long until " + what);
            Thread.onSpinWait();
        }
    }

    /** Until it has not changed for half a second. */
    private static long settled(AtomicLong count) throws InterruptedException {
        long before = -1;
        while (before != count.get()) {
            before = count.get();
            Thread.sleep(500);
        }
        return before;
    }

    @Test
    @Timeout(60)
    void aHelperLeavesItsCoreToACompilerAndComesBack(@TempDir Path spill) throws InterruptedException {
        Slow slow = new Slow();
        Thread caller = Thread.currentThread();
        AtomicLong helped = new AtomicLong();
        AtomicLong called = new AtomicLong();
        AtomicBoolean cameBack = new AtomicBoolean();
        Consumer<Event> listener = event -> {
            if (event instanceof Event.TaskFinished && Thread.currentThread() != caller) {
                helped.incrementAndGet();
            } else if (event instanceof Event.TaskFinished && called.incrementAndGet() == 1) {
                try {
                    whileTheCallerWaits(slow, helped, cameBack);
                } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                }
            }
        };
        try (KernelCache kernels = new KernelCache(Optional.of(new BytecodeCompiler()), () -> List.of(slow));
                Host host = new Host(2, MEMORY, spill, kernels, List.of(listener))) {
            Type type = new Type(Dtype.FLOAT64, Shape.of(TILE * TILES));
            Expr root = new Interner().of(Op.Generate.full(1.0, 0.0, type), List.of(), CallSite.UNKNOWN);
            List<Expr> order = Dag.walk(List.of(root));
            Planner.Fitted fitted =
                    Planner.plan(List.of(root), order, Tiling.of(2, MEMORY, TILE, _ -> false), MEMORY, Set.of());
            host.executor().load(fitted.plan()).job(Arguments.of(fitted.plan(), order), fitted.bound().total()).run();
            assertTrue(cameBack.get());
            assertEquals(TILES, helped.get() + called.get());
            assertFalse(kernels.isCompiling());
        }
    }

    /** One that is there before the first tiles are shared waits for them. */
    @Test
    @Timeout(60)
    void aHelperThatComesEarlyHelps(@TempDir Path spill) {
        Thread caller = Thread.currentThread();
        AtomicLong helped = new AtomicLong();
        AtomicLong called = new AtomicLong();
        Options options = Options.defaults().withThreads(2).withMemory(MEMORY).withLongestTile(TILE).withSpill(spill);
        try (Runtime runtime = Runtime.of(options.withCode(Options.Code.BYTECODE))) {
            runtime.listen(event -> {
                if (event instanceof Event.TaskFinished && Thread.currentThread() != caller) {
                    helped.incrementAndGet();
                } else if (event instanceof Event.TaskFinished && called.incrementAndGet() == 1) {
                    await("a helper has done something", () -> helped.get() > 0);
                }
            });
            for (int k = 0; k < 300; k++) { // One after the other, so that helpers still look for work when a job begins.
                helped.set(0);
                called.set(0);
                double sum = CleanRuntime.in(runtime, () -> Nd.ones(Shape.of(40 * TILE)).sum().item());
                assertEquals(40.0 * TILE, sum);
            }
        }
    }

    /** The helper has all tasks to itself; it gives the kernel so much work that it is compiled, and stops. */
    private static void whileTheCallerWaits(Slow slow, AtomicLong helped, AtomicBoolean cameBack) throws InterruptedException {
        assertTrue(slow.begun.await(20, TimeUnit.SECONDS), "the kernel is compiled");
        long before = settled(helped);
        assertTrue(before < TILES - 1, "something is left to do");
        slow.mayEnd.countDown();
        await("the helper is back", () -> helped.get() > before);
        cameBack.set(true);
    }
}
