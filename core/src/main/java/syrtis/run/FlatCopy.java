package syrtis.run;

import java.lang.foreign.MemorySegment;
import syrtis.plan.Array;
import syrtis.plan.Grid;

/** Copies runs of an array's row-major order, whatever its tiles are. */
final class FlatCopy {
    private FlatCopy() {}

    /**
     * Copies {@code count} elements from row-major position {@code flat} on to {@code target} at byte {@code at}; answers
     * the byte after the last one written.
     */
    static long copy(Array source, long flat, long count, MemorySegment target, long at, int bytes, Pins pins) {
        Grid grid = source.grid();
        int rank = grid.shape().rank();
        boolean contiguous = grid.isContiguous();
        long[] index = new long[rank];
        long[] coordinates = new long[rank];
        long done = 0;
        while (done < count) {
            long rest = flat + done;
            for (int axis = rank - 1; axis >= 0; axis--) {
                index[axis] = rest % grid.shape().dim(axis);
                rest /= grid.shape().dim(axis);
                coordinates[axis] = index[axis] / grid.tile(axis);
            }
            long offset = 0;
            long size = 1;
            long run = 1;
            for (int axis = 0; axis < rank; axis++) {
                long origin = coordinates[axis] * grid.tile(axis);
                long extent = Math.min(grid.tile(axis), grid.shape().dim(axis) - origin);
                offset = offset * extent + index[axis] - origin;
                size *= extent;
                run = extent - (index[axis] - origin);
            }
            run = Math.min(count - done, contiguous ? size - offset : run);
            MemorySegment.copy(pins.get(source, grid.index(coordinates)), offset * bytes, target, at, run * bytes);
            pins.trim();
            at += run * bytes;
            done += run;
        }
        return at;
    }
}
