package syrtis.type;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The length of an array along each axis. Lengths are {@code long} and non-negative, their product fits a long.
 */
public final class Shape {
    public static final Shape SCALAR = new Shape(new long[0]);

    private final long[] dims;
    private final long size;

    private Shape(long[] dims) {
        this.dims = dims;
        long product = 1;
        for (long dim : dims) {
            if (dim < 0) {
                throw new ShapeException("a shape needs lengths >= 0, got " + text(dims));
            }
            try {
                product = Math.multiplyExact(product, dim);
            } catch (ArithmeticException tooLarge) {
                if (Arrays.stream(dims).noneMatch(d -> d == 0)) {
                    throw new ShapeException("shape " + text(dims) + " has more than 2^63 - 1 elements");
                }
                product = 0;
            }
        }
        this.size = product;
    }

    public static Shape of(long... dims) {
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    public int rank() {
        return dims.length;
    }

    public long dim(int axis) {
        return dims[axis];
    }

    /** Number of elements. */
    public long size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public long[] toArray() {
        return dims.clone();
    }

    /** The same shape with axis {@code axis} of length {@code length}. */
    public Shape with(int axis, long length) {
        long[] out = dims.clone();
        out[axis] = length;
        return new Shape(out);
    }

    /** The shape with {@code length} put in before axis {@code axis}. */
    public Shape insert(int axis, long length) {
        long[] out = new long[dims.length + 1];
        System.arraycopy(dims, 0, out, 0, axis);
        out[axis] = length;
        System.arraycopy(dims, axis, out, axis + 1, dims.length - axis);
        return new Shape(out);
    }

    /** The shape without axis {@code axis}. */
    public Shape drop(int axis) {
        long[] out = new long[dims.length - 1];
        System.arraycopy(dims, 0, out, 0, axis);
        System.arraycopy(dims, axis + 1, out, axis, out.length - axis);
        return of(out);
    }

    /** Strides, in elements, of a dense row-major array of this shape. */
    public long[] strides() {
        long[] strides = new long[dims.length];
        long stride = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= Math.max(dims[axis], 1);
        }
        return strides;
    }

    /**
     * The axis that {@code axis} means: negative axes count from the end.
     *
     * @throws IndexException if it is out of range; {@code operation} names the caller
     */
    public int axis(String operation, long axis) {
        long plain = axis < 0 ? axis + dims.length : axis;
        if (plain < 0 || plain >= dims.length) {
            throw new IndexException(operation + " needs "
                    + (dims.length == 0
                            ? "an array with axes"
                            : "axis in [" + -dims.length + ", " + dims.length + ")")
                    + ", got " + axis + " for shape " + this);
        }
        return (int) plain;
    }

    /**
     * The axes that {@code axes} mean, ascending; all axes for an empty list.
     *
     * @throws IndexException if one is out of range
     * @throws ShapeException if one is there twice
     */
    public int[] axes(String operation, int... axes) {
        if (axes.length == 0) {
            int[] all = new int[dims.length];
            Arrays.setAll(all, i -> i);
            return all;
        }
        int[] plain = Arrays.stream(axes).map(a -> axis(operation, a)).sorted().toArray();
        for (int i = 1; i < plain.length; i++) {
            if (plain[i] == plain[i - 1]) {
                throw new ShapeException(operation + " got axis " + plain[i] + " twice");
            }
        }
        return plain;
    }

    /**
     * NumPy's broadcast of several shapes.
     *
     * @throws ShapeException if two lengths differ and neither is 1; {@code operation} names the caller
     */
    public static Shape broadcast(String operation, Shape... shapes) {
        int rank = 0;
        for (Shape shape : shapes) {
            rank = Math.max(rank, shape.rank());
        }
        long[] out = new long[rank];
        Arrays.fill(out, 1);
        for (Shape shape : shapes) {
            int shift = rank - shape.rank();
            for (int axis = 0; axis < shape.rank(); axis++) {
                long dim = shape.dims[axis];
                if (dim != 1) {
                    if (out[axis + shift] != 1 && out[axis + shift] != dim) {
                        throw new ShapeException(operation + " cannot broadcast shapes "
                                + Arrays.stream(shapes).map(Shape::toString).collect(Collectors.joining(" and "))
                                + ": axis " + (axis + shift - rank) + " has lengths " + out[axis + shift] + " and " + dim);
                    }
                    out[axis + shift] = dim;
                }
            }
        }
        return of(out);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** {@code [2, 3]}; {@code []} for a scalar. */
    @Override
    public String toString() {
        return text(dims);
    }

    private static String text(long[] dims) {
        return LongStream.of(dims).mapToObj(Long::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
