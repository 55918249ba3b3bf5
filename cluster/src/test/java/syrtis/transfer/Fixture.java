package syrtis.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import syrtis.trust.Credentials;

/** What tests of transfers share: credentials, tiles, and proof that nothing is left. */
final class Fixture {
    static final Credentials OURS = credentials();
    static final Credentials THEIRS = credentials();
    static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    static final UUID JOB = new UUID(1, 2);

    private Fixture() {}

    private static Credentials credentials() {
        try {
            Path folder = Files.createTempDirectory("syrtis-credentials");
            try {
                return Credentials.create(folder, List.of());
            } finally {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static TileKey key(long tile) {
        return new TileKey(JOB, 0, tile);
    }

    static TileServer server(TileSource source, TileSink sink, Limits limits) {
        return new TileServer(source, () -> sink, OURS.nodeContext(), ANY, limits);
    }

    static TileClient client(Limits limits) {
        return new TileClient(OURS.nodeContext(), limits);
    }

    /** Tiles off-heap, which counts how many of them are open. */
    static final class Tiles implements TileSource {
        final Map<TileKey, MemorySegment> held = new ConcurrentHashMap<>();
        final AtomicInteger open = new AtomicInteger();
        final AtomicInteger opened = new AtomicInteger();

        TileKey add(long tile, int bytes) {
            byte[] random = new byte[bytes];
            new Random(tile * 31 + bytes).nextBytes(random);
            MemorySegment segment =
                    Arena.ofAuto().allocate(Math.max(1, bytes), 64).asSlice(0, bytes);
            segment.copyFrom(MemorySegment.ofArray(random));
            held.put(key(tile), segment);
            return key(tile);
        }

        @Override
        public Optional<Content> open(TileKey key) {
            MemorySegment segment = held.get(key);
            if (segment == null) {
                return Optional.empty();
            }
            open.incrementAndGet();
            opened.incrementAndGet();
            return Optional.of(new Content() {
                @Override
                public MemorySegment bytes() {
                    return segment;
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            });
        }
    }

    /** Remembers what it was told, and that it was told once. */
    static class Received implements TileSink {
        final Map<TileKey, MemorySegment> allocated = new ConcurrentHashMap<>();
        final Set<TileKey> done = ConcurrentHashMap.newKeySet();
        final Map<TileKey, TransferException> failed = new ConcurrentHashMap<>();
        final Set<String> wrong = ConcurrentHashMap.newKeySet();

        @Override
        public MemorySegment allocate(TileKey key, long bytes) {
            MemorySegment memory =
                    Arena.ofAuto().allocate(Math.max(1, bytes), 64).asSlice(0, bytes);
            if (allocated.put(key, memory) != null) {
                wrong.add(key + " was allocated twice");
            }
            return memory;
        }

        @Override
        public void done(TileKey key) {
            if (!done.add(key) || failed.containsKey(key)) {
                wrong.add(key + " was told twice");
            }
        }

        @Override
        public void failed(TileKey key, TransferException why) {
            if (failed.put(key, why) != null || done.contains(key)) {
                wrong.add(key + " was told twice");
            }
        }

        void assertHolds(Tiles tiles) {
            assertEquals(Set.of(), wrong);
            for (TileKey key : done) {
                assertEquals(-1, Fixture.get(tiles.held, key).mismatch(Fixture.get(allocated, key)), key.toString());
            }
        }

        TransferException.Reason reason(TileKey key) {
            return Fixture.get(failed, key).reason();
        }
    }

    static <V> V get(Map<TileKey, V> map, TileKey key) {
        return Optional.ofNullable(map.get(key))
                .orElseThrow(() -> new AssertionError(key + " is missing among " + map.keySet()));
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 10 s: " + what);
            }
            Thread.sleep(2);
        }
    }

    static void assertNoThreadIsLeft() {
        Set<String> left = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("syrtis-"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), left);
    }

    /** How many sockets this process has; 0 where the system does not say. */
    static long sockets() throws IOException {
        ServerSocketChannel.open().close(); // The JDK keeps one of its own from the first on.
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        long count = 0;
        try (Stream<Path> all = Files.list(descriptors)) {
            for (Path descriptor : all.toList()) {
                try {
                    count += Files.readSymbolicLink(descriptor).toString().startsWith("socket:") ? 1 : 0;
                } catch (IOException _) {
                    // Closed meanwhile: the listing's own.
                }
            }
        }
        return count;
    }
}
