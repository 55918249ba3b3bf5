package syrtis.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import syrtis.Exprs;
import syrtis.Nd;
import syrtis.Options;
import syrtis.plan.Grid;
import syrtis.type.BugException;
import syrtis.type.CallSite;
import syrtis.type.CancelledException;
import syrtis.type.ConnectionException;
import syrtis.type.Dtype;
import syrtis.type.FileException;
import syrtis.type.IndexException;
import syrtis.type.Shape;
import syrtis.type.ShapeException;
import syrtis.type.Type;
import syrtis.type.WireException;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.JobState;
import syrtis.wire.v1.Phase;
import syrtis.wire.v1.Result;
import syrtis.wire.v1.Sites;
import syrtis.wire.v1.SubmitRequest;

/** Server and client over the loopback device, with TLS. */
@Timeout(60)
class WireTest {
    private static final String TOKEN = "a token that nobody guesses";
    private static final Type TYPE = new Type(Dtype.FLOAT64, Shape.of(700, 1000));
    private static final Grid GRID = Grid.of(TYPE.shape(), 200, 1000); // tiles of 1.6 MB: of two pieces

    @TempDir
    private static Path folder;

    private static Identity cluster;
    private static Identity stranger;

    private final OneNode node = new OneNode("first");
    private final OneNode second = new OneNode("second");
    private WireServer server;

    private static final Logger LOG = Logger.getLogger("io.grpc");

