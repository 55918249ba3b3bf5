package syrtis.run;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import syrtis.kernel.KernelCache;
import syrtis.plan.Arguments;
import syrtis.plan.Plan;
import syrtis.type.Event;

/** Runs plans on the cores of this machine: the caller's thread and, for plans that are worth it, a pool of others. */
public final class LocalExecutor implements Executor, AutoCloseable {
    private static final int MOST_WAKING = 2; // a thread

    /** How long threads wait without sleeping: waking one takes twice as long, and programs go from job to job. */
    private static final long LINGERING_NANOS = 50_000;

    private final int threads;
    private final Store store;
    private final KernelCache kernels;
    private final Folds folds;
    private final ExecutorService helpers;
    private final List<Consumer<Event>> listeners;
    private final AtomicLong plans = new AtomicLong();
    private final AtomicInteger waking = new AtomicInteger();
    private final AtomicInteger lingering = new AtomicInteger();
    private final Queue<Runnable> offered = new ConcurrentLinkedQueue<>(); // to those who linger

    /** {@code threads} at most run tasks of one plan at once; {@code listeners}, those there are then, are told what happens. */
    public LocalExecutor(int threads, Store store, KernelCache kernels, List<Consumer<Event>> listeners) {
        this.threads = threads;
        this.store = store;
        this.kernels = kernels;
        this.folds = new Folds(kernels);
        this.listeners = listeners;
        helpers = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("syrtis-worker-", 0).factory());
    }

    public Store store() {
        return store;
    }

    @Override
    public Loaded load(Plan plan) {
        LocalPlan loaded = new LocalPlan(plan, kernels, threads);
        return (arguments, boundBytes) -> new LocalJob(plans.incrementAndGet(), loaded, arguments, boundBytes, this);
    }

    /** The part of a run of {@code plan} that is done here on orders from elsewhere. */
    public PlanPart part(Plan plan, Arguments arguments) {
        return new PlanPart(plan, arguments, this);
    }

    int threads() {
        return threads;
    }

    /** Whether anybody listens: events nobody hears need not be made. */
    boolean isHeard() {
        return !listeners.isEmpty();
    }

    void tell(Event event) {
        for (Consumer<Event> listener : listeners) {
            listener.accept(event);
        }
    }

    /** Has another thread do some of a job; not if many that were asked before have not woken up yet, for this one would be no sooner. */
    void help(Runnable work) {
        if (!handOver(work) && waking.get() < MOST_WAKING * threads) {
            wake(work);
        }
    }

    /** The same, whatever wakes up. */
    void goOn(Runnable work) {
        if (!handOver(work)) {
            wake(work);
        }
    }

    private void wake(Runnable work) {
        helpers.execute(() -> {
            waking.decrementAndGet();
            for (Runnable next = work; next != null; next = lingered()) {
                next.run();
            }
        });
        waking.incrementAndGet(); // After it was not refused; a thread that is quicker has counted itself down before.
    }

    /** Gives the work to a thread that lingers, if there is one: it is counted down, and will find the work. */
    private boolean handOver(Runnable work) {
        for (int now = lingering.get(); now > 0; now = lingering.get()) {
            if (lingering.compareAndSet(now, now - 1)) {
                offered.add(work);
                return true;
            }
        }
        return false;
    }

    /** What a thread that has nothing to do is given while it lingers; null if that is nothing. */
    private @Nullable Runnable lingered() {
        lingering.incrementAndGet();
        linger(() -> !offered.isEmpty());
        while (true) {
            Runnable work = offered.poll();
            int now = lingering.get();
            if (work != null || now > 0 && lingering.compareAndSet(now, now - 1)) {
                return work;
            }
            Thread.onSpinWait(); // Somebody counted it down and has not yet handed over.
        }
    }

    /** Waits for a while, without sleeping, until {@code ready}. */
    static void linger(BooleanSupplier ready) {
        long end = System.nanoTime() + LINGERING_NANOS;
        while (!ready.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    Folds folds() {
        return folds;
    }

    KernelCache kernels() {
        return kernels;
    }

    @Override
    public void close() {
        helpers.shutdownNow();
    }
}
