package syrtis.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A connection on which a peer says that it lives. Its loss is told once, at once: a peer that ended by the end of the connection, a
 * machine that vanished by silence.
 */
public final class Lifeline implements AutoCloseable {
    private static final int BEATS = 4; // in the time that silence may last

    private final InetSocketAddress peer;
    private final Duration silence;
    private final Runnable onLost;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final TlsChannel channel;
    private final Thread thread;
    private final Consumer<Lifeline> forget;

    Lifeline(InetSocketAddress peer, Duration silence, Runnable onLost, TlsChannel channel, Consumer<Lifeline> forget) {
        this.peer = peer;
        this.silence = silence;
        this.onLost = onLost;
        this.channel = channel;
        this.forget = forget;
        thread = Thread.ofPlatform().daemon().name("syrtis-lifeline-to-" + peer).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    private void run() {
        try {
            try (channel) {
                listen();
            } catch (IOException failure) {
                System.getLogger("syrtis.transfer")
                        .log(System.Logger.Level.DEBUG, "the lifeline to " + peer + " is cut", failure);
            } finally {
                if (ended.compareAndSet(false, true)) {
                    onLost.run();
                }
            }
        } finally {
            forget.accept(this);
        }
    }

    private void listen() throws IOException {
        channel.connect(peer);
        channel.timeout(silence);
        FrameChannel frames = new FrameChannel(channel);
        frames.send(new Frame.Watch(
                Math.clamp(silence.toMillis() / BEATS, Frame.Watch.MIN_MILLIS, Frame.Watch.MAX_MILLIS)));
        while (true) {
            Optional<Frame> said = frames.receive();
            if (said.isEmpty()) {
                throw new EOFException("the peer ended");
            }
            if (!(said.get() instanceof Frame.Beat)) {
                throw new ProtocolException("the peer says on a lifeline " + said.get());
            }
        }
    }

    /** Nothing is told any more. */
    @Override
    public void close() {
        ended.set(true);
        channel.close();
    }
}
