package syrtis.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.Shape;
import syrtis.type.Type;

/**
 * The operators that act on each element alone: a row holds NumPy's name, a typing {@link Rule} and the scalar
 * formula. Where real and complex numbers differ a row names both formulas, the real one first; the longer ones are in
 * {@link RealFormulas} and {@link ComplexFormulas}. Row names are permanent.
 *
 * <p>What is composed of rows (clip, isclose, nan_to_num) is not a row. In formulas {@code z = x + iy}.
 */
public enum Elementwise implements Op {
    // Arithmetic

    /** x + y; bool: or. */
    ADD(Rule.ARITHMETIC, Scalar::plus),
    /** x - y; not for bool. */
    SUBTRACT(Rule.SIGNED_ARITHMETIC, Scalar::minus),
    /** x * y; bool: and. */
    MULTIPLY(Rule.ARITHMETIC, Scalar::times),
    /** x / y; integers in float64. */
    DIVIDE(Rule.TRUE_DIVIDE, Scalar::over),
    /** floor(x / y). */
    FLOOR_DIVIDE(Rule.REAL_ARITHMETIC, (x, y) -> x.apply(Prim.FLOOR_DIVIDE, y)),
    /** x - y * floor(x / y), the sign of y. */
    REMAINDER(Rule.REAL_ARITHMETIC, (x, y) -> x.apply(Prim.REMAINDER, y)),
    /** x - y * trunc(x / y), the sign of x. */
    FMOD(Rule.REAL_ARITHMETIC, (x, y) -> x.apply(Prim.FMOD, y)),
    /** x to the power y; integers wrap, and need y >= 0. */
    POWER(Rule.NUMBERS, RealFormulas::power, ComplexFormulas::power),
    /** x to the power y, in float64 or complex128. */
    FLOAT_POWER(Rule.FLOAT_POWER, RealFormulas::power, ComplexFormulas::power),
    /** -x; not for bool. */
    NEGATIVE(Rule.SIGNED_ARITHMETIC, Scalar::negate),
    /** x; not for bool. */
    POSITIVE(Rule.SIGNED_ARITHMETIC, x -> x),
    /** |x|; the modulus sqrt(x^2 + y^2) of a complex number. */
    ABSOLUTE(Rule.MODULUS, Scalar::absolute),
    /** |x| as a float. */
    FABS(Rule.REAL_INEXACT, Scalar::absolute),
    /** x / |x|, and 0 at 0. */
    SIGN(Rule.SIGNED_ARITHMETIC, RealFormulas::sign, ComplexFormulas::sign),
    /** 1 / x; integers truncate. */
    RECIPROCAL(Rule.NUMBERS, RealFormulas::reciprocal, ComplexFormulas::reciprocal),
    /** x * x. */
    SQUARE(Rule.NUMBERS, x -> x.times(x)),

    // Floating-point numbers

    /** Whether the sign bit of x is set: x &lt; 0, -0.0 or a negative NaN. */
    SIGNBIT(Rule.REAL_TEST, RealFormulas::signbit),
    /** |x| with the sign bit of y. */
    COPYSIGN(Rule.REAL_INEXACT, RealFormulas::copysign),
    /** The next float after x towards y. */
    NEXTAFTER(Rule.REAL_INEXACT, MathFunction.NEXTAFTER),
    /** The distance from x to the next float away from zero, with the sign of x. */
    SPACING(Rule.REAL_INEXACT, RealFormulas::spacing),
    /** 0 for x &lt; 0, y for x = 0, 1 for x > 0. */
    HEAVISIDE(Rule.REAL_INEXACT, RealFormulas::heaviside),
    /** Whether x is neither infinite nor NaN. */
    ISFINITE(Rule.TEST, RealFormulas::isFinite, ComplexFormulas::isFinite),
    /** Whether x, or a part of it, is infinite. */
    ISINF(Rule.TEST, RealFormulas::isInfinite, ComplexFormulas::isInfinite),
    /** Whether x, or a part of it, is NaN. */
    ISNAN(Rule.TEST, Scalar::isNan),
    /** Whether x is positive infinity. */
    ISPOSINF(Rule.REAL_TEST, x -> RealFormulas.equalsInfinity(x, Double.POSITIVE_INFINITY)),
    /** Whether x is negative infinity. */
    ISNEGINF(Rule.REAL_TEST, x -> RealFormulas.equalsInfinity(x, Double.NEGATIVE_INFINITY)),

