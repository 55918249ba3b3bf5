package syrtis.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import syrtis.transfer.Limits;
import syrtis.transfer.TileClient;
import syrtis.transfer.TileKey;
import syrtis.transfer.TileServer;
import syrtis.transfer.TileSink;
import syrtis.transfer.TileSource;
import syrtis.transfer.TransferException;
import syrtis.trust.Credentials;

/**
 * How fast tiles go over loopback in one process, and as much through a socket without anything, turn by turn.
 *
 * @param tiles bytes a second, of the median turn: TLS, checksums and all
 * @param socket the same of a plain socket
 */
record TransferRates(double tiles, double socket) {
    private static final int TILE = 4 << 20;
    private static final int COUNT = 256;

    static TransferRates measure(int turns) throws Exception {
        Path folder = Files.createTempDirectory("syrtis-transfer");
        try (Arena arena = Arena.ofShared()) {
            SSLContext context = Credentials.create(folder, List.of()).nodeContext();
            MemorySegment content = arena.allocate(TILE);
            MemorySegment target = arena.allocate(TILE);
            Memory memory = new Memory(content, target);
            InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            try (TileServer server = new TileServer(memory, () -> memory, context, loopback, Limits.DEFAULT);
                    TileClient client = new TileClient(context, Limits.DEFAULT)) {
                UUID job = UUID.randomUUID();
                List<TileKey> keys = LongStream.range(0, COUNT).mapToObj(tile -> new TileKey(job, 0, tile)).toList();
                List<Double> tiles = new ArrayList<>();
                List<Double> plain = new ArrayList<>();
                for (int turn = -1; turn < turns; turn++) { // The first is for the compiler.
                    double tileSeconds = seconds(() -> client.fetch(server.address(), keys, memory).get());
                    double plainSeconds = seconds(() -> throughSocket(content.asByteBuffer(), target.asByteBuffer()));
                    if (turn >= 0) {
                        tiles.add((double) TILE * COUNT / tileSeconds);
                        plain.add((double) TILE * COUNT / plainSeconds);
                    }
                }
                return new TransferRates(median(tiles), median(plain));
            }
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static void throughSocket(ByteBuffer from, ByteBuffer to) throws IOException, InterruptedException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
            Thread sender = Thread.ofPlatform().daemon().start(() -> {
                try (SocketChannel channel = SocketChannel.open(address)) {
                    for (int k = 0; k < COUNT; k++) {
                        from.clear();
                        while (from.hasRemaining()) {
                            channel.write(from);
                        }
                    }
                } catch (IOException broken) {
                    throw new java.io.UncheckedIOException(broken);
                }
            });
            try (SocketChannel channel = server.accept()) {
                for (int k = 0; k < COUNT; k++) {
                    to.clear();
                    while (to.hasRemaining()) {
                        if (channel.read(to) < 0) {
                            throw new IOException("the socket ended early");
                        }
                    }
                }
            }
            sender.join();
        }
    }

    /** Gives the same tile for each key, and takes all into the same memory. */
    private record Memory(MemorySegment content, MemorySegment target) implements TileSource, TileSink {
        @Override
        public Optional<Content> open(TileKey key) {
            return Optional.of(new Given(content));
        }

        @Override
        public MemorySegment allocate(TileKey key, long bytes) {
            return target;
        }

        @Override
        public void done(TileKey key) {
            // The next one takes its place.
        }

        @Override
        public void failed(TileKey key, TransferException why) {
            throw new IllegalStateException(why);
        }
    }

    private record Given(MemorySegment bytes) implements TileSource.Content {
        @Override
        public void close() {
            // It stays.
        }
    }
}
