package syrtis.op;

import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * A symbolic element: what rows of the language, and users' traced functions, compute with. Each method writes the
 * instructions of the operation into the body under construction and returns the symbol of its result. A complex
 * symbol is a pair of real values, so no compiler ever sees a complex number.
 *
 * <p>Both operands of a binary method have one dtype; {@link #cast} first where they differ. Complex formulas are
 * NumPy's own: the textbook product, Smith's quotient (R. L. Smith, CACM 5(8), 1962).
 */
public final class Scalar {
    private final Body.Builder body;
    private final Dtype dtype;
    private final int re;
    private final int im;

    Scalar(Body.Builder body, Dtype dtype, int re, int im) {
        this.body = body;
        this.dtype = dtype;
        this.re = re;
        this.im = im;
    }

    int re() {
        return re;
    }

    int im() {
        return im;
    }

    public Dtype dtype() {
        return dtype;
    }

    /** The body this symbol belongs to. */
    public Body.Builder body() {
        return body;
    }

    /** Real part; the symbol itself if it is real. */
    public Scalar real() {
        return dtype.isComplex() ? new Scalar(body, dtype.part(), re, -1) : this;
    }

    /** Imaginary part; zero if the symbol is real. */
    public Scalar imaginary() {
        return dtype.isComplex() ? new Scalar(body, dtype.part(), im, -1) : constant(0L);
    }

    /** The complex number with this real part. */
    public Scalar withImaginary(Scalar imaginary) {
        return new Scalar(body, dtype.toComplex(), re, imaginary.re);
    }

    /** A constant of this symbol's dtype. */
    public Scalar constant(double value) {
        return body.constant(dtype, value);
    }

    public Scalar constant(long value) {
        return body.constant(dtype, value);
    }

    public Scalar plus(Scalar other) {
        return dtype.isComplex()
                ? real().plus(other.real()).withImaginary(imaginary().plus(other.imaginary()))
                : apply(Prim.ADD, other);
    }

    public Scalar minus(Scalar other) {
        return dtype.isComplex()
                ? real().minus(other.real()).withImaginary(imaginary().minus(other.imaginary()))
                : apply(Prim.SUBTRACT, other);
    }

    public Scalar times(Scalar other) {
        if (!dtype.isComplex()) {
            return apply(Prim.MULTIPLY, other);
        }
        Scalar a = real();
        Scalar b = imaginary();
        Scalar c = other.real();
        Scalar d = other.imaginary();
        return a.times(c).minus(b.times(d)).withImaginary(a.times(d).plus(b.times(c)));
    }

    public Scalar over(Scalar other) {
        if (!dtype.isComplex()) {
            return apply(Prim.DIVIDE, other);
        }
        Scalar a = real();
        Scalar b = imaginary();
        Scalar c = other.real();
        Scalar d = other.imaginary();
        Scalar realLarger = d.absolute().lessEqual(c.absolute());
        Scalar bothZero = c.absolute().isEqual(c.constant(0L)).and(d.absolute().isEqual(d.constant(0L)));
        Scalar ratio = realLarger.select(d.over(c), c.over(d));
        Scalar scale = realLarger.select(
                c.constant(1L).over(c.plus(d.times(ratio))), c.constant(1L).over(d.plus(c.times(ratio))));
        Scalar re = realLarger.select(a.plus(b.times(ratio)), a.times(ratio).plus(b)).times(scale);
        Scalar im = realLarger.select(b.minus(a.times(ratio)), b.times(ratio).minus(a)).times(scale);
        return bothZero
                .select(a.over(c.absolute()), re)
                .withImaginary(bothZero.select(b.over(c.absolute()), im));
    }

    public Scalar negate() {
        return dtype.isComplex() ? real().negate().withImaginary(imaginary().negate()) : apply(Prim.NEGATE);
    }

    /** Absolute value; the modulus of a complex number, which is real. */
    public Scalar absolute() {
        return dtype.isComplex() ? real().call(MathFunction.HYPOT, imaginary()) : apply(Prim.ABSOLUTE);
    }

    public Scalar conjugate() {
        return dtype.isComplex() ? real().withImaginary(imaginary().negate()) : this;
    }

    /** {@code this * factor + addend}, rounded once. */
    public Scalar fma(Scalar factor, Scalar addend) {
        return new Scalar(body, dtype, body.emit(new Instruction.Apply(Prim.FMA, dtype, re, factor.re, addend.re)), -1);
    }

    /** {@code this < other}; complex numbers are ordered by real part, then imaginary part, as NumPy does. */
    public Scalar lessThan(Scalar other) {
        if (!dtype.isComplex()) {
            return apply(Prim.LESS, other);
        }
        return realBelow(other)
                .or(real().isEqual(other.real()).and(imaginary().lessThan(other.imaginary())));
    }

    public Scalar lessEqual(Scalar other) {
        if (!dtype.isComplex()) {
            return apply(Prim.LESS_EQUAL, other);
        }
        return realBelow(other)
                .or(real().isEqual(other.real()).and(imaginary().lessEqual(other.imaginary())));
    }

    /** Whether the real part is the smaller one; false where an imaginary part is NaN. */
    private Scalar realBelow(Scalar other) {
        return real().lessThan(other.real())
                .and(imaginary().isNan().or(other.imaginary().isNan()).not());
    }

    public Scalar isEqual(Scalar other) {
        return dtype.isComplex()
                ? real().isEqual(other.real()).and(imaginary().isEqual(other.imaginary()))
                : apply(Prim.EQUAL, other);
    }

    public Scalar notEqual(Scalar other) {
        return dtype.isComplex()
                ? real().notEqual(other.real()).or(imaginary().notEqual(other.imaginary()))
                : apply(Prim.NOT_EQUAL, other);
    }

    public Scalar isNan() {
        return dtype.isInexact() ? notEqual(this) : body.constant(Dtype.BOOL, 0L);
    }

    public Scalar and(Scalar other) {
        return apply(Prim.AND, other);
    }

    public Scalar or(Scalar other) {
        return apply(Prim.OR, other);
    }

    public Scalar not() {
        return apply(Prim.NOT);
    }

    /** {@code this ? then : otherwise}, this being a bool. */
    public Scalar select(Scalar then, Scalar otherwise) {
        if (then.dtype.isComplex()) {
            return select(then.real(), otherwise.real()).withImaginary(select(then.imaginary(), otherwise.imaginary()));
        }
        if (then.re == otherwise.re) {
            return then;
        }
        if (body.at(re) instanceof Instruction.Const(var _, long bits)) {
            return bits != 0 ? then : otherwise;
        }
        return new Scalar(
                body,
                then.dtype,
                body.emit(new Instruction.Apply(Prim.SELECT, then.dtype, re, then.re, otherwise.re)),
                -1);
    }

    /** This value in another dtype, with C's conversions: complex to real drops the imaginary part. */
    public Scalar cast(Dtype to) {
        if (to == dtype) {
            return this;
        }
        if (to.isComplex()) {
            return real().cast(to.part()).withImaginary(imaginary().cast(to.part()));
        }
        if (to == Dtype.BOOL) {
            return notEqual(constant(0L));
        }
        if (dtype.isComplex()) {
            return real().cast(to);
        }
        if (body.at(re) instanceof Instruction.Const(var _, long bits) && dtype.isInteger() && dtype != Dtype.UINT64) {
            return body.constant(to, bits);
        }
        return new Scalar(body, to, body.emit(new Instruction.Apply(Prim.CAST, to, re, -1, -1)), -1);
    }

    /** The bits of a float, or the float of bits. */
    public Scalar reinterpret(Dtype to) {
        Prim prim = dtype.isFloat() ? Prim.TO_BITS : Prim.FROM_BITS;
        return new Scalar(body, to, body.emit(new Instruction.Apply(prim, to, re, -1, -1)), -1);
    }

    /** A one-operand primitive of a real symbol. */
    public Scalar apply(Prim prim) {
        requireReal(prim);
        return new Scalar(body, dtype, body.emit(new Instruction.Apply(prim, dtype, re, -1, -1)), -1);
    }

    /** A two-operand primitive of real symbols. */
    public Scalar apply(Prim prim, Scalar other) {
        requireReal(prim);
        if (other.dtype != dtype) {
            throw new BugException(prim + " of " + dtype + " and " + other.dtype);
        }
        if ((prim == Prim.ADD || prim == Prim.XOR) && dtype.isInteger() && other.isIntegerZero()) {
            return this;
        }
        if ((prim == Prim.ADD || prim == Prim.XOR) && dtype.isInteger() && isIntegerZero()) {
            return other;
        }
        Dtype result = prim.isComparison() ? Dtype.BOOL : dtype;
        return new Scalar(body, result, body.emit(new Instruction.Apply(prim, result, re, other.re, -1)), -1);
    }

    /** A mathematical function of a real symbol. */
    public Scalar call(MathFunction function) {
        requireReal(function);
        return new Scalar(body, dtype, body.emit(new Instruction.Call(function, dtype, re, -1)), -1);
    }

    public Scalar call(MathFunction function, Scalar other) {
        requireReal(function);
        return new Scalar(body, dtype, body.emit(new Instruction.Call(function, dtype, re, other.re)), -1);
    }

    private boolean isIntegerZero() {
        return body.at(re) instanceof Instruction.Const(var _, long bits) && bits == 0;
    }

    private void requireReal(Enum<?> operation) {
        if (dtype.isComplex()) {
            throw new BugException(operation + " of a complex symbol");
        }
    }
}
