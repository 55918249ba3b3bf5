package syrtis.run;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import syrtis.kernel.KernelCache;
import syrtis.plan.Plan;
import syrtis.type.Event;

/** Runs plans on the cores of this machine: the caller's thread and, for plans that are worth it, a pool of others. */
public final class LocalExecutor implements Executor, AutoCloseable {
    private final int threads;
    private final Store store;
    private final KernelCache kernels;
    private final Folds folds;
    private final ExecutorService helpers;
    private final Consumer<Event> events;
    private final AtomicLong plans = new AtomicLong();

    /** {@code threads} at most run tasks of one plan at once; {@code events} is told what happens. */
    public LocalExecutor(int threads, Store store, KernelCache kernels, Consumer<Event> events) {
        this.threads = threads;
        this.store = store;
        this.kernels = kernels;
        this.folds = new Folds(kernels);
        this.events = events;
        helpers = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("syrtis-worker-", 0).factory());
    }

    public Store store() {
        return store;
    }

    @Override
    public Job prepare(Plan plan, long boundBytes) {
        return new LocalJob(plans.incrementAndGet(), plan, boundBytes, this);
    }

    int threads() {
        return threads;
    }

    Consumer<Event> events() {
        return events;
    }

    ExecutorService helpers() {
        return helpers;
    }

    TaskRunner runner(Plan plan) {
        return new TaskRunner(plan, store, kernels, folds);
    }

    @Override
    public void close() {
        helpers.shutdownNow();
    }
}
