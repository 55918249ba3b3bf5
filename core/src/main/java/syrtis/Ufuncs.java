package syrtis;

import syrtis.op.Elementwise;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;

/**
 * NumPy's elementwise functions: one public line per row of {@link Elementwise}. Operands are broadcast and promoted as
 * NumPy 2 does; the result has the broadcast shape. {@link Nd} inherits them all. Shapes that do not broadcast are a
 * {@link syrtis.type.ShapeException}, dtypes that a function is not defined for a {@link DtypeException}.
 */
public sealed class Ufuncs permits Composed {
    Ufuncs() {}

    /** x1 where {@code condition} holds, else x2, elementwise. */
    public static NDArray where(NDArray condition, NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.WHERE, Nd.cast(condition, Dtype.BOOL), x1, x2);
    }

    /** |x|; the modulus of complex numbers, elementwise. */
    public static NDArray absolute(NDArray x) {
        return new Nodes().apply(Elementwise.ABSOLUTE, x);
    }

    /** |x| as a float, elementwise. */
    public static NDArray fabs(NDArray x) {
        return new Nodes().apply(Elementwise.FABS, x);
    }

    /** -x, elementwise. */
    public static NDArray negative(NDArray x) {
        return new Nodes().apply(Elementwise.NEGATIVE, x);
    }

    /** x, elementwise. */
    public static NDArray positive(NDArray x) {
        return new Nodes().apply(Elementwise.POSITIVE, x);
    }

    /** x / |x|, and 0 at 0, elementwise. */
    public static NDArray sign(NDArray x) {
        return new Nodes().apply(Elementwise.SIGN, x);
    }

    /** x * x, elementwise. */
    public static NDArray square(NDArray x) {
        return new Nodes().apply(Elementwise.SQUARE, x);
    }

    /** The square root, elementwise. */
    public static NDArray sqrt(NDArray x) {
        return new Nodes().apply(Elementwise.SQRT, x);
    }

    /** The cube root, elementwise. */
    public static NDArray cbrt(NDArray x) {
        return new Nodes().apply(Elementwise.CBRT, x);
    }

    /** 1 / x; integers truncate, elementwise. */
    public static NDArray reciprocal(NDArray x) {
        return new Nodes().apply(Elementwise.RECIPROCAL, x);
    }

    /** e to the power x, elementwise. */
    public static NDArray exp(NDArray x) {
        return new Nodes().apply(Elementwise.EXP, x);
    }

    /** 2 to the power x, elementwise. */
    public static NDArray exp2(NDArray x) {
        return new Nodes().apply(Elementwise.EXP2, x);
    }

    /** exp(x) - 1 without cancellation, elementwise. */
    public static NDArray expm1(NDArray x) {
        return new Nodes().apply(Elementwise.EXPM1, x);
    }

    /** The natural logarithm, elementwise. */
    public static NDArray log(NDArray x) {
        return new Nodes().apply(Elementwise.LOG, x);
    }

    /** The logarithm to base 2, elementwise. */
    public static NDArray log2(NDArray x) {
        return new Nodes().apply(Elementwise.LOG2, x);
    }

    /** The logarithm to base 10, elementwise. */
    public static NDArray log10(NDArray x) {
        return new Nodes().apply(Elementwise.LOG10, x);
    }

    /** log(1 + x) without cancellation, elementwise. */
    public static NDArray log1p(NDArray x) {
        return new Nodes().apply(Elementwise.LOG1P, x);
    }

    /** The sine of x radians, elementwise. */
    public static NDArray sin(NDArray x) {
        return new Nodes().apply(Elementwise.SIN, x);
    }

    /** The cosine of x radians, elementwise. */
    public static NDArray cos(NDArray x) {
        return new Nodes().apply(Elementwise.COS, x);
    }

    /** The tangent of x radians, elementwise. */
    public static NDArray tan(NDArray x) {
        return new Nodes().apply(Elementwise.TAN, x);
    }

    /** The inverse sine, in radians, elementwise. */
    public static NDArray arcsin(NDArray x) {
        return new Nodes().apply(Elementwise.ARCSIN, x);
    }

    /** The inverse cosine, in radians, elementwise. */
    public static NDArray arccos(NDArray x) {
        return new Nodes().apply(Elementwise.ARCCOS, x);
    }

    /** The inverse tangent, in radians, elementwise. */
    public static NDArray arctan(NDArray x) {
        return new Nodes().apply(Elementwise.ARCTAN, x);
    }

    /** The hyperbolic sine, elementwise. */
    public static NDArray sinh(NDArray x) {
        return new Nodes().apply(Elementwise.SINH, x);
    }

    /** The hyperbolic cosine, elementwise. */
    public static NDArray cosh(NDArray x) {
        return new Nodes().apply(Elementwise.COSH, x);
    }

    /** The hyperbolic tangent, elementwise. */
    public static NDArray tanh(NDArray x) {
        return new Nodes().apply(Elementwise.TANH, x);
    }

    /** The inverse hyperbolic sine, elementwise. */
    public static NDArray arcsinh(NDArray x) {
        return new Nodes().apply(Elementwise.ARCSINH, x);
    }

    /** The inverse hyperbolic cosine, elementwise. */
    public static NDArray arccosh(NDArray x) {
        return new Nodes().apply(Elementwise.ARCCOSH, x);
    }

    /** The inverse hyperbolic tangent, elementwise. */
    public static NDArray arctanh(NDArray x) {
        return new Nodes().apply(Elementwise.ARCTANH, x);
    }

    /** Radians in degrees, elementwise. */
    public static NDArray degrees(NDArray x) {
        return new Nodes().apply(Elementwise.DEGREES, x);
    }

    /** Degrees in radians, elementwise. */
    public static NDArray radians(NDArray x) {
        return new Nodes().apply(Elementwise.RADIANS, x);
    }

    /** sin(pi x) / (pi x), and 1 at 0, elementwise. */
    public static NDArray sinc(NDArray x) {
        return new Nodes().apply(Elementwise.SINC, x);
    }

    /** The greatest integer not above x, elementwise. */
    public static NDArray floor(NDArray x) {
        return new Nodes().apply(Elementwise.FLOOR, x);
    }

    /** The least integer not below x, elementwise. */
    public static NDArray ceil(NDArray x) {
        return new Nodes().apply(Elementwise.CEIL, x);
    }

    /** x without its fraction, elementwise. */
    public static NDArray trunc(NDArray x) {
        return new Nodes().apply(Elementwise.TRUNC, x);
    }

    /** The nearest integer, ties to even, elementwise. */
    public static NDArray rint(NDArray x) {
        return new Nodes().apply(Elementwise.RINT, x);
    }

    /** Whether x is neither infinite nor NaN, elementwise. */
    public static NDArray isfinite(NDArray x) {
        return new Nodes().apply(Elementwise.ISFINITE, x);
    }

    /** Whether x is infinite, elementwise. */
    public static NDArray isinf(NDArray x) {
        return new Nodes().apply(Elementwise.ISINF, x);
    }

    /** Whether x is NaN, elementwise. */
    public static NDArray isnan(NDArray x) {
        return new Nodes().apply(Elementwise.ISNAN, x);
    }

    /** Whether x is positive infinity, elementwise. */
    public static NDArray isposinf(NDArray x) {
        return new Nodes().apply(Elementwise.ISPOSINF, x);
    }

    /** Whether x is negative infinity, elementwise. */
    public static NDArray isneginf(NDArray x) {
        return new Nodes().apply(Elementwise.ISNEGINF, x);
    }

    /** Whether the sign bit is set, elementwise. */
    public static NDArray signbit(NDArray x) {
        return new Nodes().apply(Elementwise.SIGNBIT, x);
    }

    /** The distance to the next float away from zero, elementwise. */
    public static NDArray spacing(NDArray x) {
        return new Nodes().apply(Elementwise.SPACING, x);
    }

    /** Whether x is zero, elementwise. */
    public static NDArray logicalNot(NDArray x) {
        return new Nodes().apply(Elementwise.LOGICAL_NOT, x);
    }

    /** The bitwise complement; not for bools, elementwise. */
    public static NDArray invert(NDArray x) {
        return new Nodes().apply(Elementwise.INVERT, x);
    }

    /** The real part, elementwise. Of complex arrays a copy, where NumPy has a view. */
    public static NDArray real(NDArray x) {
        return new Nodes().apply(Elementwise.REAL, x);
    }

    /** The imaginary part; zero for real numbers, elementwise. Of complex arrays a copy, where NumPy has a view. */
    public static NDArray imag(NDArray x) {
        return new Nodes().apply(Elementwise.IMAG, x);
    }

    /** Complex numbers of real part x1 and imaginary part x2, elementwise; NumPy writes {@code x1 + 1j * x2}. */
    public static NDArray complex(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.COMPLEX, x1, x2);
    }

    /** The complex conjugate, elementwise. */
    public static NDArray conjugate(NDArray x) {
        return new Nodes().apply(Elementwise.CONJUGATE, x);
    }

    /** The angle of a complex number, in radians, elementwise. */
    public static NDArray angle(NDArray x) {
        return new Nodes().apply(Elementwise.ANGLE, x);
    }

    /** The error function, elementwise. */
    public static NDArray erf(NDArray x) {
        return new Nodes().apply(Elementwise.ERF, x);
    }

    /** 1 - erf(x) without cancellation, elementwise. */
    public static NDArray erfc(NDArray x) {
        return new Nodes().apply(Elementwise.ERFC, x);
    }

    /** x + y, elementwise. */
    public static NDArray add(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.ADD, x1, x2);
    }

    /** x - y, elementwise. */
    public static NDArray subtract(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.SUBTRACT, x1, x2);
    }

    /** x * y, elementwise. */
    public static NDArray multiply(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.MULTIPLY, x1, x2);
    }

    /** x / y; integers in float64, elementwise. */
    public static NDArray divide(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.DIVIDE, x1, x2);
    }

    /** The greatest integer not above x / y, elementwise. */
    public static NDArray floorDivide(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.FLOOR_DIVIDE, x1, x2);
    }

    /** x - y * floor(x / y), the sign of y, elementwise. */
    public static NDArray remainder(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.REMAINDER, x1, x2);
    }

    /** x - y * trunc(x / y), the sign of x, elementwise. */
    public static NDArray fmod(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.FMOD, x1, x2);
    }

    /**
     * x to the power y, elementwise. Integers have no negative powers: a negative number of the program is refused at
     * once, others when the result is computed.
     */
    public static NDArray power(NDArray x1, NDArray x2) {
        if (x2.isNegativeInteger() && !x1.dtype().isInexact()) {
            throw new DtypeException("power of " + x1.dtype()
                    + " needs exponents >= 0: cast the base to float64 first, or use float_power");
        }
        return new Nodes().apply(Elementwise.POWER, x1, x2);
    }

    /** x to the power y, in float64 or complex128, elementwise. */
    public static NDArray floatPower(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.FLOAT_POWER, x1, x2);
    }

    /** sqrt(x * x + y * y) without overflow, elementwise. */
    public static NDArray hypot(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.HYPOT, x1, x2);
    }

    /** The angle of the point (y, x), in radians, elementwise. */
    public static NDArray arctan2(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.ARCTAN2, x1, x2);
    }

    /** |x| with the sign of y, elementwise. */
    public static NDArray copysign(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.COPYSIGN, x1, x2);
    }

    /** The next float after x towards y, elementwise. */
    public static NDArray nextafter(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.NEXTAFTER, x1, x2);
    }

    /** 0 for x &lt; 0, y for x = 0, 1 for x > 0, elementwise. */
    public static NDArray heaviside(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.HEAVISIDE, x1, x2);
    }

    /** log(exp(x) + exp(y)), elementwise. */
    public static NDArray logaddexp(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.LOGADDEXP, x1, x2);
    }

    /** log2(2**x + 2**y), elementwise. */
    public static NDArray logaddexp2(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.LOGADDEXP2, x1, x2);
    }

    /** The larger; NaN if either is, elementwise. */
    public static NDArray maximum(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.MAXIMUM, x1, x2);
    }

    /** The smaller; NaN if either is, elementwise. */
    public static NDArray minimum(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.MINIMUM, x1, x2);
    }

    /** The larger; the other one if one is NaN, elementwise. */
    public static NDArray fmax(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.FMAX, x1, x2);
    }

    /** The smaller; the other one if one is NaN, elementwise. */
    public static NDArray fmin(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.FMIN, x1, x2);
    }

    /** Whether x == y, elementwise. */
    public static NDArray equal(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.EQUAL, x1, x2);
    }

    /** Whether x != y, elementwise. */
    public static NDArray notEqual(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.NOT_EQUAL, x1, x2);
    }

    /** Whether x &lt; y, elementwise. */
    public static NDArray less(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.LESS, x1, x2);
    }

    /** Whether x &lt;= y, elementwise. */
    public static NDArray lessEqual(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.LESS_EQUAL, x1, x2);
    }

    /** Whether x > y, elementwise. */
    public static NDArray greater(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.GREATER, x1, x2);
    }

    /** Whether x >= y, elementwise. */
    public static NDArray greaterEqual(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.GREATER_EQUAL, x1, x2);
    }

    /** Whether both are nonzero, elementwise. */
    public static NDArray logicalAnd(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.LOGICAL_AND, x1, x2);
    }

    /** Whether one is nonzero, elementwise. */
    public static NDArray logicalOr(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.LOGICAL_OR, x1, x2);
    }

    /** Whether exactly one is nonzero, elementwise. */
    public static NDArray logicalXor(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.LOGICAL_XOR, x1, x2);
    }

    /** x &amp; y, elementwise. */
    public static NDArray bitwiseAnd(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.BITWISE_AND, x1, x2);
    }

    /** x | y, elementwise. */
    public static NDArray bitwiseOr(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.BITWISE_OR, x1, x2);
    }

    /** x ^ y, elementwise. */
    public static NDArray bitwiseXor(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.BITWISE_XOR, x1, x2);
    }

    /** x &lt;&lt; y; 0 where y is not in [0, width), elementwise. */
    public static NDArray leftShift(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.LEFT_SHIFT, x1, x2);
    }

    /** x >> y, elementwise. */
    public static NDArray rightShift(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.RIGHT_SHIFT, x1, x2);
    }

    /** The greatest common divisor, elementwise. */
    public static NDArray gcd(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.GCD, x1, x2);
    }

    /** The least common multiple, elementwise. */
    public static NDArray lcm(NDArray x1, NDArray x2) {
        return new Nodes().apply(Elementwise.LCM, x1, x2);
    }

    /** Another name of {@link #absolute}. */
    public static NDArray abs(NDArray x) {
        return absolute(x);
    }

    /** Another name of {@link #conjugate}. */
    public static NDArray conj(NDArray x) {
        return conjugate(x);
    }

    /** Another name of {@link #arccos}. */
    public static NDArray acos(NDArray x) {
        return arccos(x);
    }

    /** Another name of {@link #arccosh}. */
    public static NDArray acosh(NDArray x) {
        return arccosh(x);
    }

    /** Another name of {@link #arcsin}. */
    public static NDArray asin(NDArray x) {
        return arcsin(x);
    }

    /** Another name of {@link #arcsinh}. */
    public static NDArray asinh(NDArray x) {
        return arcsinh(x);
    }

    /** Another name of {@link #arctan}. */
    public static NDArray atan(NDArray x) {
        return arctan(x);
    }

    /** Another name of {@link #arctanh}. */
    public static NDArray atanh(NDArray x) {
        return arctanh(x);
    }

    /** Another name of {@link #invert}. */
    public static NDArray bitwiseInvert(NDArray x) {
        return invert(x);
    }

    /** Another name of {@link #invert}. */
    public static NDArray bitwiseNot(NDArray x) {
        return invert(x);
    }

    /** Another name of {@link #radians}. */
    public static NDArray deg2rad(NDArray x) {
        return radians(x);
    }

    /** Another name of {@link #degrees}. */
    public static NDArray rad2deg(NDArray x) {
        return degrees(x);
    }

    /** Another name of {@link #arctan2}. */
    public static NDArray atan2(NDArray x1, NDArray x2) {
        return arctan2(x1, x2);
    }

    /** Another name of {@link #power}. */
    public static NDArray pow(NDArray x1, NDArray x2) {
        return power(x1, x2);
    }

    /** Another name of {@link #remainder}. */
    public static NDArray mod(NDArray x1, NDArray x2) {
        return remainder(x1, x2);
    }

    /** Another name of {@link #divide}. */
    public static NDArray trueDivide(NDArray x1, NDArray x2) {
        return divide(x1, x2);
    }

    /** Another name of {@link #leftShift}. */
    public static NDArray bitwiseLeftShift(NDArray x1, NDArray x2) {
        return leftShift(x1, x2);
    }

    /** Another name of {@link #rightShift}. */
    public static NDArray bitwiseRightShift(NDArray x1, NDArray x2) {
        return rightShift(x1, x2);
    }
}
