package syrtis.transfer;

import java.lang.foreign.MemorySegment;

/**
 * Where received tiles go. For each key one of {@link #done} and {@link #failed} is called, once, and {@link #allocate} at
 * most once before it. Called on the threads of connections, on several at a time; a sink that blocks holds up the peer, which
 * gives up after its {@link Limits#timeout}.
 */
public interface TileSink {
    /**
     * Memory for a tile of so many bytes, at least as large and open to all threads. Belongs to the connection until {@code done} or
     * {@code failed}. What it throws makes this tile fail, and no other.
     */
    MemorySegment allocate(TileKey key, long bytes);

    /** The tile has come whole, its checksum was right. */
    void done(TileKey key);

    /** The tile has not come; what was allocated holds anything. */
    void failed(TileKey key, TransferException why);
}
