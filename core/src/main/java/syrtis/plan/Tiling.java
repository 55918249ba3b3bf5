package syrtis.plan;

import java.util.function.Predicate;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/**
 * What decides tile sizes.
 *
 * @param threads tasks that should be there to run at once
 * @param bytes bytes of the largest tile
 * @param longest elements that a tile may have along any axis: the user's override, else {@code Long.MAX_VALUE}
 * @param library the dtypes whose matrices a library multiplies
 */
public record Tiling(int threads, long bytes, long longest, Predicate<Dtype> library) {
    /** A task should be worth its overhead: bytes of the smallest tile of an array that is cut at all. */
    private static final long SMALLEST = 256 << 10;

    /** What the largest tile of a machine may be at least and at most, in bytes. */
    private static final long SMALLEST_MOST = 64 << 10;

    private static final long LARGEST_MOST = 4 << 20;

    /** Bytes below which tiles are not made smaller to fit a budget. */
    public static final long LEAST_BYTES = 16 << 10;

    private static final int TASKS_PER_THREAD = 8;

    /** Elements of a tile of a product below which a library is not at its best. */
    private static final long SMALLEST_PRODUCT = 128 * 128;

    private static final long PRODUCTS_PER_THREAD = 2;

    /** Multiplications that make a task of a product by a library worth its overhead: a fifth of a millisecond or so. */
    private static final long PRODUCT_STEPS = 1 << 23;

    /** How many times larger than others tiles of products by a library may be: 2048 x 2048 of float64 for 4 MiB. */
    private static final long LARGE_TILES = 8;

    /** The tiling of a machine that runs {@code threads} tasks at once in {@code memory} bytes. */
    public static Tiling of(int threads, long memory, long longest, Predicate<Dtype> library) {
        return new Tiling(threads, Math.clamp(memory / (16L * threads), SMALLEST_MOST, LARGEST_MOST), longest, library);
    }

    /** The grid of an array that has no reason to be cut otherwise. */
    Grid grid(Shape shape, Dtype dtype) {
        if (longest < Long.MAX_VALUE) {
            return forced(shape);
        }
        return Grid.rows(shape, dtype, Math.min(bytes, Math.max(SMALLEST, share(shape.size() * dtype.bytes()))));
    }

    /** What of {@code all} is for each of the tasks that should be there at least. */
    long share(long all) {
        return all / ((long) threads * TASKS_PER_THREAD);
    }

    /** Elements of a loop that make a good task. */
    long taskElements(Dtype dtype, long all) {
        return Math.min(bytes, Math.max(SMALLEST, share(all) * dtype.bytes())) / dtype.bytes();
    }

    /** Tasks that a product by a library is worth, of so many multiplications. */
    long productTasks(double steps) {
        return Math.clamp((long) (steps / PRODUCT_STEPS), 1, threads * PRODUCTS_PER_THREAD);
    }

    /** Whether so many tasks of a product are too few for threads to share them out as they get on. */
    boolean isOnePerThread(long tasks) {
        return tasks <= threads;
    }

    /** Elements of a tile of a product by a library, which wants them large, of {@code all} elements of {@code dtype}. */
    long productElements(Dtype dtype, long all, long tasks) {
        long most = Math.max(SMALLEST_PRODUCT, LARGE_TILES * bytes / dtype.bytes());
        return Math.clamp(Math.ceilDiv(all, tasks), SMALLEST_PRODUCT, most);
    }

    boolean isForced() {
        return longest < Long.MAX_VALUE;
    }

    Grid forced(Shape shape) {
        long[] tile = shape.toArray();
        for (int axis = 0; axis < tile.length; axis++) {
            tile[axis] = Math.min(tile[axis], longest);
        }
        return Grid.of(shape, tile);
    }

    /** The same with tiles of at most {@code bytes} bytes. */
    public Tiling withBytes(long bytes) {
        return new Tiling(threads, bytes, longest, library);
    }
}
