package syrtis.transfer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import syrtis.transfer.TransferException.Reason;

/**
 * A client's connections to one peer: a few lines, each a thread and a connection, that do requests in the order they came. A line
 * opens when requests wait and ends when none has come for a while.
 */
final class Peer {
    private final InetSocketAddress address;
    private final SSLContext context;
    private final Limits limits;
    private final Watchdog watchdog;
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private final Map<Thread, Optional<TlsChannel>> lines = new HashMap<>();
    private int ready; // Lines that will take another request.
    private int idle; // Of these, those that wait for one.
    private boolean closed;

    Peer(InetSocketAddress address, SSLContext context, Limits limits, Watchdog watchdog) {
        this.address = address;
        this.context = context;
        this.limits = limits;
        this.watchdog = watchdog;
    }

    void submit(Request request) {
        synchronized (this) {
            if (!closed) {
                waiting.add(request);
                if (idle >= waiting.size()) {
                    notify();
                } else if (ready < limits.connectionsPerPeer()) {
                    open();
                }
                return;
            }
        }
        refuse(request);
    }

    /** One more line. Where the system gives no thread, the request that needs it is not taken. */
    private void open() {
        Thread line = Thread.ofPlatform()
                .daemon()
                .name("syrtis-tiles-from-" + address + "-" + ready)
                .unstarted(this::serve);
        boolean started = false;
        try {
            line.start();
            started = true;
            lines.put(line, Optional.empty());
            ready++;
        } finally {
            if (!started) {
                waiting.removeLast();
            }
        }
    }

    synchronized int connections() {
        return (int) lines.values().stream().filter(Optional::isPresent).count();
    }

    private void serve() {
        @Nullable TlsChannel channel = null;
        try {
            for (Optional<Request> next = next(); next.isPresent(); next = next()) {
                channel = run(next.get(), channel);
            }
        } finally {
            if (channel != null) {
                channel.close();
            }
            synchronized (this) {
                lines.remove(Thread.currentThread());
            }
        }
    }

    /** Empty if this line shall end. */
    private synchronized Optional<Request> next() {
        long deadline = System.nanoTime() + limits.idle().toNanos();
        while (waiting.isEmpty() && !closed) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                ready--; // At once, or what is submitted next would rely on this line.
                return Optional.empty();
            }
            idle++;
            try {
                wait(millis);
            } catch (InterruptedException _) {
                // Closed; or a sink has left it behind.
            } finally {
                idle--;
            }
        }
        return closed ? Optional.empty() : Optional.of(waiting.remove());
    }

    /** Does a request, on a fresh connection if the line's own fails. The connection that may be used next, if any. */
    private @Nullable TlsChannel run(Request request, @Nullable TlsChannel usual) {
        @Nullable TlsChannel channel = usual;
        Reason reason = Reason.LOST;
        String trouble = "";
        @Nullable Throwable cause = null;
        for (int tries = 0; tries < 2; tries++) {
            try {
                forgetInterrupts();
                if (channel == null) {
                    channel = connect();
                }
                if (request.run(new FrameChannel(channel))) {
                    request.finish();
                    return channel;
                }
                trouble = "came damaged";
            } catch (IOException failure) {
                trouble = "is not to be had: " + described(failure);
                cause = failure;
            } catch (InterruptedException failure) {
                trouble = "is not to be had: interrupted"; // By our end, or by what a sink has left behind.
                cause = failure;
            } catch (RuntimeException | Error failure) { // Whatever it is, the caller must not wait for ever.
                reason = Reason.REFUSED;
                trouble = "is not to be had: " + failure;
                cause = failure;
            }
            if (channel != null) {
                drop(channel);
                channel = null;
            }
            if (isClosed()) {
                reason = Reason.CLOSED;
                trouble = "does not come: this client was closed";
            }
            if (reason != Reason.LOST) {
                break;
            }
        }
        request.fail(reason, trouble, cause);
        request.finish();
        return null;
    }

    private TlsChannel connect() throws IOException {
        TlsChannel channel = TlsChannel.client(context, watchdog, limits.timeout());
        synchronized (this) {
            if (closed) {
                channel.close();
            }
            lines.put(Thread.currentThread(), Optional.of(channel));
        }
        try {
            channel.connect(address);
        } catch (IOException | RuntimeException failure) {
            drop(channel);
            throw failure;
        }
        return channel;
    }

    private void drop(TlsChannel channel) {
        channel.close();
        synchronized (this) {
            lines.put(Thread.currentThread(), Optional.empty());
        }
    }

    /** Those that a sink has left behind would end our channels; our own comes with the end of this client. */
    private synchronized void forgetInterrupts() {
        if (!closed) {
            Thread.interrupted();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static String described(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static void refuse(Request request) {
        request.fail(Reason.CLOSED, "does not come: this client was closed", null);
        request.finish();
    }

    /** Ends all lines; the threads that still have to end are returned. */
    Collection<Thread> close() {
        List<Request> refused;
        List<Thread> ending;
        synchronized (this) {
            closed = true;
            refused = List.copyOf(waiting);
            waiting.clear();
            ending = new ArrayList<>(lines.keySet());
            lines.values().forEach(channel -> channel.ifPresent(TlsChannel::close));
            ending.forEach(Thread::interrupt);
        }
        refused.forEach(Peer::refuse);
        return ending;
    }
}
