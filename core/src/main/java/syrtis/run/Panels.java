package syrtis.run;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.List;
import syrtis.op.View;
import syrtis.plan.Array;
import syrtis.plan.Fused;
import syrtis.plan.Grid;
import syrtis.type.Dtype;

/** Moves matrices between tiles and dense float64 panels. */
final class Panels {
    private Panels() {}

    /**
     * Writes rows {@code row .. row + rows} and columns {@code column .. column + columns} of the matrix at {@code batch} into
     * {@code target}, as float64, row-major.
     */
    static void fill(
            Fused.Operand operand, long[] batch, long row, int rows, long column, int columns, Pins pins, MemorySegment target) {
        int rank = operand.map().shape().rank();
        Walk walk = new Walk(operand, batch, rank, pins);
        if (walk.isTransposed()) {
            // Lines along the rows lie together in memory: read those, and turn them here.
            double[] line = new double[rows];
            for (int j = 0; j < columns; j++) {
                walk.line(rank - 1, column + j, rank - 2, row, line);
                for (int i = 0; i < rows; i++) {
                    target.set(JAVA_DOUBLE_UNALIGNED, ((long) i * columns + j) * Double.BYTES, line[i]);
                }
            }
        } else {
            double[] line = new double[columns];
            for (int i = 0; i < rows; i++) {
                walk.line(rank - 2, row + i, rank - 1, column, line);
                MemorySegment.copy(line, 0, target, JAVA_DOUBLE_UNALIGNED, (long) i * columns * Double.BYTES, columns);
            }
        }
    }

    /** Rounds {@code elements} float64 elements to float32. */
    static void round(MemorySegment source, MemorySegment target, long elements) {
        for (long k = 0; k < elements; k++) {
            target.set(JAVA_FLOAT_UNALIGNED, k * Float.BYTES, (float) source.get(JAVA_DOUBLE_UNALIGNED, k * Double.BYTES));
        }
    }

    /** Reads lines of a viewed matrix, cutting them where they pass into another tile. */
    private static final class Walk {
        private final Array array;
        private final List<View.Step> steps;
        private final Grid grid;
        private final Dtype dtype;
        private final Pins pins;
        private final long[] index;

        Walk(Fused.Operand operand, long[] batch, int rank, Pins pins) {
            array = operand.array();
            steps = operand.map().steps();
            grid = array.grid();
            dtype = array.type().dtype();
            this.pins = pins;
            index = java.util.Arrays.copyOf(batch, rank);
        }

        /** Whether the matrix's rows, not its columns, are the array's last axis. */
        boolean isTransposed() {
            return steps.getLast().axis() == index.length - 2;
        }

        /** The line at {@code at} of axis {@code fixed}, along {@code along} from {@code from} on. */
        void line(int fixed, long at, int along, long from, double[] target) {
            index[fixed] = at;
            int done = 0;
            long[] coordinates = new long[steps.size()];
            while (done < target.length) {
                index[along] = from + done;
                long base = 0;
                long move = 0;
                long stride = 1;
                long run = target.length - done;
                for (int a = steps.size() - 1; a >= 0; a--) {
                    View.Step step = steps.get(a);
                    long position = step.axis() < 0 ? step.start() : step.at(index[step.axis()]);
                    coordinates[a] = position / grid.tile(a);
                    long origin = coordinates[a] * grid.tile(a);
                    long extent = Math.min(grid.tile(a), grid.shape().dim(a) - origin);
                    base += (position - origin) * stride;
                    if (step.axis() == along && step.step() != 0) {
                        move += step.step() * stride;
                        long left = step.step() > 0
                                ? Math.ceilDiv(origin + extent - position, step.step())
                                : (position - origin) / -step.step() + 1;
                        run = Math.min(run, left);
                    }
                    stride *= extent;
                }
                read(pins.get(array, grid.index(coordinates)), base, move, target, done, (int) run);
                pins.trim();
                done += (int) run;
            }
        }

        private void read(MemorySegment source, long base, long move, double[] target, int at, int count) {
            if (dtype == Dtype.FLOAT64) {
                if (move == 1) {
                    MemorySegment.copy(source, JAVA_DOUBLE_UNALIGNED, base * 8, target, at, count);
                    return;
                }
                for (int k = 0; k < count; k++) {
                    target[at + k] = source.get(JAVA_DOUBLE_UNALIGNED, (base + k * move) * 8);
                }
            } else {
                for (int k = 0; k < count; k++) {
                    target[at + k] = source.get(JAVA_FLOAT_UNALIGNED, (base + k * move) * 4);
                }
            }
        }
    }
}
