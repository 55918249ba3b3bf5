package syrtis.op;

/**
 * A mathematical function without a body yet: every compiler calls the same Java method for it ({@code
 * syrtis.kernel.MathLibrary}), so all agree bit for bit. float32 is computed in float64 and rounded once. The
 * integer functions ({@link #GCD}, {@link #INTEGER_POWER}) work on 64-bit integers and wrap.
 */
public enum MathFunction {
    EXP(1),
    EXP2(1),
    EXPM1(1),
    LOG(1),
    LOG2(1),
    LOG10(1),
    LOG1P(1),
    SIN(1),
    COS(1),
    TAN(1),
    ARCSIN(1),
    ARCCOS(1),
    ARCTAN(1),
    ARCTAN2(2),
    SINH(1),
    COSH(1),
    TANH(1),
    ARCSINH(1),
    ARCCOSH(1),
    ARCTANH(1),
    CBRT(1),
    HYPOT(2),
    POWER(2),
    ERF(1),
    ERFC(1),
    /** The next float from a towards b, in the operands' own dtype. */
    NEXTAFTER(2),
    /** Greatest common divisor, non-negative; uint64 as its bit pattern when the dtype is unsigned. */
    GCD(2),
    /** a to the power b for b >= 0, wrapping; an error of the user's for b < 0. */
    INTEGER_POWER(2);

    private final int arity;

    MathFunction(int arity) {
        this.arity = arity;
    }

    public int arity() {
        return arity;
    }

    public java.util.Optional<Definition> definition(syrtis.type.Dtype dtype) {
        return java.util.Optional.empty();
    }
}
