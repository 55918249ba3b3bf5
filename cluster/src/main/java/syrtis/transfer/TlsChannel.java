package syrtis.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import syrtis.trust.NodeTls;

/**
 * A blocking socket under TLS 1.3, both ends of which show a certificate. Used by one thread; any thread may close it. Whose host
 * a certificate names is not looked at: all nodes of a cluster show the same one, and its authority signs no other.
 *
 * <p>Plaintext goes between the caller's buffer and the engine without a stop; ciphertext is kept on the heap, where the JDK's
 * AES-GCM is fastest (measured: a quarter to twice faster than in direct buffers).
 */
final class TlsChannel implements ByteStream, AutoCloseable {
    private static final int RECORDS = 8; // of 16 KiB, a system call where much is to be said; one at first
    private static final long FOREVER = Long.MAX_VALUE / 4;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel socket;
    private final SSLEngine engine;
    private final Watchdog watchdog;
    private final int recordBytes;
    private ByteBuffer sending; // ciphertext: position is its end
    private ByteBuffer received; // ciphertext: between position and limit
    private final ByteBuffer ahead; // plaintext read beyond what was asked for: between position and limit
    private final ByteBuffer[] destinations;

    private Duration timeout;
    private boolean isPatient; // Until keys are agreed on, the first deadline stands.
    private volatile long deadline;
    private volatile boolean late;

    private TlsChannel(SocketChannel socket, SSLEngine engine, Watchdog watchdog, Duration timeout) {
        this.socket = socket;
        this.engine = engine;
        this.watchdog = watchdog;
        this.timeout = timeout;
        recordBytes = engine.getSession().getPacketBufferSize();
        sending = ByteBuffer.allocate(recordBytes);
        received = ByteBuffer.allocate(recordBytes).limit(0);
        ahead = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .limit(0);
        destinations = new ByteBuffer[] {NOTHING, ahead};
        deadline = System.nanoTime() + timeout.toNanos();
    }

    /** Not yet connected: so that it can be closed while it is. */
    static TlsChannel client(SSLContext context, Watchdog watchdog, Duration timeout) throws IOException {
        return watched(new TlsChannel(SocketChannel.open(), NodeTls.caller(context), watchdog, timeout));
    }

    /** Over a connection that was accepted. */
    static TlsChannel server(SocketChannel accepted, SSLContext context, Watchdog watchdog, Duration timeout) {
        return watched(new TlsChannel(accepted, NodeTls.called(context), watchdog, timeout));
    }

    private static TlsChannel watched(TlsChannel channel) {
        channel.watchdog.watch(channel);
        return channel;
    }

    /** Connects and agrees on keys, all within the timeout. */
    void connect(InetSocketAddress to) throws IOException {
        InetSocketAddress address = to.isUnresolved() ? new InetSocketAddress(to.getHostString(), to.getPort()) : to;
        if (address.isUnresolved()) {
            throw new UnknownHostException(to.getHostString());
        }
        try {
            socket.connect(address);
        } catch (IOException failure) {
            throw explained(failure);
        }
        handshake();
    }

