package syrtis;

/** What happens to an index that is out of range. */
public enum IndexMode {
    /** It is refused when the result is computed; negative ones count from the end. */
    RAISE {
        @Override
        NDArray fit(NDArray indices, long length) {
            return indices;
        }
    },
    /** It counts on from the other end. */
    WRAP {
        @Override
        NDArray fit(NDArray indices, long length) {
            return Nd.remainder(indices, Nd.scalar(Math.max(1, length)));
        }
    },
    /** It stands for the first or last one; so do all negative ones. */
    CLIP {
        @Override
        NDArray fit(NDArray indices, long length) {
            return Nd.clip(indices, 0, length - 1);
        }
    };

    /** Indices that are in range for an axis, where this mode makes them so. */
    abstract NDArray fit(NDArray indices, long length);
}
