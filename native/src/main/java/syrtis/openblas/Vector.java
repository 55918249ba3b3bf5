package syrtis.openblas;

import java.lang.foreign.MemorySegment;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.ShapeException;

/**
 * A vector in native memory.
 *
 * @param dtype of its elements, float32 or float64
 * @param data where it lies
 * @param offset of its first element, in elements
 * @param length elements, at most 2^31 - 1
 * @param stride elements from one to the next, at least 1 and likewise
 */
public record Vector(Dtype dtype, MemorySegment data, long offset, long length, long stride) {
    public Vector {
        if (!dtype.isFloat() || !data.isNative()) {
            throw new BugException("a vector for OpenBLAS has elements of " + dtype.label()
                    + (data.isNative() ? "" : " on the Java heap"));
        }
        if (Math.max(length, stride) > Integer.MAX_VALUE) {
            throw new ShapeException("OpenBLAS takes vectors of at most 2147483647 elements, got " + length + ", each "
                    + stride + " from the next: use smaller tiles");
        }
        long end = length == 0 ? offset : offset + (length - 1) * stride + 1;
        if (offset < 0 || length < 0 || stride < 1 || end > data.byteSize() / dtype.bytes()) {
            throw new BugException("a vector of " + length + " elements, each " + stride
                    + " from the next, from element " + offset + " of " + data.byteSize() / dtype.bytes());
        }
    }

    /** A vector that fills the memory. */
    public static Vector of(Dtype dtype, MemorySegment data, long length) {
        return new Vector(dtype, data, 0, length, 1);
    }

    int intLength() {
        return (int) length;
    }

    int intStride() {
        return (int) stride;
    }

    MemorySegment start() {
        return data.asSlice(offset * dtype.bytes());
    }
}