    // Rounding

    /** The greatest integer not above x. */
    FLOOR(Rule.REAL, x -> RealFormulas.round(Prim.FLOOR, x)),
    /** The least integer not below x. */
    CEIL(Rule.REAL, x -> RealFormulas.round(Prim.CEIL, x)),
    /** The nearest integer towards zero. */
    TRUNC(Rule.REAL, x -> RealFormulas.round(Prim.TRUNC, x)),
    /** The nearest integer, ties to even, as a float; complex: each part. */
    RINT(Rule.INEXACT, x -> x.apply(Prim.RINT), ComplexFormulas::rint),

    // Roots, exponentials and logarithms

    /** The square root in the right half plane. */
    SQRT(Rule.INEXACT, x -> x.apply(Prim.SQRT), ComplexFormulas::sqrt),
    /** The real cube root. */
    CBRT(Rule.REAL_INEXACT, MathFunction.CBRT),
    /** e^x. */
    EXP(Rule.INEXACT, MathFunction.EXP, ComplexFormulas::exp),
    /** 2^x. */
    EXP2(Rule.INEXACT, MathFunction.EXP2, ComplexFormulas::exp2),
    /** e^x - 1. */
    EXPM1(Rule.INEXACT, MathFunction.EXPM1, ComplexFormulas::expm1),
    /** The natural logarithm. */
    LOG(Rule.INEXACT, MathFunction.LOG, ComplexFormulas::log),
    /** The logarithm to base 2. */
    LOG2(Rule.INEXACT, MathFunction.LOG2, ComplexFormulas::log2),
    /** The logarithm to base 10. */
    LOG10(Rule.INEXACT, MathFunction.LOG10, ComplexFormulas::log10),
    /** log(1 + x). */
    LOG1P(Rule.INEXACT, MathFunction.LOG1P, ComplexFormulas::log1p),
    /** log(e^x + e^y). */
    LOGADDEXP(Rule.REAL_INEXACT, RealFormulas::logaddexp),
    /** log2(2^x + 2^y). */
    LOGADDEXP2(Rule.REAL_INEXACT, RealFormulas::logaddexp2),

    // Trigonometric and hyperbolic functions

    /** sin x. */
    SIN(Rule.INEXACT, MathFunction.SIN, ComplexFormulas::sin),
    /** cos x. */
    COS(Rule.INEXACT, MathFunction.COS, ComplexFormulas::cos),
    /** tan x. */
    TAN(Rule.INEXACT, MathFunction.TAN, ComplexFormulas::tan),
    /** The angle in [-pi/2, pi/2] whose sine is x. */
    ARCSIN(Rule.INEXACT, MathFunction.ARCSIN, ComplexFormulas::arcsin),
    /** The angle in [0, pi] whose cosine is x. */
    ARCCOS(Rule.INEXACT, MathFunction.ARCCOS, ComplexFormulas::arccos),
    /** The angle in [-pi/2, pi/2] whose tangent is x. */
    ARCTAN(Rule.INEXACT, MathFunction.ARCTAN, ComplexFormulas::arctan),
    /** The angle in [-pi, pi] of the point with ordinate x and abscissa y. */
    ARCTAN2(Rule.REAL_INEXACT, MathFunction.ARCTAN2),
    /** sqrt(x^2 + y^2), without overflow on the way. */
    HYPOT(Rule.REAL_INEXACT, MathFunction.HYPOT),
    /** (e^x - e^-x) / 2. */
    SINH(Rule.INEXACT, MathFunction.SINH, ComplexFormulas::sinh),
    /** (e^x + e^-x) / 2. */
    COSH(Rule.INEXACT, MathFunction.COSH, ComplexFormulas::cosh),
    /** sinh x / cosh x. */
    TANH(Rule.INEXACT, MathFunction.TANH, ComplexFormulas::tanh),
    /** The number whose hyperbolic sine is x. */
    ARCSINH(Rule.INEXACT, MathFunction.ARCSINH, ComplexFormulas::arcsinh),
    /** The number, of real part >= 0, whose hyperbolic cosine is x. */
    ARCCOSH(Rule.INEXACT, MathFunction.ARCCOSH, ComplexFormulas::arccosh),
    /** The number whose hyperbolic tangent is x. */
    ARCTANH(Rule.INEXACT, MathFunction.ARCTANH, ComplexFormulas::arctanh),
    /** x * 180 / pi. */
    DEGREES(Rule.REAL_INEXACT, x -> x.times(x.constant(180 / Math.PI))),
    /** x * pi / 180. */
    RADIANS(Rule.REAL_INEXACT, x -> x.times(x.constant(Math.PI / 180))),
    /** sin(pi x) / (pi x), and 1 at 0. */
    SINC(Rule.TRUE_DIVIDE, RealFormulas::sinc, ComplexFormulas::sinc),
    /** The error function, 2 / sqrt(pi) times the integral of e^(-t^2) over [0, x]. */
    ERF(Rule.REAL_INEXACT, MathFunction.ERF),
    /** 1 - erf(x), accurate where erf(x) is near 1. */
    ERFC(Rule.REAL_INEXACT, MathFunction.ERFC),

