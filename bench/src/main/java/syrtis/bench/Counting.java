package syrtis.bench;

import syrtis.NDArray;
import syrtis.Nd;
import syrtis.type.Dtype;

/** Data that every contender can make: 0, 1, 2, ... again and again. Sums of it are exact. */
final class Counting {
    private Counting() {}

    static NDArray modulo(long size, long modulus) {
        return Nd.arange(size).remainder(modulus).astype(Dtype.FLOAT64);
    }
}
