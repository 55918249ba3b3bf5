package syrtis;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import syrtis.expr.Expr;
import syrtis.op.Elementwise;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.Shape;

/** Random graphs of all families over small arrays of all dtypes, made by the public API. */
public final class RandomGraphs {
    private static final List<Dtype> DTYPES = List.of(Dtype.values());
    private static final List<Elementwise> ROWS = List.of(Elementwise.values());

    private final SplittableRandom random;
    private final List<NDArray> arrays = new ArrayList<>();

    private RandomGraphs(SplittableRandom random) {
        this.random = random;
    }

    /** One to three roots over about {@code steps} operators. */
    public static List<Expr> roots(SplittableRandom random, int steps) {
        RandomGraphs graphs = new RandomGraphs(random);
        graphs.write(steps);
        List<Expr> roots = new ArrayList<>();
        for (int k = random.nextInt(1, 4); k > 0; k--) {
            roots.add(graphs.any().expr());
        }
        return roots;
    }

    private void write(int steps) {
        for (int k = 0; k < 3; k++) {
            arrays.add(leaf());
        }
        for (int k = 0; k < steps; k++) {
            try {
                arrays.add(step());
            } catch (DtypeException none) {
                arrays.add(leaf());
            }
        }
    }

    private NDArray any() {
        return arrays.get(Math.max(0, arrays.size() - 1 - random.nextInt(5)));
    }

    private NDArray leaf() {
        Dtype dtype = DTYPES.get(random.nextInt(DTYPES.size()));
        Shape shape = Shape.of(random.nextInt(1, 4), random.nextInt(1, 5), 6);
        return switch (random.nextInt(7)) {
            case 0 -> Nd.full(shape, random.nextInt(-1, 3), dtype);
            case 1 -> Nd.arange(shape.size()).reshape(shape).astype(dtype);
            case 2 -> syrtis.Random.defaultRng(random.nextInt()).uniform(-3, 3, shape).astype(dtype);
            case 3 -> syrtis.Random.defaultRng(random.nextInt()).integers(-3, 9, shape).astype(dtype);
            case 4 -> Nd.linspace(-1, 1, shape.size()).reshape(shape).astype(dtype);
            case 5 -> Nd.zeros(Shape.of(0, 2, 6), dtype);
            default -> syrtis.Random.defaultRng(random.nextInt()).uniform(-9, 9, shape).astype(dtype).evaluate();
        };
    }

    private NDArray step() {
        NDArray x = any();
        int axis = random.nextInt(Math.max(1, x.ndim()));
        return switch (x.ndim() == 0 ? random.nextInt(3) : random.nextInt(16)) {
            case 0, 1 -> row(x);
            case 2 -> x.astype(DTYPES.get(random.nextInt(DTYPES.size())));
            case 3 -> x.T();
            case 4 -> x.get(slice(x.shape().dim(0)));
            case 5 -> Nd.flip(x, axis);
            case 6 -> x.reshape(-1);
            case 7 -> Nd.concatenate(List.of(x, x.get(slice(x.shape().dim(0)))), 0);
            case 8 -> x.sum(axis);
            case 9 -> x.size() == 0 ? x : x.max(axis);
            case 10 -> x.dtype().isBool() ? x : Nd.cumulativeSum(x, axis);
            case 11 -> updated(x);
            case 12 -> x.size() == 0 ? x : Nd.take(x, Nd.arange(x.shape().dim(axis)).negative(), axis);
            case 13 -> product(x);
            case 14 -> scattered(x);
            default -> Nd.where(x.notEqual(1L), x, any().sum());
        };
    }

    private Index slice(long length) {
        long step = random.nextInt(4) == 0 ? -1 : random.nextInt(1, 3);
        return random.nextBoolean() || length < 2
                ? Index.slice(null, null, step)
                : Index.slice((long) random.nextInt((int) Math.min(length, 9)), null, step < 0 ? -1L : step);
    }

    private NDArray row(NDArray x) {
        Elementwise row = ROWS.get(random.nextInt(ROWS.size()));
        return switch (row.arity()) {
            case 1 -> new Nodes().apply(row, x);
            case 2 -> row == Elementwise.POWER || row == Elementwise.FLOAT_POWER ? x : new Nodes().apply(row, x, x);
            default -> new Nodes().apply(row, x, x, x);
        };
    }

    private static NDArray updated(NDArray x) {
        NDArray copy = x.copy();
        copy.set(Nd.scalar(1L), Index.slice(null, null, 2L));
        return copy;
    }

    private static NDArray product(NDArray x) {
        NDArray flat = x.reshape(1, -1).astype(Dtype.FLOAT32);
        return Nd.matmul(flat, flat.T());
    }

    private static NDArray scattered(NDArray x) {
        NDArray flat = x.reshape(-1).copy();
        flat.set(Nd.scalar(1L), Index.of(Nd.arange(Math.min(2, flat.size())).multiply(1L)));
        return flat;
    }
}
