package syrtis;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.kernel.BytecodeCompiler;
import syrtis.kernel.KernelCache;
import syrtis.kernel.KernelCompiler;
import syrtis.kernel.Routine;
import syrtis.memory.Budget;
import syrtis.memory.Pool;
import syrtis.memory.Spill;
import syrtis.plan.Tiling;
import syrtis.run.LocalExecutor;
import syrtis.run.Store;
import syrtis.type.Dtype;
import syrtis.type.Event;

/**
 * Where programs run: threads, memory budget, compiled kernels. There is a default one; {@link #run} binds another for the
 * calls made inside:
 *
 * <pre>{@code
 * try (Runtime small = Runtime.of(Options.defaults().withMemory(64 << 20))) {
 *     double mean = small.run(() -> Random.defaultRng(0).normal(0, 1, Shape.of(1_000_000)).mean().item());
 * }
 * }</pre>
 */
public final class Runtime implements AutoCloseable {
    private static final ScopedValue<Runtime> BOUND = ScopedValue.newInstance();

    private static final class Default {
        private static final Runtime RUNTIME = of(Options.defaults());
    }

    private final Options options;
    private final Interner interner = new Interner();
    private final KernelCache kernels;
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private final Spill spill;
    private final Store store;
    private final LocalExecutor executor;
    private final ReentrantReadWriteLock evaluations = new ReentrantReadWriteLock();
    private final PlanCache plans = new PlanCache();

    private Runtime(Options options) {
        this.options = options;
        kernels = switch (options.code()) {
            case INTERPRETED -> new KernelCache(Optional.empty(), List::of);
            case BYTECODE -> new KernelCache(Optional.of(new BytecodeCompiler()), List::of);
            case MACHINE -> new KernelCache(Optional.of(new BytecodeCompiler()), () -> Optimisers.FOUND);
        };
        spill = new Spill(options.spill());
        store = new Store(new Pool(new Budget(options.memory())), spill);
        executor = new LocalExecutor(options.threads(), store, kernels, listeners);
    }

    /** The compilers to machine code that are on the path, looked for once. */
    private static final class Optimisers {
        private static final List<KernelCompiler> FOUND =
                ServiceLoader.load(KernelCompiler.class, Runtime.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
    }

    public static Runtime of(Options options) {
        return new Runtime(options);
    }

    /** The runtime of the calling code: the innermost {@link #run}, else the default one. */
    public static Runtime current() {
        return BOUND.isBound() ? BOUND.get() : Default.RUNTIME;
    }

    /** Does {@code work} with this runtime as the current one. */
    public <T> T run(Callable<T> work) throws Exception {
        return ScopedValue.where(BOUND, this).call(work::call);
    }

    public Options options() {
        return options;
    }

    /** Tells {@code listener} all events from now on; it is called by many threads, must be quick and must not evaluate. */
    public void listen(Consumer<Event> listener) {
        listeners.add(listener);
    }

    public void unlisten(Consumer<Event> listener) {
        listeners.remove(listener);
    }

    /** Bytes of array memory in use now. */
    public long usedMemory() {
        return store.pool().live();
    }

    /** The most bytes of array memory that were reserved at once during the last evaluation. */
    public long peakMemory() {
        return store.pool().budget().peak();
    }

    /** Bytes written to disk so far because memory was short. */
    public long spilledBytes() {
        return store.spilledBytes();
    }

    /** Kernels compiled so far. */
    public long compiledKernels() {
        return kernels.compiled();
    }

    /** Kernels that have become machine code so far, which they do in the background. */
    public long machineKernels() {
        return kernels.optimised();
    }

    /** Gives back the memory of arrays that nobody can reach any more, collecting garbage to find them. */
    public void reclaim() {
        store.pool().reclaim(true);
        store.pool().trim();
    }

    Interner interner() {
        return interner;
    }

    /** An evaluation that may overwrite what it reads holds it for writing, others hold it for reading. */
    ReentrantReadWriteLock evaluations() {
        return evaluations;
    }

    Store store() {
        return store;
    }

    PlanCache plans() {
        return plans;
    }

    LocalExecutor executor() {
        return executor;
    }

    Tiling tiling() {
        long perThread = options.memory() / (16L * options.threads());
        return new Tiling(options.threads(), Math.max(64 << 10, Math.min(4 << 20, perThread)), options.longestTile(), this::multiplies);
    }

    /** Whether a library multiplies matrices of a dtype. */
    private boolean multiplies(Dtype dtype) {
        return Stream.of(Routine.Kind.values())
                .allMatch(kind -> kernels.code(new Routine(kind, dtype)).isPresent());
    }

    /** Stops workers and removes spilled data. Arrays of this runtime must not be read afterwards. */
    @Override
    public void close() {
        executor.close();
        kernels.close();
        spill.close();
    }

    /** The node of an operator over nodes, with the user's line. */
    static Expr node(syrtis.op.Op op, List<Expr> args) {
        return current().interner.of(op, args, syrtis.type.CallSite::capture);
    }
}
