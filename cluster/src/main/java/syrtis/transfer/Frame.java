package syrtis.transfer;

import java.net.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * What one end of a connection says to the other: a header of magic number, version, kind and length, and a body of that length.
 * After {@link Tile} and {@link Put} the tile's bytes follow, then four bytes of their CRC-32C ({@link FrameChannel}).
 */
sealed interface Frame {
    int MAGIC = 0x53795254; // SyRT
    byte VERSION = 1;
    int HEADER_BYTES = 12;
    int KEY_BYTES = 28;

    /** So that no body is longer than {@link #BODY_BYTES}. */
    int KEYS = 8192;

    int BODY_BYTES = KEYS * KEY_BYTES;
    int MESSAGE_BYTES = 4096;

    /** Asks for tiles; each is answered by {@link Tile}, {@link Absent} or {@link Refused}, in any order. */
    record Fetch(List<TileKey> keys) implements Frame {
        public Fetch {
            keys = List.copyOf(keys);
            if (keys.isEmpty() || keys.size() > KEYS) {
                throw new IllegalArgumentException("a frame asks for 1 to " + KEYS + " tiles, got " + keys.size());
            }
        }
    }

    /** Here is a tile; its bytes follow. */
    record Tile(TileKey key, long bytes) implements Frame {}

    /** This tile is not here. */
    record Absent(TileKey key) implements Frame {}

    /** Keep this tile; its bytes follow. Answered by {@link Stored} or {@link Refused}. */
    record Put(TileKey key, long bytes) implements Frame {}

    /** The tile that was put is kept. */
    record Stored(TileKey key) implements Frame {}

    /** The tile is neither given nor kept, and why; {@code corrupt} if only because its checksum was wrong. */
    record Refused(TileKey key, boolean corrupt, String message) implements Frame {}

    /** Say {@link Beat} so often from now on, and nothing else. */
    record Watch(int millis) implements Frame {
        static final int MIN_MILLIS = 1;
        static final int MAX_MILLIS = 600_000;

        public Watch {
            if (millis < MIN_MILLIS || millis > MAX_MILLIS) {
                throw new IllegalArgumentException(
                        "a heart beats every " + MIN_MILLIS + " to " + MAX_MILLIS + " ms, got " + millis);
            }
        }
    }

    /** I live. */
    record Beat() implements Frame {}

    /** Names kinds on the wire: the numbers are permanent. */
    private byte kind() {
        return switch (this) {
            case Fetch _ -> 1;
            case Tile _ -> 2;
            case Absent _ -> 3;
            case Put _ -> 4;
            case Stored _ -> 5;
            case Refused _ -> 6;
            case Watch _ -> 7;
            case Beat _ -> 8;
        };
    }

    /** Header and body, ready to be read. */
    default ByteBuffer encode() {
        byte[] message = this instanceof Refused refused ? clipped(refused.message()) : new byte[0];
        int length = switch (this) {
            case Fetch fetch -> fetch.keys.size() * KEY_BYTES;
            case Tile _, Put _ -> KEY_BYTES + Long.BYTES;
            case Absent _, Stored _ -> KEY_BYTES;
            case Refused _ -> KEY_BYTES + 1 + message.length;
            case Watch _ -> Integer.BYTES;
            case Beat _ -> 0;
        };
        ByteBuffer to = ByteBuffer.allocate(HEADER_BYTES + length);
        to.putInt(MAGIC).put(VERSION).put(kind()).putShort((short) 0).putInt(length);
        switch (this) {
            case Fetch fetch -> fetch.keys.forEach(key -> put(to, key));
            case Tile tile -> put(to, tile.key).putLong(tile.bytes);
            case Absent absent -> put(to, absent.key);
            case Put put -> put(to, put.key).putLong(put.bytes);
            case Stored stored -> put(to, stored.key);
            case Refused refused ->
                put(to, refused.key).put((byte) (refused.corrupt ? 1 : 0)).put(message);
            case Watch watch -> to.putInt(watch.millis);
            case Beat _ -> {}
        }
        return to.flip();
    }

    /** How many bytes the body of a frame with this header has. */
    static int bodyBytes(ByteBuffer header) throws ProtocolException {
        int magic = header.getInt(0);
        if (magic != MAGIC) {
            throw new ProtocolException(
                    "the peer does not speak of tiles: its frame begins with 0x" + Integer.toHexString(magic));
        }
        if (header.get(4) != VERSION) {
            throw new ProtocolException("the peer speaks version " + header.get(4) + ", this node version " + VERSION
                    + ": run the same release on all nodes");
        }
        int length = header.getInt(8);
        if (length < 0 || length > BODY_BYTES) {
            throw new ProtocolException("the peer announces a frame of " + Integer.toUnsignedString(length)
                    + " bytes, at most " + BODY_BYTES + " are allowed");
        }
        return length;
    }

    /** The frame with this header and this whole body. */
    static Frame decode(ByteBuffer header, ByteBuffer body) throws ProtocolException {
        byte kind = header.get(5);
        int length = body.remaining();
        Frame frame;
        try {
            frame = switch (kind) {
                case 1 -> new Fetch(keys(body));
                case 2 -> new Tile(key(body), size(body));
                case 3 -> new Absent(key(body));
                case 4 -> new Put(key(body), size(body));
                case 5 -> new Stored(key(body));
                case 6 -> new Refused(key(body), body.get() != 0, message(body));
                case 7 -> new Watch(body.getInt());
                case 8 -> new Beat();
                default -> throw new ProtocolException("the peer sent a frame of unknown kind " + kind);
            };
        } catch (BufferUnderflowException | IllegalArgumentException failure) {
            ProtocolException wrong =
                    new ProtocolException("the peer sent a wrong frame of kind " + kind + " with " + length + " bytes");
            wrong.initCause(failure);
            throw wrong;
        }
        if (body.hasRemaining()) {
            throw new ProtocolException(
                    "the peer sent a frame of kind " + kind + " that is " + body.remaining() + " bytes too long");
        }
        return frame;
    }

    private static ByteBuffer put(ByteBuffer to, TileKey key) {
        return to.putLong(key.job().getMostSignificantBits())
                .putLong(key.job().getLeastSignificantBits())
                .putInt(key.array())
                .putLong(key.tile());
    }

    private static TileKey key(ByteBuffer from) {
        return new TileKey(new UUID(from.getLong(), from.getLong()), from.getInt(), from.getLong());
    }

    private static List<TileKey> keys(ByteBuffer from) {
        List<TileKey> keys = new ArrayList<>(from.remaining() / KEY_BYTES);
        while (from.hasRemaining()) {
            keys.add(key(from));
        }
        return keys;
    }

    private static long size(ByteBuffer from) {
        long bytes = from.getLong();
        if (bytes < 0) {
            throw new IllegalArgumentException("a tile of " + bytes + " bytes");
        }
        return bytes;
    }

    private static byte[] clipped(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MESSAGE_BYTES ? bytes : Arrays.copyOf(bytes, MESSAGE_BYTES);
    }

    private static String message(ByteBuffer from) {
        if (from.remaining() > MESSAGE_BYTES) {
            throw new IllegalArgumentException("a message of " + from.remaining() + " bytes");
        }
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
