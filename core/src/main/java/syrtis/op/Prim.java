package syrtis.op;

/**
 * A primitive operation of scalar bodies. All are total and say what NumPy says; operands and result have one real
 * dtype unless the row says otherwise. {@code a}, {@code b}, {@code c} are the operands in order.
 */
public enum Prim {
    /** a + b; integers wrap; bool: or. */
    ADD(2),
    /** a - b; integers wrap. */
    SUBTRACT(2),
    /** a * b; integers wrap; bool: and. */
    MULTIPLY(2),
    /** a / b, IEEE 754; floats only. */
    DIVIDE(2),
    /** Greatest integer not above a / b; integers: x // 0 = 0, MIN // -1 = MIN; floats as NumPy's {@code npy_divmod}. */
    FLOOR_DIVIDE(2),
    /** a - b * floor(a / b), the sign of b; integers: x % 0 = 0. */
    REMAINDER(2),
    /** C's {@code fmod}, the sign of a; integers: 0 for b = 0. */
    FMOD(2),
    /** -a; integers wrap. */
    NEGATE(1),
    /** |a|; integers: |MIN| = MIN. */
    ABSOLUTE(1),
    /** a * b + c rounded once; floats only. */
    FMA(3),
    SQRT(1),
    FLOOR(1),
    CEIL(1),
    TRUNC(1),
    /** To the nearest integer, ties to even. */
    RINT(1),
    /** The smaller; NaN if either is NaN; the first of equals. */
    MINIMUM(2),
    /** The larger; NaN if either is NaN; the first of equals. */
    MAXIMUM(2),
    AND(2),
    OR(2),
    XOR(2),
    /** Bitwise complement; bool: not. */
    NOT(1),
    /** a &lt;&lt; b; 0 for b outside [0, width). */
    SHIFT_LEFT(2),
    /** a &gt;&gt; b, arithmetic for signed; the sign's fill for b outside [0, width). */
    SHIFT_RIGHT(2),
    /** uint64 only: rotation by b in [0, 64). */
    ROTATE_LEFT(2),
    /** uint64 only: the high 64 bits of the 128-bit product. */
    MULTIPLY_HIGH(2),
    /** a &lt; b, a bool; false with NaN. */
    LESS(2),
    /** a &lt;= b, a bool; false with NaN. */
    LESS_EQUAL(2),
    /** a == b, a bool. */
    EQUAL(2),
    /** a != b, a bool; true with NaN. */
    NOT_EQUAL(2),
    /** a ? b : c; a is a bool. */
    SELECT(3),
    /** a as another real dtype: wraps between integers; float to integer truncates, NaN and out of range as x86-64 C. */
    CAST(1),
    /** Float to its bits, as the unsigned integer of the same width. */
    TO_BITS(1),
    /** The float that has these bits. */
    FROM_BITS(1);

    private final int arity;

    Prim(int arity) {
        this.arity = arity;
    }

    public int arity() {
        return arity;
    }

    /** Whether the result is a bool whatever the operands are. */
    public boolean isComparison() {
        return this == LESS || this == LESS_EQUAL || this == EQUAL || this == NOT_EQUAL;
    }
}
