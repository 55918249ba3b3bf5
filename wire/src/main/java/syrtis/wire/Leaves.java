package syrtis.wire;

import syrtis.op.Op;
import syrtis.wire.v1.FileLeaf;
import syrtis.wire.v1.Leaf;

/**
 * How the leaves of graphs travel: each side decides what it sends inline ({@link Inlines}), what it names, and what it opens ({@link
 * ArrayFiles}).
 */
public interface Leaves {
    Leaf encode(Op.Contents contents);

    /** What {@code leaf} stands for; it is well formed, and the codec compares the type. */
    Op.Contents decode(Leaf leaf);

    FileLeaf encode(Op.Origin origin);

    /** The file that {@code leaf} names; it is well formed, and the codec compares the type. */
    Op.Origin decode(FileLeaf leaf);
}
