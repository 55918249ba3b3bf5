package syrtis;

import syrtis.type.Dtype;
import syrtis.type.DtypeException;

/**
 * The limits of an integer dtype.
 *
 * @param bits width
 * @param max greatest number; of uint64 its bit pattern, -1
 * @param min least number
 * @param dtype the dtype
 */
public record IntegerInfo(int bits, long max, long min, Dtype dtype) {
    static IntegerInfo of(Dtype dtype) {
        if (!dtype.isInteger()) {
            throw new DtypeException(
                    "iinfo needs an integer dtype, got " + dtype + (dtype.isInexact() ? ": use finfo" : ""));
        }
        return new IntegerInfo(8 * dtype.bytes(), dtype.maximum(), dtype.minimum(), dtype);
    }
}