    // Comparison: exact between integers of any two dtypes; complex numbers by real part, then imaginary part

    /** x = y. */
    EQUAL(Rule.COMPARE, RealFormulas::equal),
    /** not x = y. */
    NOT_EQUAL(Rule.COMPARE, (x, y) -> RealFormulas.equal(x, y).not()),
    /** x &lt; y. */
    LESS(Rule.COMPARE, RealFormulas::less),
    /** x &lt;= y. */
    LESS_EQUAL(Rule.COMPARE, RealFormulas::lessEqual),
    /** x > y. */
    GREATER(Rule.COMPARE, (x, y) -> RealFormulas.less(y, x)),
    /** x >= y. */
    GREATER_EQUAL(Rule.COMPARE, (x, y) -> RealFormulas.lessEqual(y, x)),
    /** The larger; NaN if either is NaN. */
    MAXIMUM(Rule.ARITHMETIC, (x, y) -> x.apply(Prim.MAXIMUM, y), ComplexFormulas::maximum),
    /** The smaller; NaN if either is NaN. */
    MINIMUM(Rule.ARITHMETIC, (x, y) -> x.apply(Prim.MINIMUM, y), ComplexFormulas::minimum),
    /** The larger; the other one if either is NaN. */
    FMAX(Rule.ARITHMETIC, (x, y) -> y.lessEqual(x).or(y.isNan()).select(x, y)),
    /** The smaller; the other one if either is NaN. */
    FMIN(Rule.ARITHMETIC, (x, y) -> x.lessEqual(y).or(y.isNan()).select(x, y)),
    /** y where the bool x is true, else z. */
    WHERE(Rule.SELECT, Scalar::select),

    // Logic and bits

    /** x and y, where nonzero is true. */
    LOGICAL_AND(Rule.LOGICAL, Scalar::and),
    /** x or y, where nonzero is true. */
    LOGICAL_OR(Rule.LOGICAL, Scalar::or),
    /** Exactly one of x and y, where nonzero is true. */
    LOGICAL_XOR(Rule.LOGICAL, Scalar::notEqual),
    /** Whether x is zero. */
    LOGICAL_NOT(Rule.LOGICAL, Scalar::not),
    /** The bits set in x and in y. */
    BITWISE_AND(Rule.INTEGER_OR_BOOL, Scalar::and),
    /** The bits set in x or in y. */
    BITWISE_OR(Rule.INTEGER_OR_BOOL, Scalar::or),
    /** The bits set in one of x and y. */
    BITWISE_XOR(Rule.INTEGER_OR_BOOL, (x, y) -> x.apply(Prim.XOR, y)),
    /** The bits not set in x; bool: not. */
    INVERT(Rule.INTEGER_OR_BOOL, Scalar::not),
    /** x * 2^y, wrapping; 0 for y outside [0, width). */
    LEFT_SHIFT(Rule.SHIFT, (x, y) -> x.apply(Prim.SHIFT_LEFT, y)),
    /** floor(x / 2^y); for y outside [0, width), 0 or, for x &lt; 0, -1. */
    RIGHT_SHIFT(Rule.SHIFT, (x, y) -> x.apply(Prim.SHIFT_RIGHT, y)),

    // Whole numbers

