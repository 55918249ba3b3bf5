package syrtis.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import syrtis.transfer.Fixture.Received;
import syrtis.transfer.Fixture.Tiles;
import syrtis.transfer.TransferException.Reason;

/** Tiles between a client and a server that both behave, and what happens when one of them ends. */
@Timeout(30)
class TileTransferTest {
    private static final int[] SIZES = {0, 1, 3, (1 << 14) - 1, 1 << 14, (1 << 14) + 1, (1 << 17) + 5, 1 << 20, 37 << 20
    };

    private final Tiles tiles = new Tiles();
    private final Received received = new Received();
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

    @Test
    void tilesOfAllSizesComeWhole() throws Exception {
        List<TileKey> keys = new ArrayList<>();
        for (int i = 0; i < SIZES.length; i++) {
            keys.add(tiles.add(i, SIZES[i]));
        }
        try (TileServer server = Fixture.server(tiles, received, Limits.DEFAULT);
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(server.address(), keys, received).get();
            assertEquals(0, client.bytesInFlight());
        }
        assertEquals(Set.copyOf(keys), received.done);
        received.assertHolds(tiles);
    }

    @Test
    void tlsRenewsItsKeysWithinATile() throws Exception {
        assertTrue(
                Security.getProperty("jdk.tls.keyLimits").contains("KeyUpdate 2^22"),
                "src/test/tls.properties is in force");
        TileKey key = tiles.add(1, 10 << 20);
        try (TileServer server = Fixture.server(tiles, received, Limits.DEFAULT);
                TileClient client = Fixture.client(Limits.DEFAULT.withConnectionsPerPeer(1))) {
            client.fetch(server.address(), List.of(key), received).get();
            client.put(server.address(), Fixture.key(2), Fixture.get(tiles.held, key))
                    .get();
        }
        assertEquals(Set.of(key, Fixture.key(2)), received.done);
        assertEquals(-1, Fixture.get(tiles.held, key).mismatch(Fixture.get(received.allocated, key)));
        assertEquals(-1, Fixture.get(tiles.held, key).mismatch(Fixture.get(received.allocated, Fixture.key(2))));
    }

    @Test
    void tilesOfAllSizesAreKeptWhereTheyArePut() throws Exception {
        List<CompletableFuture<Void>> puts = new ArrayList<>();
        try (TileServer server = Fixture.server(tiles, received, Limits.DEFAULT);
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            for (int i = 0; i < SIZES.length; i++) {
                TileKey key = tiles.add(i, SIZES[i]);
                puts.add(client.put(server.address(), key, Fixture.get(tiles.held, key)));
            }
            for (CompletableFuture<Void> put : puts) {
                put.get();
            }
        }
        assertEquals(tiles.held.keySet(), received.done);
        received.assertHolds(tiles);
    }

    @Test
    void whatIsNotThereIsToldForItsKeyAlone() throws Exception {
        TileKey here = tiles.add(1, 1000);
        TileKey also = tiles.add(3, 2000);
        try (TileServer server = Fixture.server(tiles, received, Limits.DEFAULT);
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(server.address(), List.of(here, Fixture.key(2), also), received)
                    .get();
        }
        assertEquals(Set.of(here, also), received.done);
        assertEquals(Reason.ABSENT, received.reason(Fixture.key(2)));
        assertTrue(String.valueOf(Fixture.get(received.failed, Fixture.key(2)).getMessage())
                .contains("is not there"));
    }

    @Test
    void aKeyNamedTwiceIsFetchedOnce() throws Exception {
        TileKey key = tiles.add(1, 1000);
        try (TileServer server = Fixture.server(tiles, received, Limits.DEFAULT);
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(server.address(), List.of(key, key), received).get();
            client.fetch(server.address(), List.of(), received).get();
        }
        assertEquals(1, tiles.opened.get());
    }

    @Test
    void aSourceThatThrowsIsToldForItsKeyAlone() throws Exception {
        TileKey here = tiles.add(1, 1000);
        TileSource source = key -> {
            if (key.tile() == 2) {
                throw new IllegalStateException("the disk is gone");
            }
            return tiles.open(key);
        };
        try (TileServer server = Fixture.server(source, received, Limits.DEFAULT);
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(server.address(), List.of(Fixture.key(2), here), received)
                    .get();
        }
        assertEquals(Set.of(here), received.done);
        assertEquals(Reason.REFUSED, received.reason(Fixture.key(2)));
        assertTrue(String.valueOf(Fixture.get(received.failed, Fixture.key(2)).getMessage())
                .contains("the disk is gone"));
    }

