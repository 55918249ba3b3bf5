package syrtis.kernel;

import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/** The element type of the heap arrays through which compiled kernels move a real dtype. */
enum Storage {
    BYTE(TypeKind.BYTE, ConstantDescs.CD_byte),
    SHORT(TypeKind.SHORT, ConstantDescs.CD_short),
    INT(TypeKind.INT, ConstantDescs.CD_int),
    LONG(TypeKind.LONG, ConstantDescs.CD_long),
    FLOAT(TypeKind.FLOAT, ConstantDescs.CD_float),
    DOUBLE(TypeKind.DOUBLE, ConstantDescs.CD_double);

    private final TypeKind kind;
    private final ClassDesc array;

    Storage(TypeKind kind, ClassDesc element) {
        this.kind = kind;
        this.array = element.arrayType();
    }

    static Storage of(Dtype dtype) {
        return switch (dtype) {
            case BOOL, INT8, UINT8 -> BYTE;
            case INT16, UINT16 -> SHORT;
            case INT32, UINT32 -> INT;
            case INT64, UINT64 -> LONG;
            case FLOAT32 -> FLOAT;
            case FLOAT64 -> DOUBLE;
            case COMPLEX64, COMPLEX128 -> throw new BugException("no storage for " + dtype);
        };
    }

    TypeKind kind() {
        return kind;
    }

    /** {@code double[]}. */
    ClassDesc array() {
        return array;
    }
}
