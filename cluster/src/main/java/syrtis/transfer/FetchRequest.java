package syrtis.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import syrtis.transfer.TransferException.Reason;

/** Tiles asked of one peer. Memory that a tile has got in a first try is used again in the second. */
final class FetchRequest implements Request {
    private final InetSocketAddress from;
    private final Set<TileKey> missing;
    private final Map<TileKey, Place> allocated = new HashMap<>();
    private final Set<TileKey> damaged = new HashSet<>();
    private final TileSink sink;
    private final Allowance allowance;
    private final long tileBytes;
    private final CompletableFuture<Void> future = new CompletableFuture<>();
    private @Nullable RuntimeException defect;

    /** Where a tile of so many bytes goes. */
    private record Place(MemorySegment memory, long bytes) {}

    FetchRequest(InetSocketAddress from, List<TileKey> keys, TileSink sink, Allowance allowance, long tileBytes) {
        this.from = from;
        this.missing = new LinkedHashSet<>(keys);
        this.sink = sink;
        this.allowance = allowance;
        this.tileBytes = tileBytes;
    }

    @Override
    public boolean run(FrameChannel frames) throws IOException, InterruptedException {
        damaged.clear();
        List<TileKey> keys = List.copyOf(missing);
        for (int at = 0; at < keys.size(); at += Frame.KEYS) {
            Set<TileKey> asked = new LinkedHashSet<>(keys.subList(at, Math.min(at + Frame.KEYS, keys.size())));
            frames.send(new Frame.Fetch(new ArrayList<>(asked)));
            while (!asked.isEmpty()) {
                answer(
                        frames,
                        frames.receive().orElseThrow(() -> new EOFException("the peer ended before it had answered")),
                        asked);
            }
        }
        return damaged.isEmpty();
    }

    private void answer(FrameChannel frames, Frame frame, Set<TileKey> asked) throws IOException, InterruptedException {
        switch (frame) {
            case Frame.Tile tile -> {
                expect(asked, tile.key());
                receive(frames, tile);
            }
            case Frame.Absent absent -> {
                expect(asked, absent.key());
                failed(absent.key(), Reason.ABSENT, "is not there", null);
            }
            case Frame.Refused refused -> {
                expect(asked, refused.key());
                failed(refused.key(), Reason.REFUSED, "is not given: " + refused.message(), null);
            }
            case Frame.Fetch _, Frame.Put _, Frame.Stored _, Frame.Watch _, Frame.Beat _ ->
                throw new ProtocolException("the peer answers a request for tiles by " + frame);
        }
    }

    private static void expect(Set<TileKey> asked, TileKey key) throws ProtocolException {
        if (!asked.remove(key)) {
            throw new ProtocolException("the peer answers about tile " + key + ", which it was not asked for");
        }
    }

    private void receive(FrameChannel frames, Frame.Tile tile) throws IOException, InterruptedException {
        TileKey key = tile.key();
        long bytes = tile.bytes();
        if (bytes > tileBytes) {
            String message = "has " + bytes + " bytes, at most " + tileBytes + " are allowed";
            failed(key, Reason.REFUSED, message, null);
            throw new ProtocolException(
                    "tile " + key + " " + message); // Rather a new connection than so many bytes for nothing.
        }
        allowance.take(bytes);
        try {
            MemorySegment memory;
            try {
                memory = memory(key, bytes);
            } catch (RuntimeException | OutOfMemoryError failure) {
                frames.skip(bytes);
                failed(
                        key,
                        Reason.REFUSED,
                        "of " + bytes + " bytes has no place here: " + failure.getMessage(),
                        failure);
                return;
            }
            if (frames.receive(bytes, memory)) {
                missing.remove(key);
                allocated.remove(key);
                tell(() -> sink.done(key));
            } else {
                damaged.add(key);
            }
        } finally {
            allowance.give(bytes);
        }
    }

    private MemorySegment memory(TileKey key, long bytes) {
        Place place = allocated.get(key);
        if (place == null) {
            place = new Place(sink.allocate(key, bytes), bytes);
            allocated.put(key, place);
        }
        if (place.bytes != bytes) {
            throw new IllegalStateException("at the first try it had " + place.bytes + " bytes");
        }
        if (place.memory.byteSize() < bytes) {
            throw new IllegalStateException("only " + place.memory.byteSize() + " bytes were allocated");
        }
        return place.memory;
    }

    @Override
    public void fail(Reason reason, String message, @Nullable Throwable cause) {
        for (TileKey key : List.copyOf(missing)) {
            if (damaged.contains(key)) {
                failed(key, Reason.CORRUPT, "came with a wrong checksum, and not better at a second try", null);
            } else {
                failed(key, reason, message, cause);
            }
        }
    }

    private void failed(TileKey key, Reason reason, String message, @Nullable Throwable cause) {
        missing.remove(key);
        allocated.remove(key);
        TransferException why = new TransferException(reason, "tile " + key + " from " + from + " " + message, cause);
        tell(() -> sink.failed(key, why));
    }

    /** A sink that throws spoils nothing but its caller's future. */
    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException failure) {
            if (defect == null) {
                defect = failure;
            } else {
                defect.addSuppressed(failure);
            }
        }
    }

    @Override
    public void finish() {
        RuntimeException thrown = defect;
        if (thrown == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(thrown);
        }
    }

    @Override
    public CompletableFuture<Void> future() {
        return future;
    }
}