    /** A sink without room for one tile, on either side. */
    private static final class Narrow extends Received {
        @Override
        public MemorySegment allocate(TileKey key, long bytes) {
            if (key.tile() == 2) {
                throw new IllegalStateException("memory is full");
            }
            return super.allocate(key, bytes);
        }
    }

    @Test
    void aSinkWithoutRoomLosesThatTileAlone() throws Exception {
        List<TileKey> keys = List.of(tiles.add(1, 1000), tiles.add(2, 300_000), tiles.add(3, 1000));
        Narrow narrow = new Narrow();
        try (TileServer server = Fixture.server(tiles, narrow, Limits.DEFAULT);
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(server.address(), keys, narrow).get();
            assertEquals(Set.of(keys.get(0), keys.get(2)), narrow.done);
            assertEquals(Reason.REFUSED, narrow.reason(keys.get(1)));
            narrow.failed.clear();
            CompletableFuture<Void> put =
                    client.put(server.address(), keys.get(1), Fixture.get(tiles.held, keys.get(1)));
            TransferException failure = failure(put);
            assertEquals(Reason.REFUSED, failure.reason());
            assertTrue(String.valueOf(failure.getMessage()).contains("memory is full"), failure.getMessage());
            assertEquals(Reason.REFUSED, narrow.reason(keys.get(1)));
        }
        assertEquals(Set.of(), narrow.wrong);
    }

    @Test
    void aSinkThatThrowsWhenToldFailsOnlyTheFuture() throws Exception {
        List<TileKey> keys = List.of(tiles.add(1, 1000), tiles.add(2, 1000));
        Received throwing = new Received() {
            @Override
            public void done(TileKey key) {
                super.done(key);
                throw new IllegalArgumentException("not my tile");
            }
        };
        try (TileServer server = Fixture.server(tiles, received, Limits.DEFAULT);
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            ExecutionException failure = assertThrows(
                    ExecutionException.class,
                    () -> client.fetch(server.address(), keys, throwing).get());
            assertEquals(
                    "not my tile",
                    assertInstanceOf(IllegalArgumentException.class, failure.getCause())
                            .getMessage());
        }
        assertEquals(Set.copyOf(keys), throwing.done);
    }

    @Test
    void aTileLargerThanAllowedIsRefusedAndTheOthersCome() throws Exception {
        List<TileKey> keys = List.of(tiles.add(1, 1000), tiles.add(2, 5000), tiles.add(3, 1000));
        try (TileServer server = Fixture.server(tiles, received, Limits.DEFAULT);
                TileClient client = Fixture.client(Limits.DEFAULT.withTileBytes(4096))) {
            client.fetch(server.address(), keys, received).get();
        }
        assertEquals(Set.of(keys.get(0), keys.get(2)), received.done);
        assertEquals(Reason.REFUSED, received.reason(keys.get(1)));
    }

