package syrtis.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import syrtis.transfer.TransferException.Reason;

/**
 * Gives a node's tiles to peers, and takes those that they put. Each connection has a thread and holds one tile at a time; a
 * peer that is slow, silent or speaks nonsense loses its own connection only.
 */
public final class TileServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger("syrtis.transfer");

    private final TileSource source;
    private final Supplier<TileSink> sinks;
    private final SSLContext context;
    private final Limits limits;
    private final ServerSocketChannel listening;
    private final InetSocketAddress address;
    private final Watchdog watchdog;
    private final Thread acceptor;
    private final Map<Thread, SocketChannel> connections = new HashMap<>();
    private boolean closed;

    /**
     * Listens, and serves until it is closed.
     *
     * @param sinks where tiles go that peers put here: one for each connection, for two peers may put the same tile at once
     * @param context the node's: peers must show a certificate that it trusts
     * @param bind where to listen; port 0 for any that is free ({@link #address})
     */
    public TileServer(TileSource source, Supplier<TileSink> sinks, SSLContext context, InetSocketAddress bind, Limits limits) {
        this.source = source;
        this.sinks = sinks;
        this.context = context;
        this.limits = limits;
        try {
            listening = ServerSocketChannel.open();
            try {
                listening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                listening.bind(bind);
                address = (InetSocketAddress) listening.getLocalAddress();
            } catch (IOException failure) {
                listening.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "tiles cannot be served at " + bind + ": " + failure.getMessage()
                            + ": choose an address of this machine and a free port",
                    failure);
        }
        watchdog = new Watchdog("syrtis-tiles-" + address.getPort());
        acceptor = Thread.ofPlatform()
                .daemon()
                .name("syrtis-tiles-" + address.getPort())
                .start(this::accept);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** How many connections are open now. */
    public synchronized int connections() {
        return connections.size();
    }

    private void accept() {
        while (true) {
            try {
                serve(listening.accept());
            } catch (ClosedChannelException _) {
                return; // Closed by us.
            } catch (IOException | OutOfMemoryError failure) {
                // Too many open files or threads, say: connections end and make room.
                LOG.log(Level.WARNING, "a connection for tiles was not accepted", failure);
                try {
                    Thread.sleep(50);
                } catch (InterruptedException _) {
                    return;
                }
            }
        }
    }

    private synchronized void serve(SocketChannel accepted) throws IOException {
        boolean served = false;
        try {
            if (!closed && connections.size() < limits.connections()) {
                Thread thread = Thread.ofPlatform()
                        .daemon()
                        .name("syrtis-tiles-to-" + accepted.getRemoteAddress())
                        .unstarted(() -> serveAll(accepted));
                thread.start(); // It ends behind this lock.
                connections.put(thread, accepted);
                served = true;
            }
        } finally {
            if (!served) {
                accepted.close();
            }
        }
    }

    private void serveAll(SocketChannel accepted) {
        try (accepted;
                TlsChannel channel = TlsChannel.server(accepted, context, watchdog, limits.timeout())) {
            channel.handshake();
            serveAll(channel, new FrameChannel(channel));
        } catch (IOException failure) {
            LOG.log(Level.DEBUG, "a connection for tiles ended", failure);
        } catch (InterruptedException _) {
            // Closed by us.
        } catch (RuntimeException failure) {
            LOG.log(Level.ERROR, "a connection for tiles ended by a defect", failure);
        } finally {
            synchronized (this) {
                connections.remove(Thread.currentThread());
            }
        }
    }

    private void serveAll(TlsChannel channel, FrameChannel frames) throws IOException, InterruptedException {
        TileSink sink = sinks.get();
        while (true) {
            channel.timeout(limits.idle().plus(limits.timeout())); // The client, who is idle as long, closes first.
            Optional<Frame> asked = frames.receive();
            if (asked.isEmpty()) {
                return;
            }
            channel.timeout(limits.timeout());
            switch (asked.get()) {
                case Frame.Fetch fetch -> {
                    for (TileKey key : fetch.keys()) {
                        give(frames, key);
                    }
                }
                case Frame.Put put -> take(frames, put, sink);
                case Frame.Watch watch -> {
                    while (true) {
                        frames.send(new Frame.Beat());
                        Thread.sleep(watch.millis());
                    }
                }
                case Frame.Tile _, Frame.Absent _, Frame.Stored _, Frame.Refused _, Frame.Beat _ ->
                    throw new ProtocolException("a client sent an answer: " + asked.get());
            }
        }
    }

    private void give(FrameChannel frames, TileKey key) throws IOException {
        Optional<TileSource.Content> found;
        try {
            found = source.open(key);
        } catch (RuntimeException failure) {
            refuse(frames, key, failure);
            return;
        }
        if (found.isEmpty()) {
            frames.send(new Frame.Absent(key));
            return;
        }
        try (TileSource.Content content = found.get()) {
            MemorySegment bytes;
            try {
                bytes = content.bytes();
            } catch (RuntimeException failure) {
                refuse(frames, key, failure);
                return;
            }
            frames.send(new Frame.Tile(key, bytes.byteSize()), bytes);
        }
    }

    private static void refuse(FrameChannel frames, TileKey key, RuntimeException failure) throws IOException {
        LOG.log(Level.DEBUG, "tile " + key + " cannot be given", failure);
        frames.send(new Frame.Refused(key, false, String.valueOf(failure.getMessage())));
    }

    private void take(FrameChannel frames, Frame.Put put, TileSink sink) throws IOException {
        TileKey key = put.key();
        if (put.bytes() > limits.tileBytes()) {
            throw new ProtocolException("a client puts a tile of " + put.bytes() + " bytes, at most "
                    + limits.tileBytes() + " are allowed");
        }
        MemorySegment memory;
        try {
            memory = sink.allocate(key, put.bytes());
        } catch (RuntimeException | OutOfMemoryError failure) {
            frames.skip(put.bytes());
            TransferException refusal = new TransferException(
                    Reason.REFUSED,
                    "no memory for tile " + key + " of " + put.bytes() + " bytes: " + failure.getMessage(),
                    failure);
            sink.failed(key, refusal);
            frames.send(new Frame.Refused(key, false, String.valueOf(refusal.getMessage())));
            return;
        }
        boolean right;
        try {
            right = frames.receive(put.bytes(), memory);
        } catch (IOException | RuntimeException failure) {
            sink.failed(
                    key,
                    new TransferException(
                            Reason.LOST, "tile " + key + " came in part: " + failure.getMessage(), failure));
            throw failure;
        }
        if (right) {
            sink.done(key);
            frames.send(new Frame.Stored(key));
        } else {
            String message = "tile " + key + " of " + put.bytes() + " bytes came with a wrong checksum";
            sink.failed(key, new TransferException(Reason.CORRUPT, message));
            frames.send(new Frame.Refused(key, true, message));
        }
    }

    /** Ends all connections; when it returns, no thread and no socket is left. */
    @Override
    public void close() {
        List<Thread> threads;
        synchronized (this) {
            closed = true;
            for (Map.Entry<Thread, SocketChannel> connection : connections.entrySet()) {
                close(connection.getValue());
                connection.getKey().interrupt();
            }
            threads = List.copyOf(connections.keySet());
        }
        close(listening);
        watchdog.close();
        Threads.join(threads);
        Threads.join(List.of(acceptor, watchdog.thread()));
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException failure) {
            LOG.log(Level.DEBUG, "a socket did not close", failure);
        }
    }
}
