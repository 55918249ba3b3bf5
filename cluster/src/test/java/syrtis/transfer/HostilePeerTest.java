package syrtis.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import syrtis.transfer.Fixture.Received;
import syrtis.transfer.Fixture.Tiles;
import syrtis.transfer.TransferException.Reason;

/** Peers that are strangers, speak nonsense, damage bytes or stop; each loses its own connection and no more. */
@Timeout(30)
class HostilePeerTest {
    private static final Limits HASTY = Limits.DEFAULT.withTimeout(Duration.ofMillis(700));

    private final Tiles tiles = new Tiles();
    private final Received received = new Received();
    private final Received kept = new Received();
    private long sockets;

    @BeforeEach
    void count() throws IOException {
        sockets = Fixture.sockets();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        Fixture.assertNoThreadIsLeft();
        assertEquals(sockets, Fixture.sockets(), "sockets");
        assertEquals(0, tiles.open.get(), "open tiles");
        assertEquals(Set.of(), received.wrong);
    }

    /** An honest client is served, whatever else goes on. */
    private void assertServes(TileServer server) throws Exception {
        Received honest = new Received();
        TileKey key = tiles.add(1000, 100_000);
        try (TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(server.address(), List.of(key), honest).get();
        }
        assertEquals(Set.of(key), honest.done);
        honest.assertHolds(tiles);
    }

    // ---- strangers

    @Test
    void aPlaintextClientIsRefused() throws Exception {
        try (TileServer server = Fixture.server(tiles, kept, Limits.DEFAULT);
                Socket socket = socket(server)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(endOf(socket) < 100, "no more than an alert");
            assertServes(server);
        }
    }

