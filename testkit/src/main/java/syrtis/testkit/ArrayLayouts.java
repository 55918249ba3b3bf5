package syrtis.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import syrtis.Index;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.type.Shape;
import syrtis.type.Type;

/** Lays the same elements out in memory in different ways: the results must not differ. */
public final class ArrayLayouts {
    /** What the bytes of a base hold that its view leaves out: true, and small numbers that would be seen in a sum. */
    private static final byte GAP = 1;

    private ArrayLayouts() {}

    /** How an array lies in its base. */
    public enum Layout {
        /** Contiguous. */
        C,
        /** The transpose of a contiguous array of the reversed shape. */
        F,
        /** Every second element along every axis of a base twice as long. */
        STRIDED,
        /** A base that holds the elements in reverse, reversed along every axis. */
        FLIPPED,
        /** A base longer by two along every axis, without its first and last elements. */
        OFFSET,
        /** The first row, broadcast along axis 0: for arrays whose rows are equal. */
        BROADCAST;

        /** The layout that vectors call {@code name}. */
        public static Layout of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        /** A new array of these elements in this layout. */
        public NDArray lay(Elements elements) {
            return switch (this) {
                case C -> elements.array();
                case F -> transposed(elements).array().T();
                case STRIDED -> within(elements, 0, 2, 2, 0);
                case FLIPPED -> within(elements, -1, -1, 1, 0);
                case OFFSET -> within(elements, 1, 1, 1, 2);
                case BROADCAST -> broadcast(elements);
            };
        }

        /** Whether an array of these elements can have this layout. */
        public boolean fits(Elements elements) {
            return this != BROADCAST || elements.shape().rank() > 0 && rowsAreEqual(elements);
        }
    }

    /** The elements in the order of the reversed axes. */
    private static Elements transposed(Elements elements) {
        int rank = elements.shape().rank();
        long[] dims = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = elements.shape().dim(rank - 1 - axis);
        }
        Shape reversed = Shape.of(dims);
        byte[] bytes = new byte[elements.bytes().length];
        long[] strides = reversed.strides();
        forEach(elements, (at, index) -> {
            long to = 0;
            for (int axis = 0; axis < rank; axis++) {
                to += index[axis] * strides[rank - 1 - axis];
            }
            move(elements, at, bytes, to);
        });
        return new Elements(new Type(elements.type().dtype(), reversed), bytes);
    }

    /**
     * A view, from {@code start} in steps of {@code step}, of a base that has {@code factor} times as many elements per axis
     * and {@code more}; a negative start is the base's last element.
     */
    private static NDArray within(Elements elements, long start, long step, long factor, long more) {
        int rank = elements.shape().rank();
        long[] dims = new long[rank];
        Arrays.setAll(dims, axis -> elements.shape().dim(axis) * factor + more);
        Shape base = Shape.of(dims);
        byte[] bytes = new byte[Math.toIntExact(base.size() * elements.width())];
        Arrays.fill(bytes, GAP);
        long[] strides = base.strides();
        forEach(elements, (at, index) -> {
            long to = 0;
            for (int axis = 0; axis < rank; axis++) {
                to += ((start < 0 ? dims[axis] - 1 : start) + index[axis] * step) * strides[axis];
            }
            move(elements, at, bytes, to);
        });
        List<Index> slices = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            slices.add(more > 0 ? Index.range(1, -1) : Index.slice(null, null, step));
        }
        return Nd.fromBytes(bytes, elements.type().dtype(), base).get(slices.toArray(Index[]::new));
    }

    private static NDArray broadcast(Elements elements) {
        if (!rowsAreEqual(elements)) {
            throw new IllegalArgumentException("only equal rows can be broadcast, got " + elements);
        }
        Shape shape = elements.shape();
        Shape row = shape.with(0, 1);
        byte[] bytes = shape.isEmpty()
                ? new byte[Math.toIntExact(row.size() * elements.width())]
                : Arrays.copyOf(elements.bytes(), Math.toIntExact(row.size() * elements.width()));
        return Nd.broadcastTo(Nd.fromBytes(bytes, elements.type().dtype(), row), shape);
    }

    private static boolean rowsAreEqual(Elements elements) {
        if (elements.shape().isEmpty()) {
            return true;
        }
        int row = elements.bytes().length / Math.toIntExact(elements.shape().dim(0));
        for (int at = row; at < elements.bytes().length; at += row) {
            if (!Arrays.equals(elements.bytes(), 0, row, elements.bytes(), at, at + row)) {
                return false;
            }
        }
        return true;
    }

    private interface Place {
        void at(long at, long[] index);
    }

    private static void forEach(Elements elements, Place place) {
        Shape shape = elements.shape();
        long[] index = new long[shape.rank()];
        for (long at = 0; at < shape.size(); at++) {
            place.at(at, index);
            for (int axis = index.length - 1; axis >= 0 && ++index[axis] == shape.dim(axis); axis--) {
                index[axis] = 0;
            }
        }
    }

    private static void move(Elements from, long at, byte[] target, long to) {
        System.arraycopy(from.bytes(), (int) at * from.width(), target, (int) to * from.width(), from.width());
    }
}