    /** Agrees on keys; all within one timeout, however busy the peer seems. */
    void handshake() throws IOException {
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        try {
            engine.beginHandshake();
            while (!isAgreed()) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_WRAP -> answer();
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap(NOTHING);
                    case NEED_TASK -> runTasks();
                    case FINISHED, NOT_HANDSHAKING -> {}
                }
            }
        } catch (SSLException failure) {
            tellWhy(failure);
            throw failure;
        }
        isPatient = true;
        rest();
    }

    private boolean isAgreed() {
        HandshakeStatus status = engine.getHandshakeStatus();
        return status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED;
    }

    /** From now on, how long each next bytes may take. */
    void timeout(Duration timeout) {
        this.timeout = timeout;
    }

    // ---- bytes

    @Override
    public void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            wrap(from);
        }
    }

    @Override
    public void flush() throws IOException {
        sending.flip();
        try {
            while (sending.hasRemaining()) {
                progress();
                socket.write(sending);
            }
        } catch (IOException failure) {
            throw explained(failure);
        } finally {
            rest();
            sending.clear();
        }
    }

    @Override
    public boolean read(ByteBuffer to) throws IOException {
        int start = to.position();
        while (to.hasRemaining()) {
            if (ahead.hasRemaining()) {
                int count = Math.min(ahead.remaining(), to.remaining());
                to.put(to.position(), ahead, ahead.position(), count);
                to.position(to.position() + count);
                ahead.position(ahead.position() + count);
            } else if (!unwrap(to)) {
                if (to.position() == start) {
                    return false;
                }
                throw new EOFException("the peer ended within a frame");
            }
        }
        return true;
    }

    private void wrap(ByteBuffer from) throws IOException {
        if (sending.remaining() < recordBytes) {
            if (sending.capacity() < RECORDS * recordBytes) {
                sending = ByteBuffer.allocate(RECORDS * recordBytes).put(sending.flip());
            } else {
                flush();
            }
        }
        SSLEngineResult result = engine.wrap(from, sending);
        switch (result.getStatus()) {
            case OK -> {}
            case CLOSED -> {
                flush();
                throw new EOFException("the peer ended TLS");
            }
            case BUFFER_OVERFLOW, BUFFER_UNDERFLOW ->
                throw new SSLException("TLS wants larger records than it said: " + result);
        }
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
    }

    /** Decrypts one record, into the buffer first and what is left {@link #ahead}. False at the peer's end. */
    private boolean unwrap(ByteBuffer to) throws IOException {
        destinations[0] = to;
        ahead.clear();
        SSLEngineResult result;
        try {
            result = engine.unwrap(received, destinations);
        } finally {
            ahead.flip();
        }
        return switch (result.getStatus()) {
            case OK -> {
                switch (result.getHandshakeStatus()) {
                    // After the handshake too: new keys are agreed on while data flow.
                    case NEED_WRAP -> answer();
                    case NEED_TASK -> runTasks();
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN, FINISHED, NOT_HANDSHAKING -> {}
                }
                yield true;
            }
            case BUFFER_UNDERFLOW -> fill();
            case CLOSED -> false;
            case BUFFER_OVERFLOW -> throw new SSLException("TLS wants larger records than it said: " + result);
        };
    }

    /** Sends what TLS itself has to say. */
    private void answer() throws IOException {
        wrap(NOTHING.duplicate());
        flush();
    }

    private boolean fill() throws IOException {
        boolean busy = received.limit() == received.capacity() && received.capacity() < RECORDS * recordBytes;
        if (busy) {
            received = ByteBuffer.allocate(RECORDS * recordBytes).put(received);
        } else {
            received.compact();
        }
        try {
            progress();
            if (socket.read(received) < 0) {
                if (!isAgreed()) {
                    throw new EOFException("the peer ended before TLS was agreed on");
                }
                return false;
            }
            return true;
        } catch (IOException failure) {
            throw explained(failure);
        } finally {
            rest();
            received.flip();
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** The alert that TLS has ready, so that the peer need not guess. */
    private void tellWhy(SSLException failure) {
        try {
            answer();
        } catch (IOException gone) {
            failure.addSuppressed(gone);
        }
    }

    // ---- time and end

    private void progress() {
        if (isPatient) {
            deadline = System.nanoTime() + timeout.toNanos();
        }
    }

    /** Only what waits for the peer is timed. */
    private void rest() {
        if (isPatient) {
            deadline = System.nanoTime() + FOREVER;
        }
    }

    /** How many nanoseconds are left for the next bytes. */
    long patience(long now) {
        return deadline - now;
    }

    /** The peer was silent for too long. */
    void giveUp() {
        late = true;
        close();
    }

    /** Why it really ended, where that was us. */
    private IOException explained(IOException failure) {
        if (!late) {
            return failure;
        }
        SocketTimeoutException silence = new SocketTimeoutException("the peer made no progress for too long");
        silence.initCause(failure);
        return silence;
    }

    /** Ends without a farewell: frames are whole or not, and a farewell might block. */
    @Override
    public void close() {
        watchdog.forget(this);
        try {
            socket.close();
        } catch (IOException failure) {
            System.getLogger(TlsChannel.class.getPackageName())
                    .log(System.Logger.Level.DEBUG, "a socket did not close", failure);
        }
    }
}
