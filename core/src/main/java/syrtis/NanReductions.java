package syrtis;

import syrtis.op.Monoid;
import syrtis.type.Dtype;
import syrtis.type.ShapeException;

/** Folds that leave NaN out: those of {@link Reductions} over the other elements; {@link Nd} inherits them. */
public sealed class NanReductions extends Reductions permits Selection {
    NanReductions() {}

    private static boolean canBeNan(NDArray a) {
        return a.dtype().isInexact();
    }

    private static NDArray without(NDArray a, double replacement) {
        return canBeNan(a) ? where(isnan(a), scalar(replacement), a) : a;
    }

    /** How many elements are not NaN; float64. */
    private static NDArray count(NDArray a, Over over) {
        return sum(logicalNot(isnan(a)), over.elements().in(Dtype.FLOAT64));
    }

    /** The sum of all elements that are not NaN. */
    public static NDArray nansum(NDArray a) {
        return nansum(a, Over.all());
    }

    /** The sum of what is not NaN; 0 of nothing. */
    public static NDArray nansum(NDArray a, Over over) {
        return sum(without(a, 0), over);
    }

    /** The product of all elements that are not NaN. */
    public static NDArray nanprod(NDArray a) {
        return nanprod(a, Over.all());
    }

    /** The product of what is not NaN; 1 of nothing. */
    public static NDArray nanprod(NDArray a, Over over) {
        return prod(without(a, 1), over);
    }

    /** The maximum of all elements that are not NaN. */
    public static NDArray nanmax(NDArray a) {
        return nanmax(a, Over.all());
    }

    /** The maximum of what is not NaN; NaN of nothing. */
    public static NDArray nanmax(NDArray a, Over over) {
        return extreme(a, Monoid.MAX, over);
    }

    /** The minimum of all elements that are not NaN. */
    public static NDArray nanmin(NDArray a) {
        return nanmin(a, Over.all());
    }

    /** The minimum of what is not NaN; NaN of nothing. */
    public static NDArray nanmin(NDArray a, Over over) {
        return extreme(a, Monoid.MIN, over);
    }

    private static NDArray extreme(NDArray a, Monoid monoid, Over over) {
        NDArray found = reduce(without(a, lowest(monoid)), monoid, over);
        boolean isKnown = !canBeNan(a) || over.initial() != null;
        return isKnown ? found : where(all(isnan(a), over.elements()), scalar(Double.NaN), found);
    }

    private static double lowest(Monoid monoid) {
        return monoid == Monoid.MAX ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** The row-major position of the first maximum of what is not NaN. Evaluates {@code a} if it can hold NaN. */
    public static NDArray nanargmax(NDArray a) {
        return nanargmax(a, Over.all());
    }

    /**
     * The first index of the maximum of what is not NaN. Evaluates {@code a} if it can hold NaN.
     *
     * @throws ShapeException if a slice holds nothing but NaN
     */
    public static NDArray nanargmax(NDArray a, Over over) {
        requireNumbers("nanargmax", a, over);
        return argmax(without(a, lowest(Monoid.MAX)), over);
    }

    /** The row-major position of the first minimum of what is not NaN. Evaluates {@code a} if it can hold NaN. */
    public static NDArray nanargmin(NDArray a) {
        return nanargmin(a, Over.all());
    }

    /**
     * The first index of the minimum of what is not NaN. Evaluates {@code a} if it can hold NaN.
     *
     * @throws ShapeException if a slice holds nothing but NaN
     */
    public static NDArray nanargmin(NDArray a, Over over) {
        requireNumbers("nanargmin", a, over);
        return argmin(without(a, lowest(Monoid.MIN)), over);
    }

    private static void requireNumbers(String name, NDArray a, Over over) {
        if (canBeNan(a) && a.size() > 0 && any(all(isnan(a), over), Over.all()).itemLong() != 0) {
            throw new ShapeException(
                    name + " of NaN alone has no value: a slice of shape " + a.shape() + " holds nothing else");
        }
    }

    /** The mean of all elements that are not NaN. */
    public static NDArray nanmean(NDArray a) {
        return nanmean(a, Over.all());
    }

    /** The mean of what is not NaN; NaN of nothing. */
    public static NDArray nanmean(NDArray a, Over over) {
        if (!canBeNan(a)) {
            return mean(a, over);
        }
        NDArray total = nansum(a, over);
        return divide(total, count(a, over).astype(total.dtype()));
    }

    /** The variance of all elements that are not NaN. */
    public static NDArray nanvar(NDArray a) {
        return nanvar(a, Over.all());
    }

    /** The variance of what is not NaN; NaN where ddof leaves nothing. */
    public static NDArray nanvar(NDArray a, Over over) {
        if (!canBeNan(a)) {
            return var(a, over);
        }
        NDArray plain = over.dtype() == null ? a : a.astype(over.dtype());
        NDArray distance = where(isnan(plain), scalar(0.0), subtract(plain, nanmean(plain, over.keepingDims())));
        NDArray squares = squares(distance);
        NDArray total = sum(squares, over.elements());
        NDArray freedom = subtract(count(a, over), scalar(over.ddof())).astype(total.dtype());
        return where(lessEqual(freedom, scalar(0.0)), scalar(Double.NaN), divide(total, freedom));
    }

    /** The standard deviation of all elements that are not NaN. */
    public static NDArray nanstd(NDArray a) {
        return nanstd(a, Over.all());
    }

    /** The standard deviation of what is not NaN: the square root of {@link #nanvar}. */
    public static NDArray nanstd(NDArray a, Over over) {
        return sqrt(nanvar(a, over));
    }

    /** Running sums of all elements in row-major order, NaN counting as 0. */
    public static NDArray nancumsum(NDArray a) {
        return cumsum(without(a, 0));
    }

    /** Running sums along an axis, NaN counting as 0. */
    public static NDArray nancumsum(NDArray a, int axis) {
        return cumsum(without(a, 0), axis);
    }

    /** Running sums, NaN counting as 0. */
    public static NDArray nancumsum(NDArray a, Running running) {
        return cumsum(without(a, 0), running);
    }

    /** Running products of all elements in row-major order, NaN counting as 1. */
    public static NDArray nancumprod(NDArray a) {
        return cumprod(without(a, 1));
    }

    /** Running products along an axis, NaN counting as 1. */
    public static NDArray nancumprod(NDArray a, int axis) {
        return cumprod(without(a, 1), axis);
    }

    /** Running products, NaN counting as 1. */
    public static NDArray nancumprod(NDArray a, Running running) {
        return cumprod(without(a, 1), running);
    }
}