    @Test
    void randomBytesInsteadOfTlsAreRefused() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (TileServer server = Fixture.server(tiles, kept, HASTY)) {
            for (int i = 0; i < 50; i++) {
                byte[] bytes = new byte[1 + random.nextInt(500)];
                random.nextBytes(bytes);
                if (i % 2 == 0) {
                    bytes[0] = 22; // Looks like a handshake.
                }
                try (Socket socket = socket(server)) {
                    socket.getOutputStream().write(bytes);
                }
            }
            assertServes(server);
            Fixture.await("strangers are gone, seed " + seed, () -> server.connections() == 0);
        }
    }

    @Test
    void aServerOfAnotherClusterIsNotTrusted() throws Exception {
        try (TileServer server =
                        new TileServer(tiles, () -> kept, Fixture.THEIRS.nodeContext(), Fixture.ANY, Limits.DEFAULT);
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(server.address(), List.of(tiles.add(1, 10)), received).get();
        }
        assertLost("PKIX path");
        assertEquals(0, tiles.opened.get());
    }

    @Test
    void aClientOfAnotherClusterIsNotServed(@TempDir Path folder) throws Exception {
        assertNotServed(Stranger.context(folder)); // It trusts us, so only our side can refuse.
    }

    @Test
    void aClientWithoutCertificateIsNotServed() throws Exception {
        assertNotServed(Stranger.nameless());
    }

    private void assertNotServed(SSLContext context) throws Exception {
        try (TileServer server = Fixture.server(tiles, kept, Limits.DEFAULT);
                TileClient client = new TileClient(context, Limits.DEFAULT)) {
            client.fetch(server.address(), List.of(tiles.add(1, 10)), received).get();
            assertEquals(Reason.LOST, received.reason(Fixture.key(1)));
            assertEquals(0, tiles.opened.get());
            assertServes(server);
        }
    }

    @Test
    void whoSaysNothingIsNotWaitedForLong() throws Exception {
        try (TileServer server = Fixture.server(tiles, kept, HASTY);
                Socket socket = socket(server)) {
            assertServes(server);
            assertEquals(0, endOf(socket));
        }
    }

    @Test
    void aHandshakeThatDribblesIsNotWaitedForLong() throws Exception {
        try (TileServer server = Fixture.server(tiles, kept, HASTY);
                Socket socket = socket(server)) {
            byte[] start = {22, 3, 1, 2, 0}; // A record of 512 bytes ...
            long began = System.nanoTime();
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 1000; i++) { // ... a byte each 20 ms
                    socket.getOutputStream().write(i < start.length ? start[i] : 1);
                    Thread.sleep(20);
                }
            });
            assertTrue(System.nanoTime() - began < 5_000_000_000L);
        }
    }

    @Test
    void moreConnectionsThanAllowedAreClosedAtOnce() throws Exception {
        try (TileServer server = Fixture.server(tiles, kept, Limits.DEFAULT.withConnections(2));
                Socket first = socket(server);
                Socket second = socket(server)) {
            Fixture.await("two", () -> server.connections() == 2);
            try (Socket third = socket(server)) {
                assertEquals(0, endOf(third));
            }
            assertEquals(2, server.connections());
            first.close();
            second.close();
            Fixture.await("none", () -> server.connections() == 0);
            assertServes(server);
        }
    }

    // ---- nonsense from peers that are trusted

    @Test
    void nonsenseUnderTlsEndsTheConnection() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> nonsense = new ArrayList<>();
        byte[] noise = new byte[1000];
        random.nextBytes(noise);
        nonsense.add(noise);
        nonsense.add(new Frame.Beat().encode().array()); // An answer.
        byte[] future = new Frame.Fetch(List.of(Fixture.key(1))).encode().array();
        future[4] = 2; // Another version.
        nonsense.add(future);
        byte[] endless = new Frame.Fetch(List.of(Fixture.key(1))).encode().array();
        ByteBuffer.wrap(endless).putInt(8, Integer.MAX_VALUE);
        nonsense.add(endless);
        nonsense.add(new Frame.Put(Fixture.key(1), Long.MAX_VALUE).encode().array());
        try (TileServer server = Fixture.server(tiles, kept, Limits.DEFAULT.withTileBytes(1 << 30));
                Watchdog watchdog = new Watchdog("test")) {
            for (byte[] bytes : nonsense) {
                try (TlsChannel channel =
                        TlsChannel.client(Fixture.OURS.nodeContext(), watchdog, Duration.ofSeconds(20))) {
                    channel.connect(server.address());
                    channel.write(ByteBuffer.wrap(bytes));
                    channel.flush();
                    assertTrue(isEnded(channel), "seed " + seed);
                }
            }
            assertServes(server);
        }
        assertEquals(Set.of(), kept.allocated.keySet());
    }

    @Test
    void aTileThatIsPutInPartIsToldToTheSink() throws Exception {
        try (TileServer server = Fixture.server(tiles, kept, Limits.DEFAULT);
                Watchdog watchdog = new Watchdog("test")) {
            try (TlsChannel channel = TlsChannel.client(Fixture.OURS.nodeContext(), watchdog, Duration.ofSeconds(20))) {
                channel.connect(server.address());
                channel.write(new Frame.Put(Fixture.key(1), 1 << 20).encode());
                channel.write(ByteBuffer.allocate(1 << 19));
                channel.flush();
            }
            Fixture.await("told", () -> kept.failed.containsKey(Fixture.key(1)));
            assertEquals(Reason.LOST, kept.reason(Fixture.key(1)));
            assertServes(server);
        }
    }

    @Test
    void answersThatWereNotAskedForEndTheConnection() throws Exception {
        try (FakeServer server = new FakeServer((_, frames, _) -> {
                    frames.receive();
                    frames.send(new Frame.Absent(Fixture.key(99)));
                });
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(server.address(), List.of(Fixture.key(1)), received).get();
            assertEquals(2, server.connections.get());
        }
        assertLost("which it was not asked for");
    }

    // ---- damage

    /** Says a tile of three bytes with a checksum that may be wrong. */
    private static void sayTile(TlsChannel channel, FrameChannel frames, boolean right) throws IOException {
        frames.receive();
        MemorySegment tile = MemorySegment.ofArray(new byte[] {1, 2, 3});
        if (right) {
            frames.send(new Frame.Tile(Fixture.key(1), 3), tile);
        } else {
            channel.write(new Frame.Tile(Fixture.key(1), 3).encode());
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 0, 0, 0, 0}));
            channel.flush();
        }
        frames.receive(); // Until the client ends.
    }

    @Test
    void aWrongChecksumIsTriedOnceMore() throws Exception {
        try (FakeServer server =
                        new FakeServer((connection, frames, channel) -> sayTile(channel, frames, connection > 0));
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(server.address(), List.of(Fixture.key(1)), received).get();
            assertEquals(2, server.connections.get());
        }
        assertEquals(Set.of(Fixture.key(1)), received.done);
        assertEquals(3, Fixture.get(received.allocated, Fixture.key(1)).get(ValueLayout.JAVA_BYTE, 2));
    }

    @Test
    void aChecksumThatStaysWrongIsCorrupt() throws Exception {
        try (FakeServer server = new FakeServer((_, frames, channel) -> sayTile(channel, frames, false));
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(server.address(), List.of(Fixture.key(1)), received).get();
            assertEquals(2, server.connections.get());
        }
        assertEquals(Reason.CORRUPT, received.reason(Fixture.key(1)));
        assertTrue(String.valueOf(Fixture.get(received.failed, Fixture.key(1)).getMessage())
                .contains("wrong checksum"));
    }

    @Test
    void aTileThatHasAnotherSizeAtTheSecondTryIsRefused() throws Exception {
        try (FakeServer server = new FakeServer((connection, frames, channel) -> {
                    if (connection == 0) {
                        sayTile(channel, frames, false);
                    } else {
                        frames.receive();
                        frames.send(new Frame.Tile(Fixture.key(1), 2), MemorySegment.ofArray(new byte[] {1, 2}));
                        frames.receive();
                    }
                });
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(server.address(), List.of(Fixture.key(1)), received).get();
        }
        assertEquals(Reason.REFUSED, received.reason(Fixture.key(1)));
        assertTrue(String.valueOf(Fixture.get(received.failed, Fixture.key(1)).getMessage()).contains("it had 3 bytes"));
    }

    @Test
    void aTileThatArrivesDamagedIsPutOnceMore() throws Exception {
        for (int wrong = 1; wrong <= 2; wrong++) {
            int times = wrong;
            try (FakeServer server = new FakeServer((connection, frames, _) -> {
                        Frame.Put put = assertInstanceOf(
                                Frame.Put.class, frames.receive().orElseThrow());
                        frames.skip(put.bytes());
                        frames.send(
                                connection < times
                                        ? new Frame.Refused(put.key(), true, "wrong checksum")
                                        : new Frame.Stored(put.key()));
                        frames.receive();
                    });
                    TileClient client = Fixture.client(Limits.DEFAULT)) {
                CompletableFuture<Void> put = client.put(
                        server.address(), Fixture.key(1), Arena.ofAuto().allocate(100_000));
                if (times == 1) {
                    put.get();
                } else {
                    ExecutionException failure = assertThrows(ExecutionException.class, put::get);
                    assertEquals(
                            Reason.CORRUPT,
                            assertInstanceOf(TransferException.class, failure.getCause())
                                    .reason());
                }
                assertEquals(2, server.connections.get());
            }
        }
    }

    @Test
    void aBitThatTurnsBelowTlsIsCaughtAndTheTileFetchedAgain() throws Exception {
        assertSurvives(Proxy.Fault.FLIP);
    }

    @Test
    void aConnectionThatIsCutIsMadeAgain() throws Exception {
        assertSurvives(Proxy.Fault.CUT);
    }

    private void assertSurvives(Proxy.Fault fault) throws Exception {
        List<TileKey> keys = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            keys.add(tiles.add(i, 300_000));
        }
        for (long at : new long[] {3, 700, 4_000, 1_000_000}) {
            Received once = new Received();
            Received always = new Received();
            try (TileServer server = Fixture.server(tiles, kept, HASTY)) {
                try (Proxy proxy = new Proxy(server.address(), fault, at, 1);
                        TileClient client = Fixture.client(HASTY)) {
                    client.fetch(proxy.address(), keys, once).get();
                }
                try (Proxy proxy = new Proxy(server.address(), fault, 3, 2);
                        TileClient client = Fixture.client(HASTY)) {
                    client.fetch(proxy.address(), keys, always).get();
                }
            }
            assertEquals(Set.copyOf(keys), once.done, "at byte " + at);
            once.assertHolds(tiles);
            assertEquals(Set.copyOf(keys), always.failed.keySet());
            keys.forEach(key -> assertEquals(Reason.LOST, always.reason(key)));
        }
    }

    // ---- peers that stop

    @Test
    void aServerThatStopsIsGivenUpWithoutHoldingUpOthers() throws Exception {
        TileKey key = tiles.add(5, 100_000);
        try (FakeServer stopped = new FakeServer((connection, frames, channel) -> {
                    frames.receive();
                    if (connection == 0) {
                        return; // Only the second try hangs.
                    }
                    channel.write(new Frame.Tile(Fixture.key(1), 1 << 20).encode());
                    channel.write(ByteBuffer.allocate(1000));
                    channel.flush();
                    channel.read(ByteBuffer.allocate(1)); // Until the client has had enough.
                });
                TileServer server = Fixture.server(tiles, kept, Limits.DEFAULT);
                TileClient client = Fixture.client(Limits.DEFAULT.withTimeout(Duration.ofSeconds(2)))) {
            CompletableFuture<Void> hanging = client.fetch(stopped.address(), List.of(Fixture.key(1)), received);
            client.fetch(server.address(), List.of(key), received).get();
            assertTrue(!hanging.isDone(), "the others need not wait");
            hanging.get();
        }
        assertEquals(Set.of(key), received.done);
        assertLost("no progress for too long");
    }

    @Test
    void aClientThatDoesNotReadHoldsOneTileAndNotForLong() throws Exception {
        List<TileKey> keys = new ArrayList<>();
        MemorySegment same = Arena.ofAuto().allocate(4 << 20);
        for (int i = 0; i < 40; i++) {
            keys.add(Fixture.key(i));
            tiles.held.put(Fixture.key(i), same);
        }
        try (TileServer server = Fixture.server(tiles, kept, HASTY);
                Watchdog watchdog = new Watchdog("test");
                TlsChannel channel = TlsChannel.client(Fixture.OURS.nodeContext(), watchdog, Duration.ofSeconds(20))) {
            channel.connect(server.address());
            channel.write(new Frame.Fetch(keys).encode());
            channel.flush();
            Fixture.await("the first tile", () -> tiles.open.get() == 1);
            int opened = tiles.opened.get();
            assertServes(server);
            Fixture.await("it is given up", () -> tiles.open.get() == 0 && server.connections() == 0);
            assertTrue(opened < 20, "what is not read is not opened: " + opened);
        }
    }

    private void assertLost(String why) {
        TransferException failure = Fixture.get(received.failed, Fixture.key(1));
        assertEquals(Reason.LOST, failure.reason());
        assertTrue(String.valueOf(failure.getMessage()).contains(why), failure.getMessage());
    }

    private static Socket socket(TileServer server) throws IOException {
        InetSocketAddress address = server.address();
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** How many bytes come until the other side ends. */
    private static int endOf(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes().length;
        } catch (SocketException _) {
            return 0; // A reset, because it had not read all that we said.
        }
    }

    private static boolean isEnded(TlsChannel channel) {
        try {
            return !channel.read(ByteBuffer.allocate(1));
        } catch (IOException _) {
            return true;
        }
    }
}
