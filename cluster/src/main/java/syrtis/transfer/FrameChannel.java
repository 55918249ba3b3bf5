package syrtis.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Frames, and the bytes of tiles between them, through a stream. A tile's checksum is made piece by piece, while the piece is in the cache. */
final class FrameChannel {
    private static final int PIECE = 1 << 17;

    private final ByteStream stream;
    private final ByteBuffer header = ByteBuffer.allocate(Frame.HEADER_BYTES);

    FrameChannel(ByteStream stream) {
        this.stream = stream;
    }

    /** Sends a frame after which no tile follows. */
    void send(Frame frame) throws IOException {
        stream.write(frame.encode());
        stream.flush();
    }

    /** Sends a frame and the tile that it announces. */
    void send(Frame frame, MemorySegment tile) throws IOException {
        stream.write(frame.encode());
        CRC32C sum = new CRC32C();
        for (long at = 0; at < tile.byteSize(); at += PIECE) {
            ByteBuffer piece = piece(tile, at, tile.byteSize());
            sum.update(piece.duplicate());
            stream.write(piece);
        }
        stream.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, (int) sum.getValue()));
        stream.flush();
    }

    /** The next frame; empty if the peer has ended in good order. */
    Optional<Frame> receive() throws IOException {
        if (!stream.read(header.clear())) {
            return Optional.empty();
        }
        ByteBuffer body = ByteBuffer.allocate(Frame.bodyBytes(header));
        readAll(body);
        return Optional.of(Frame.decode(header, body.flip()));
    }

    /** Receives the tile that a frame announced into the first bytes of a segment. False if its checksum is wrong: it holds anything then. */
    boolean receive(long bytes, MemorySegment to) throws IOException {
        CRC32C sum = new CRC32C();
        for (long at = 0; at < bytes; at += PIECE) {
            ByteBuffer piece = piece(to, at, bytes);
            readAll(piece.duplicate());
            sum.update(piece);
        }
        return (int) sum.getValue() == receiveSum();
    }

    /** Receives a tile that nobody wants. */
    void skip(long bytes) throws IOException {
        ByteBuffer nowhere = ByteBuffer.allocate((int) Math.min(PIECE, bytes));
        for (long at = 0; at < bytes; at += PIECE) {
            readAll(nowhere.clear().limit((int) Math.min(PIECE, bytes - at)));
        }
        receiveSum();
    }

    private int receiveSum() throws IOException {
        ByteBuffer sum = ByteBuffer.allocate(Integer.BYTES);
        readAll(sum);
        return sum.getInt(0);
    }

    private void readAll(ByteBuffer to) throws IOException {
        if (to.hasRemaining() && !stream.read(to)) {
            throw new EOFException("the peer ended within a frame");
        }
    }

    private static ByteBuffer piece(MemorySegment of, long at, long end) {
        return of.asSlice(at, Math.min(PIECE, end - at)).asByteBuffer();
    }
}
