package syrtis.cluster;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import syrtis.run.StoredArray;
import syrtis.wire.TileSink;

/** An array that is being brought here: each tile goes straight from the connection to its place outside Java's heap. */
final class Arrival implements TileSink, AutoCloseable {
    private final StoredArray array;
    private StoredArray.@Nullable Incoming incoming;

    Arrival(StoredArray array) {
        this.array = array;
    }

    @Override
    public MemorySegment memory(long tile, long bytes) {
        close(); // What came of it before the connection broke.
        StoredArray.Incoming next = array.receive(tile);
        incoming = next;
        return next.bytes();
    }

    @Override
    public void complete(long tile) {
        Objects.requireNonNull(incoming).keep();
        incoming = null;
    }

    /** Gives up the tile that is not all there. */
    @Override
    public void close() {
        if (incoming != null) {
            incoming.close();
            incoming = null;
        }
    }
}
