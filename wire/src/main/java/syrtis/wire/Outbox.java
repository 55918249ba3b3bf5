package syrtis.wire;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import syrtis.type.CancelledException;

/**
 * A stream of answers that waits while its client is behind: without it, whatever is sent faster than it is taken heaps up in memory. The
 * work that fills it has a virtual thread of its own.
 */
public final class Outbox<A> {
    private final ServerCallStreamObserver<A> client;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private Outbox(ServerCallStreamObserver<A> client) {
        this.client = client;
    }

    /**
     * Answers with what {@code work} sends, and with its exception if it throws one. To be called in the service's method, which gave {@code
     * client}.
     */
    public static <A> void answer(StreamObserver<A> client, Consumer<Outbox<A>> work) {
        Outbox<A> outbox = new Outbox<>((ServerCallStreamObserver<A>) client);
        outbox.client.setOnReadyHandler(outbox::wake);
        outbox.client.setOnCancelHandler(outbox::wake);
        Thread.ofVirtual().start(() -> outbox.run(work));
    }

    private void run(Consumer<Outbox<A>> work) {
        try {
            work.accept(this);
        } catch (RuntimeException | Error failure) {
            if (!isLeft()) {
                client.onError(failure);
            }
            return;
        }
        if (!isLeft()) {
            client.onCompleted();
        }
    }

    /**
     * Sends an answer, once the client has taken those before.
     *
     * @throws CancelledException if the client is gone
     */
    public void send(A answer) {
        lock.lock();
        try {
            while (!client.isReady() && !isLeft()) {
                changed.await();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancelledException("sending was interrupted");
        } finally {
            lock.unlock();
        }
        if (isLeft()) {
            throw new CancelledException("the client is gone");
        }
        client.onNext(answer);
    }

    /** Whether nobody listens any more. */
    public boolean isLeft() {
        return client.isCancelled();
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
