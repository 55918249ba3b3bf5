package syrtis.plan;

import java.util.Arrays;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/**
 * How an array is cut into tiles: all of one shape, but for shorter ones at the ends. Tiles are numbered row-major. The
 * grid decides only speed and memory, never a bit of a result.
 */
public final class Grid {
    private final Shape shape;
    private final long[] tile;
    private final long[] counts;
    private final long count;

    private Grid(Shape shape, long[] tile) {
        this.shape = shape;
        this.tile = tile;
        counts = new long[tile.length];
        long product = 1;
        for (int axis = 0; axis < tile.length; axis++) {
            if (tile[axis] < 1) {
                throw new BugException("tile " + Arrays.toString(tile) + " of " + shape);
            }
            counts[axis] = Math.ceilDiv(shape.dim(axis), tile[axis]);
            product *= counts[axis];
        }
        count = product;
    }

    /** Tiles of {@code tile} elements per axis, at most the axis itself. */
    public static Grid of(Shape shape, long... tile) {
        if (tile.length != shape.rank()) {
            throw new BugException("tile of " + tile.length + " axes for " + shape);
        }
        long[] clipped = new long[tile.length];
        Arrays.setAll(clipped, axis -> Math.max(1, Math.min(tile[axis], shape.dim(axis))));
        return new Grid(shape, clipped);
    }

    /** One tile. */
    public static Grid whole(Shape shape) {
        return of(shape, shape.toArray());
    }

    /** Tiles of about {@code bytes} bytes: whole trailing axes, then part of one axis, then single indices. */
    public static Grid rows(Shape shape, Dtype dtype, long bytes) {
        long[] tile = new long[shape.rank()];
        long room = Math.max(1, bytes / dtype.bytes());
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            tile[axis] = Math.max(1, Math.min(shape.dim(axis), room));
            room = tile[axis] == shape.dim(axis) ? Math.max(1, room / Math.max(1, tile[axis])) : 1;
        }
        return of(shape, tile);
    }

    public Shape shape() {
        return shape;
    }

    /** Elements of a full tile along an axis. */
    public long tile(int axis) {
        return tile[axis];
    }

    public long[] tile() {
        return tile.clone();
    }

    /** Tiles along an axis. */
    public long count(int axis) {
        return counts[axis];
    }

    /** Number of tiles. */
    public long count() {
        return count;
    }

    /** Elements of the largest tile. */
    public long tileSize() {
        long product = 1;
        for (long length : tile) {
            product *= length;
        }
        return shape.isEmpty() ? 0 : product;
    }

    /** Position of tile {@code index} along each axis. */
    public long[] coordinates(long index) {
        long[] at = new long[counts.length];
        long rest = index;
        for (int axis = counts.length - 1; axis >= 0; axis--) {
            at[axis] = rest % counts[axis];
            rest /= counts[axis];
        }
        return at;
    }

    public long index(long[] coordinates) {
        long index = 0;
        for (int axis = 0; axis < counts.length; axis++) {
            index = index * counts[axis] + coordinates[axis];
        }
        return index;
    }

    /** The elements of the tile at {@code coordinates}. */
    public Box box(long[] coordinates) {
        long[] start = new long[tile.length];
        long[] extent = new long[tile.length];
        for (int axis = 0; axis < tile.length; axis++) {
            start[axis] = coordinates[axis] * tile[axis];
            extent[axis] = Math.min(tile[axis], shape.dim(axis) - start[axis]);
        }
        return new Box(start, extent);
    }

    public Box box(long index) {
        return box(coordinates(index));
    }

    /** Whether each tile is one run of the row-major order. */
    public boolean isContiguous() {
        boolean partial = false;
        for (int axis = tile.length - 1; axis >= 0; axis--) {
            if (partial && tile[axis] != 1) {
                return false;
            }
            partial |= tile[axis] != shape.dim(axis);
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Grid grid && shape.equals(grid.shape) && Arrays.equals(tile, grid.tile);
    }

    @Override
    public int hashCode() {
        return shape.hashCode() * 31 + Arrays.hashCode(tile);
    }

    /** {@code 4 tiles of [256, 1000]}. */
    @Override
    public String toString() {
        return count + (count == 1 ? " tile of " : " tiles of ") + Shape.of(tile);
    }
}
