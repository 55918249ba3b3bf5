package syrtis.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import syrtis.op.Body;
import syrtis.op.Scalar;
import syrtis.type.Dtype;

/** When compilers are asked, and who knows that they are at work. */
@Timeout(60)
class KernelCacheTest {
    private static final int POINTS = 100_000;
    private static final Loop SQUARES = squares();

    private static Loop squares() {
        Body.Builder body = new Body.Builder();
        Scalar x = body.load(0, Dtype.FLOAT64);
        Loop.Operand operand = new Loop.Operand(Dtype.FLOAT64, Loop.Inner.UNIT, Loop.NO_LANES);
        return new Loop(body.build(List.of(x.times(x))), 1, List.of(operand), 0, List.of(operand), List.of(-1));
    }

    private static void run(Code code) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment[] segments = {arena.allocate(POINTS * 8L), arena.allocate(POINTS * 8L)};
            code.run(segments, new long[] {POINTS, 0, 8, 0, 8}, new long[0]);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void compilersAreLoadedBeforeALoopIsWorthCompiling() {
        CountDownLatch asked = new CountDownLatch(1);
        try (KernelCache cache = new KernelCache(Optional.of(new BytecodeCompiler()), () -> {
            asked.countDown();
            return List.of();
        })) {
            Code code = cache.code(SQUARES);
            run(code);
            assertEquals(1, asked.getCount(), "100,000 points of some instructions are not worth it");
            for (int k = 0; k < 3; k++) {
                run(code);
            }
            await(asked);
        }
    }

    @Test
    void whatWaitsForCompilersIsDoneAfterThem() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        KernelCompiler slow = new KernelCompiler() {
            @Override
            public Code compile(Kernel kernel) {
                begun.countDown();
                await(mayEnd);
                return new BytecodeCompiler().compile(kernel);
            }

            @Override
            public Optional<String> objection(Kernel kernel) {
                return Optional.empty();
            }
        };
        AtomicInteger done = new AtomicInteger();
        CountDownLatch last = new CountDownLatch(1);
        try (KernelCache cache = new KernelCache(Optional.of(new BytecodeCompiler()), () -> List.of(slow))) {
            cache.whenCompiled(done::incrementAndGet);
            assertEquals(1, done.get(), "nothing is compiled");
            Code code = cache.code(SQUARES);
            while (begun.getCount() > 0) {
                run(code);
            }
            assertTrue(cache.isCompiling());
            cache.whenCompiled(done::incrementAndGet);
            cache.whenCompiled(last::countDown);
            assertEquals(1, done.get());
            mayEnd.countDown();
            await(last);
            assertEquals(2, done.get());
            assertFalse(cache.isCompiling());
            assertEquals(1, cache.optimised());
        }
    }
}
