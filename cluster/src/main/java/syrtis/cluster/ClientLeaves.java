package syrtis.cluster;

import java.util.HashSet;
import java.util.Set;
import syrtis.op.Op;
import syrtis.plan.Grid;
import syrtis.run.Evaluated;
import syrtis.run.StoredArray;
import syrtis.type.BugException;
import syrtis.type.Type;
import syrtis.wire.ArrayFiles;
import syrtis.wire.Inlines;
import syrtis.wire.Leaves;
import syrtis.wire.Types;
import syrtis.wire.v1.FileLeaf;
import syrtis.wire.v1.JobResult;
import syrtis.wire.v1.Leaf;

/** The leaves of one graph of a client: arrays of the cluster go by name, small ones inline, and others are given to the cluster first. */
final class ClientLeaves implements Leaves {
    /** Bytes of an array that travels in the graph. */
    private static final long LARGEST_INLINE = 32 << 10;

    /** Bytes of all of them together: a graph is one message between supervisors. */
    private static final long MOST_INLINE = 256 << 10;

    private final ClusterEvaluator cluster;
    private final Uploads uploads;
    private final Set<String> named = new HashSet<>();
    private long inlined;

    ClientLeaves(ClusterEvaluator cluster, Uploads uploads) {
        this.cluster = cluster;
        this.uploads = uploads;
    }

    /** The jobs, and arrays that were put, which the graph names. */
    Set<String> named() {
        return named;
    }

    @Override
    public Leaf encode(Op.Contents contents) {
        if (contents instanceof RemoteArray array && array.isOf(cluster)) {
            return named(array.job(), array.root(), array.type(), array.grid());
        }
        StoredArray array = ((Evaluated) contents).here();
        long bytes = array.type().bytes();
        if (bytes <= LARGEST_INLINE && inlined + bytes <= MOST_INLINE) {
            inlined += bytes;
            return Inlines.encode(array);
        }
        Uploads.Upload upload = uploads.of(array);
        return named(upload.name(), 0, array.type(), upload.grid());
    }

    private Leaf named(String job, int root, Type type, Grid grid) {
        named.add(job);
        JobResult.Builder result = JobResult.newBuilder().setJob(job).setRoot(root).setType(Types.encode(type));
        for (long length : grid.tile()) {
            result.addTile(length);
        }
        return Leaf.newBuilder().setResult(result).build();
    }

    @Override
    public FileLeaf encode(Op.Origin origin) {
        return ArrayFiles.encode(origin);
    }

    @Override
    public Op.Contents decode(Leaf leaf) {
        throw new BugException("a client reads no graphs");
    }

    @Override
    public Op.Origin decode(FileLeaf leaf) {
        throw new BugException("a client reads no graphs");
    }
}
