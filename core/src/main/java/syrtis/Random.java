package syrtis;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import syrtis.op.Generator;
import syrtis.op.Op;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.Shape;
import syrtis.type.Type;

/**
 * Random numbers like NumPy's {@code default_rng}: a seed, and a stream for each call in order. Numbers are
 * counter-based (Threefry2x64-20, see {@link Generator}): an array depends on seed, call and index alone, not on tiling
 * or threads, and large arrays need not exist in memory. The values differ from NumPy's.
 *
 * <pre>{@code Random.defaultRng(0).uniform(-1, 1, Shape.of(1_000_000_000L, 2))}</pre>
 */
public final class Random {
    private final long seed;
    private final AtomicLong stream = new AtomicLong();

    private Random(long seed) {
        this.seed = seed;
    }

    /** A generator of its own; equal seeds give equal numbers. */
    public static Random defaultRng(long seed) {
        return new Random(seed);
    }

    /** A generator whose numbers are different each time. */
    public static Random defaultRng() {
        return new Random(new java.security.SecureRandom().nextLong());
    }

    private NDArray draw(Generator generator, Number a, Number b, Dtype parameter, Dtype dtype, Shape size) {
        List<Number> params = List.of(seed, stream.getAndIncrement(), a, b);
        List<Dtype> dtypes = List.of(Dtype.UINT64, Dtype.UINT64, parameter, parameter);
        return NDArray.of(new Nodes().of(new Op.Generate(generator, params, dtypes, new Type(dtype, size))));
    }

    /** float64, uniform on [low, high), 53 random bits. */
    public NDArray uniform(double low, double high, Shape size) {
        return draw(Generator.UNIFORM, low, high, Dtype.FLOAT64, Dtype.FLOAT64, size);
    }

    /** float64, uniform on [0, 1). */
    public NDArray random(Shape size) {
        return uniform(0, 1, size);
    }

    /** float32 (24 random bits) or float64, uniform on [0, 1). */
    public NDArray random(Shape size, Dtype dtype) {
        requireFloat("random", dtype);
        return dtype == Dtype.FLOAT64
                ? random(size)
                : Nd.multiply(integers(0, 1L << 24, size).astype(dtype), Nd.scalar(0x1p-24));
    }

    /** float64, normal with mean {@code loc} and standard deviation {@code scale}. */
    public NDArray normal(double loc, double scale, Shape size) {
        if (!(scale >= 0)) {
            throw new DtypeException("normal needs scale >= 0, got " + scale);
        }
        return draw(Generator.NORMAL, loc, scale, Dtype.FLOAT64, Dtype.FLOAT64, size);
    }

    /** float64, normal with mean 0 and standard deviation 1. */
    public NDArray standardNormal(Shape size) {
        return normal(0, 1, size);
    }

    /** float32 or float64, normal with mean 0 and standard deviation 1. */
    public NDArray standardNormal(Shape size, Dtype dtype) {
        requireFloat("standard_normal", dtype);
        return Nd.cast(standardNormal(size), dtype);
    }

    /** float64, exponential with mean {@code scale}. */
    public NDArray exponential(double scale, Shape size) {
        if (!(scale >= 0)) {
            throw new DtypeException("exponential needs scale >= 0, got " + scale);
        }
        return draw(Generator.EXPONENTIAL, scale, 0.0, Dtype.FLOAT64, Dtype.FLOAT64, size);
    }

    /** float64, exponential with mean 1. */
    public NDArray standardExponential(Shape size) {
        return exponential(1, size);
    }

    /** float32 or float64, exponential with mean 1. */
    public NDArray standardExponential(Shape size, Dtype dtype) {
        requireFloat("standard_exponential", dtype);
        return Nd.cast(standardExponential(size), dtype);
    }

    private static void requireFloat(String operation, Dtype dtype) {
        if (!dtype.isFloat()) {
            throw new DtypeException(operation + " needs float32 or float64, got " + dtype);
        }
    }

    /** int64, uniform on [0, high). */
    public NDArray integers(long high, Shape size) {
        return integers(0, high, size);
    }

    /** int64, uniform on [low, high). */
    public NDArray integers(long low, long high, Shape size) {
        return integers(low, high, size, Dtype.INT64, false);
    }

    /** int64, uniform on [low, high), or [low, high] if {@code endpoint}. */
    public NDArray integers(long low, long high, Shape size, boolean endpoint) {
        return integers(low, high, size, Dtype.INT64, endpoint);
    }

    /** Integers of a dtype, uniform on [low, high). */
    public NDArray integers(long low, long high, Shape size, Dtype dtype) {
        return integers(low, high, size, dtype, false);
    }

    /**
     * Integers of a dtype, uniform on [low, high), or [low, high] if {@code endpoint}.
     *
     * @throws DtypeException if there are none, or the dtype cannot hold them
     */
    public NDArray integers(long low, long high, Shape size, Dtype dtype, boolean endpoint) {
        if (endpoint ? low > high : low >= high) {
            throw new DtypeException("integers needs low < high, got " + low + " and " + high);
        }
        long most = endpoint ? high : high - 1;
        if (dtype.isInexact() || low < dtype.minimum() || (dtype != Dtype.UINT64 && most > dtype.maximum())) {
            throw new DtypeException("integers from " + low + " to " + most + " are not all of dtype " + dtype);
        }
        return draw(Generator.INTEGERS, low, most - low + 1, Dtype.UINT64, dtype, size);
    }
}
