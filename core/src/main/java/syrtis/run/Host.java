package syrtis.run;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import syrtis.kernel.KernelCache;
import syrtis.memory.Budget;
import syrtis.memory.Pool;
import syrtis.memory.Spill;
import syrtis.plan.Tiling;
import syrtis.type.Event;

/** What this process gives to array programs: memory, disk, threads and compilers. */
public final class Host implements AutoCloseable {
    private final int threads;
    private final KernelCache kernels;
    private final Spill spill;
    private final Store store;
    private final LocalExecutor executor;

    /**
     * @param threads tasks of a plan at once
     * @param memory bytes of array memory at once
     * @param spill folder for what does not fit
     * @param listeners are told what happens: those there are at the time
     */
    public Host(int threads, long memory, Path spill, KernelCache kernels, List<Consumer<Event>> listeners) {
        this.threads = threads;
        this.kernels = kernels;
        this.spill = new Spill(spill);
        store = new Store(new Pool(new Budget(memory)), this.spill);
        executor = new LocalExecutor(threads, store, kernels, listeners);
    }

    public KernelCache kernels() {
        return kernels;
    }

    public Store store() {
        return store;
    }

    public LocalExecutor executor() {
        return executor;
    }

    public long memory() {
        return store.pool().budget().limit();
    }

    /** The tiling of plans that run here alone, with no tile longer than {@code longest} elements along any axis. */
    public Tiling tiling(long longest) {
        return Tiling.of(threads, memory(), longest, kernels::multiplies);
    }

    /** Stops threads and removes spilled data. */
    @Override
    public void close() {
        executor.close();
        kernels.close();
        spill.close();
    }
}
