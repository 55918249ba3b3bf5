package syrtis.run;

import java.util.List;
import syrtis.expr.Expr;

/**
 * Evaluates expressions somewhere else than in this process: a client of a cluster implements it. Thread-safe. Closing it stops its jobs
 * and lets their results go, but for those that were {@linkplain Executor.Job#detach detached}.
 */
public interface Evaluator extends AutoCloseable {
    /**
     * Starts to evaluate {@code roots}, with the options of the current runtime; {@link Executor.Job#run} waits for the end. What cannot be
     * evaluated there is refused here.
     */
    Executor.Job job(List<Expr> roots);

    /** The job of another, or an earlier, client; {@link Executor.Job#run} waits for its end and gives its results. */
    Executor.Job attach(String name);

    @Override
    void close();
}