    /** What these tests do to connections is worth a warning each; held, or the level would be forgotten. */
    @BeforeAll
    static void quiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOG.setLevel(null);
    }

    @BeforeAll
    static void makeCertificates() throws IOException, GeneralSecurityException, InterruptedException {
        cluster = Certificates.create(folder, "cluster");
        stranger = Certificates.create(folder, "stranger");
    }

    @BeforeEach
    void start() {
        server = WireServer.start(WireServer.Settings.loopback(0, cluster, TOKEN), node);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String address(WireServer server) {
        return "127.0.0.1:" + server.port();
    }

    private WireClient.Settings settings(String... more) {
        List<String> addresses = new ArrayList<>(List.of(address(server)));
        addresses.addAll(List.of(more));
        return WireClient.Settings.of(addresses, cluster.chain(), TOKEN).withPatience(Duration.ofMillis(500));
    }

    private static void refused(String message, WireClient.Settings settings) {
        ConnectionException refusal = assertThrows(
                ConnectionException.class, () -> WireClient.connect(settings).close());
        assertTrue(String.valueOf(refusal.getMessage()).contains(message), refusal.getMessage());
    }

    // ---- who is let in

    @Test
    void whoHasTheTokenIsLetIn() {
        try (WireClient client = WireClient.connect(settings())) {
            assertEquals("first", client.status().getNodes(0).getAddress());
            assertEquals(address(server), client.address());
        }
    }

    @Test
    void aWrongTokenIsRefused() {
        refused(
                "does not let us in: the token is wrong: give the one that was made when the cluster was started",
                WireClient.Settings.of(List.of(address(server)), cluster.chain(), "another"));
    }

    @Test
    void noTokenIsRefused() throws Exception {
        var trusted = io.grpc.TlsChannelCredentials.newBuilder()
                .trustManager(new java.io.ByteArrayInputStream(cluster.chain().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .build();
        var channel = io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder.forAddress("127.0.0.1", server.port(), trusted)
                .build();
        try {
            var refusal = assertThrows(io.grpc.StatusRuntimeException.class, () -> syrtis.wire.v1.ClusterGrpc.newBlockingStub(channel)
                    .status(syrtis.wire.v1.StatusRequest.getDefaultInstance()));
            assertEquals(io.grpc.Status.Code.UNAUTHENTICATED, refusal.getStatus().getCode());
            assertTrue(String.valueOf(refusal.getMessage()).contains("no token was sent"), refusal.getMessage());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aServerThatAnotherAuthoritySignedIsNotTrusted() {
        refused(
                "is not to be trusted",
                WireClient.Settings.of(List.of(address(server)), stranger.chain(), TOKEN));
    }

    @Test
    void aServerOfAnotherNameIsNotTrustedUnlessTheNameIsGiven() {
        WireClient.Settings byName =
                WireClient.Settings.of(List.of("localhost:" + server.port()), cluster.chain(), TOKEN);
        refused("is not to be trusted", byName);
        try (WireClient client = WireClient.connect(byName.withServerName("cluster"))) {
            assertEquals("first", client.status().getNodes(0).getAddress());
        }
    }

    @Test
    void whereNobodyListensTheAddressIsNamed() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        refused(
                "no cluster answers at 127.0.0.1:" + port,
                WireClient.Settings.of(List.of("127.0.0.1:" + port), cluster.chain(), TOKEN));
        refused("'nowhere' is no address: give HOST:PORT", WireClient.Settings.of(List.of("nowhere"), cluster.chain(), TOKEN));
        refused("a client needs the address", () -> WireClient.Settings.of(List.of(), cluster.chain(), TOKEN));
    }

    private static void refused(String message, java.util.function.Supplier<WireClient.Settings> settings) {
        ConnectionException refusal = assertThrows(ConnectionException.class, settings::get);
        assertTrue(String.valueOf(refusal.getMessage()).contains(message), refusal.getMessage());
    }

    @Test
    void whatIsNoCertificateOrTakenPortIsSaid() {
        Identity broken = new Identity("no certificate", cluster.key());
        assertTrue(String.valueOf(assertThrows(
                        FileException.class, () -> WireServer.start(WireServer.Settings.loopback(0, broken, TOKEN), node))
                .getMessage())
                .contains("certificate chain and key are not usable"));
        assertTrue(String.valueOf(assertThrows(
                        ConnectionException.class,
                        () -> WireServer.start(WireServer.Settings.loopback(server.port(), cluster, TOKEN), node))
                .getMessage())
                .contains("choose another port or address"));
        assertTrue(String.valueOf(assertThrows(
                        FileException.class,
                        () -> WireClient.connect(WireClient.Settings.of(List.of(address(server)), "none", TOKEN)))
                .getMessage())
                .contains("the certificate of the authority is not usable"));
    }

    // ---- jobs

    @Test
    void aGraphIsSubmittedAndItsDigestComesBack() {
        Graph graph = GraphCodec.encode(List.of(Exprs.of(Nd.arange(3))), new Remembered());
        var options = JobSettings.encode(Options.defaults());
        try (WireClient client = WireClient.connect(settings())) {
            String digest = client.submit(JobId.create(), graph, Sites.getDefaultInstance(), options);
            assertEquals(GraphCodec.digest(graph, options), digest);
            WireException refusal = assertThrows(WireException.class, () -> client.submit(SubmitRequest.newBuilder()
                    .setJob(JobId.create())
                    .setGraph(ByteString.copyFromUtf8("garbage"))
                    .build()));
            assertTrue(String.valueOf(refusal.getMessage()).contains("Graph has no field"), refusal.getMessage());
        }
    }

    @Test
    void largerMessagesThanAllowedAreRefused() {
        try (WireServer narrow = WireServer.start(
                        WireServer.Settings.loopback(0, cluster, TOKEN).withMostBytes(1000), node);
                WireClient client = WireClient.connect(
                        WireClient.Settings.of(List.of(address(narrow)), cluster.chain(), TOKEN))) {
            ConnectionException refusal = assertThrows(ConnectionException.class, () -> client.submit(SubmitRequest.newBuilder()
                    .setGraph(ByteString.copyFrom(new byte[5000]))
                    .build()));
            assertTrue(String.valueOf(refusal.getMessage()).contains("is larger than the cluster at"), refusal.getMessage());
        }
    }

    @Test
    void awaitingAJobShowsItsProgressAndReturnsItsResults() {
        Result result = Result.newBuilder().setType(Types.encode(TYPE)).addTile(200).addTile(1000).build();
        node.jobs.put("job", OneNode.done(result));
        List<Phase> phases = new ArrayList<>();
        try (WireClient client = WireClient.connect(settings())) {
            JobState state = client.await("job", seen -> phases.add(seen.getPhase()));
            assertEquals(List.of(result), state.getResultsList());
            assertEquals(GRID, client.grid(state.getResults(0)));
        }
        assertEquals(List.of(Phase.PHASE_RUNNING, Phase.PHASE_DONE), phases);
    }

    @Test
    void theUsersErrorAndLineComeBack() {
        try (WireClient client = WireClient.connect(settings())) {
            // From the job itself.
            node.jobs.put("job", JobState.newBuilder()
                    .setPhase(Phase.PHASE_FAILED)
                    .setFailure(Failures.encode(new ShapeException("it does not fit").at(new CallSite("Main.java", 5))))
                    .build());
            ShapeException failure = assertThrows(ShapeException.class, () -> client.await("job", _ -> {}));
            assertEquals("it does not fit [Main.java:5]", failure.getMessage());
            // From a call: given to onError, and thrown.
            IndexException unknown = assertThrows(IndexException.class, () -> client.await("other", _ -> {}));
            assertEquals("no job other [Main.java:7]", unknown.getMessage());
            BugException bug = assertThrows(BugException.class, () -> client.cancel("job"));
            assertTrue(String.valueOf(bug.getMessage()).contains("IllegalStateException: a bug in job"), bug.getMessage());
            node.jobs.put("job", JobState.newBuilder().setPhase(Phase.PHASE_CANCELLED).build());
            assertThrows(CancelledException.class, () -> client.await("job", _ -> {}));
        }
    }

    @Test
    void anInterruptedWaitIsACancelledOne() throws InterruptedException {
        node.jobs.put("job", JobState.newBuilder().setPhase(Phase.PHASE_RUNNING).build());
        try (WireClient client = WireClient.connect(settings())) {
            CountDownLatch waiting = new CountDownLatch(1);
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread waiter = Thread.ofVirtual().start(() -> {
                try {
                    client.await("job", _ -> waiting.countDown());
                } catch (RuntimeException failure) {
                    end.set(failure);
                }
            });
            assertTrue(waiting.await(20, TimeUnit.SECONDS));
            waiter.interrupt();
            waiter.join();
            assertInstanceOf(CancelledException.class, end.get());
        }
    }

    // ---- arrays

    private static byte[] tile(long index) {
        byte[] content = new byte[Math.toIntExact(GRID.box(index).size() * 8)];
        for (int k = 0; k < content.length; k++) {
            content[k] = (byte) (31L * k + index);
        }
        return content;
    }

    private static void put(WireClient client, String job) {
        client.put(job, TYPE, GRID, (tile, reader) -> reader.accept(MemorySegment.ofArray(tile(tile))));
    }

    private static final Result RESULT =
            Result.newBuilder().setType(Types.encode(TYPE)).addTile(200).addTile(1000).build();

    private static void assertFetches(WireClient client, String job) {
        Map<Long, byte[]> tiles = new TreeMap<>();
        client.fetch(job, 0, RESULT, new OneNode.Kept(tiles));
        assertEquals(GRID.count(), tiles.size());
        tiles.forEach((index, content) -> assertArrayEquals(tile(index), content, "tile " + index));
    }

    @Test
    void anArrayIsPutFetchedAndReleased() {
        String job = JobId.create();
        try (WireClient client = WireClient.connect(settings())) {
            put(client, job);
            assertFetches(client, job);
            List<Long> complete = new ArrayList<>();
            client.fetch(job, 0, RESULT, 2, 2, new TileSink() {
                @Override
                public MemorySegment memory(long tile, long bytes) {
                    return MemorySegment.ofArray(new byte[(int) bytes]);
                }

                @Override
                public void complete(long tile) {
                    complete.add(tile);
                }
            });
            assertEquals(List.of(2L, 3L), complete);
            client.release(List.of(job));
            assertEquals(Map.of(), node.arrays);
            client.stop();
            assertTrue(node.calls.contains("stop"));
        }
    }

    @Test
    void anArrayThatIsThereAlreadyIsNotSentAgain() {
        Type type = new Type(Dtype.INT8, Shape.of(256 << 20));
        Grid grid = Grid.of(type.shape(), 1 << 20);
        byte[] content = new byte[1 << 20];
        node.arrays.put("array", Map.of());
        List<Long> read = new ArrayList<>();
        try (WireClient client = WireClient.connect(settings())) {
            client.put("array", type, grid, (tile, reader) -> {
                read.add(tile);
                reader.accept(MemorySegment.ofArray(content));
            });
        }
        assertEquals(Map.of(), node.arrays.get("array"));
        assertTrue(read.size() < grid.count(), "all " + read.size() + " tiles were sent");
        assertEquals(List.of("put"), node.calls);
    }

    @Test
    void anArrayIsSentToTheNextNodeWhereTheFirstLeaves() {
        try (WireServer other = WireServer.start(WireServer.Settings.loopback(0, cluster, TOKEN), second);
                WireClient client = WireClient.connect(settings(address(other)))) {
            client.put("array", TYPE, GRID, (tile, reader) -> {
                if (tile == 1) {
                    server.close(); // Does nothing the second time.
                }
                reader.accept(MemorySegment.ofArray(tile(tile)));
            });
            assertFetches(client, "array");
            assertEquals(List.of("put", "fetch from 0"), second.calls);
        }
    }

    @Test
    void anEmptyArrayAndAScalarTravelToo() {
        try (WireClient client = WireClient.connect(settings())) {
            Type empty = new Type(Dtype.INT8, Shape.of(0, 4));
            client.put("empty", empty, Grid.whole(empty.shape()), (_, _) -> {
                throw new AssertionError("it has no tiles");
            });
            Type scalar = new Type(Dtype.INT8, Shape.SCALAR);
            client.put("scalar", scalar, Grid.whole(scalar.shape()), (_, reader) -> reader.accept(MemorySegment.ofArray(new byte[] {7})));
            Map<Long, byte[]> tiles = new TreeMap<>();
            client.fetch("scalar", 0, Result.newBuilder().setType(Types.encode(scalar)).build(), new OneNode.Kept(tiles));
            assertEquals("[7]", Arrays.toString(tiles.get(0L)));
        }
    }

    @Test
    void aDamagedPieceIsFetchedAgain() {
        try (WireClient client = WireClient.connect(settings())) {
            put(client, "array");
            node.damages = true;
            assertFetches(client, "array");
            assertEquals(2, node.calls.stream().filter(call -> call.startsWith("fetch")).count());
        }
    }

    /** 64 pieces of a MiB, of which a client takes one and rests. */
    @Test
    void aSlowClientDoesNotFillTheServersMemory() throws InterruptedException {
        Type type = new Type(Dtype.INT8, Shape.of(64 << 20));
        Grid grid = Grid.of(type.shape(), 1 << 20);
        byte[] content = new byte[1 << 20];
        Map<Long, byte[]> tiles = new TreeMap<>();
        for (long k = 0; k < grid.count(); k++) {
            tiles.put(k, content);
        }
        node.arrays.put("array", tiles);
        Result result = Result.newBuilder().setType(Types.encode(type)).addTile(1 << 20).build();
        CountDownLatch resting = new CountDownLatch(1);
        CountDownLatch rested = new CountDownLatch(1);
        try (WireClient client = WireClient.connect(settings())) {
            Thread fetcher = Thread.ofPlatform().start(() -> client.fetch("array", 0, result, new TileSink() {
                @Override
                public MemorySegment memory(long tile, long bytes) {
                    return MemorySegment.ofArray(content);
                }

                @Override
                public void complete(long tile) {
                    resting.countDown();
                    try {
                        rested.await();
                    } catch (InterruptedException stopped) {
                        throw new AssertionError(stopped);
                    }
                }
            }));
            assertTrue(resting.await(20, TimeUnit.SECONDS));
            int sent = -1;
            while (sent != node.sent.get()) { // until it stands still
                sent = node.sent.get();
                Thread.sleep(300);
            }
            rested.countDown();
            fetcher.join();
            assertTrue(sent < 20, sent + " pieces were sent to a client that took one");
            assertEquals(64, node.sent.get());
        }
    }

    @Test
    void tilesThatDoNotFollowEachOtherAreRefused() {
        TileChunks tiles = new TileChunks(GRID, 8, 0, GRID.count(), new OneNode.Kept(new TreeMap<>()));
        TileChunks.cut(1, MemorySegment.ofArray(tile(1)), chunk -> {
            WireException refusal = assertThrows(WireException.class, () -> tiles.add(chunk));
            assertTrue(String.valueOf(refusal.getMessage()).contains("tile 0 needs bytes 0 to 1600000"), refusal.getMessage());
        });
        assertThrows(WireException.class, () -> new TileChunks(GRID, 8, 3, 2, new OneNode.Kept(new TreeMap<>())));
        assertThrows(WireException.class, () -> new TileChunks(GRID, 8, 1, Long.MAX_VALUE, new OneNode.Kept(new TreeMap<>())));
    }

    // ---- nodes that go

    @Test
    void theNextAddressIsAskedWhereTheFirstIsSilent() {
        try (WireServer other = WireServer.start(WireServer.Settings.loopback(0, cluster, TOKEN), second);
                WireClient client = WireClient.connect(settings(address(other)))) {
            assertEquals("first", client.status().getNodes(0).getAddress());
            server.close();
            assertEquals("second", client.status().getNodes(0).getAddress());
            assertEquals(address(other), client.address());
        }
    }

    @Test
    void aFetchGoesOnWithTheTileThatItWasIn() {
        try (WireServer other = WireServer.start(WireServer.Settings.loopback(0, cluster, TOKEN), second);
                WireClient client = WireClient.connect(settings(address(other)))) {
            put(client, "array");
            second.arrays.putAll(node.arrays);
            node.chunks.set(5); // two tiles and a half
            assertFetches(client, "array");
            assertEquals(List.of("put", "fetch from 0"), node.calls);
            assertEquals(List.of("fetch from 2"), second.calls);
        }
    }

    @Test
    void aWatchGoesOnAtTheNextNode() {
        node.jobs.put("job", JobState.newBuilder().setPhase(Phase.PHASE_RUNNING).build());
        second.jobs.put("job", OneNode.done());
        try (WireServer other = WireServer.start(WireServer.Settings.loopback(0, cluster, TOKEN), second);
                WireClient client = WireClient.connect(settings(address(other)))) {
            Thread[] closer = new Thread[1];
            JobState state = client.await("job", _ -> {
                if (closer[0] == null) {
                    closer[0] = Thread.ofVirtual().start(server::close);
                }
            });
            assertEquals(Phase.PHASE_DONE, state.getPhase());
            assertEquals(List.of("watch"), second.calls);
        }
    }

    @Test
    void whereNobodyAnswersForLongAllAddressesAreNamed() {
        WireServer other = WireServer.start(WireServer.Settings.loopback(0, cluster, TOKEN), second);
        try (WireClient client = WireClient.connect(settings(address(other)))) {
            server.close();
            other.close();
            ConnectionException failure = assertThrows(ConnectionException.class, client::status);
            String message = String.valueOf(failure.getMessage());
            assertTrue(message.startsWith("none of the cluster's addresses answers: "), message);
            assertTrue(message.contains(address(server)) && message.contains(address(other)), message);
        }
    }
}
