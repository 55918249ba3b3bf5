package syrtis;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import syrtis.op.Elementwise;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.Shape;

/** Random expressions over small arrays of all dtypes, with what rules look for strewn in. */
final class RandomExpressions {
    private static final List<Elementwise> ROWS = List.of(Elementwise.values());

    private final SplittableRandom random;
    private final List<NDArray> arrays = new ArrayList<>();

    RandomExpressions(SplittableRandom random) {
        this.random = random;
    }

    NDArray write(int steps) {
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
        return arrays.getLast();
    }

    private NDArray any() {
        return arrays.get(Math.max(0, arrays.size() - 1 - random.nextInt(5)));
    }

    private NDArray leaf() {
        Dtype dtype = Dtype.values()[random.nextInt(Dtype.values().length)];
        Shape shape = Shape.of(random.nextInt(1, 4), random.nextInt(1, 5), 6);
        return switch (random.nextInt(5)) {
            case 0 -> Nd.full(shape, random.nextInt(-1, 3), dtype);
            case 1 -> Nd.arange(shape.size()).reshape(shape).astype(dtype);
            case 2 -> syrtis.Random.defaultRng(random.nextInt()).uniform(-3, 3, shape).astype(dtype);
            default -> syrtis.Random.defaultRng(random.nextInt()).uniform(-9, 9, shape).astype(dtype).evaluate();
        };
    }

    private NDArray step() {
        NDArray x = any();
        int axis = random.nextInt(Math.max(1, x.ndim()));
        return switch (x.ndim() == 0 ? random.nextInt(4) : random.nextInt(14)) {
            case 0 -> row(x);
            case 1 -> constant(x);
            case 2 -> inverses(x);
            case 3 -> x.astype(Dtype.values()[random.nextInt(Dtype.values().length)]);
            case 4 -> x.T();
            case 5 -> x.get(slice(x.shape().dim(0)));
            case 6 -> Nd.flip(x, axis);
            case 7 -> x.reshape(-1);
            case 8 -> x.reshape(x.size() % 3 == 0 ? new long[] {3, -1} : new long[] {-1, 1});
            case 9 -> Nd.concatenate(List.of(x, x.get(slice(x.shape().dim(0)))), 0);
            case 10 -> x.sum(axis);
            case 11 -> x.dtype().isBool() ? x : Nd.cumulativeSum(x, axis);
            case 12 -> updated(x);
            default -> Nd.where(x.notEqual(1L), x, x);
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

    private NDArray constant(NDArray x) {
        long number = random.nextInt(0, 3);
        return switch (random.nextInt(5)) {
            case 0 -> x.add(number);
            case 1 -> x.subtract(number);
            case 2 -> x.multiply(number);
            case 3 -> x.divide(number);
            default -> x.power(number);
        };
    }

    private NDArray inverses(NDArray x) {
        return switch (random.nextInt(4)) {
            case 0 -> x.negative().negative();
            case 1 -> Nd.invert(Nd.invert(x));
            case 2 -> Nd.logicalNot(Nd.logicalNot(x));
            default -> Nd.conjugate(Nd.conjugate(x));
        };
    }

    private NDArray updated(NDArray x) {
        NDArray copy = x.copy();
        copy.set(Nd.scalar(1L), slice(x.shape().dim(0)));
        return copy;
    }
}
