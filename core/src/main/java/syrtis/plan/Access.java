package syrtis.plan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import syrtis.op.View;
import syrtis.type.Shape;

/**
 * How the tasks of a stage read an array. A stage's tasks are the tiles of its {@link Stage#space}; a task reads the tiles
 * that its box touches through {@code map}.
 *
 * @param map from the space to the array ({@link Kind#MAPPED}), or from the shape of {@code region} ({@link Kind#PART})
 * @param region for parts: where in the space the part lies
 */
public record Access(Array array, Kind kind, View map, View region) {
    /** How the tiles that a task reads are found. */
    public enum Kind {
        /** By an affine map: uses of a tile can be counted. */
        MAPPED,
        /** By an affine map from the inverse image of a region. */
        PART,
        /** All tiles whose row-major range meets that of the task. */
        FLAT,
        /** All tiles. */
        WHOLE
    }

    static Access mapped(Array array, View map) {
        return new Access(array, Kind.MAPPED, map, map);
    }

    static Access part(Array array, View map, View region) {
        return new Access(array, Kind.PART, map, region);
    }

    static Access flat(Array array, Shape space) {
        return new Access(array, Kind.FLAT, View.identity(array.type().shape()), View.identity(space));
    }

    static Access whole(Array array) {
        View none = View.identity(array.type().shape());
        return new Access(array, Kind.WHOLE, none, none);
    }

    /**
     * A range of tiles: first and last position along each axis, or first and last number of the grid if {@code linear};
     * empty if a last is before its first.
     */
    public record Tiles(Array array, long[] first, long[] last, boolean linear) {
        /** All tiles of {@code array}. */
        public static Tiles all(Array array) {
            return new Tiles(array, new long[] {0}, new long[] {array.grid().count() - 1}, true);
        }

        /** The tiles of {@code array} that meet {@code box}. */
        public static Tiles meeting(Array array, Box box) {
            return mapped(array, View.identity(array.type().shape())).tiles(box);
        }

        public long count() {
            long product = 1;
            for (int axis = 0; axis < first.length; axis++) {
                product *= Math.max(0, last[axis] - first[axis] + 1);
            }
            return product;
        }

        /** The number, in the array's grid, of tile {@code k} of this range. */
        public long tile(long k) {
            if (linear) {
                return first[0] + k;
            }
            long[] at = new long[first.length];
            long rest = k;
            for (int axis = first.length - 1; axis >= 0; axis--) {
                long length = last[axis] - first[axis] + 1;
                at[axis] = first[axis] + rest % length;
                rest /= length;
            }
            return array.grid().index(at);
        }
    }

    /** The tiles that a task over {@code box} of the space reads. */
    public Tiles tiles(Box box) {
        return switch (kind) {
            case MAPPED -> image(map, box);
            case PART -> image(map, preimage(region, box));
            case FLAT -> flatTiles(box);
            case WHOLE -> all();
        };
    }

    private Tiles all() {
        return Tiles.all(array);
    }

    private Tiles image(View map, Box box) {
        Grid grid = array.grid();
        int rank = map.steps().size();
        long[] first = new long[rank];
        long[] last = new long[rank];
        boolean empty = box.isEmpty();
        for (int axis = 0; axis < rank; axis++) {
            View.Step step = map.steps().get(axis);
            long low = step.start();
            long high = step.start();
            if (step.axis() >= 0 && !empty) {
                long begin = step.at(box.start()[step.axis()]);
                long end = step.at(box.start()[step.axis()] + box.extent()[step.axis()] - 1);
                low = Math.min(begin, end);
                high = Math.max(begin, end);
            }
            first[axis] = low / grid.tile(axis);
            last[axis] = empty ? first[axis] - 1 : high / grid.tile(axis);
        }
        return new Tiles(array, first, last, false);
    }

    /** The indices of {@code region}'s shape that fall into {@code box} of its source. */
    public static Box preimage(View region, Box box) {
        int rank = region.shape().rank();
        long[] start = new long[rank];
        long[] end = region.shape().toArray();
        for (int axis = 0; axis < box.rank(); axis++) {
            View.Step step = region.steps().get(axis);
            long low = box.start()[axis] - step.start();
            long high = low + box.extent()[axis] - 1;
            if (step.axis() < 0 || step.step() == 0) {
                if (low > 0 || high < 0) {
                    return new Box(new long[rank], new long[Math.max(rank, 1)]);
                }
            } else {
                long from = step.step() > 0 ? Math.ceilDiv(low, step.step()) : Math.ceilDiv(high, step.step());
                long to = step.step() > 0 ? Math.floorDiv(high, step.step()) : Math.floorDiv(low, step.step());
                start[step.axis()] = Math.max(start[step.axis()], from);
                end[step.axis()] = Math.min(end[step.axis()], to + 1);
            }
        }
        long[] extent = new long[rank];
        Arrays.setAll(extent, axis -> Math.max(0, end[axis] - start[axis]));
        return new Box(start, extent);
    }

