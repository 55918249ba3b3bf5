package syrtis.wire;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import syrtis.op.Op;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.Type;
import syrtis.type.WireException;
import syrtis.wire.v1.FileLeaf;
import syrtis.wire.v1.JobResult;
import syrtis.wire.v1.Leaf;
import syrtis.wire.v1.NpyFile;

/** Leaves that are found again: stored arrays are named by the order in which they were met. */
class Remembered implements Leaves {
    private final Map<Op.Contents, Leaf> leaves = new LinkedHashMap<>();
    private final Map<Leaf, Op.Contents> contents = new HashMap<>();
    private final Map<FileLeaf, Op.Origin> origins = new HashMap<>();

    @Override
    public Leaf encode(Op.Contents held) {
        Leaf leaf = leaves.computeIfAbsent(held, _ -> {
            JobResult.Builder result = JobResult.newBuilder()
                    .setJob("00000000-0000-0000-0000-%012x".formatted(leaves.size()))
                    .setType(Types.encode(held.type()));
            for (int axis = 0; axis < held.type().shape().rank(); axis++) {
                result.addTile(1 + axis);
            }
            return Leaf.newBuilder().setResult(result).build();
        });
        contents.put(leaf, held);
        return leaf;
    }

    @Override
    public Op.Contents decode(Leaf leaf) {
        Op.Contents held = contents.get(leaf);
        if (held == null) {
            throw new WireException("nothing is known of this leaf");
        }
        return held;
    }

    @Override
    public FileLeaf encode(Op.Origin origin) {
        FileLeaf leaf = FileLeaf.newBuilder()
                .setType(Types.encode(origin.type()))
                .setNpy(NpyFile.newBuilder().setPath("/" + origin.name()))
                .build();
        origins.put(leaf, origin);
        return leaf;
    }

    @Override
    public Op.Origin decode(FileLeaf leaf) {
        Op.Origin origin = origins.get(leaf);
        if (origin == null) {
            throw new WireException("nothing is known of this file");
        }
        return origin;
    }

    /** A file that is not there. */
    static final class Numbers implements Op.Origin {
        @Override
        public Type type() {
            return new Type(Dtype.FLOAT64, Shape.of(5));
        }

        @Override
        public String name() {
            return "numbers.npy";
        }
    }
}
