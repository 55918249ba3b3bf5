package syrtis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.atomic.AtomicReference;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.run.Executor;
import syrtis.run.Evaluated;
import syrtis.type.BugException;
import syrtis.type.SyrtisException;

/**
 * A background evaluation: {@code Evaluation run = Nd.submit(a, b); ... run.progress() ... run.await()}.
 */
public final class Evaluation {
    /** Elements up to which an equal expression is computed again rather than found: see {@link Interner#forget}. */
    private static final long MOST_FORGOTTEN = 4096;

    private final Executor.Job job;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private Evaluation(Executor.Job job) {
        this.job = job;
    }

    /** Evaluates in the calling thread. */
    static void evaluate(List<NDArray> arrays) {
        Runtime runtime = Runtime.current();
        if (runtime.elsewhere().isPresent()) {
            Prepared prepared = Prepared.of(arrays, runtime, false);
            prepared.deliver(prepared.job.run(), runtime);
            return;
        }
        Lock alone = runtime.evaluations().writeLock();
        boolean isAlone = !runtime.evaluations().isWriteLockedByCurrentThread() && alone.tryLock();
        Lock held = isAlone ? alone : runtime.evaluations().readLock();
        if (!isAlone) {
            held.lock();
        }
        try {
            Prepared prepared = Prepared.of(arrays, runtime, isAlone);
            prepared.deliver(prepared.job.run(), runtime);
        } finally {
            held.unlock();
        }
    }

    /** Evaluates in a thread of its own. */
    static Evaluation submit(List<NDArray> arrays) {
        Runtime runtime = Runtime.current();
        Prepared prepared = Prepared.of(arrays, runtime, false);
        prepared.rewritten.forEach(Expr::use); // Until it is done, nobody may take over what it reads.
        Evaluation evaluation = new Evaluation(prepared.job);
        Thread.ofPlatform().daemon().name("syrtis-evaluation").start(() -> {
            Lock beside = runtime.evaluations().readLock();
            beside.lock();
            try {
                runtime.run(() -> {
                    prepared.deliver(prepared.job.run(), runtime);
                    return evaluation;
                });
                evaluation.end.complete(null);
            } catch (Throwable failure) {
                evaluation.end.completeExceptionally(failure);
            } finally {
                beside.unlock();
                prepared.rewritten.forEach(Expr::unuse);
            }
        });
        return evaluation;
    }

    /** What is evaluated together: the arrays, what they were, and the job. */
    private record Prepared(
            List<NDArray> arrays, List<Expr> versions, List<Expr> exprs, List<Expr> recorded, List<Expr> rewritten, Executor.Job job) {
        /** {@code alone}: whether nothing else is evaluated until this is. */
        static Prepared of(List<NDArray> arrays, Runtime runtime, boolean alone) {
            List<Expr> versions = new ArrayList<>(arrays.size());
            List<Expr> exprs = new ArrayList<>(arrays.size());
            List<Expr> held = new ArrayList<>(arrays.size());
            Set<Handle.Base> bases = new HashSet<>();
            for (NDArray array : arrays) {
                Expr version = array.version();
                Expr expr = array.expr();
                versions.add(version);
                exprs.add(expr);
                if (expr == version && bases.add(array.base())) { // The expression of a view is nobody's but the view's.
                    held.add(expr);
                }
            }
            if (runtime.elsewhere().isPresent()) {
                return new Prepared(arrays, versions, exprs, List.of(), List.of(), runtime.elsewhere().get().job(exprs));
            }
            Pipeline.Planned planned =
                    alone ? Pipeline.planAlone(exprs, held, runtime) : Pipeline.plan(exprs, runtime);
            return new Prepared(arrays, versions, exprs, planned.recorded(), planned.rewritten(), planned.job());
        }

        void deliver(List<Evaluated> results, Runtime runtime) {
            for (int k = 0; k < arrays.size(); k++) {
                arrays.get(k).evaluated(versions.get(k), exprs.get(k), results.get(k));
            }
            if (isQuick()) {
                runtime.interner().forget(recorded);
            }
        }

        /** Whether to compute it again costs less than to find it again does. */
        private boolean isQuick() {
            for (Expr node : recorded) {
                if (node.type().shape().size() > MOST_FORGOTTEN) {
                    return false;
                }
            }
            return true;
        }
    }

    /** What the job is called: on a cluster the name that {@link Runtime#attach} takes, in any process. */
    public String name() {
        return job.name();
    }

    /**
     * Leaves the job to the cluster: it goes on when this runtime is closed, and its results stay there until somebody attaches to it.
     *
     * @throws IllegalStateException if it runs in this process
     */
    public void detach() {
        job.detach();
    }

    /** The part that is done, from 0 to 1. */
    public double progress() {
        return end.isDone() ? 1 : Math.min(1, (double) job.done() / Math.max(1, job.tasks()));
    }

    public boolean isDone() {
        return end.isDone();
    }

    /** Stops soon; {@link #await} then throws {@link syrtis.type.CancelledException}. */
    public void cancel() {
        job.cancel();
    }

    /** Waits for the end; throws what went wrong. */
    public void await() throws InterruptedException {
        try {
            end.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SyrtisException known) {
                throw known;
            }
            throw new BugException("evaluation failed", failed);
        }
    }

    static String explain(List<NDArray> arrays, String stage) {
        for (Pipeline.Stage known : Pipeline.Stage.values()) {
            if (known.name().equals(stage.toUpperCase(Locale.ROOT))) {
                return Pipeline.explain(Pipeline.exprs(arrays), known, Runtime.current());
            }
        }
        throw new IllegalArgumentException("explain has no stage '" + stage + "': use record, rewrite, plan or estimate");
    }
}
