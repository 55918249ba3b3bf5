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

/** Moves matrices between tiles and rows in heap arrays. */
final class Panels {
    private Panels() {}

    /**
     * Rows {@code row .. row + rows} and columns {@code column .. column + columns} of the matrix at {@code batch}, as
     * float64.
     */
    static double[][] rows(Fused.Operand operand, long[] batch, long row, int rows, long column, int columns, Pins pins) {
        double[][] out = new double[rows][columns];
        int rank = operand.map().shape().rank();
        Walk walk = new Walk(operand, batch, rank, pins);
        for (int i = 0; i < rows; i++) {
            walk.row(row + i, column, columns, out[i]);
            pins.trim();
        }
        return out;
    }

    static void store(double[][] rows, MemorySegment target, Dtype dtype) {
        long at = 0;
        for (double[] row : rows) {
            if (dtype == Dtype.FLOAT64) {
                MemorySegment.copy(row, 0, target, JAVA_DOUBLE_UNALIGNED, at, row.length);
                at += 8L * row.length;
            } else {
                for (double value : row) {
                    target.set(JAVA_FLOAT_UNALIGNED, at, (float) value);
                    at += 4;
                }
            }
        }
    }

    /** Reads rows of a viewed matrix, cutting them where they pass into another tile. */
    private static final class Walk {
        private final Array array;
        private final List<View.Step> steps;
        private final Grid grid;
        private final Dtype dtype;
        private final Pins pins;
        private final long[] index;
        private final int rowAxis;
        private final int columnAxis;

        Walk(Fused.Operand operand, long[] batch, int rank, Pins pins) {
            array = operand.array();
            steps = operand.map().steps();
            grid = array.grid();
            dtype = array.type().dtype();
            this.pins = pins;
            index = java.util.Arrays.copyOf(batch, rank);
            rowAxis = rank - 2;
            columnAxis = rank - 1;
        }

        void row(long row, long column, int columns, double[] target) {
            index[rowAxis] = row;
            int done = 0;
            long[] coordinates = new long[steps.size()];
            while (done < columns) {
                index[columnAxis] = column + done;
                long base = 0;
                long move = 0;
                long stride = 1;
                long run = columns - done;
                for (int a = steps.size() - 1; a >= 0; a--) {
                    View.Step step = steps.get(a);
                    long at = step.axis() < 0 ? step.start() : step.at(index[step.axis()]);
                    coordinates[a] = at / grid.tile(a);
                    long origin = coordinates[a] * grid.tile(a);
                    long extent = Math.min(grid.tile(a), grid.shape().dim(a) - origin);
                    base += (at - origin) * stride;
                    if (step.axis() == columnAxis && step.step() != 0) {
                        move += step.step() * stride;
                        long left = step.step() > 0
                                ? Math.ceilDiv(origin + extent - at, step.step())
                                : (at - origin) / -step.step() + 1;
                        run = Math.min(run, left);
                    }
                    stride *= extent;
                }
                read(pins.get(array, grid.index(coordinates)), base, move, target, done, (int) run);
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
