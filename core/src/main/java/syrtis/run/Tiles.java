package syrtis.run;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tiles of one array that exist now, by number: a plain table, or a map where there may be very many. */
final class Tiles {
    private static final long LARGEST_TABLE = 1 << 16;

    private final @Nullable AtomicReferenceArray<Store.@Nullable Tile> table;
    private final @Nullable ConcurrentHashMap<Long, Store.Tile> map;

    Tiles(long count) {
        table = count <= LARGEST_TABLE ? new AtomicReferenceArray<>((int) count) : null;
        map = table == null ? new ConcurrentHashMap<>() : null;
    }

    Store.@Nullable Tile get(long index) {
        return table != null ? table.get((int) index) : java.util.Objects.requireNonNull(map).get(index);
    }

    void put(long index, Store.Tile tile) {
        if (table != null) {
            table.set((int) index, tile);
        } else {
            java.util.Objects.requireNonNull(map).put(index, tile);
        }
    }

    Store.@Nullable Tile remove(long index) {
        return table != null ? table.getAndSet((int) index, null) : java.util.Objects.requireNonNull(map).remove(index);
    }

    void forEach(Consumer<Store.Tile> action) {
        if (table != null) {
            for (int k = 0; k < table.length(); k++) {
                Store.Tile tile = table.get(k);
                if (tile != null) {
                    action.accept(tile);
                }
            }
        } else {
            java.util.Objects.requireNonNull(map).values().forEach(action);
        }
    }

    void release() {
        forEach(Store.Tile::release);
    }
}
