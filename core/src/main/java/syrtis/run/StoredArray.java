package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.util.function.BiConsumer;
import syrtis.plan.Array;
import syrtis.plan.Box;
import syrtis.plan.Grid;
import syrtis.type.BugException;
import syrtis.type.Type;

/** An evaluated array: its tiles. Its memory goes back to the pool when nobody can reach it any more. */
public final class StoredArray implements Array.Tiled {
    private final Type type;
    private final Grid grid;
    private final Tiles tiles;
    private volatile boolean lost;

    StoredArray(Type type, Grid grid, Tiles tiles, Store store) {
        this.type = type;
        this.grid = grid;
        this.tiles = tiles;
        store.pool().whenUnreachable(this, tiles::release);
    }

    /** An array of one tile whose content {@code fill} writes. */
    public static StoredArray of(Type type, Store store, java.util.function.Consumer<MemorySegment> fill) {
        Tiles tiles = new Tiles(1);
        if (!type.shape().isEmpty()) {
            var buffer = store.allocate(type.bytes());
            try {
                fill.accept(buffer.segment());
            } catch (RuntimeException failure) {
                buffer.release();
                throw failure;
            }
            tiles.put(0, store.tile(buffer));
        }
        return new StoredArray(type, Grid.whole(type.shape()), tiles, store);
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public Grid grid() {
        return grid;
    }

    /** Says that an operation in place takes the elements over: equal expressions must not find them here. */
    void lose() {
        lost = true;
    }

    @Override
    public boolean isLost() {
        return lost;
    }

    Tiles tiles() {
        return tiles;
    }

    /** Shows {@code reader} each tile, in row-major order of tiles: its box, and its elements in row-major order. */
    public void forEachTile(BiConsumer<Box, MemorySegment> reader) {
        for (long index = 0; index < grid.count(); index++) {
            readTile(index, reader);
        }
    }

    /** Shows {@code reader} one tile. */
    public void readTile(long index, BiConsumer<Box, MemorySegment> reader) {
        Store.Tile tile = tiles.get(index);
        if (tile == null) {
            throw new BugException("tile " + index + " of " + type + " is missing");
        }
        MemorySegment content = tile.pin();
        try {
            reader.accept(grid.box(index), content);
        } finally {
            tile.unpin();
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }
}
