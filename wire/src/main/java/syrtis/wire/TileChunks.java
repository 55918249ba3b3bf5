package syrtis.wire;

import com.google.protobuf.ByteString;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import syrtis.plan.Grid;
import syrtis.type.ConnectionException;
import syrtis.type.WireException;
import syrtis.wire.v1.TileChunk;

/**
 * The pieces in which tiles travel, joined to tiles again: each must be the next one, and its checksum right. A joiner takes chunks from one
 * thread at a time.
 */
public final class TileChunks {
    /** Bytes of a piece. */
    public static final int LONGEST = 1 << 20;

    private final Grid grid;
    private final int bytes;
    private final long end;
    private final TileSink sink;
    private long tile;
    private long offset;
    private MemorySegment target = MemorySegment.NULL;

    /** Joins {@code count} tiles of an array of elements of {@code bytes} bytes, from tile {@code first} on. */
    public TileChunks(Grid grid, int bytes, long first, long count, TileSink sink) {
        if (first < 0 || count < 0 || first + count > grid.count() || first + count < 0) {
            throw new WireException("tiles " + first + " to " + (first + count) + " of an array with " + grid);
        }
        this.grid = grid;
        this.bytes = bytes;
        this.sink = sink;
        tile = first;
        end = first + count;
    }

    /** Hands the pieces of a tile to {@code out}, in order. */
    public static void cut(long tile, MemorySegment content, Consumer<TileChunk> out) {
        long offset = 0;
        do {
            int length = (int) Math.min(LONGEST, content.byteSize() - offset);
            byte[] data = content.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
            CRC32C crc = new CRC32C();
            crc.update(data);
            out.accept(TileChunk.newBuilder()
                    .setTile(tile)
                    .setOffset(offset)
                    .setTotal(content.byteSize())
                    .setData(com.google.protobuf.UnsafeByteOperations.unsafeWrap(data))
                    .setCrc32C((int) crc.getValue())
                    .build());
            offset += length;
        } while (offset < content.byteSize());
    }

    /**
     * Takes the next piece.
     *
     * @throws WireException if it is another one
     * @throws ConnectionException if its checksum is wrong
     */
    public void add(TileChunk chunk) {
        if (isComplete()) {
            throw new WireException("a piece of tile " + chunk.getTile() + " came after the last tile");
        }
        long total = grid.box(tile).size() * bytes;
        ByteString data = chunk.getData();
        boolean next = chunk.getTile() == tile && chunk.getOffset() == offset && chunk.getTotal() == total;
        if (!next || data.size() > LONGEST || data.size() > total - offset || (data.isEmpty() && total > 0)) {
            throw new WireException("tile " + tile + " needs bytes " + offset + " to " + total + ", and " + data.size() + " bytes came from "
                    + chunk.getOffset() + " on, of " + chunk.getTotal() + " of tile " + chunk.getTile());
        }
        CRC32C crc = new CRC32C();
        for (ByteBuffer part : data.asReadOnlyByteBufferList()) {
            crc.update(part);
        }
        if ((int) crc.getValue() != chunk.getCrc32C()) {
            throw new ConnectionException("bytes of tile " + tile + " changed on their way: their checksum is wrong");
        }
        if (offset == 0) {
            target = sink.memory(tile, total);
        }
        for (ByteBuffer part : data.asReadOnlyByteBufferList()) {
            MemorySegment from = MemorySegment.ofBuffer(part);
            target.asSlice(offset, from.byteSize()).copyFrom(from);
            offset += from.byteSize();
        }
        if (offset == total) {
            sink.complete(tile);
            tile++;
            offset = 0;
        }
    }

    /** The first tile that is not all there. */
    public long next() {
        return tile;
    }

    /** Forgets the tile in its midst: its pieces will come anew. */
    public void rewind() {
        offset = 0;
    }

    public boolean isComplete() {
        return tile == end;
    }
}
