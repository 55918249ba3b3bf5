package syrtis;

import syrtis.expr.Expr;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;

/**
 * NumPy's elementwise functions that are compositions of the rows in {@link Ufuncs}; {@link Nd} inherits them. A
 * composition is computed in one pass, like a single function.
 */
public sealed class Composed extends Ufuncs permits Creation {
    Composed() {}

    // ---- rounding

    /** The nearest integer, ties to even; integers and bools stay as they are. */
    public static NDArray round(NDArray a) {
        return round(a, 0);
    }

    /**
     * The nearest number with {@code decimals} digits after the point, ties to even; negative ones round before the
     * point. As in NumPy it is computed as {@code rint(a * 10**decimals) / 10**decimals}.
     */
    public static NDArray round(NDArray a, int decimals) {
        double scale = Math.pow(10, Math.abs(decimals));
        if (!a.dtype().isInexact()) {
            return decimals >= 0
                    ? positiveOrBool(a)
                    : multiply(rint(divide(a, Nd.scalar(scale))), Nd.scalar(scale))
                            .astype(a.dtype());
        }
        if (decimals == 0) {
            return rint(a);
        }
        if (a.dtype().isComplex()) {
            return complex(round(real(a), decimals), round(imag(a), decimals));
        }
        return decimals > 0
                ? divide(rint(multiply(a, Nd.scalar(scale))), Nd.scalar(scale))
                : multiply(rint(divide(a, Nd.scalar(scale))), Nd.scalar(scale));
    }

    private static NDArray positiveOrBool(NDArray a) {
        return a.dtype().isBool() ? a.copy() : positive(a);
    }

    /** Another name of {@link #round(NDArray)}. */
    public static NDArray around(NDArray a) {
        return round(a);
    }

    /** Another name of {@link #round(NDArray, int)}. */
    public static NDArray around(NDArray a, int decimals) {
        return round(a, decimals);
    }

    /** The nearest integer towards zero. */
    public static NDArray fix(NDArray x) {
        return trunc(x);
    }

    /** The fraction and the whole part of each element, both with its sign. */
    public static NDArray[] modf(NDArray x) {
        NDArray plain = x.dtype().isInexact() ? x : x.astype(Dtype.FLOAT64);
        NDArray whole = trunc(plain);
        NDArray fraction = where(isinf(plain), Nd.scalar(0.0), subtract(plain, whole));
        return new NDArray[] {copysign(fraction, plain), whole};
    }

    /** {@link #floorDivide} and {@link #remainder}. */
    public static NDArray[] divmod(NDArray x1, NDArray x2) {
        return new NDArray[] {floorDivide(x1, x2), remainder(x1, x2)};
    }

    /** The angle of a complex number, in degrees if {@code deg}, else in radians. */
    public static NDArray angle(NDArray z, boolean deg) {
        return deg ? degrees(angle(z)) : angle(z);
    }

    // ---- limits

    /** {@code a} with elements below {@code min} or above {@code max} replaced by these; NaN stays. */
    public static NDArray clip(NDArray a, NDArray min, NDArray max) {
        return minimum(maximum(a, min), max);
    }

    /** {@code a} with elements below {@code min} or above {@code max} replaced by these, which are weak scalars. */
    public static NDArray clip(NDArray a, double min, double max) {
        return clip(a, Nd.scalar(min), Nd.scalar(max));
    }

    /** {@code a} with elements below {@code min} or above {@code max} replaced by these, which are weak scalars. */
    public static NDArray clip(NDArray a, long min, long max) {
        return clip(a, Nd.scalar(min), Nd.scalar(max));
    }

    /** {@code a} with elements outside of the bounds replaced by the bound. */
    public static NDArray clip(NDArray a, Bounds bounds) {
        NDArray least = bounds.min();
        NDArray most = bounds.max();
        NDArray raised = least == null ? a : maximum(a, least);
        return most == null ? (least == null ? a.copy() : raised) : minimum(raised, most);
    }

    /** {@code x} with NaN replaced by 0 and infinities by the dtype's greatest and least numbers. */
    public static NDArray nanToNum(NDArray x) {
        return nanToNum(x, Replacements.defaults());
    }

    /** {@code x} with NaN and infinities replaced; integers and bools stay. Of complex numbers each part by itself. */
    public static NDArray nanToNum(NDArray x, Replacements replacements) {
        if (!x.dtype().isInexact()) {
            return x.copy();
        }
        if (x.dtype().isComplex()) {
            return complex(nanToNum(real(x), replacements), nanToNum(imag(x), replacements));
        }
        double greatest = x.dtype() == Dtype.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        Double above = replacements.posinf();
        Double below = replacements.neginf();
        NDArray finite = where(isposinf(x), Nd.scalar(above == null ? greatest : above), x);
        finite = where(isneginf(x), Nd.scalar(below == null ? -greatest : below), finite);
        return where(isnan(x), Nd.scalar(replacements.nan()), finite);
    }

