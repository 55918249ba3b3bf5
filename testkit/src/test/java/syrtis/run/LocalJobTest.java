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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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
        CountDownLatch mayGoOn = new CountDownLatch(1);
        Consumer<Event> listener = event -> {
            if (event instanceof Event.TaskFinished && Thread.currentThread() != caller) {
                helped.incrementAndGet();
            } else if (event instanceof Event.TaskFinished && called.incrementAndGet() == 1) {
                try {
                    whileTheCallerWaits(slow, helped, mayGoOn);
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
            assertEquals(0, mayGoOn.getCount());
            assertEquals(TILES, helped.get() + called.get());
            assertFalse(kernels.isCompiling());
        }
    }

    /** The helper has all tasks to itself; it gives the kernel so much work that it is compiled, and stops. */
    private static void whileTheCallerWaits(Slow slow, AtomicLong helped, CountDownLatch mayGoOn) throws InterruptedException {
        assertTrue(slow.begun.await(20, TimeUnit.SECONDS), "the kernel is compiled");
        long before = settled(helped);
        assertTrue(before < TILES - 1, "something is left to do");
        slow.mayEnd.countDown();
        await("the helper is back", () -> helped.get() > before);
        mayGoOn.countDown();
    }
}
