package syrtis.cluster;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import syrtis.run.StoredArray;
import syrtis.transfer.TileKey;
import syrtis.transfer.TileSink;
import syrtis.transfer.TransferException;
import syrtis.type.BugException;

/** Tiles on their way from other nodes into arrays of this one, each of them once at a time. */
final class Arrivals implements TileSink {
    private final Function<TileKey, StoredArray> place;
    private final Settled settled;
    private final Map<TileKey, StoredArray.Incoming> open = new ConcurrentHashMap<>();

    /** Is told of each tile once. */
    @FunctionalInterface
    interface Settled {
        void settled(TileKey key, boolean isHere);
    }

    /** @param place the array that a tile goes into; throws where there is none */
    Arrivals(Function<TileKey, StoredArray> place, Settled settled) {
        this.place = place;
        this.settled = settled;
    }

    Arrivals(Function<TileKey, StoredArray> place) {
        this(place, (_, _) -> {});
    }

    @Override
    public MemorySegment allocate(TileKey key, long bytes) {
        StoredArray array = place.apply(key);
        if (key.tile() >= array.grid().count() || bytes != array.bytes(key.tile())) {
            throw new BugException("tile " + key + " of " + bytes + " bytes does not fit " + array.type() + " in " + array.grid());
        }
        StoredArray.Incoming incoming = array.receive(key.tile());
        if (open.putIfAbsent(key, incoming) != null) {
            incoming.close();
            throw new BugException("tile " + key + " comes twice at once");
        }
        return incoming.bytes();
    }

    @Override
    public void done(TileKey key) {
        StoredArray.Incoming incoming = open.remove(key);
        if (incoming != null) {
            incoming.keep();
        }
        settled.settled(key, true);
    }

    @Override
    public void failed(TileKey key, TransferException why) {
        StoredArray.Incoming incoming = open.remove(key);
        if (incoming != null) {
            incoming.close();
        }
        settled.settled(key, false);
    }
}