    @Test
    void manyFetchesAtATimeUseAFewConnections() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<TileKey> keys = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            keys.add(tiles.add(i, random.nextInt(3000)));
        }
        Collections.shuffle(keys, random);
        Limits limits = Limits.DEFAULT.withConnectionsPerPeer(3);
        try (TileServer server = Fixture.server(tiles, received, limits);
                TileClient client = Fixture.client(limits)) {
            List<CompletableFuture<Void>> fetches = new ArrayList<>();
            for (int at = 0; at < keys.size(); at += 30) {
                fetches.add(client.fetch(server.address(), keys.subList(at, at + 30), received));
            }
            AtomicInteger most = new AtomicInteger();
            for (CompletableFuture<Void> fetch : fetches) {
                fetch.get();
                most.accumulateAndGet(server.connections(), Math::max);
            }
            assertTrue(most.get() >= 1 && most.get() <= 3, most + " connections");
        }
        assertEquals(keys.size(), received.done.size(), "seed " + seed);
        received.assertHolds(tiles);
    }

    @Test
    void aBatchOfMoreKeysThanAFrameHoldsIsAskedInParts() throws Exception {
        List<TileKey> keys = new ArrayList<>();
        for (int i = 0; i < Frame.KEYS + 3; i++) {
            keys.add(Fixture.key(i));
        }
        TileKey here = tiles.add(Frame.KEYS + 1, 100);
        try (TileServer server = Fixture.server(tiles, received, Limits.DEFAULT);
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(server.address(), keys, received).get();
        }
        assertEquals(Set.of(here), received.done);
        assertEquals(Frame.KEYS + 2, received.failed.size());
    }

    @Test
    void bytesInFlightStayWithinTheirLimitWhenTheSinkIsSlow() throws Exception {
        int bytes = 1 << 20;
        List<TileKey> keys = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            keys.add(tiles.add(i, bytes));
        }
        AtomicLong open = new AtomicLong();
        AtomicLong most = new AtomicLong();
        Received slow = new Received() {
            @Override
            public MemorySegment allocate(TileKey key, long size) {
                most.accumulateAndGet(open.addAndGet(size), Math::max);
                return super.allocate(key, size);
            }

            @Override
            public void done(TileKey key) {
                sleep(5);
                open.addAndGet(-bytes);
                super.done(key);
            }
        };
        Limits limits = Limits.DEFAULT.withBytesInFlight(2L * bytes).withConnectionsPerPeer(8);
        try (TileServer server = Fixture.server(tiles, received, limits);
                TileClient client = Fixture.client(limits)) {
            List<CompletableFuture<Void>> fetches = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                fetches.add(client.fetch(server.address(), keys.subList(3 * i, 3 * i + 3), slow));
            }
            for (CompletableFuture<Void> fetch : fetches) {
                fetch.get();
            }
        }
        assertEquals(Set.copyOf(keys), slow.done);
        assertEquals(2L * bytes, most.get());
    }

    @Test
    void aTileLargerThanAllThatMayBeInFlightComesAlone() throws Exception {
        TileKey key = tiles.add(1, 1 << 20);
        Limits limits = Limits.DEFAULT.withBytesInFlight(1000);
        try (TileServer server = Fixture.server(tiles, received, limits);
                TileClient client = Fixture.client(limits)) {
            client.fetch(server.address(), List.of(key), received).get();
        }
        assertEquals(Set.of(key), received.done);
    }

    @Test
    void idleConnectionsAreClosedAndMadeAgain() throws Exception {
        TileKey first = tiles.add(1, 1000);
        TileKey second = tiles.add(2, 1000);
        Limits limits = Limits.DEFAULT.withIdle(Duration.ofMillis(60));
        try (TileServer server = Fixture.server(tiles, received, Limits.DEFAULT);
                TileClient client = Fixture.client(limits)) {
            client.fetch(server.address(), List.of(first), received).get();
            Fixture.await("no connection", () -> server.connections() == 0 && client.connections() == 0);
            client.fetch(server.address(), List.of(second), received).get();
        }
        assertEquals(Set.of(first, second), received.done);
    }

    @Test
    void aConnectionThatTheServerHasClosedIsMadeAgain() throws Exception {
        TileKey first = tiles.add(1, 1000);
        TileKey second = tiles.add(2, 1000);
        Limits hasty = Limits.DEFAULT.withIdle(Duration.ofMillis(30)).withTimeout(Duration.ofMillis(500));
        try (TileServer server = Fixture.server(tiles, received, hasty);
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(server.address(), List.of(first), received).get();
            Fixture.await("no connection", () -> server.connections() == 0);
            client.fetch(server.address(), List.of(second), received).get();
        }
        assertEquals(Set.of(first, second), received.done);
    }

    @Test
    void aServerThatEndsInTheMiddleIsTriedOnceMoreThenLost() throws Exception {
        List<TileKey> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            keys.add(tiles.add(i, 200_000));
        }
        CountDownLatch some = new CountDownLatch(5);
        Received counting = new Received() {
            @Override
            public void done(TileKey key) {
                super.done(key);
                some.countDown();
                sleep(5);
            }
        };
        try (TileServer server = Fixture.server(tiles, received, Limits.DEFAULT);
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            CompletableFuture<Void> fetch = client.fetch(server.address(), keys, counting);
            assertTrue(some.await(10, TimeUnit.SECONDS));
            server.close();
            fetch.get();
        }
        assertTrue(counting.done.size() >= 5 && counting.done.size() < 40, counting.done.size() + " came");
        assertEquals(40, counting.done.size() + counting.failed.size());
        counting.failed.keySet().forEach(key -> assertEquals(Reason.LOST, counting.reason(key)));
        counting.assertHolds(tiles);
    }

    @Test
    void aServerThatComesBackInTimeLosesNothing() throws Exception {
        List<TileKey> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            keys.add(tiles.add(i, 200_000));
        }
        AtomicInteger cuts = new AtomicInteger();
        TileServer[] servers = new TileServer[2];
        Received received = new Received() {
            @Override
            public void done(TileKey key) {
                super.done(key);
                if (done.size() == 7 && cuts.getAndIncrement() == 0) {
                    servers[0].close();
                    servers[1] = new TileServer(
                            tiles, () -> this, Fixture.OURS.nodeContext(), servers[0].address(), Limits.DEFAULT);
                }
            }
        };
        servers[0] = Fixture.server(tiles, received, Limits.DEFAULT);
        try (TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(servers[0].address(), keys, received).get();
        } finally {
            servers[0].close();
            servers[1].close();
        }
        assertEquals(Set.copyOf(keys), received.done);
        received.assertHolds(tiles);
    }

    @Test
    void nobodyThereIsLost() throws Exception {
        TileServer gone = Fixture.server(tiles, received, Limits.DEFAULT);
        gone.close();
        try (TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.fetch(gone.address(), List.of(Fixture.key(1)), received).get();
            assertEquals(Reason.LOST, received.reason(Fixture.key(1)));
            assertEquals(
                    Reason.LOST,
                    failure(client.put(
                                    gone.address(),
                                    Fixture.key(1),
                                    Arena.ofAuto().allocate(9)))
                            .reason());
        }
    }

    @Test
    void closingTheClientFailsWhatHasNotCome() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        TileSource stuck = key -> {
            asked.countDown();
            try {
                never.await();
            } catch (InterruptedException failure) {
                throw new IllegalStateException(failure);
            }
            return Optional.empty();
        };
        Limits limits = Limits.DEFAULT.withConnectionsPerPeer(1);
        try (TileServer server = Fixture.server(stuck, received, limits)) {
            TileClient client = Fixture.client(limits);
            CompletableFuture<Void> running = client.fetch(server.address(), List.of(Fixture.key(1)), received);
            CompletableFuture<Void> waiting = client.fetch(server.address(), List.of(Fixture.key(2)), received);
            assertTrue(asked.await(10, TimeUnit.SECONDS));
            client.close();
            running.get();
            waiting.get();
            client.fetch(server.address(), List.of(Fixture.key(3)), received).get();
        }
        for (int i = 1; i <= 3; i++) {
            assertEquals(Reason.CLOSED, received.reason(Fixture.key(i)));
        }
    }

    @Test
    void anInterruptThatASinkLeavesBehindHarmsNothing() throws Exception {
        List<TileKey> keys = List.of(tiles.add(1, 1000), tiles.add(2, 1000), tiles.add(3, 1000));
        Received interrupting = new Received() {
            @Override
            public void done(TileKey key) {
                super.done(key);
                Thread.currentThread().interrupt();
            }
        };
        Limits limits = Limits.DEFAULT.withConnectionsPerPeer(1);
        try (TileServer server = Fixture.server(tiles, received, limits);
                TileClient client = Fixture.client(limits)) {
            for (TileKey key : keys) {
                client.fetch(server.address(), List.of(key), interrupting).get();
            }
        }
        assertEquals(Set.copyOf(keys), interrupting.done);
    }

    @Test
    void aClientMayBeClosedByItsOwnSink() throws Exception {
        TileKey key = tiles.add(1, 10);
        TileClient client = Fixture.client(Limits.DEFAULT);
        Received closing = new Received() {
            @Override
            public void done(TileKey done) {
                client.close();
                super.done(done);
            }
        };
        try (TileServer server = Fixture.server(tiles, received, Limits.DEFAULT)) {
            client.fetch(server.address(), List.of(key), closing).get();
        }
        client.close();
        assertEquals(Set.of(key), closing.done);
    }

    private static TransferException failure(CompletableFuture<Void> future) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> future.get(20, TimeUnit.SECONDS));
        return assertInstanceOf(TransferException.class, failure.getCause());
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }
}
