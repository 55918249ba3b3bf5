package syrtis.cluster;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.expr.Rewriter;
import syrtis.op.Op;
import syrtis.run.Evaluated;
import syrtis.run.Evaluator;
import syrtis.run.Executor;
import syrtis.run.Store;
import syrtis.run.StoredArray;
import syrtis.type.ConnectionException;
import syrtis.wire.GraphCodec;
import syrtis.wire.JobId;
import syrtis.wire.JobSettings;
import syrtis.wire.Types;
import syrtis.wire.WireClient;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.JobState;

/**
 * Evaluates expressions in a cluster. Results stay there until nobody here can reach them any more; what is read is brought here. The cluster
 * forgets what is of this client when it is closed, but for jobs that were detached and what those read.
 */
final class ClusterEvaluator implements Evaluator {
    private final WireClient client;
    private final Store store;
    private final Interner interner = new Interner(); // of graphs in which what is known stands for what would be computed
    private final Releases releases;
    private final Uploads uploads;
    private final Set<ClusterJob> open = ConcurrentHashMap.newKeySet(); // those that end with this
    private final Set<ClusterJob> waiting = ConcurrentHashMap.newKeySet();
    private final Map<String, WeakReference<Tenure>> tenures = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Takes {@code client} over. */
    ClusterEvaluator(WireClient client, Store store) {
        this.client = client;
        this.store = store;
        releases = new Releases(client);
        uploads = new Uploads(client, releases);
    }

    WireClient client() {
        return client;
    }

    boolean isClosed() {
        return closed;
    }

    /** @throws ConnectionException if this is closed */
    void requireOpen() {
        if (closed) {
            throw new ConnectionException("the connection to the cluster at " + client.address() + " is closed: connect again");
        }
    }

    @Override
    public Executor.Job job(List<Expr> roots) {
        requireOpen();
        releases.relieve();
        Options options = Runtime.current().options();
        // What has its elements already is not computed again.
        List<Expr> wanted = Rewriter.rewrite(roots, Rewriter.Rules.NONE, interner);
        String name = JobId.create();
        if (wanted.stream().allMatch(root -> root.op() instanceof Op.Stored)) {
            List<Evaluated> known = wanted.stream()
                    .map(root -> (Evaluated) ((Op.Stored) root.op()).contents())
                    .toList();
            return new KnownJob(name, known, () -> submit(name, wanted, options));
        }
        return submit(name, wanted, options);
    }

    private ClusterJob submit(String name, List<Expr> roots, Options options) {
        ClientLeaves leaves = new ClientLeaves(this, uploads);
        Graph graph = GraphCodec.encode(roots, leaves);
        ClusterJob job = new ClusterJob(this, name, roots, leaves.named());
        open.add(job);
        try {
            client.submit(name, graph, GraphCodec.sites(roots), JobSettings.encode(options));
            return job;
        } catch (RuntimeException failure) {
            failed(job, false); // It may have got there all the same.
            throw failure;
        }
    }

    @Override
    public Executor.Job attach(String name) {
        requireOpen();
        if (!JobId.isOne(name)) {
            throw new ConnectionException("cannot attach to '" + name + "': that is no name of a job; they look like " + JobId.create());
        }
        return new ClusterJob(this, name, List.of(), Set.of());
    }

    /** The elements of {@code array}. */
    StoredArray fetch(RemoteArray array) {
        if (closed) {
            throw new ConnectionException("cannot read " + array.type() + ": its elements are in the cluster at " + client.address()
                    + ", and that connection is closed: read arrays before closing their runtime");
        }
        StoredArray here = StoredArray.empty(array.type(), array.grid(), store);
        try (Arrival arrival = new Arrival(here)) {
            client.fetch(array.job(), array.root(), array.result(), arrival);
        }
        return here;
    }

    /** What keeps the results of a job that is done: the one there is, if its results were given out before. */
    Tenure tenure(String job, JobState state, boolean detached) {
        Tenure made = new Tenure(job);
        if (detached) {
            return made; // It is not ours to let go.
        }
        WeakReference<Tenure> own = new WeakReference<>(made);
        WeakReference<Tenure> kept = tenures.compute(job, (_, before) -> isAlive(before) ? before : own);
        Tenure tenure = kept == own ? made : kept.get();
        if (tenure == null) {
            return tenure(job, state, false); // It died just now.
        }
        if (tenure == made) {
            tenures.values().removeIf(other -> !isAlive(other));
            releases.whenUnreachable(made, job, bytes(state));
        }
        return tenure;
    }

    private long bytes(JobState state) {
        return state.getResultsList().stream()
                .mapToLong(result -> client.grid(result).shape().size()
                        * Types.decode(result.getType().getDtype()).bytes())
                .sum();
    }

    private static boolean isAlive(@Nullable WeakReference<Tenure> tenure) {
        return tenure != null && tenure.get() != null;
    }

    /** Somebody waits for the job's end. */
    void waiting(ClusterJob job) {
        waiting.add(job);
    }

    void left(ClusterJob job) {
        waiting.remove(job);
    }

    /** The job is done, and its results are held. */
    void ended(ClusterJob job) {
        open.remove(job);
    }

    /** The job came to nothing. */
    void failed(ClusterJob job, boolean detached) {
        open.remove(job);
        if (!detached && !closed) {
            releases.abandon(job.name());
        }
    }

    /** The job, and what it reads, is the cluster's to keep. */
    void detached(String job, Set<String> inputs) {
        open.removeIf(other -> other.name().equals(job) && other.isDetached());
        releases.forgo(Set.of(job));
        releases.forgo(inputs);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        open.forEach(job -> releases.abandon(job.name()));
        releases.close();
        client.close();
        waiting.forEach(ClusterJob::leave);
    }
}
