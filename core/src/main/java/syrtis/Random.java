package syrtis;

import java.util.concurrent.atomic.AtomicLong;
import syrtis.op.Generator;
import syrtis.op.Op;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.Shape;
import syrtis.type.Type;
import java.util.List;

/**
 * Random numbers like NumPy's {@code default_rng}: a seed, and a stream for each call in order. Numbers are counter-based
 * (Threefry2x64-20, see {@link Generator}): an array depends on seed, call and index alone, not on tiling or threads, and
 * large arrays need not exist in memory. The values differ from NumPy's.
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

    /** float64, normal with mean {@code loc} and standard deviation {@code scale}. */
    public NDArray normal(double loc, double scale, Shape size) {
        return draw(Generator.NORMAL, loc, scale, Dtype.FLOAT64, Dtype.FLOAT64, size);
    }

    /** float64, normal with mean 0 and standard deviation 1. */
    public NDArray standardNormal(Shape size) {
        return normal(0, 1, size);
    }

    /** float64, exponential with mean {@code scale}. */
    public NDArray exponential(double scale, Shape size) {
        return draw(Generator.EXPONENTIAL, scale, 0.0, Dtype.FLOAT64, Dtype.FLOAT64, size);
    }

    /** int64, uniform on [low, high). */
    public NDArray integers(long low, long high, Shape size) {
        if (low >= high) {
            throw new DtypeException("integers needs low < high, got " + low + " and " + high);
        }
        return draw(Generator.INTEGERS, low, high - low, Dtype.UINT64, Dtype.INT64, size);
    }

    /** int64, uniform on [0, high). */
    public NDArray integers(long high, Shape size) {
        return integers(0, high, size);
    }
}
