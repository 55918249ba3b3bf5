package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import syrtis.memory.Buffer;
import syrtis.plan.Grid;
import syrtis.type.Type;

/**
 * Makes stored arrays of elements that come in row-major order, at once and in the calling thread. Only the tile being filled
 * must be in memory; the others may go to disk.
 */
final class TileFiller {
    static final long TILE_BYTES = 1 << 20;

    private TileFiller() {}

    /** {@code next} fills each tile in turn. */
    static StoredArray fill(Type type, Store store, Consumer<MemorySegment> next) {
        Grid grid = Grid.rows(type.shape(), type.dtype(), TILE_BYTES);
        Tiles tiles = new Tiles(grid.count());
        try {
            for (long index = 0; index < grid.count(); index++) {
                Buffer buffer = store.allocate(grid.box(index).size() * type.dtype().bytes());
                try {
                    next.accept(buffer.segment());
                } catch (RuntimeException failure) {
                    buffer.release();
                    throw failure;
                }
                tiles.put(index, store.tile(buffer));
            }
        } catch (RuntimeException failure) {
            tiles.release();
            throw failure;
        }
        return new StoredArray(type, grid, tiles, store);
    }
}
