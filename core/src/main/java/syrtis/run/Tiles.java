package syrtis.run;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The tiles of one array that exist now, by number; memory is taken for parts that are used. */
final class Tiles {
    private final Chunks<AtomicReferenceArray<Store.@Nullable Tile>> chunks;
    private final long count;

    Tiles(long count) {
        this.count = count;
        chunks = new Chunks<>(count, AtomicReferenceArray::new);
    }

    Store.@Nullable Tile get(long index) {
        AtomicReferenceArray<Store.@Nullable Tile> chunk = chunks.find(index);
        return chunk == null ? null : chunk.get(Chunks.place(index));
    }

    void put(long index, Store.Tile tile) {
        chunks.at(index).set(Chunks.place(index), tile);
    }

    /** Whether {@code tile} is now there, and not another that was before. */
    boolean putIfAbsent(long index, Store.Tile tile) {
        return chunks.at(index).compareAndSet(Chunks.place(index), null, tile);
    }

    Store.@Nullable Tile remove(long index) {
        AtomicReferenceArray<Store.@Nullable Tile> chunk = chunks.find(index);
        return chunk == null ? null : chunk.getAndSet(Chunks.place(index), null);
    }

    /** Visits the numbers of the tiles that are there, in order. */
    void forEachIndex(LongConsumer action) {
        for (long first = 0; first < count; first += Chunks.LENGTH) {
            AtomicReferenceArray<Store.@Nullable Tile> chunk = chunks.find(first);
            for (int k = 0; chunk != null && k < chunk.length(); k++) {
                if (chunk.get(k) != null) {
                    action.accept(first + k);
                }
            }
        }
    }

    void forEach(Consumer<Store.Tile> action) {
        chunks.forEach(chunk -> {
            for (int k = 0; k < chunk.length(); k++) {
                Store.Tile tile = chunk.get(k);
                if (tile != null) {
                    action.accept(tile);
                }
            }
        });
    }

    /** Lets all tiles go. */
    void release() {
        chunks.forEach(chunk -> {
            for (int k = 0; k < chunk.length(); k++) {
                Store.Tile tile = chunk.getAndSet(k, null);
                if (tile != null) {
                    tile.release();
                }
            }
        });
    }
}
