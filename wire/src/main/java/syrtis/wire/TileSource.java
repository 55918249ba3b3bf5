package syrtis.wire;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** Where tiles come from that are sent. */
public interface TileSource {
    /** Shows {@code reader} the elements of a tile, in row-major order; they need to stay only until it returns. */
    void read(long tile, Consumer<MemorySegment> reader);
}
