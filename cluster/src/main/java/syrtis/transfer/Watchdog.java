package syrtis.transfer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The thread that closes channels whose peers are silent for too long. A blocking channel knows no timeout, but closing it ends
 * whatever waits in it.
 */
final class Watchdog implements AutoCloseable {
    private static final long MIN_NAP_MILLIS = 2;
    private static final long MAX_NAP_MILLIS = 100;

    private final Set<TlsChannel> watched = new HashSet<>();
    private final Thread thread;
    private boolean closed;

    Watchdog(String name) {
        thread = Thread.ofPlatform().daemon().name(name + "-watchdog").start(this::run);
    }

    synchronized void watch(TlsChannel channel) {
        watched.add(channel);
        notifyAll();
    }

    synchronized void forget(TlsChannel channel) {
        watched.remove(channel);
    }

    private void run() {
        try {
            while (true) {
                for (TlsChannel late : nap()) {
                    late.giveUp();
                }
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    /** Waits until the first deadline, or a while, or less: who is late is looked for anew. */
    @SuppressWarnings("WaitNotInLoop")
    private synchronized List<TlsChannel> nap() throws InterruptedException {
        while (watched.isEmpty()) {
            if (closed) {
                throw new InterruptedException();
            }
            wait();
        }
        long now = System.nanoTime();
        long least = watched.stream()
                .mapToLong(channel -> channel.patience(now))
                .min()
                .orElse(Long.MAX_VALUE);
        wait(Math.clamp(least / 1_000_000, MIN_NAP_MILLIS, MAX_NAP_MILLIS));
        long later = System.nanoTime();
        return watched.stream().filter(channel -> channel.patience(later) <= 0).toList();
    }

    @Override
    public synchronized void close() {
        closed = true;
        thread.interrupt();
    }

    Thread thread() {
        return thread;
    }
}
