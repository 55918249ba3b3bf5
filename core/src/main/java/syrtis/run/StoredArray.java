package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import syrtis.memory.Buffer;
import syrtis.plan.Box;
import syrtis.plan.Grid;
import syrtis.type.BugException;
import syrtis.type.Type;

/** An evaluated array: its tiles. Its memory goes back to the pool when nobody can reach it any more. */
public final class StoredArray implements Evaluated {
    private final Type type;
    private final Grid grid;
    private final Tiles tiles;
    private final Store store;
    private volatile boolean lost;

    StoredArray(Type type, Grid grid, Tiles tiles, Store store) {
        this.type = type;
        this.grid = grid;
        this.tiles = tiles;
        this.store = store;
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

    /** An array whose tiles are put in one by one; it is whole when all are there. */
    public static StoredArray empty(Type type, Grid grid, Store store) {
        return new StoredArray(type, grid, new Tiles(grid.count()), store);
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

    @Override
    public StoredArray here() {
        return this;
    }

    Tiles tiles() {
        return tiles;
    }

    /** Bytes of the elements of a tile. */
    public long bytes(long index) {
        return grid.box(index).size() * type.dtype().bytes();
    }

    public boolean has(long index) {
        return tiles.get(index) != null;
    }

    /** Lets a tile go; whoever reads it now reads it to the end. */
    public void drop(long index) {
        Store.Tile tile = tiles.remove(index);
        if (tile != null) {
            tile.release();
        }
    }

    /** A tile to be read, in memory until it is closed; null if it is not there. */
    public @Nullable Content open(long index) {
        Store.Tile tile = tiles.get(index);
        MemorySegment bytes = tile == null ? null : tile.pinIfThere();
        return tile == null || bytes == null ? null : new Content(this, tile, bytes.asSlice(0, bytes(index)));
    }

    /** Visits the numbers of the tiles that are here, in order. */
    public void forEachHeld(LongConsumer action) {
        tiles.forEachIndex(action);
    }

    /** Takes a tile of an equal array, without copying it where it is in memory; false if it is not there. */
    public boolean adopt(StoredArray from, long index) {
        Store.Tile tile = from.tiles.get(index);
        Buffer shared = tile == null ? null : tile.share();
        if (shared != null) {
            put(index, shared);
            return true;
        }
        try (Content content = from.open(index)) {
            if (content == null) {
                return false;
            }
            try (Incoming copy = receive(index)) {
                MemorySegment.copy(content.bytes(), 0, copy.bytes(), 0, content.bytes().byteSize());
                copy.keep();
            }
            return true;
        }
    }

    /** Memory for a tile that comes from elsewhere. */
    public Incoming receive(long index) {
        long size = bytes(index);
        Buffer buffer = store.allocate(Math.max(1, size));
        return new Incoming(this, index, buffer, buffer.segment().asSlice(0, size));
    }

    /** A tile that is being read: its elements in row-major order. */
    public static final class Content implements AutoCloseable {
        private final StoredArray owner;
        private final Store.Tile tile;
        private final MemorySegment bytes;

        private Content(StoredArray owner, Store.Tile tile, MemorySegment bytes) {
            this.owner = owner;
            this.tile = tile;
            this.bytes = bytes;
        }

        public MemorySegment bytes() {
            return bytes;
        }

        @Override
        public void close() {
            tile.unpin();
            java.lang.ref.Reference.reachabilityFence(owner);
        }
    }

    /** A tile that is being brought here: {@link #bytes} are written, then it is kept; what is closed before is given up. */
    public static final class Incoming implements AutoCloseable {
        private final StoredArray owner;
        private final long index;
        private final MemorySegment bytes;
        private @Nullable Buffer buffer;

        private Incoming(StoredArray owner, long index, Buffer buffer, MemorySegment bytes) {
            this.owner = owner;
            this.index = index;
            this.buffer = buffer;
            this.bytes = bytes;
        }

        public MemorySegment bytes() {
            return bytes;
        }

        /** Puts the tile into its array, unless it is there already. */
        public void keep() {
            Buffer own = Objects.requireNonNull(buffer);
            buffer = null;
            owner.put(index, own);
        }

        @Override
        public void close() {
            if (buffer != null) {
                buffer.release();
                buffer = null;
            }
        }
    }

    /** Puts a tile in, unless it is there already. */
    void put(long index, Buffer buffer) {
        Store.Tile tile = store.tile(buffer);
        if (!tiles.putIfAbsent(index, tile)) {
            tile.release();
        }
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
