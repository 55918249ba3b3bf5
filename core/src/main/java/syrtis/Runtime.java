package syrtis;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.kernel.KernelCache;
import syrtis.op.Op;
import syrtis.plan.Tiling;
import syrtis.run.Connector;
import syrtis.run.Evaluator;
import syrtis.run.Host;
import syrtis.run.LocalExecutor;
import syrtis.run.Store;
import syrtis.type.CallSite;
import syrtis.type.ConnectionException;
import syrtis.type.Event;

/**
 * Where programs run: threads, memory budget, compiled kernels. There is a default one, of this process or, where the
 * system property {@code syrtis.cluster} names addresses ({@code syrtis.credentials} a folder), of a cluster; {@link #run} binds
 * another for the calls made inside:
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
        private static final Runtime RUNTIME = Optional.ofNullable(System.getProperty("syrtis.cluster"))
                .map(addresses -> connect(
                        Options.defaults(),
                        addresses,
                        Optional.ofNullable(System.getProperty("syrtis.credentials")).map(Path::of)))
                .orElseGet(() -> of(Options.defaults()));
    }

    private final Options options;
    private final Interner interner;
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private final Host host;
    private final ReentrantReadWriteLock evaluations = new ReentrantReadWriteLock();
    private final PlanCache plans = new PlanCache();
    private final Optional<Evaluator> elsewhere;

    private Runtime(Options options) {
        this(options, _ -> Optional.empty());
    }

    private Runtime(Options options, Function<Store, Optional<Evaluator>> connect) {
        this.options = options;
        KernelCache kernels = switch (options.code()) {
            case INTERPRETED -> KernelCache.interpreting();
            case BYTECODE -> KernelCache.compiling();
            case MACHINE -> KernelCache.optimising();
        };
        interner = new Interner();
        host = new Host(options.threads(), options.memory(), options.spill(), kernels, listeners);
        try {
            elsewhere = connect.apply(host.store());
        } catch (RuntimeException | Error refused) {
            host.close();
            throw refused;
        }
    }

    public static Runtime of(Options options) {
        return new Runtime(options);
    }

    /**
     * A runtime whose programs run on a cluster, and whose results stay there until they are read.
     *
     * @param addresses where supervisors listen: {@code "host:port"}, several separated by commas
     * @param credentials folder with the cluster's certificate and the client's token; empty for that of {@code syrtis cluster
     *     start}
     * @throws ConnectionException if there is no such cluster, it refuses, or the module {@code syrtis-cluster} is not there
     */
    public static Runtime connect(Options options, String addresses, Optional<Path> credentials) {
        Connector connector = ServiceLoader.load(Connector.class, Connector.class.getClassLoader())
                .stream()
                .map(ServiceLoader.Provider::get)
                .filter(known -> known.knows(addresses))
                .findFirst()
                .orElseThrow(() -> new ConnectionException(
                        "cannot connect to '" + addresses
                        + "': give HOST:PORT, several with commas between, and have the module syrtis-cluster on the path"));
        return new Runtime(options, store -> Optional.of(connector.connect(addresses, credentials, store)));
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
        return host.store().pool().live();
    }

    /** The most bytes of array memory that were reserved at once during the last evaluation. */
    public long peakMemory() {
        return host.store().pool().budget().peak();
    }

    /** Bytes written to disk so far because memory was short. */
    public long spilledBytes() {
        return host.store().spilledBytes();
    }

    /** Kernels compiled so far. */
    public long compiledKernels() {
        return host.kernels().compiled();
    }

    /** Kernels that have become machine code so far, which they do in the background. */
    public long machineKernels() {
        return host.kernels().optimised();
    }

    /** Gives back the memory of arrays that nobody can reach any more, collecting garbage to find them. */
    public void reclaim() {
        host.store().pool().reclaim(true);
        host.store().pool().trim();
    }

    /**
     * The results of a job of a cluster, once it is done: of an {@link Evaluation} that was detached, or whose process ended. They
     * stay in the cluster until they are read, and become this runtime's: the cluster forgets the job when nobody here can reach
     * them any more, or this runtime is closed.
     *
     * @param job its {@link Evaluation#name}
     * @throws ConnectionException if this runtime is not connected to a cluster
     * @throws syrtis.type.SyrtisException what the job failed with
     */
    public List<NDArray> attach(String job) {
        Evaluator cluster = elsewhere.orElseThrow(() -> new ConnectionException(
                "cannot attach to job " + job + ": this runtime computes in its own process; connect to a cluster first"));
        return cluster.attach(job).run().stream()
                .map(result -> NDArray.of(interner.of(new Op.Stored(result), List.of(), CallSite::capture)))
                .toList();
    }

    Interner interner() {
        return interner;
    }

    /** An evaluation that may overwrite what it reads holds it for writing, others hold it for reading. */
    ReentrantReadWriteLock evaluations() {
        return evaluations;
    }

    Store store() {
        return host.store();
    }

    /** Where programs are evaluated, if not in this process. */
    Optional<Evaluator> elsewhere() {
        return elsewhere;
    }

    PlanCache plans() {
        return plans;
    }

    LocalExecutor executor() {
        return host.executor();
    }

    Tiling tiling() {
        return host.tiling(options.longestTile());
    }

    /** Stops workers and removes spilled data. Arrays of this runtime must not be read afterwards. */
    @Override
    public void close() {
        elsewhere.ifPresent(Evaluator::close);
        host.close();
    }

    /** The node of an operator over nodes, with the user's line. */
    static Expr node(Op op, List<Expr> args) {
        return current().interner.of(op, args, CallSite::capture);
    }
}
