package syrtis.type;

import java.util.Locale;

/**
 * An element type: its name in NumPy, its kind and its width. Arithmetic on it wraps (integers) or follows
 * IEEE 754 (floats); promotion between two of them is NumPy 2's table, see {@link #promote}.
 */
public enum Dtype {
    BOOL(Kind.BOOL, 1),
    INT8(Kind.SIGNED, 1),
    INT16(Kind.SIGNED, 2),
    INT32(Kind.SIGNED, 4),
    INT64(Kind.SIGNED, 8),
    UINT8(Kind.UNSIGNED, 1),
    UINT16(Kind.UNSIGNED, 2),
    UINT32(Kind.UNSIGNED, 4),
    UINT64(Kind.UNSIGNED, 8),
    FLOAT32(Kind.FLOAT, 4),
    FLOAT64(Kind.FLOAT, 8),
    COMPLEX64(Kind.COMPLEX, 8),
    COMPLEX128(Kind.COMPLEX, 16);

    /** What sort of number an element is, in promotion order. */
    public enum Kind {
        BOOL, UNSIGNED, SIGNED, FLOAT, COMPLEX
    }

    private final Kind kind;
    private final int bytes;
    private final String label = name().toLowerCase(Locale.ROOT);

    Dtype(Kind kind, int bytes) {
        this.kind = kind;
        this.bytes = bytes;
    }

    /** NumPy's name: {@code "float64"}. */
    public String label() {
        return label;
    }

    public Kind kind() {
        return kind;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    public boolean isBool() {
        return kind == Kind.BOOL;
    }

    /** Signed or unsigned integer; {@code bool} is not one. */
    public boolean isInteger() {
        return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
    }

    public boolean isFloat() {
        return kind == Kind.FLOAT;
    }

    public boolean isComplex() {
        return kind == Kind.COMPLEX;
    }

    /** Float or complex. */
    public boolean isInexact() {
        return isFloat() || isComplex();
    }

    /** How many real numbers make one element: 2 for complex, else 1. */
    public int parts() {
        return isComplex() ? 2 : 1;
    }

    /** The dtype of one part: the float of a complex dtype, else itself. */
    public Dtype part() {
        return switch (this) {
            case COMPLEX64 -> FLOAT32;
            case COMPLEX128 -> FLOAT64;
            case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FLOAT32, FLOAT64 -> this;
        };
    }

    /** The complex dtype whose parts hold every value of this dtype's inexact form. */
    public Dtype toComplex() {
        Dtype inexact = toInexact();
        return inexact == FLOAT32 || inexact == COMPLEX64 ? COMPLEX64 : COMPLEX128;
    }

    /** The float or complex dtype in which {@code sqrt} of this dtype is computed; NumPy's float16 cases use float32. */
    public Dtype toInexact() {
        if (isInexact()) {
            return this;
        }
        return bytes == 1 || (bytes == 2 && kind != Kind.BOOL) ? FLOAT32 : FLOAT64;
    }

    /** Least and greatest value of an integer dtype (uint64's greatest as its bit pattern, -1). */
    public long minimum() {
        return kind == Kind.SIGNED ? -1L << (8 * bytes - 1) : 0;
    }

    public long maximum() {
        return switch (kind) {
            case BOOL -> 1;
            case SIGNED -> ~minimum();
            case UNSIGNED -> bytes == 8 ? -1L : (1L << 8 * bytes) - 1;
            case FLOAT, COMPLEX -> throw new DtypeException(label + " has no integer maximum");
        };
    }

    /** NumPy 2's promotion of two dtypes: the smallest dtype that holds both, float64 for mixed (u)int64. */
    public static Dtype promote(Dtype a, Dtype b) {
        if (a == b) {
            return a;
        }
        if (a.kind.compareTo(b.kind) > 0) {
            return promote(b, a);
        }
        // From here on a's kind is the lower, or they are of one kind.
        return switch (b.kind) {
            case BOOL -> b;
            case UNSIGNED -> wider(a, b);
            case SIGNED -> a.kind == Kind.UNSIGNED ? signedHolding(a, b) : wider(a, b);
            case FLOAT -> a.isFloat() ? wider(a, b) : floatHolding(a, b);
            case COMPLEX -> promote(a.part(), b.part()) == FLOAT32 ? COMPLEX64 : COMPLEX128;
        };
    }

    private static Dtype wider(Dtype a, Dtype b) {
        return a.kind == Kind.BOOL || b.bytes >= a.bytes ? b : a;
    }

    private static Dtype signedHolding(Dtype unsigned, Dtype signed) {
        if (signed.bytes > unsigned.bytes) {
            return signed;
        }
        return switch (unsigned.bytes) {
            case 1 -> INT16;
            case 2 -> INT32;
            case 4 -> INT64;
            default -> FLOAT64;
        };
    }

    private static Dtype floatHolding(Dtype integer, Dtype floating) {
        return integer.kind == Kind.BOOL || integer.bytes <= 2 ? floating : FLOAT64;
    }

    /** The dtype NumPy calls {@code name}; also accepts its common short names. */
    public static Dtype of(String name) {
        String plain = name.startsWith("np.") ? name.substring(3) : name;
        for (Dtype dtype : values()) {
            if (dtype.label.equals(plain)) {
                return dtype;
            }
        }
        return switch (plain) {
            case "bool_" -> BOOL;
            case "int", "int_", "intp" -> INT64;
            case "uint" -> UINT64;
            case "float", "double" -> FLOAT64;
            case "single" -> FLOAT32;
            case "complex" -> COMPLEX128;
            default -> throw new DtypeException("no dtype is called '" + name + "': use one of bool, int8 .. int64, "
                    + "uint8 .. uint64, float32, float64, complex64, complex128");
        };
    }

    @Override
    public String toString() {
        return label;
    }
}
