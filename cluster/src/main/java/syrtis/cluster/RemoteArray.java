package syrtis.cluster;

import org.jspecify.annotations.Nullable;
import syrtis.plan.Grid;
import syrtis.run.Evaluated;
import syrtis.run.StoredArray;
import syrtis.type.Type;
import syrtis.wire.Types;
import syrtis.wire.v1.Result;

/**
 * An evaluated array that is in a cluster: a root of a job. Once its elements were brought here they stay here, too, as long as it is reachable:
 * nothing is fetched twice, and memory is bounded all the same, as tiles that do not fit go to disk.
 */
final class RemoteArray implements Evaluated {
    private final ClusterEvaluator cluster;
    private final Tenure tenure;
    private final int root;
    private final Result result;
    private final Type type;
    private final Grid grid;
    private @Nullable StoredArray here;

    RemoteArray(ClusterEvaluator cluster, Tenure tenure, int root, Result result) {
        this.cluster = cluster;
        this.tenure = tenure;
        this.root = root;
        this.result = result;
        grid = cluster.client().grid(result);
        type = new Type(Types.decode(result.getType().getDtype()), grid.shape());
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public synchronized StoredArray here() {
        StoredArray known = here;
        if (known == null) {
            known = cluster.fetch(this);
            here = known;
        }
        return known;
    }

    boolean isOf(ClusterEvaluator other) {
        return cluster == other;
    }

    String job() {
        return tenure.job();
    }

    int root() {
        return root;
    }

    Result result() {
        return result;
    }
}
