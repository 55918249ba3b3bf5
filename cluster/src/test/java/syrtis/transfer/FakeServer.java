package syrtis.transfer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A trusted server that says on its connections, one after the other, what a test wants it to say. */
final class FakeServer implements AutoCloseable {
    /** What it says on the connection of this number, and then ends it. */
    interface Script {
        void play(int connection, FrameChannel frames, TlsChannel channel) throws IOException, InterruptedException;
    }

    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocketChannel listening;
    private final Watchdog watchdog = new Watchdog("syrtis-fake");
    private final Thread thread;

    FakeServer(Script script) throws IOException {
        listening = ServerSocketChannel.open().bind(Fixture.ANY);
        thread = Thread.ofPlatform().daemon().name("syrtis-fake").start(() -> serve(script));
    }

    private void serve(Script script) {
        while (listening.isOpen()) {
            try (SocketChannel accepted = listening.accept();
                    TlsChannel channel =
                            TlsChannel.server(accepted, Fixture.OURS.nodeContext(), watchdog, Duration.ofSeconds(20))) {
                channel.handshake();
                script.play(connections.getAndIncrement(), new FrameChannel(channel), channel);
            } catch (IOException _) {
                // The client went away, or the test is over.
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    InetSocketAddress address() {
        try {
            return (InetSocketAddress) listening.getLocalAddress();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        thread.interrupt();
        watchdog.close();
        Threads.join(List.of(thread, watchdog.thread()));
    }
}
