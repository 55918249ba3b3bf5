package syrtis.transfer;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class FrameTest {
    private static final TileKey KEY = new TileKey(new UUID(-7, 11), 3, 1L << 40);

    /** What was written comes out again, then the end. */
    private static final class Pipe implements ByteStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private int read;

        @Override
        public void write(ByteBuffer from) {
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            written.writeBytes(bytes);
        }

        @Override
        public void flush() {}

        @Override
        public boolean read(ByteBuffer to) throws EOFException {
            byte[] all = written.toByteArray();
            if (read == all.length) {
                return false;
            }
            if (to.remaining() > all.length - read) {
                throw new EOFException();
            }
            int count = to.remaining();
            to.put(all, read, count);
            read += count;
            return true;
        }

        /** The same bytes, one bit turned. */
        Pipe damaged(int bit) {
            byte[] bytes = written.toByteArray();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            return of(bytes);
        }

        static Pipe of(byte[] bytes) {
            Pipe pipe = new Pipe();
            pipe.written.writeBytes(bytes);
            return pipe;
        }
    }

    private static List<Frame> all() {
        List<TileKey> many = new ArrayList<>();
        for (int i = 0; i < Frame.KEYS; i++) {
            many.add(new TileKey(new UUID(i, -i), i, i * 31L));
        }
        return List.of(
                new Frame.Fetch(List.of(KEY)),
                new Frame.Fetch(many),
                new Frame.Absent(KEY),
                new Frame.Stored(KEY),
                new Frame.Refused(KEY, true, ""),
                new Frame.Refused(KEY, false, "schade, \u00e4h"),
                new Frame.Watch(250),
                new Frame.Beat());
    }

    @Test
    void framesComeAsTheyWereSent() throws IOException {
        Pipe pipe = new Pipe();
        FrameChannel frames = new FrameChannel(pipe);
        for (Frame frame : all()) {
            frames.send(frame);
        }
        for (Frame frame : all()) {
            assertEquals(Optional.of(frame), frames.receive());
        }
        assertEquals(Optional.empty(), frames.receive());
    }

    @Test
    void tilesOfAllSizesComeAsTheyWereSent() throws IOException {
        for (int bytes : new int[] {0, 1, 7, (1 << 17) - 1, 1 << 17, (1 << 17) + 1, 300_001}) {
            Pipe pipe = new Pipe();
            FrameChannel frames = new FrameChannel(pipe);
            MemorySegment tile = random(bytes);
            frames.send(new Frame.Tile(KEY, bytes), tile);
            frames.send(new Frame.Put(KEY, bytes), tile);
            assertEquals(Optional.of(new Frame.Tile(KEY, bytes)), frames.receive());
            MemorySegment got = Arena.ofAuto().allocate(Math.max(1, bytes));
            assertTrue(frames.receive(bytes, got));
            assertEquals(-1, tile.mismatch(got.asSlice(0, bytes)));
            assertEquals(Optional.of(new Frame.Put(KEY, bytes)), frames.receive());
            frames.skip(bytes);
            assertEquals(Optional.empty(), frames.receive());
        }
    }

    @Test
    void anyTurnedBitOfATileIsSeenByItsChecksum() throws IOException {
        int bytes = 200;
        Pipe pipe = new Pipe();
        new FrameChannel(pipe).send(new Frame.Tile(KEY, bytes), random(bytes));
        int head = Frame.HEADER_BYTES + Frame.KEY_BYTES + Long.BYTES;
        MemorySegment got = Arena.ofAuto().allocate(bytes);
        for (int bit = head * 8; bit < (head + bytes + Integer.BYTES) * 8; bit++) {
            FrameChannel damaged = new FrameChannel(pipe.damaged(bit));
            damaged.receive();
            assertFalse(damaged.receive(bytes, got), "bit " + bit);
        }
    }

    @Test
    void whatIsNoFrameIsRefusedWithItsReason() {
        assertRefused("does not speak of tiles", header(0x47455420, 1, 8, 0));
        assertRefused("speaks version 2, this node version 1", header(Frame.MAGIC, 2, 8, 0));
        assertRefused("unknown kind 99", header(Frame.MAGIC, 1, 99, 0));
        assertRefused("a frame of 4294967295 bytes", header(Frame.MAGIC, 1, 1, -1));
        assertRefused("at most " + Frame.BODY_BYTES + " are allowed", header(Frame.MAGIC, 1, 1, Frame.BODY_BYTES + 1));
        assertRefused("wrong frame of kind 1 with 0 bytes", header(Frame.MAGIC, 1, 1, 0));
        assertRefused("wrong frame of kind 3 with 27 bytes", header(Frame.MAGIC, 1, 3, 27));
        assertRefused("1 bytes too long", header(Frame.MAGIC, 1, 3, 29));
        assertRefused("wrong frame of kind 7 with 4 bytes", header(Frame.MAGIC, 1, 7, 4));
    }

    private static byte[] header(int magic, int version, int kind, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(Frame.HEADER_BYTES + Math.clamp(length, 0, 1 << 20));
        bytes.putInt(magic)
                .put((byte) version)
                .put((byte) kind)
                .putShort((short) 0)
                .putInt(length);
        return bytes.array();
    }

    private static void assertRefused(String part, byte[] bytes) {
        ProtocolException failure =
                assertThrows(ProtocolException.class, () -> new FrameChannel(Pipe.of(bytes)).receive());
        assertTrue(String.valueOf(failure.getMessage()).contains(part), failure.getMessage());
    }

    @Test
    void randomBytesMakeFramesOrIoExceptionsAndNothingElse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length >= Frame.HEADER_BYTES) { // Past the first checks.
                ByteBuffer.wrap(bytes)
                        .putInt(Frame.MAGIC)
                        .put(Frame.VERSION)
                        .put((byte) random.nextInt(10))
                        .putShort((short) 0)
                        .putInt(random.nextInt(bytes.length));
            }
            Executable reading = () -> {
                try {
                    while (new FrameChannel(Pipe.of(bytes)).receive().isPresent() && random.nextBoolean()) {}
                } catch (IOException _) {
                    // As it should.
                }
            };
            assertDoesNotThrow(reading, "seed " + seed);
        }
    }

    @Test
    void longMessagesAreClipped() throws IOException {
        Pipe pipe = new Pipe();
        FrameChannel frames = new FrameChannel(pipe);
        frames.send(new Frame.Refused(KEY, false, "x".repeat(1_000_000)));
        assertEquals(Optional.of(new Frame.Refused(KEY, false, "x".repeat(Frame.MESSAGE_BYTES))), frames.receive());
    }

    private static MemorySegment random(int bytes) {
        byte[] all = new byte[bytes];
        new Random(bytes).nextBytes(all);
        return MemorySegment.ofArray(all);
    }
}
