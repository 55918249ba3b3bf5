package syrtis.run;

import java.util.List;
import syrtis.expr.Expr;

/** Evaluates expressions somewhere else than in this process: a client of a cluster implements it. Thread-safe. */
public interface Evaluator extends AutoCloseable {
    /** A job that evaluates {@code roots}; {@link Executor.Job#run} starts it and waits for its end. */
    Executor.Job job(List<Expr> roots);

    /** The job of another, or an earlier, client. */
    Executor.Job attach(String name);

    @Override
    void close();
}
