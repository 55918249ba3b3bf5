package syrtis.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import syrtis.Runtime;
import syrtis.type.Event;

/**
 * One command's use of the engine: a {@link Runtime} of its own, a progress bar for long work, the most memory it took,
 * and what is tidied up when the user presses Ctrl-C.
 */
final class Session implements AutoCloseable {
    private static final AtomicBoolean STOPPING = new AtomicBoolean();

    private final Runtime runtime;
    private final Progress progress;
    private final AtomicLong peak = new AtomicLong();
    private final AtomicLong tasks = new AtomicLong();
    private final Thread hook = new Thread(this::stop, "syrtis-stop");

    /** Takes {@code runtime} over. */
    Session(Runtime runtime, PrintWriter err) {
        this.runtime = runtime;
        progress = new Progress(err);
        runtime.listen(progress);
        runtime.listen(this::count);
        java.lang.Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the user has stopped this process. */
    static boolean isStopping() {
        return STOPPING.get();
    }

    Runtime runtime() {
        return runtime;
    }

    /** The most bytes of array memory that were reserved at once since this was last asked to {@link #forget}. */
    long peak() {
        return peak.get();
    }

    /** Tasks done since this was last asked to {@link #forget}. */
    long tasks() {
        return tasks.get();
    }

    /** Starts the counts anew, with memory that nobody needs any more given back. */
    void forget() {
        runtime.reclaim();
        peak.set(0);
        tasks.set(0);
    }

    private void count(Event event) {
        if (event instanceof Event.PlanFinished plan) {
            peak.accumulateAndGet(plan.peakBytes(), Math::max);
            tasks.addAndGet(plan.tasks());
        }
    }

    /** Does {@code work} with this runtime as the current one. */
    <T> T run(Callable<T> work) throws Exception {
        return runtime.run(work);
    }

    private void stop() {
        STOPPING.set(true);
        progress.close();
        runtime.close();
    }

    @Override
    public void close() {
        if (!isStopping()) {
            java.lang.Runtime.getRuntime().removeShutdownHook(hook);
        }
        progress.close();
        runtime.close();
    }
}
