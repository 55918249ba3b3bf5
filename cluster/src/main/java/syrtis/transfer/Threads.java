package syrtis.transfer;

import java.util.Collection;

/** Waiting for threads to end. */
final class Threads {
    private Threads() {}

    /** Waits for all but the current one, which may be closing what it runs in. An interrupt is kept for the caller, and not obeyed. */
    static void join(Collection<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (!thread.equals(Thread.currentThread()) && thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
