package syrtis.bench;

import syrtis.NDArray;
import syrtis.Nd;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/**
 * Data that every contender can make: element {@code i}, in row-major order, is {@code (i * factor % modulus) / divisor +
 * offset}, computed in float64.
 */
record Series(double offset, long factor, long modulus, double divisor) {
    private static final long SCATTER = 48_271;

    /** From {@code least} up to {@code most} in {@code steps} values, a prime, in an order that no branch predictor learns. */
    static Series between(double least, double most, long steps) {
        return new Series(least, SCATTER, steps, steps / (most - least));
    }

    /** 0, 1, 2, ... again and again: sums of it are exact. */
    static Series counting(long modulus) {
        return new Series(0, 1, modulus, 1);
    }

    NDArray array(Dtype dtype, Shape shape) {
        return Nd.arange(shape.size())
                .multiply(factor)
                .remainder(modulus)
                .divide(divisor)
                .add(offset)
                .astype(dtype)
                .reshape(shape)
                .evaluate();
    }
}
