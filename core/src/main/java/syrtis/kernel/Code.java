package syrtis.kernel;

import java.lang.foreign.MemorySegment;

/** A kernel that can run. Thread-safe. */
@FunctionalInterface
public interface Code {
    /**
     * Runs the whole loop.
     *
     * @param segments memory of the inputs, then of the outputs
     * @param geometry extents, bases and strides as {@link Loop} lays them out
     * @param params scalar arguments, as the bits of their dtypes
     */
    void run(MemorySegment[] segments, long[] geometry, long[] params);
}