    /** The greatest common divisor of |x| and |y|. */
    GCD(Rule.INTEGER, MathFunction.GCD),
    /** The least common multiple of |x| and |y|, 0 if either is 0. */
    LCM(Rule.INTEGER, RealFormulas::lcm),

    // Parts of complex numbers

    /** The real part x of z. */
    REAL(Rule.MODULUS, Scalar::real),
    /** The imaginary part y of z. */
    IMAG(Rule.MODULUS, Scalar::imaginary),
    /** The complex number x + iy of real x and y. */
    COMPLEX(Rule.PARTS, Scalar::withImaginary),
    /** x - iy. */
    CONJUGATE(Rule.NUMBERS, Scalar::conjugate),
    /** arctan2(y, x), the argument of z. */
    ANGLE(Rule.ARGUMENT, x -> x.imaginary().call(MathFunction.ARCTAN2, x.real()));

    /** The dtypes to which operands must be cast, in order, and the dtype of the result. */
    public record Signature(List<Dtype> operands, Dtype result) {
        public Signature {
            operands = List.copyOf(operands);
        }
    }

    private interface Unary {
        Scalar of(Scalar x);
    }

    private interface Binary {
        Scalar of(Scalar x, Scalar y);
    }

    private interface Ternary {
        Scalar of(Scalar x, Scalar y, Scalar z);
    }

    private interface Formula {
        Scalar of(Scalar... operands);
    }

    private final Rule rule;
    private final int arity;
    private final Formula formula;
    private final String label = name().toLowerCase(Locale.ROOT);

    Elementwise(Rule rule, int arity, Formula formula) {
        this.rule = rule;
        this.arity = arity;
        this.formula = formula;
    }

    Elementwise(Rule rule, Unary formula) {
        this(rule, 1, operands -> formula.of(operands[0]));
    }

    Elementwise(Rule rule, Binary formula) {
        this(rule, 2, operands -> formula.of(operands[0], operands[1]));
    }

    Elementwise(Rule rule, Ternary formula) {
        this(rule, 3, operands -> formula.of(operands[0], operands[1], operands[2]));
    }

    Elementwise(Rule rule, MathFunction function) {
        this(
                rule,
                function.arity(),
                operands -> operands.length == 1
                        ? operands[0].call(function)
                        : operands[0].call(function, operands[1]));
    }

    Elementwise(Rule rule, Unary real, Unary complex) {
        this(rule, x -> x.dtype().isComplex() ? complex.of(x) : real.of(x));
    }

    Elementwise(Rule rule, Binary real, Binary complex) {
        this(rule, (x, y) -> x.dtype().isComplex() ? complex.of(x, y) : real.of(x, y));
    }

    Elementwise(Rule rule, MathFunction real, Unary complex) {
        this(rule, x -> x.call(real), complex);
    }

    /** NumPy's name: {@code "floor_divide"}. */
    @Override
    public String label() {
        return label;
    }

    /** Number of operands. */
    public int arity() {
        return arity;
    }

    /**
     * The dtypes this operator computes with for operands of dtypes {@code args}.
     *
     * @throws DtypeException if it has none
     */
    public Signature signature(List<Dtype> args) {
        if (args.size() != arity) {
            throw new BugException(label + " has " + arity + " operands, got " + args);
        }
        return rule.signature(label, args);
    }

    /** The result of the operator's body on symbols whose dtypes are the {@link #signature}'s operands. */
    public Scalar formula(Scalar... operands) {
        if (operands.length != arity) {
            throw new BugException(label + " has " + arity + " operands, got " + operands.length);
        }
        return formula.of(operands);
    }

    /** The type of the result of operands that have one shape and are already cast to {@link #signature}'s dtypes. */
    @Override
    public Type infer(List<Type> args) {
        List<Dtype> dtypes = new ArrayList<>(args.size());
        Shape shape = args.getFirst().shape();
        boolean oneShape = true;
        for (Type arg : args) {
            dtypes.add(arg.dtype());
            oneShape &= arg.shape().equals(shape);
        }
        Signature signature = signature(dtypes);
        if (!oneShape || !dtypes.equals(signature.operands())) {
            throw new BugException(label + " needs " + signature.operands() + " of one shape, got " + args);
        }
        return new Type(signature.result(), shape);
    }
}
