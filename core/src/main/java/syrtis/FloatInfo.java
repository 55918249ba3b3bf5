package syrtis;

import syrtis.type.Dtype;
import syrtis.type.DtypeException;

/**
 * The limits of a float dtype.
 *
 * @param bits width
 * @param eps distance from 1 to the next number
 * @param max greatest finite number
 * @param min least finite number
 * @param smallestNormal least positive number of full precision
 * @param dtype the dtype
 */
public record FloatInfo(int bits, double eps, double max, double min, double smallestNormal, Dtype dtype) {
    static FloatInfo of(Dtype dtype) {
        return switch (dtype.part()) {
            case FLOAT32 ->
                new FloatInfo(32, Math.ulp(1f), Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_NORMAL, Dtype.FLOAT32);
            case FLOAT64 ->
                new FloatInfo(64, Math.ulp(1.0), Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_NORMAL, Dtype.FLOAT64);
            case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, COMPLEX64, COMPLEX128 ->
                throw new DtypeException("finfo needs a float dtype, got " + dtype + ": use iinfo");
        };
    }
}
