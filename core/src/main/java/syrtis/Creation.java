package syrtis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import syrtis.op.Generator;
import syrtis.op.Op;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.ShapeException;
import syrtis.type.Type;

/**
 * Functions that make arrays: of Java's numbers, of one number, of ranges of numbers; {@link Nd} inherits them. What is
 * not given element by element takes no memory until it is written to or read.
 */
public sealed class Creation extends Composed permits Shaping {
    Creation() {}

    // ---- from Java

    /** A number as Python's integers are in NumPy: its dtype is int64, but others' dtypes win. */
    public static NDArray scalar(long value) {
        return Nodes.number(value, 0L, Dtype.INT64);
    }

    /** A number as Python's floats are in NumPy: its dtype is float64, but others' float dtypes win. */
    public static NDArray scalar(double value) {
        return Nodes.number(value, 0.0, Dtype.FLOAT64);
    }

    /** A truth value. */
    public static NDArray scalar(boolean value) {
        return Nodes.number(value ? 1L : 0L, 0L, Dtype.BOOL);
    }

    /** A complex number as Python's are in NumPy. */
    public static NDArray scalar(double real, double imaginary) {
        return Nodes.number(real, imaginary, Dtype.COMPLEX128);
    }

    /** A float64 array of these elements, which are copied. */
    public static NDArray of(double... elements) {
        return Elements.of(elements, Shape.of(elements.length));
    }

    /** An int64 array of these elements, which are copied. */
    public static NDArray of(long... elements) {
        return Elements.of(elements, Shape.of(elements.length));
    }

    /** A bool array of these elements, which are copied. */
    public static NDArray of(boolean... elements) {
        return Elements.of(elements);
    }

    /** A float64 array of these elements in row-major order, which are copied. */
    public static NDArray array(double[] elements, Shape shape) {
        return Elements.of(elements, shape);
    }

    /** An int64 array of these elements in row-major order, which are copied. */
    public static NDArray array(long[] elements, Shape shape) {
        return Elements.of(elements, shape);
    }

    /** A complex128 array of real and imaginary parts in turn, in row-major order, which are copied. */
    public static NDArray complexArray(double[] parts, Shape shape) {
        return Elements.complex(parts, shape);
    }

