package syrtis.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import syrtis.transfer.Fixture.Received;
import syrtis.transfer.Fixture.Tiles;

@Timeout(30)
class LifelineTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final AtomicInteger lost = new AtomicInteger();
    private long sockets;

    @BeforeEach
    void count() throws IOException {
        sockets = Fixture.sockets();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        Fixture.assertNoThreadIsLeft();
        assertEquals(sockets, Fixture.sockets(), "sockets");
    }

    private static TileServer server() {
        return Fixture.server(new Tiles(), new Received(), Limits.DEFAULT);
    }

    @Test
    void theEndOfAPeerIsToldOnceAndAtOnce() throws Exception {
        try (TileServer server = server();
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.watch(server.address(), LONG, lost::incrementAndGet);
            client.watch(server.address(), LONG, lost::incrementAndGet);
            Fixture.await("two lifelines", () -> server.connections() == 2);
            Thread.sleep(50);
            assertEquals(0, lost.get());
            server.close();
            Fixture.await("told", () -> lost.get() == 2);
        }
        assertEquals(2, lost.get());
    }

    @Test
    void silenceIsToldOnceAfterItsTime() throws Exception {
        long began = System.nanoTime();
        try (FakeServer silent = new FakeServer((_, frames, _) -> {
                    frames.receive();
                    frames.send(new Frame.Beat());
                    frames.receive(); // Until the client has had enough.
                });
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.watch(silent.address(), Duration.ofMillis(300), lost::incrementAndGet);
            Fixture.await("told", () -> lost.get() == 1);
            assertTrue(System.nanoTime() - began >= 300_000_000L, "not before its time");
        }
        assertEquals(1, lost.get());
    }

    @Test
    void aPeerThatLivesIsNotLost() throws Exception {
        Duration silence = Duration.ofMillis(600);
        try (TileServer server =
                        Fixture.server(new Tiles(), new Received(), Limits.DEFAULT.withIdle(Duration.ofMillis(50)));
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.watch(server.address(), silence, lost::incrementAndGet);
            Thread.sleep(1300);
            assertEquals(0, lost.get());
            assertEquals(1, server.connections());
        }
    }

    @Test
    void whoIsNotThereIsLost() throws Exception {
        InetSocketAddress gone;
        try (TileServer server = server()) {
            gone = server.address();
        }
        try (TileClient client = Fixture.client(Limits.DEFAULT)) {
            client.watch(gone, LONG, lost::incrementAndGet);
            Fixture.await("told", () -> lost.get() == 1);
        }
        assertEquals(1, lost.get());
    }

    @Test
    void whoIsNotTrustedIsLost() throws Exception {
        try (TileServer server = server();
                TileClient client = new TileClient(Fixture.THEIRS.nodeContext(), Limits.DEFAULT)) {
            client.watch(server.address(), LONG, lost::incrementAndGet);
            Fixture.await("told", () -> lost.get() == 1);
        }
        assertEquals(1, lost.get());
    }

    @Test
    void closedLifelinesTellNothing() throws Exception {
        try (TileServer server = server();
                TileClient client = Fixture.client(Limits.DEFAULT)) {
            Lifeline lifeline = client.watch(server.address(), LONG, lost::incrementAndGet);
            client.watch(server.address(), LONG, lost::incrementAndGet);
            Fixture.await("two lifelines", () -> server.connections() == 2);
            lifeline.close();
            client.close();
            assertThrows(
                    IllegalStateException.class, () -> client.watch(server.address(), LONG, lost::incrementAndGet));
            server.close();
        }
        assertEquals(0, lost.get());
    }

    /** A listener may do what it likes, closing the client included. */
    @Test
    void aClientMayBeClosedWhenALossIsTold() throws Exception {
        try (TileServer server = server()) {
            TileClient client = Fixture.client(Limits.DEFAULT);
            client.watch(server.address(), LONG, () -> {
                client.close();
                lost.incrementAndGet();
            });
            Fixture.await("a lifeline", () -> server.connections() == 1);
            server.close();
            Fixture.await("told", () -> lost.get() == 1);
        }
        Fixture.await(
                "the thread ends",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("syrtis-")));
    }
}