    private Tiles flatTiles(Box box) {
        Grid grid = array.grid();
        if (!grid.isContiguous() || box.isEmpty()) {
            return all();
        }
        long[] strides = region.source().strides();
        long from = 0;
        long to = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            from += box.start()[axis] * strides[axis];
            to += (box.start()[axis] + box.extent()[axis] - 1) * strides[axis];
        }
        return new Tiles(array, new long[] {tileAt(grid, from)}, new long[] {tileAt(grid, to)}, true);
    }

    /** The tile that holds row-major element {@code flat}. */
    private static long tileAt(Grid grid, long flat) {
        long[] at = new long[grid.shape().rank()];
        long rest = flat;
        for (int axis = at.length - 1; axis >= 0; axis--) {
            at[axis] = rest % grid.shape().dim(axis) / grid.tile(axis);
            rest /= grid.shape().dim(axis);
        }
        return grid.index(at);
    }

    /**
     * Whether {@link #readers} can tell who reads a tile: no step jumps over a tile, and the region of a part has no gaps.
     */
    public boolean isCounted() {
        boolean known = kind == Kind.MAPPED
                || kind == Kind.PART
                        && region.steps().stream().allMatch(step -> step.axis() >= 0 && Math.abs(step.step()) == 1);
        for (int axis = 0; known && axis < map.steps().size(); axis++) {
            View.Step step = map.steps().get(axis);
            known = step.axis() < 0
                    || step.step() != 0
                            && (array.grid().count(axis) == 1 || Math.abs(step.step()) <= array.grid().tile(axis));
        }
        return known;
    }

    /** How many tasks of a stage over {@code space} read tile {@code tile}, if that is counted. */
    public long readers(Grid space, long tile) {
        Box box = array.grid().box(tile);
        long[] first = new long[space.shape().rank()];
        long[] last = new long[first.length];
        Arrays.setAll(last, axis -> space.count(axis) - 1);
        for (int axis = 0; axis < box.rank(); axis++) {
            View.Step step = map.steps().get(axis);
            long low = box.start()[axis];
            long high = low + box.extent()[axis] - 1;
            if (step.axis() < 0) {
                if (step.start() < low || step.start() > high) {
                    return 0;
                }
                continue;
            }
            // The indices of the map's own space that the tile holds, and where they lie in the space of tasks.
            long[] held = preimage(step, low, high);
            int k = step.axis();
            View.Step lies = kind == Kind.PART ? lying(k) : new View.Step(k, 0, 1);
            if (lies == null) { // An axis of length 1 that the region adds: its index is 0 in all tasks.
                if (held[0] > 0 || held[1] < 0) {
                    return 0;
                }
                continue;
            }
            long begin = Math.max(0, held[0]);
            long end = Math.min(map.shape().dim(k) - 1, held[1]);
            if (begin > end) {
                return 0;
            }
            int axisOfTasks = lies.axis();
            long one = lies.at(begin) / space.tile(axisOfTasks);
            long other = lies.at(end) / space.tile(axisOfTasks);
            first[axisOfTasks] = Math.max(first[axisOfTasks], Math.min(one, other));
            last[axisOfTasks] = Math.min(last[axisOfTasks], Math.max(one, other));
        }
        if (kind == Kind.PART) {
            // Tasks that the region does not meet read nothing.
            for (int axis = 0; axis < first.length; axis++) {
                View.Step step = region.steps().get(axis);
                long one = step.at(0) / space.tile(axis);
                long other = step.at(region.shape().dim(step.axis()) - 1) / space.tile(axis);
                first[axis] = Math.max(first[axis], Math.min(one, other));
                last[axis] = Math.min(last[axis], Math.max(one, other));
            }
        }
        long product = 1;
        for (int k = 0; k < first.length; k++) {
            product *= Math.max(0, last[k] - first[k] + 1);
        }
        return product;
    }

    /** First and last index whose image lies in [low, high]. */
    private static long[] preimage(View.Step step, long low, long high) {
        long a = low - step.start();
        long b = high - step.start();
        return step.step() > 0
                ? new long[] {Math.ceilDiv(a, step.step()), Math.floorDiv(b, step.step())}
                : new long[] {Math.ceilDiv(b, step.step()), Math.floorDiv(a, step.step())};
    }

    /** Along which axis of the tasks' space, and how, the region's axis {@code k} lies; null if along none. */
    private View.@Nullable Step lying(int k) {
        for (int axis = 0; axis < region.steps().size(); axis++) {
            View.Step step = region.steps().get(axis);
            if (step.axis() == k) {
                return new View.Step(axis, step.start(), step.step());
            }
        }
        return null;
    }
}
