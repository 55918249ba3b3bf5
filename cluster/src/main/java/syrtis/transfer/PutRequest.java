package syrtis.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import syrtis.transfer.TransferException.Reason;

/** A tile that one peer shall keep. */
final class PutRequest implements Request {
    private final InetSocketAddress to;
    private final TileKey key;
    private final MemorySegment bytes;
    private final CompletableFuture<Void> future = new CompletableFuture<>();
    private boolean damaged;
    private @Nullable TransferException failure;

    PutRequest(InetSocketAddress to, TileKey key, MemorySegment bytes) {
        this.to = to;
        this.key = key;
        this.bytes = bytes;
    }

    @Override
    public boolean run(FrameChannel frames) throws IOException {
        damaged = false;
        frames.send(new Frame.Put(key, bytes.byteSize()), bytes);
        Frame answer = frames.receive().orElseThrow(() -> new EOFException("the peer ended before it had answered"));
        switch (answer) {
            case Frame.Stored stored when stored.key().equals(key) -> {}
            case Frame.Refused refused
            when refused.key().equals(key) -> {
                if (refused.corrupt()) {
                    damaged = true;
                } else {
                    fail(Reason.REFUSED, "is not kept: " + refused.message(), null);
                }
            }
            case Frame.Fetch _,
                    Frame.Tile _,
                    Frame.Absent _,
                    Frame.Put _,
                    Frame.Stored _,
                    Frame.Refused _,
                    Frame.Watch _,
                    Frame.Beat _ -> throw new ProtocolException("the peer answers a tile that was put by " + answer);
        }
        return !damaged;
    }

    @Override
    public void fail(Reason reason, String message, @Nullable Throwable cause) {
        String what = "tile " + key + " to " + to + " ";
        failure = damaged
                ? new TransferException(
                        Reason.CORRUPT, what + "came with a wrong checksum, and not better at a second try")
                : new TransferException(reason, what + message, cause);
    }

    @Override
    public void finish() {
        TransferException why = failure;
        if (why == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(why);
        }
    }

    @Override
    public CompletableFuture<Void> future() {
        return future;
    }
}
