package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import syrtis.plan.Array;
import syrtis.type.BugException;

/** The tiles that one task reads, held in memory until {@link #close}. */
final class Pins implements AutoCloseable {
    private static final int FEW = 8;

    private record Key(int array, long tile) {}

    private final List<Store.Tile> tiles = new ArrayList<>();
    private final List<MemorySegment> contents = new ArrayList<>();
    private final List<Key> keys = new ArrayList<>();
    private @Nullable Map<Key, MemorySegment> many;

    void add(Array array, long index, Store.Tile tile) {
        if (find(array, index) != null) {
            return;
        }
        MemorySegment content = tile.pin();
        Key key = new Key(array.id(), index);
        tiles.add(tile);
        contents.add(content);
        keys.add(key);
        if (many != null) {
            many.put(key, content);
        } else if (keys.size() > FEW) {
            many = new HashMap<>();
            for (int k = 0; k < keys.size(); k++) {
                many.put(keys.get(k), contents.get(k));
            }
        }
    }

    private @Nullable MemorySegment find(Array array, long index) {
        if (many != null) {
            return many.get(new Key(array.id(), index));
        }
        for (int k = 0; k < keys.size(); k++) {
            Key key = keys.get(k);
            if (key.array == array.id() && key.tile == index) {
                return contents.get(k);
            }
        }
        return null;
    }

    MemorySegment get(Array array, long index) {
        MemorySegment content = find(array, index);
        if (content == null) {
            throw new BugException("tile " + index + " of " + array + " was not asked for");
        }
        return content;
    }

    @Override
    public void close() {
        tiles.forEach(Store.Tile::unpin);
    }
}
