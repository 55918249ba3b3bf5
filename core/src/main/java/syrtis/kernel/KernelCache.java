package syrtis.kernel;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * Code by kernel. A loop starts in the interpreter, is compiled to bytecode once it has been worth that, and to machine code,
 * by a thread in the background, once it has been worth that: nobody waits for a compiler that they do not need, and the
 * bits are the same all the way. A routine has the code of the first compiler that does not object.
 */
public final class KernelCache implements AutoCloseable {
    /** Elements times instructions after which a loop becomes bytecode: about what that costs, in interpreted steps. */
    private static final long WORTH_BYTECODE = 20_000;

    /** Elements times instructions after which a loop becomes machine code: some milliseconds of bytecode. */
    private static final long WORTH_OPTIMISING = 4_000_000;

    /** Elements times instructions after which a loop has the compilers to machine code looked for and loaded: some will be worth it. */
    private static final long WORTH_LOADING = 400_000;

    private static final int MAX_KERNELS = 4096;

    private final Optional<KernelCompiler> bytecode;
    private final Supplier<List<KernelCompiler>> optimisers;
    private final ConcurrentHashMap<Loop, Tiered> codes = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Routine, Optional<Code>> routines = new ConcurrentHashMap<>();
    private final AtomicLong compiled = new AtomicLong();
    private final AtomicLong optimised = new AtomicLong();
    private final AtomicBoolean hasLoaded = new AtomicBoolean();
    private final AtomicInteger compiling = new AtomicInteger();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final ExecutorService background;

    /**
     * @param bytecode where loops go first; without it all are interpreted
     * @param optimisers finds compilers to machine code, best first; looking for them takes longer than many programs run, so
     *     they are asked for when needed
     */
    public KernelCache(Optional<KernelCompiler> bytecode, Supplier<List<KernelCompiler>> optimisers) {
        this.bytecode = bytecode;
        this.optimisers = optimisers;
        ThreadPoolExecutor one = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "syrtis-optimiser");
            thread.setDaemon(true);
            return thread;
        });
        one.allowCoreThreadTimeOut(true);
        background = one;
    }

    /** All loops are interpreted. */
    public static KernelCache interpreting() {
        return new KernelCache(Optional.empty(), List::of);
    }

    /** Loops become bytecode. */
    public static KernelCache compiling() {
        return new KernelCache(Optional.of(new BytecodeCompiler()), List::of);
    }

    /** Loops become bytecode, then machine code, and routines are those of libraries, where there are such on the path. */
    public static KernelCache optimising() {
        return new KernelCache(Optional.of(new BytecodeCompiler()), () -> Optimisers.FOUND);
    }

    /** The compilers to machine code that are on the path, looked for once. */
    private static final class Optimisers {
        private static final List<KernelCompiler> FOUND =
                ServiceLoader.load(KernelCompiler.class, KernelCompiler.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
    }

    /** The code of an equal loop, or new code. */
    public Code code(Loop loop) {
        Tiered known = codes.get(loop);
        if (known != null) {
            return known;
        }
        if (codes.size() >= MAX_KERNELS) {
            codes.clear(); // Running tasks keep their own code; what is still needed comes back at once.
        }
        return codes.computeIfAbsent(loop, Tiered::new);
    }

    /** The code of a routine; empty where no library has it. */
    public Optional<Code> code(Routine routine) {
        return routines.computeIfAbsent(
                routine, wanted -> optimiser(wanted).map(optimiser -> optimiser.compile(wanted)));
    }

    /** Whether a library multiplies matrices of a dtype. */
    public boolean multiplies(Dtype dtype) {
        return Stream.of(Routine.Kind.values()).allMatch(kind -> code(new Routine(kind, dtype)).isPresent());
    }

    private Optional<KernelCompiler> optimiser(Kernel kernel) {
        return optimisers.get().stream().filter(optimiser -> optimiser.objection(kernel).isEmpty()).findFirst();
    }

    private void inBackground(Runnable work) {
        compiling.incrementAndGet();
        try {
            background.execute(() -> {
                try {
                    work.run();
                } finally {
                    idle();
                }
            });
        } catch (RejectedExecutionException closed) { // The runtime is closing: nothing will be run for long.
            idle();
        }
    }

    private void idle() {
        if (compiling.decrementAndGet() == 0) {
            release();
        }
    }

    /** Does what waits, up to where a compiler begins again: the rest may want to wait for that one, too. */
    private void release() {
        for (Runnable next = waiting.poll(); next != null; next = isCompiling() ? null : waiting.poll()) {
            next.run();
        }
    }

    /** Whether a compiler is at work in the background: that takes a core. */
    public boolean isCompiling() {
        return compiling.get() > 0;
    }

    /** Has something done, which takes no time, as soon as no compiler is at work: at once, if that is so. */
    public void whenCompiled(Runnable next) {
        waiting.add(next);
        if (!isCompiling()) {
            release();
        }
    }

    /** Loops compiled so far, to bytecode. */
    public long compiled() {
        return compiled.get();
    }

    /** Loops that have become machine code so far. */
    public long optimised() {
        return optimised.get();
    }

    /** Distinct loops known now. */
    public int size() {
        return codes.size();
    }

    /** Stops compiling in the background; code that is there stays. */
    @Override
    public void close() {
        background.shutdownNow().forEach(_ -> idle()); // Those that will never begin.
    }

    private final class Tiered implements Code {
        private final Loop loop;
        private volatile Code code;
        private volatile boolean settled;
        private final long stepsOfPoint;
        private boolean isBytecode;
        private long steps;

        Tiered(Loop loop) {
            this.loop = loop;
            this.code = new Interpreter(loop);
            this.settled = bytecode.isEmpty();
            this.stepsOfPoint = 1 + loop.body().steps();
        }

        @Override
        public void run(MemorySegment[] segments, long[] geometry, long[] params) {
            if (!settled) {
                warm(geometry);
            }
            code.run(segments, geometry, params);
        }

        private synchronized void warm(long[] geometry) {
            long points = 1;
            for (int level = 0; level < loop.levels(); level++) {
                points *= geometry[level];
            }
            steps += points * stepsOfPoint + 8;
            if (steps >= WORTH_BYTECODE && !isBytecode) {
                code = bytecode.orElseThrow().compile(loop);
                isBytecode = true;
                compiled.incrementAndGet();
            }
            if (steps >= WORTH_LOADING && !hasLoaded.getAndSet(true)) {
                inBackground(() -> optimiser(loop));
            }
            if (isBytecode && !settled && steps >= WORTH_OPTIMISING) {
                settled = true;
                inBackground(this::optimise);
            }
        }

        private void optimise() {
            try {
                optimiser(loop).ifPresent(optimiser -> {
                    code = optimiser.compile(loop);
                    optimised.incrementAndGet();
                });
            } catch (BugException refused) { // Anything else is the environment's: it is told, and bytecode goes on.
                code = (_, _, _) -> {
                    throw new BugException("kernel does not compile:\n" + loop.body(), refused);
                };
            }
        }
    }
}
