package syrtis.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/**
 * Asks peers for tiles. Everything is asynchronous and may be called by any thread; sinks and whatever depends on a future are called
 * on the threads of connections and should not dwell there. What fails for the connection or the checksum is tried once more, on a
 * fresh connection; asking another holder is up to the caller.
 */
public final class TileClient implements AutoCloseable {
    private final SSLContext context;
    private final Limits limits;
    private final Allowance allowance;
    private final Watchdog watchdog = new Watchdog("syrtis-tiles");
    private final Map<InetSocketAddress, Peer> peers = new HashMap<>();
    private final Set<Lifeline> lifelines = new HashSet<>();
    private boolean closed;

    /** @param context the node's: shows its certificate, and trusts the authority of the peers */
    public TileClient(SSLContext context, Limits limits) {
        this.context = context;
        this.limits = limits;
        allowance = new Allowance(limits.bytesInFlight());
    }

    /**
     * Asks a peer for tiles, all in one request; they come in any order, each into memory of the sink. A key that is named twice is
     * fetched once. To use several connections to one peer, make several calls.
     *
     * @return done when the sink has been told of each tile; fails only with what the sink itself threw there
     */
    public CompletableFuture<Void> fetch(InetSocketAddress from, List<TileKey> keys, TileSink sink) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return submit(from, new FetchRequest(from, keys, sink, allowance, limits.tileBytes()));
    }

    /**
     * Gives a peer a tile to keep.
     *
     * @param bytes off-heap or of a {@code byte[]}, open to all threads, and left alone until the future is done
     * @return done when the peer has it; otherwise fails with a {@link TransferException}
     */
    public CompletableFuture<Void> put(InetSocketAddress to, TileKey key, MemorySegment bytes) {
        return submit(to, new PutRequest(to, key, bytes));
    }

    private CompletableFuture<Void> submit(InetSocketAddress address, Request request) {
        peer(address).submit(request);
        return request.future();
    }

    private synchronized Peer peer(InetSocketAddress address) {
        return peers.computeIfAbsent(address, _ -> {
            Peer peer = new Peer(address, context, limits, watchdog);
            if (closed) {
                peer.close();
            }
            return peer;
        });
    }

    /**
     * Keeps a connection to a peer and tells when it is lost: at once when the peer ends, after so much silence when it vanishes. A
     * peer that cannot be reached in the first place is lost, too.
     *
     * @param onLost called once, on the lifeline's own thread; never after the lifeline or this client was closed
     */
    public Lifeline watch(InetSocketAddress peer, Duration silence, Runnable onLost) {
        if (silence.toMillis() <= 0) {
            throw new IllegalArgumentException("silence is measured in milliseconds, got " + silence);
        }
        TlsChannel channel;
        try {
            channel = TlsChannel.client(context, watchdog, limits.timeout());
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "no socket for a lifeline to " + peer + ": " + failure.getMessage(), failure);
        }
        Lifeline lifeline = new Lifeline(peer, silence, onLost, channel, this::forget);
        synchronized (this) {
            if (closed) {
                channel.close();
                throw new IllegalStateException("this client was closed");
            }
            lifelines.add(lifeline);
        }
        lifeline.start();
        return lifeline;
    }

    private synchronized void forget(Lifeline lifeline) {
        lifelines.remove(lifeline);
    }

    /** How many connections are open now, lifelines not counted. */
    public synchronized int connections() {
        return peers.values().stream().mapToInt(Peer::connections).sum();
    }

    /** How many bytes of tiles are being received now. */
    public long bytesInFlight() {
        return allowance.taken();
    }

    /** Ends all connections and fails what has not come; when it returns, no thread and no socket is left. */
    @Override
    public void close() {
        List<Thread> ending = new ArrayList<>();
        List<Peer> closing;
        synchronized (this) {
            closed = true;
            closing = List.copyOf(peers.values());
            for (Lifeline lifeline : lifelines) {
                lifeline.close();
                ending.add(lifeline.thread());
            }
        }
        closing.forEach(peer -> ending.addAll(peer.close()));
        watchdog.close();
        ending.add(watchdog.thread());
        Threads.join(ending);
    }
}
