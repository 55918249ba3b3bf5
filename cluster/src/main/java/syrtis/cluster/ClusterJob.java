package syrtis.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Expr;
import syrtis.op.Op;
import syrtis.run.Evaluated;
import syrtis.run.Executor;
import syrtis.type.CancelledException;
import syrtis.type.ConnectionException;
import syrtis.type.WireException;
import syrtis.wire.v1.JobState;

/**
 * A job of a cluster, seen from a client: one that it has submitted, with the roots that it computes, or one that it has attached to, of which
 * it knows the name only.
 */
final class ClusterJob implements Executor.Job {
    private final ClusterEvaluator cluster;
    private final String name;
    private final List<Expr> roots; // none of a job of somebody else; what they name stays in the cluster as long as this runs
    private final Set<String> inputs;
    private volatile long tasks;
    private volatile long done;
    private volatile boolean detached;
    private @Nullable Thread waiting;

    /** @param inputs the jobs whose results it reads */
    ClusterJob(ClusterEvaluator cluster, String name, List<Expr> roots, Set<String> inputs) {
        this.cluster = cluster;
        this.name = name;
        this.roots = roots;
        this.inputs = inputs;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Evaluated> run() {
        try {
            List<Evaluated> results = results(await());
            cluster.ended(this);
            return results;
        } catch (ConnectionException broken) {
            if (roots.isEmpty()) {
                throw broken;
            }
            throw new ConnectionException(broken.getMessage() + "; job " + name + " may go on there: attach to it by that name", broken);
        } catch (RuntimeException failure) {
            cluster.failed(this, detached);
            throw failure;
        } finally {
            java.lang.ref.Reference.reachabilityFence(roots);
        }
    }

    private JobState await() {
        synchronized (this) {
            cluster.waiting(this);
            waiting = Thread.currentThread();
        }
        try {
            cluster.requireOpen();
            return cluster.client().await(name, state -> {
                tasks = state.getTasks();
                done = state.getDone();
            });
        } catch (RuntimeException failure) {
            if (cluster.isClosed()) {
                throw new CancelledException("nobody waits for job " + name + " any more: the connection was closed");
            }
            throw failure;
        } finally {
            cluster.left(this);
            synchronized (this) {
                waiting = null;
                if (cluster.isClosed()) {
                    Thread.interrupted(); // That was us.
                }
            }
        }
    }

    /** Wakes whoever waits for the end; the cluster is closed already. */
    synchronized void leave() {
        if (waiting != null) {
            waiting.interrupt();
        }
    }

    private synchronized List<Evaluated> results(JobState state) {
        int count = state.getResultsCount();
        if (!roots.isEmpty() && roots.size() != count) {
            throw new WireException("job " + name + " was to compute " + roots.size() + " arrays, and gave " + count);
        }
        Tenure tenure = cluster.tenure(name, state, detached);
        List<Evaluated> results = new ArrayList<>(count);
        for (int k = 0; k < count; k++) {
            RemoteArray result = new RemoteArray(cluster, tenure, k, state.getResults(k));
            if (!roots.isEmpty() && !roots.get(k).type().equals(result.type())) {
                throw new WireException("job " + name + " was to compute " + roots.get(k).type() + ", and gave " + result.type());
            }
            boolean known = !roots.isEmpty() && roots.get(k).op() instanceof Op.Stored;
            results.add(known ? (Evaluated) ((Op.Stored) roots.get(k).op()).contents() : result);
        }
        return results;
    }

    @Override
    public void cancel() {
        cluster.client().cancel(name);
    }

    @Override
    public synchronized void detach() {
        detached = true;
        cluster.detached(name, inputs);
    }

    boolean isDetached() {
        return detached;
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public long tasks() {
        return tasks;
    }
}
