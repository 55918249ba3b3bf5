package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import syrtis.plan.Array;
import syrtis.type.KernelException;

/**
 * The tiles that a task reads: brought into memory when first asked for, and held there until {@link #trim} finds that they
 * are too many, or {@link #close}. So a task may read more than fits in memory, tile after tile.
 */
final class Pins implements AutoCloseable {
    private record Key(int array, long tile) {}

    private record Pinned(Store.Tile tile, MemorySegment content) {}

    private final Tiles[] tiles;
    private final long most;
    private final Map<Key, Pinned> pinned = new HashMap<>(4);
    private long bytes;
    private boolean keep;

    /** {@code tiles} by array id; about {@code most} bytes are held at once. */
    Pins(Tiles[] tiles, long most) {
        this.tiles = tiles;
        this.most = most;
    }

    /** Pins for another walk over the same arrays. */
    Pins another() {
        return new Pins(tiles, most);
    }

    /** The content of a tile; valid until the next {@link #trim}. */
    MemorySegment get(Array array, long index) {
        Key key = new Key(array.id(), index);
        Pinned known = pinned.get(key);
        if (known == null) {
            Store.Tile tile = tiles[array.id()].get(index);
            if (tile == null) {
                throw new KernelException("the elements of an array were being overwritten by an in-place operation when that"
                        + " failed: assign the array anew");
            }
            known = new Pinned(tile, tile.pin());
            pinned.put(key, known);
            bytes += known.content.byteSize();
        }
        return known.content;
    }

    /** Holds everything to the end from now on: an output has taken over memory that is still to be read. */
    void keep() {
        keep = true;
    }

    /** A moment at which no content is in use: lets tiles go if too many are held. */
    void trim() {
        if (bytes > most && !keep) {
            close();
        }
    }

    @Override
    public void close() {
        pinned.values().forEach(held -> held.tile.unpin());
        pinned.clear();
        bytes = 0;
    }
}
