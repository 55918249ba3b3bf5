package syrtis.wire;

import syrtis.Exprs;
import syrtis.op.Op;
import syrtis.run.StoredArray;
import syrtis.wire.v1.FileLeaf;
import syrtis.wire.v1.Leaf;

/** Everything stored travels inline. */
final class InMessages implements Leaves {
    @Override
    public Leaf encode(Op.Contents contents) {
        return Inlines.encode((StoredArray) contents);
    }

    @Override
    public Op.Contents decode(Leaf leaf) {
        return Inlines.decode(leaf.getInline(), Limits.defaults(), Exprs.store());
    }

    @Override
    public FileLeaf encode(Op.Origin origin) {
        return ArrayFiles.encode(origin);
    }

    @Override
    public Op.Origin decode(FileLeaf leaf) {
        return ArrayFiles.decode(leaf, Exprs.store());
    }
}