    // ---- comparison

    /** Whether |a - b| &lt;= 1e-8 + 1e-5 * |b|; infinities are close to themselves, NaN to nothing. */
    public static NDArray isclose(NDArray a, NDArray b) {
        return isclose(a, b, Tolerance.defaults());
    }

    /** Whether |a - b| &lt;= atol + rtol * |b|, elementwise. */
    public static NDArray isclose(NDArray a, NDArray b, Tolerance tolerance) {
        NDArray y = inexact(b);
        NDArray limit = add(Nd.scalar(tolerance.atol()), multiply(Nd.scalar(tolerance.rtol()), absolute(y)));
        NDArray near = logicalAnd(lessEqual(absolute(subtract(a, y)), limit), isfinite(y));
        NDArray close = logicalOr(near, equal(a, y));
        return tolerance.equalNan() ? logicalOr(close, logicalAnd(isnan(a), isnan(y))) : close;
    }

    /** Floats or complex numbers, weak ones staying weak. */
    private static NDArray inexact(NDArray x) {
        if (x.dtype().isInexact()) {
            return x;
        }
        Expr floats = new Nodes().cast(x.expr(), Dtype.FLOAT64);
        return x.isWeak() ? NDArray.weak(floats) : NDArray.of(floats);
    }

    /** Whether all elements are close: {@link #isclose}. */
    public static NDArray allclose(NDArray a, NDArray b) {
        return isclose(a, b).all();
    }

    /** Whether all elements are close. */
    public static NDArray allclose(NDArray a, NDArray b, Tolerance tolerance) {
        return isclose(a, b, tolerance).all();
    }

    /** Whether both arrays have one shape and equal elements; a bool without axes. */
    public static NDArray arrayEqual(NDArray a1, NDArray a2) {
        return arrayEqual(a1, a2, false);
    }

    /** Whether both arrays have one shape and equal elements, NaN being equal to NaN if {@code equalNan}. */
    public static NDArray arrayEqual(NDArray a1, NDArray a2, boolean equalNan) {
        if (!a1.shape().equals(a2.shape())) {
            return Nd.zeros(syrtis.type.Shape.SCALAR, Dtype.BOOL);
        }
        NDArray same = equal(a1, a2);
        return (equalNan ? logicalOr(same, logicalAnd(isnan(a1), isnan(a2))) : same).all();
    }

    /** Whether both arrays are equal once broadcast; false if they cannot be. */
    public static NDArray arrayEquiv(NDArray a1, NDArray a2) {
        try {
            return equal(a1, a2).all();
        } catch (syrtis.type.ShapeException apart) {
            return Nd.zeros(syrtis.type.Shape.SCALAR, Dtype.BOOL);
        }
    }

    /** Whether the imaginary part is zero; true for real dtypes. */
    public static NDArray isreal(NDArray x) {
        return equal(imag(x), Nd.scalar(0L));
    }

    /** Whether the imaginary part is not zero; false for real dtypes. */
    public static NDArray iscomplex(NDArray x) {
        return notEqual(imag(x), Nd.scalar(0L));
    }

    // ---- bits and parts

    /** How many bits of |x| are set; uint8. */
    public static NDArray bitwiseCount(NDArray x) {
        if (x.dtype().isInexact()) {
            throw new DtypeException("bitwise_count needs bool or integers, got " + x.dtype());
        }
        // Counts of 1, 2, 4 bits side by side, then all bytes added up by a product (Warren, Hacker's Delight, 5-1).
        NDArray sizes = absolute(x);
        // The least signed number has no positive counterpart but the right bits.
        NDArray v = (x.dtype().isBool() ? sizes : sizes.astype("uint" + 8 * x.itemsize())).astype(Dtype.UINT64);
        v = v.subtract(shiftedAnd(v, 1, 0x5555555555555555L));
        v = bitwiseAnd(v, Nd.scalar(0x3333333333333333L)).add(shiftedAnd(v, 2, 0x3333333333333333L));
        v = bitwiseAnd(v.add(rightShift(v, Nd.scalar(4L))), Nd.scalar(0x0f0f0f0f0f0f0f0fL));
        return rightShift(v.multiply(0x0101010101010101L), Nd.scalar(56L)).astype(Dtype.UINT8);
    }

    private static NDArray shiftedAnd(NDArray v, long distance, long mask) {
        return bitwiseAnd(rightShift(v, Nd.scalar(distance)), Nd.scalar(mask));
    }
}
