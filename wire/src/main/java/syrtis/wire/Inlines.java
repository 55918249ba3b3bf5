package syrtis.wire;

import com.google.protobuf.UnsafeByteOperations;
import java.lang.foreign.MemorySegment;
import syrtis.plan.Box;
import syrtis.run.BoxCopy;
import syrtis.run.Store;
import syrtis.run.StoredArray;
import syrtis.type.Type;
import syrtis.type.WireException;
import syrtis.wire.v1.Inline;
import syrtis.wire.v1.Leaf;

/** Arrays whose elements travel in the graph: small ones. */
public final class Inlines {
    private Inlines() {}

    /**
     * The elements of {@code array}, row-major.
     *
     * @throws WireException if it has more bytes than a message can
     */
    public static Leaf encode(StoredArray array) {
        Type type = array.type();
        if (type.bytes() > Integer.MAX_VALUE - 8) {
            throw new WireException("cannot travel inline: " + type + " has " + type.bytes() + " bytes: put it, and name it");
        }
        byte[] bytes = new byte[(int) type.bytes()];
        MemorySegment target = MemorySegment.ofArray(bytes);
        Box all = new Box(new long[type.shape().rank()], type.shape().toArray());
        // Memory is little-endian, as messages are, wherever Syrtis runs.
        array.forEachTile((box, content) -> BoxCopy.copy(content, box, target, all, type.dtype().bytes()));
        return Leaf.newBuilder()
                .setInline(Inline.newBuilder()
                        .setType(Types.encode(type))
                        .setElements(UnsafeByteOperations.unsafeWrap(bytes)))
                .build();
    }

    /** The array, in one tile; {@code inline} is well formed. */
    public static StoredArray decode(Inline inline, Limits limits, Store store) {
        return StoredArray.of(
                Types.decode(inline.getType(), limits),
                store,
                target -> target.asSlice(0, inline.getElements().size())
                        .copyFrom(MemorySegment.ofBuffer(inline.getElements().asReadOnlyByteBuffer())));
    }
}
