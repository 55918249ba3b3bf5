package syrtis.wire;

import java.lang.foreign.MemorySegment;

/** Where tiles go that arrive. Calls come one after the other, tiles in the order of their numbers. */
public interface TileSink {
    /** Memory of {@code bytes} bytes for a tile; asked for again if the connection broke in its midst. */
    MemorySegment memory(long tile, long bytes);

    /** All of the tile is there, and its checksums are right. */
    void complete(long tile);
}
