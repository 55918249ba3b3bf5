package syrtis.openblas;

import java.lang.foreign.MemorySegment;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.ShapeException;

/**
 * A matrix in native memory.
 *
 * @param dtype of its elements: float32, float64, complex64 or complex128
 * @param data where it lies
 * @param offset of its first element, in elements
 * @param rows how many it has, at most 2^31 - 1, as all of OpenBLAS's sizes
 * @param columns how many it has, likewise
 * @param leading elements from one row to the next, or, where it lies by columns, from one column to the next; likewise
 * @param order what lies together
 */
public record Matrix(Dtype dtype, MemorySegment data, long offset, long rows, long columns, long leading, Order order) {
    /** Whether the elements of a row or those of a column lie side by side. */
    public enum Order {
        ROWS(101),
        COLUMNS(102);

        private final int number;

        Order(int number) {
            this.number = number;
        }

        /** CBLAS's and LAPACKE's number of it. */
        int number() {
            return number;
        }
    }

    public Matrix {
        if (!dtype.isInexact()) {
            throw new BugException("a matrix for OpenBLAS has elements of " + dtype.label());
        }
        if (!data.isNative()) {
            throw new BugException("a matrix for OpenBLAS lies on the Java heap");
        }
        long longest = Math.max(rows, Math.max(columns, leading));
        if (longest > Integer.MAX_VALUE) {
            throw new ShapeException("OpenBLAS takes matrices of at most 2147483647 rows and columns, got " + rows
                    + " by " + columns + " with " + leading + " elements from one to the next: use smaller tiles");
        }
        long lines = order == Order.ROWS ? rows : columns;
        long length = order == Order.ROWS ? columns : rows;
        long end = lines == 0 || length == 0 ? offset : offset + (lines - 1) * leading + length;
        if (offset < 0
                || rows < 0
                || columns < 0
                || leading < Math.max(1, length)
                || end > data.byteSize() / dtype.bytes()) {
            throw new BugException("a matrix of " + rows + " by " + columns + ", " + leading
                    + " elements from line to line, from element " + offset + " of " + data.byteSize() / dtype.bytes());
        }
    }

    /** A matrix that fills the memory row by row. */
    public static Matrix of(Dtype dtype, MemorySegment data, long rows, long columns) {
        return new Matrix(dtype, data, 0, rows, columns, Math.max(1, columns), Order.ROWS);
    }

    /** The same elements with rows and columns exchanged; nothing moves. */
    public Matrix transposed() {
        return new Matrix(
                dtype, data, offset, columns, rows, leading, order == Order.ROWS ? Order.COLUMNS : Order.ROWS);
    }

    boolean isByRows() {
        return order == Order.ROWS;
    }

    int intRows() {
        return (int) rows;
    }

    int intColumns() {
        return (int) columns;
    }

    int intLeading() {
        return (int) leading;
    }

    MemorySegment start() {
        return data.asSlice(offset * dtype.bytes());
    }
}