    /** A float64 matrix of these rows, which are copied. */
    public static NDArray of(double[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        double[] all = new double[rows.length * columns];
        for (int k = 0; k < rows.length; k++) {
            if (rows[k].length != columns) {
                throw new ShapeException("row " + k + " has " + rows[k].length + " elements, row 0 has " + columns);
            }
            System.arraycopy(rows[k], 0, all, k * columns, columns);
        }
        return Elements.of(all, Shape.of(rows.length, columns));
    }

    /** An array of these little-endian bytes in row-major order, which are copied. */
    public static NDArray fromBytes(byte[] bytes, Dtype dtype, Shape shape) {
        return Elements.of(bytes, new Type(dtype, shape));
    }

    // ---- one number

    /** All elements {@code fillValue}. */
    public static NDArray full(Shape shape, long fillValue, Dtype dtype) {
        return NDArray.of(new Nodes().constant(fillValue, 0L, new Type(dtype, shape)));
    }

    /** All elements {@code fillValue}. */
    public static NDArray full(Shape shape, double fillValue, Dtype dtype) {
        return NDArray.of(new Nodes().constant(fillValue, 0.0, new Type(dtype, shape)));
    }

    /** {@code a} itself: what Java has is brought into arrays by {@link #of(double...)} and its like. */
    public static NDArray asarray(NDArray a) {
        return a;
    }

    /** {@code a} itself if its elements are of {@code dtype}, else converted. */
    public static NDArray asarray(NDArray a, Dtype dtype) {
        return Nd.cast(a, dtype);
    }

    /** {@code fillValue} broadcast to {@code shape}, an array of its own. */
    public static NDArray full(Shape shape, NDArray fillValue) {
        return full(shape, fillValue, fillValue.dtype());
    }

    /** {@code fillValue} broadcast to {@code shape} and cast, an array of its own. */
    public static NDArray full(Shape shape, NDArray fillValue, Dtype dtype) {
        if (!Shape.broadcast("full", fillValue.shape(), shape).equals(shape)) {
            throw new ShapeException("full cannot make " + shape + " of a value of shape " + fillValue.shape());
        }
        Nodes nodes = new Nodes();
        return NDArray.of(nodes.broadcast(nodes.cast(fillValue.expr(), dtype), shape));
    }

    /** float64 zeros. */
    public static NDArray zeros(Shape shape) {
        return zeros(shape, Dtype.FLOAT64);
    }

    /** float64 zeros. */
    public static NDArray zeros(long... shape) {
        return zeros(Shape.of(shape));
    }

    /** Zeros. */
    public static NDArray zeros(Shape shape, Dtype dtype) {
        return full(shape, 0L, dtype);
    }

    /** float64 ones. */
    public static NDArray ones(Shape shape) {
        return ones(shape, Dtype.FLOAT64);
    }

    /** float64 ones. */
    public static NDArray ones(long... shape) {
        return ones(Shape.of(shape));
    }

    /** Ones. */
    public static NDArray ones(Shape shape, Dtype dtype) {
        return full(shape, 1L, dtype);
    }

    /** float64 zeros: there is no array without values, and zeros cost nothing. */
    public static NDArray empty(Shape shape) {
        return zeros(shape);
    }

    /** Zeros: there is no array without values, and zeros cost nothing. */
    public static NDArray empty(Shape shape, Dtype dtype) {
        return zeros(shape, dtype);
    }

    /** Zeros of dtype and shape of {@code a}. */
    public static NDArray zerosLike(NDArray a) {
        return zeros(a.shape(), a.dtype());
    }

    /** Zeros of the shape of {@code a}. */
    public static NDArray zerosLike(NDArray a, Dtype dtype) {
        return zeros(a.shape(), dtype);
    }

    /** Ones of dtype and shape of {@code a}. */
    public static NDArray onesLike(NDArray a) {
        return ones(a.shape(), a.dtype());
    }

    /** Ones of the shape of {@code a}. */
    public static NDArray onesLike(NDArray a, Dtype dtype) {
        return ones(a.shape(), dtype);
    }

    /** Zeros of dtype and shape of {@code a}. */
    public static NDArray emptyLike(NDArray a) {
        return zerosLike(a);
    }

    /** Zeros of the shape of {@code a}. */
    public static NDArray emptyLike(NDArray a, Dtype dtype) {
        return zerosLike(a, dtype);
    }

    /** {@code fillValue} cast to the dtype and broadcast to the shape of {@code a}. */
    public static NDArray fullLike(NDArray a, NDArray fillValue) {
        return full(a.shape(), fillValue, a.dtype());
    }

    /** {@code fillValue} broadcast to the shape of {@code a}. */
    public static NDArray fullLike(NDArray a, NDArray fillValue, Dtype dtype) {
        return full(a.shape(), fillValue, dtype);
    }

    // ---- ranges

    /** The integers from 0 to {@code stop}, exclusive. */
    public static NDArray arange(long stop) {
        return arange(0, stop, 1);
    }

    /** The integers from {@code start} to {@code stop}, exclusive. */
    public static NDArray arange(long start, long stop) {
        return arange(start, stop, 1);
    }

    /** The integers from {@code start} to {@code stop}, exclusive, in steps. */
    public static NDArray arange(long start, long stop, long step) {
        return arange(start, stop, step, Dtype.INT64);
    }

    /** The numbers from 0 to {@code stop}, exclusive. */
    public static NDArray arange(long stop, Dtype dtype) {
        return arange(0, stop, 1, dtype);
    }

    /** The numbers from {@code start} to {@code stop}, exclusive. */
    public static NDArray arange(long start, long stop, Dtype dtype) {
        return arange(start, stop, 1, dtype);
    }

    /** The numbers from {@code start} to {@code stop}, exclusive, in steps. */
    public static NDArray arange(long start, long stop, long step, Dtype dtype) {
        if (step == 0) {
            throw new ShapeException("arange needs a step other than 0");
        }
        long length = step > 0 ? Math.ceilDiv(stop - start, step) : Math.ceilDiv(start - stop, -step);
        return arange(List.of(start, step), Math.max(0, length), Dtype.INT64, dtype);
    }

    /** float64 numbers from 0 to {@code stop}, exclusive. */
    public static NDArray arange(double stop) {
        return arange(0, stop, 1);
    }

    /** float64 numbers from {@code start} to {@code stop}, exclusive. */
    public static NDArray arange(double start, double stop) {
        return arange(start, stop, 1);
    }

    /**
     * float64 numbers from {@code start} to {@code stop}, exclusive, in steps: start + i * ((start + step) - start).
     */
    public static NDArray arange(double start, double stop, double step) {
        return arange(start, stop, step, Dtype.FLOAT64);
    }

    /** Numbers from 0 to {@code stop}, exclusive. */
    public static NDArray arange(double stop, Dtype dtype) {
        return arange(0, stop, 1, dtype);
    }

    /** Numbers from {@code start} to {@code stop}, exclusive. */
    public static NDArray arange(double start, double stop, Dtype dtype) {
        return arange(start, stop, 1, dtype);
    }

    /**
     * Numbers from {@code start} to {@code stop}, exclusive, in steps: start + i * ((start + step) - start) in the
     * dtype.
     */
    public static NDArray arange(double start, double stop, double step, Dtype dtype) {
        if (step == 0 || Double.isNaN(step)) {
            throw new ShapeException("arange needs a step other than 0");
        }
        double length = Math.ceil((stop - start) / step);
        if (Double.isNaN(length) || length > 0x1p60) {
            throw new ShapeException("arange from " + start + " to " + stop + " by " + step + " has no length");
        }
        List<Number> params = dtype.isInexact()
                ? List.of(start, (start + step) - start)
                : List.of((long) start, (long) (start + step) - (long) start);
        return arange(params, (long) Math.max(0, length), dtype.isInexact() ? Dtype.FLOAT64 : Dtype.INT64, dtype);
    }

    /** First number and step; computed in the dtype, but bools and complex numbers are cast from {@code plain}. */
    private static NDArray arange(List<Number> params, long length, Dtype plain, Dtype dtype) {
        Dtype own = dtype.isBool() || dtype.isComplex() ? plain : dtype;
        List<Number> exact = own.isFloat()
                ? params.stream().map(n -> (Number) n.doubleValue()).toList()
                : params;
        return Nd.cast(generate(Generator.ARANGE, exact, own, new Type(own, Shape.of(length))), dtype);
    }

    private static NDArray generate(Generator generator, List<Number> params, Dtype dtype, Type type) {
        return NDArray.of(
                new Nodes().of(new Op.Generate(generator, params, Collections.nCopies(params.size(), dtype), type)));
    }

    /** 50 float64 numbers from {@code start} to {@code stop}, inclusive. */
    public static NDArray linspace(double start, double stop) {
        return linspace(start, stop, 50);
    }

    /** float64, {@code num} numbers from {@code start} to {@code stop}, inclusive. */
    public static NDArray linspace(double start, double stop, long num) {
        return linspace(start, stop, num, true);
    }

    /** float64, {@code num} numbers from {@code start} to {@code stop}, which is included if {@code endpoint}. */
    public static NDArray linspace(double start, double stop, long num, boolean endpoint) {
        long divisions = Math.max(endpoint ? num - 1 : num, 1);
        double step = (stop - start) / divisions;
        Type type = new Type(Dtype.FLOAT64, Shape.of(num));
        return NDArray.of(new Nodes()
                .of(new Op.Generate(
                        Generator.LINSPACE,
                        List.of(start, step, stop, endpoint && num > 1 ? num - 1 : -1L),
                        List.of(Dtype.FLOAT64, Dtype.FLOAT64, Dtype.FLOAT64, Dtype.INT64),
                        type)));
    }

    /** {@code num} numbers computed in float64 and cast; for integers rounded down first. */
    public static NDArray linspace(double start, double stop, long num, boolean endpoint, Dtype dtype) {
        NDArray numbers = linspace(start, stop, num, endpoint);
        return Nd.cast(dtype.isInteger() ? floor(numbers) : numbers, dtype);
    }

    /** {@code num} numbers from each element of {@code start} to that of {@code stop}, along a new first axis; float64. */
    public static NDArray linspace(NDArray start, NDArray stop, long num) {
        NDArray step = divide(subtract(stop, start), scalar((double) Math.max(num - 1, 1)));
        long[] dims = new long[step.ndim() + 1];
        Arrays.fill(dims, 1);
        dims[0] = num;
        NDArray index = arange(num).reshape(dims);
        NDArray all = add(start, multiply(index, step));
        return num > 1 ? where(equal(index, scalar(num - 1)), Nd.cast(stop, Dtype.FLOAT64), all) : all;
    }

    /** float64, 10 to the powers that {@link #linspace(double, double, long)} gives. */
    public static NDArray logspace(double start, double stop, long num) {
        return logspace(start, stop, num, true, 10);
    }

    /** float64, {@code base} to the powers that {@link #linspace(double, double, long, boolean)} gives. */
    public static NDArray logspace(double start, double stop, long num, boolean endpoint, double base) {
        return power(scalar(base), linspace(start, stop, num, endpoint));
    }

    /**
     * float64, {@code num} numbers from {@code start} to {@code stop}, inclusive, each the same multiple of the one
     * before.
     */
    public static NDArray geomspace(double start, double stop, long num) {
        return geomspace(start, stop, num, true);
    }

    /** float64, {@code num} numbers from {@code start} on, each the same multiple of the one before. */
    public static NDArray geomspace(double start, double stop, long num, boolean endpoint) {
        if (start == 0 || stop == 0 || start < 0 != stop < 0) {
            throw new ShapeException(
                    "geomspace needs start and stop of one sign, not 0, got " + start + " and " + stop);
        }
        double sign = Math.signum(start);
        NDArray powers = logspace(Math.log10(sign * start), Math.log10(sign * stop), num, endpoint, 10);
        NDArray index = arange(num);
        NDArray all = where(equal(index, scalar(0L)), scalar(start), multiply(powers, scalar(sign)));
        return endpoint && num > 1 ? where(equal(index, scalar(num - 1)), scalar(stop), all) : all;
    }

    // ---- windows

    /** The triangular window: {@code m} weights that fall from the middle to zero at both ends. */
    public static NDArray bartlett(long m) {
        NDArray half = divide(windowed(m), scalar((double) Math.max(1, m - 1)));
        return m == 1 ? ones(1) : subtract(scalar(1.0), absolute(half));
    }

    /** The Blackman window: three terms of a cosine series, nearly zero at both ends. */
    public static NDArray blackman(long m) {
        return cosines(m, 0.42, 0.5, 0.08);
    }

    /** The Hamming window: a raised cosine of 0.08 at both ends. */
    public static NDArray hamming(long m) {
        return cosines(m, 0.54, 0.46, 0);
    }

    /** The von Hann window: a raised cosine of zero at both ends. */
    public static NDArray hanning(long m) {
        return cosines(m, 0.5, 0.5, 0);
    }

    /** The numbers from 1 - m to m - 1 in steps of 2. */
    private static NDArray windowed(long m) {
        return arange(1.0 - m, m, 2.0);
    }

    private static NDArray cosines(long m, double constant, double once, double twice) {
        if (m == 1) {
            return ones(1);
        }
        NDArray turn = divide(multiply(scalar(Math.PI), windowed(m)), scalar((double) Math.max(1, m - 1)));
        NDArray window = add(scalar(constant), multiply(scalar(once), cos(turn)));
        return twice == 0 ? window : add(window, multiply(scalar(twice), cos(multiply(scalar(2.0), turn))));
    }

    // ---- matrices

    /** The float64 identity matrix. */
    public static NDArray eye(long n) {
        return eye(n, n, 0);
    }

    /** The identity matrix. */
    public static NDArray eye(long n, Dtype dtype) {
        return eye(n, n, 0, dtype);
    }

    /** float64, ones where column - row is k. */
    public static NDArray eye(long n, long m, long k) {
        return eye(n, m, k, Dtype.FLOAT64);
    }

    /** Ones where column - row is k. */
    public static NDArray eye(long n, long m, long k, Dtype dtype) {
        return generate(Generator.EYE, List.of(k), Dtype.INT64, new Type(dtype, Shape.of(n, m)));
    }

    /** {@code n} rows, ones on the diagonal that {@code band} says. */
    public static NDArray eye(long n, Band band) {
        return eye(n, band.columns(n), band.k(), band.dtype());
    }

    /** The float64 identity matrix. */
    public static NDArray identity(long n) {
        return eye(n);
    }

    /** The identity matrix. */
    public static NDArray identity(long n, Dtype dtype) {
        return eye(n, dtype);
    }

    /** A float64 square matrix, ones on and below the diagonal. */
    public static NDArray tri(long n) {
        return tri(n, Band.defaults());
    }

    /** {@code n} rows, ones where column - row is at most {@code band.k()}. */
    public static NDArray tri(long n, Band band) {
        Type type = new Type(band.dtype(), Shape.of(n, band.columns(n)));
        return generate(Generator.LOWER_TRIANGLE, List.of(band.k()), Dtype.INT64, type);
    }

    /** The powers of x: column j holds x to the power n - 1 - j. */
    public static NDArray vander(NDArray x) {
        return vander(x, x.size(), false);
    }

    /** {@code n} columns of powers of x, the highest first. */
    public static NDArray vander(NDArray x, long n) {
        return vander(x, n, false);
    }

    /** As many powers of x as it has elements, the highest first, or last if {@code increasing}. */
    public static NDArray vander(NDArray x, boolean increasing) {
        return vander(x, x.size(), increasing);
    }

    /** {@code n} columns of powers of x, the highest first, or last if {@code increasing}. */
    public static NDArray vander(NDArray x, long n, boolean increasing) {
        if (x.ndim() != 1) {
            throw new ShapeException("vander needs a 1-D array, got shape " + x.shape());
        }
        NDArray column = Nd.expandDims(Nd.cast(x, Dtype.promote(x.dtype(), Dtype.INT64)), 1);
        NDArray factors = where(equal(arange(n), scalar(0L)), scalar(1L), column);
        NDArray powers = Nd.cumprod(factors, 1);
        return increasing ? powers : Nd.flip(powers, 1).copy();
    }

    // ---- coordinates

    /** Coordinate matrices of the grid that 1-D coordinates span: the first one changes along the columns. */
    public static NDArray[] meshgrid(NDArray... xi) {
        return meshgrid(Mesh.defaults(), xi);
    }

    /** Coordinate matrices of the grid that 1-D coordinates span, laid out as {@code mesh} says. */
    public static NDArray[] meshgrid(Mesh mesh, NDArray... xi) {
        int rank = xi.length;
        boolean swapped = mesh.indexing() == Mesh.Indexing.XY && rank > 1;
        NDArray[] sparse = new NDArray[rank];
        for (int k = 0; k < rank; k++) {
            long[] dims = new long[rank];
            Arrays.fill(dims, 1);
            dims[swapped && k < 2 ? 1 - k : k] = xi[k].size();
            sparse[k] = xi[k].reshape(dims).copy();
        }
        if (!mesh.sparse()) {
            NDArray[] grid = Nd.broadcastArrays(sparse);
            for (int k = 0; k < rank; k++) {
                grid[k] = grid[k].copy();
            }
            return grid;
        }
        return sparse;
    }

    /** int64 of shape (rank, dimensions...): entry k holds each element's index along axis k. */
    public static NDArray indices(Shape dimensions) {
        return indices(dimensions, Dtype.INT64);
    }

    /** Shape (rank, dimensions...): entry k holds each element's index along axis k. */
    public static NDArray indices(Shape dimensions, Dtype dtype) {
        List<NDArray> all = new ArrayList<>();
        for (int k = 0; k < dimensions.rank(); k++) {
            all.add(positions(dimensions, k, dtype).broadcastView(dimensions));
        }
        return all.isEmpty() ? zeros(Shape.of(0), dtype) : Nd.stack(all);
    }

    /** The indices along one axis of {@code shape}, in an array of its rank. */
    static NDArray positions(Shape shape, int axis, Dtype dtype) {
        long[] dims = new long[shape.rank()];
        Arrays.fill(dims, 1);
        dims[axis] = shape.dim(axis);
        return arange(shape.dim(axis), dtype).reshape(Shape.of(dims));
    }
}
