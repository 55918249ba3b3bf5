package syrtis.kernel;

import syrtis.type.Dtype;

/** The JVM type that holds a value of a dtype while it is computed with. */
enum Carrier {
    /** bool (0 or 1) and integers of 8 and 16 bits and int32, sign- or zero-extended. */
    INT,
    /** int64, uint64 (its bits) and uint32 (zero-extended). */
    LONG,
    FLOAT,
    DOUBLE;

    static Carrier of(Dtype dtype) {
        return switch (dtype) {
            case BOOL, INT8, INT16, INT32, UINT8, UINT16 -> INT;
            case INT64, UINT32, UINT64 -> LONG;
            case FLOAT32 -> FLOAT;
            case FLOAT64 -> DOUBLE;
            case COMPLEX64, COMPLEX128 -> throw new syrtis.type.BugException("no carrier for " + dtype);
        };
    }

    /** Local variable slots it takes. */
    int slots() {
        return this == LONG || this == DOUBLE ? 2 : 1;
    }
}
