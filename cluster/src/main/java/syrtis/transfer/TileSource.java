package syrtis.transfer;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Where a server finds the tiles it gives. Called on the threads of connections, on several at a time. */
public interface TileSource {
    /** The tile, held until it is closed; empty if it is not here. What it throws is told to the peer, for this tile alone. */
    Optional<Content> open(TileKey key);

    /** A tile that stays where it is until closed. */
    interface Content extends AutoCloseable {
        /** All bytes of the tile; any thread may read them. */
        MemorySegment bytes();

        @Override
        void close();
    }
}
