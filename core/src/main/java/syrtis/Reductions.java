package syrtis;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Expr;
import syrtis.op.Monoid;
import syrtis.op.Op;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.ShapeException;
import syrtis.type.Type;

/**
 * Functions that fold arrays along axes, or run along one; {@link Nd} inherits them. Without {@link Over} all elements
 * are folded. Sums have one fixed order of additions ({@link Op.Reduce}), whatever the tiling and the threads.
 */
public sealed class Reductions extends Joining permits NanReductions {
    Reductions() {}

    // ---- folds

    static NDArray reduce(NDArray a, Monoid monoid, Over over) {
        Dtype asked = over.dtype();
        boolean free = monoid == Monoid.SUM || monoid == Monoid.PROD;
        return reduce(a, monoid, over, asked != null && free ? asked : monoid.result(a.dtype()));
    }

    /** Folds elements cast to {@code dtype}. */
    static NDArray reduce(NDArray a, Monoid monoid, Over over, Dtype dtype) {
        Nodes nodes = new Nodes();
        nodes.site(); // Here the user's frame is near.
        int[] axes = over.axes(monoid.label(), a.shape());
        NDArray initial = over.initial();
        Expr node = nodes.cast(chosen(a, monoid, over).expr(), dtype);
        if (initial != null && a.size() == 0 && !monoid.hasIdentity()) {
            Shape shape = a.shape();
            for (int k = axes.length - 1; k >= 0; k--) {
                shape = shape.drop(axes[k]);
            }
            return keepDims(full(shape, initial, dtype), a.shape(), axes, over.keepdims());
        }
        for (int k = axes.length - 1; k >= 0; k--) {
            node = fold(nodes, node, monoid, axes[k]);
        }
        NDArray folded = keepDims(NDArray.of(node), a.shape(), axes, over.keepdims());
        return initial == null ? folded : begun(monoid, Nd.cast(initial, dtype), folded);
    }

    /** The elements that count; in place of the others what changes no result. */
    private static NDArray chosen(NDArray a, Monoid monoid, Over over) {
        NDArray where = over.where();
        NDArray initial = over.initial();
        if (where == null) {
            return a;
        }
        if (!monoid.hasIdentity() && initial == null) {
            throw new ShapeException(monoid.label() + " with 'where' needs 'initial': what it is of no elements");
        }
        NDArray other = monoid.hasIdentity() || initial == null ? scalar(identity(monoid)) : initial;
        return where(broadcastTo(where, a.shape()), a, Nd.cast(other, a.dtype()));
    }

    /** A fold that begins with {@code initial}. */
    private static NDArray begun(Monoid monoid, NDArray initial, NDArray folded) {
        return switch (monoid) {
            case SUM -> add(initial, folded);
            case PROD -> multiply(initial, folded);
            case MAX -> maximum(initial, folded);
            case MIN -> minimum(initial, folded);
            case ALL -> logicalAnd(initial, folded);
            case ANY -> logicalOr(initial, folded);
        };
    }

    private static long identity(Monoid monoid) {
        return monoid == Monoid.PROD || monoid == Monoid.ALL ? 1 : 0;
    }

    private static Expr fold(Nodes nodes, Expr node, Monoid monoid, int axis) {
        Shape shape = node.type().shape();
        if (shape.dim(axis) > 0) {
            return nodes.of(new Op.Reduce(monoid, axis), node);
        }
        if (!monoid.hasIdentity() && !shape.drop(axis).isEmpty()) {
            throw new ShapeException(
                    monoid.label() + " of no elements has no value: axis " + axis + " of " + shape + " has length 0");
        }
        return nodes.constant(identity(monoid), 0L, new Type(node.type().dtype(), shape.drop(axis)));
    }

    static NDArray keepDims(NDArray reduced, Shape from, int[] axes, boolean keepdims) {
        if (!keepdims) {
            return reduced;
        }
        Shape shape = from;
        for (int axis : axes) {
            shape = shape.with(axis, 1);
        }
        return reduced.reshape(shape);
    }

    /** The sum of all elements; integers and bools in 64 bits. */
    public static NDArray sum(NDArray a) {
        return sum(a, Over.all());
    }

    /** The sum; integers and bools in 64 bits. */
    public static NDArray sum(NDArray a, Over over) {
        return reduce(a, Monoid.SUM, over);
    }

    /** The product of all elements; integers and bools in 64 bits. */
    public static NDArray prod(NDArray a) {
        return prod(a, Over.all());
    }

    /** The product; integers and bools in 64 bits. */
    public static NDArray prod(NDArray a, Over over) {
        return reduce(a, Monoid.PROD, over);
    }

    /** The maximum of all elements; NaN if there is one. */
    public static NDArray max(NDArray a) {
        return max(a, Over.all());
    }

    /** The maximum; NaN if there is one. */
    public static NDArray max(NDArray a, Over over) {
        return reduce(a, Monoid.MAX, over);
    }

    /** The minimum of all elements; NaN if there is one. */
    public static NDArray min(NDArray a) {
        return min(a, Over.all());
    }

    /** The minimum; NaN if there is one. */
    public static NDArray min(NDArray a, Over over) {
        return reduce(a, Monoid.MIN, over);
    }

    /** Whether all elements are nonzero. */
    public static NDArray all(NDArray a) {
        return all(a, Over.all());
    }

    /** Whether all elements along axes are nonzero. */
    public static NDArray all(NDArray a, Over over) {
        return reduce(a, Monoid.ALL, over);
    }

    /** Whether any element is nonzero. */
    public static NDArray any(NDArray a) {
        return any(a, Over.all());
    }

    /** Whether any element along axes is nonzero. */
    public static NDArray any(NDArray a, Over over) {
        return reduce(a, Monoid.ANY, over);
    }

    /** How many elements are nonzero; int64. */
    public static NDArray countNonzero(NDArray a) {
        return countNonzero(a, Over.all());
    }

    /** How many elements along axes are nonzero; int64. */
    public static NDArray countNonzero(NDArray a, Over over) {
        return sum(a.dtype().isBool() ? a : notEqual(a, scalar(0L)), over);
    }

    /** The maximum of all elements less the minimum. */
    public static NDArray ptp(NDArray a) {
        return ptp(a, Over.all());
    }

    /** The maximum less the minimum. */
    public static NDArray ptp(NDArray a, Over over) {
        return subtract(max(a, over), min(a, over));
    }

    /** The row-major position of the first maximum, or of the first NaN; int64. */
    public static NDArray argmax(NDArray a) {
        return argmax(a, Over.all());
    }

    /** The first index of the maximum, or of the first NaN; int64. */
    public static NDArray argmax(NDArray a, Over over) {
        return argument(a, Monoid.MAX, over, "argmax");
    }

    /** The row-major position of the first minimum, or of the first NaN; int64. */
    public static NDArray argmin(NDArray a) {
        return argmin(a, Over.all());
    }

    /** The first index of the minimum, or of the first NaN; int64. */
    public static NDArray argmin(NDArray a, Over over) {
        return argument(a, Monoid.MIN, over, "argmin");
    }

    /** The least index at which the extreme, or a NaN, stands. */
    private static NDArray argument(NDArray a, Monoid monoid, Over over, String name) {
        int[] axes = over.requireAllElements(name).axis();
        if (axes == null) {
            NDArray line = NDArray.of(new Nodes().reshape(a.expr(), Shape.of(a.size())));
            NDArray found = argument(line, monoid, Over.axis(0), name);
            return keepDims(found, a.shape(), a.shape().axes(name), over.keepdims());
        }
        if (axes.length != 1) {
            throw new ShapeException(name + " needs one axis or all, got " + axes.length);
        }
        int axis = a.shape().axis(name, axes[0]);
        if (a.shape().dim(axis) == 0) {
            throw new ShapeException(
                    name + " of no elements has no value: axis " + axis + " of " + a.shape() + " has length 0");
        }
        NDArray extreme = reduce(a, monoid, Over.axis(axis).keepingDims());
        NDArray found = a.dtype().isInexact() ? logicalOr(equal(a, extreme), isnan(a)) : equal(a, extreme);
        NDArray index = positions(a.shape(), axis, Dtype.INT64);
        return reduce(where(found, index, scalar(Long.MAX_VALUE)), Monoid.MIN, over);
    }

    // ---- statistics

    private static NDArray inexact(NDArray a, Over over) {
        Dtype asked = over.dtype();
        return Nd.cast(a, asked != null ? asked : a.dtype().isInexact() ? a.dtype() : Dtype.FLOAT64);
    }

    /** The mean of all elements; of integers in float64. */
    public static NDArray mean(NDArray a) {
        return mean(a, Over.all());
    }

    /** The mean; of integers in float64. NaN of no elements. */
    public static NDArray mean(NDArray a, Over over) {
        NDArray total = sum(inexact(a, over), over.requireNoInitial("mean"));
        return divide(total, over.count("mean", a.shape(), total.dtype(), 0));
    }

    /** The variance of all elements. */
    public static NDArray var(NDArray a) {
        return var(a, Over.all());
    }

    /** The variance, the sum of squared distances to the mean over count - ddof, in two passes. */
    public static NDArray var(NDArray a, Over over) {
        NDArray plain = inexact(a, over);
        NDArray squares = squares(subtract(plain, mean(plain, over.keepingDims())));
        NDArray freedom = over.count("var", a.shape(), squares.dtype(), over.ddof());
        return divide(sum(squares, over.elements()), freedom);
    }

    /** |x|^2. */
    static NDArray squares(NDArray x) {
        return x.dtype().isComplex() ? real(multiply(x, conjugate(x))) : square(x);
    }

    /** The standard deviation of all elements. */
    public static NDArray std(NDArray a) {
        return std(a, Over.all());
    }

    /** The standard deviation: the square root of {@link #var}. */
    public static NDArray std(NDArray a, Over over) {
        return sqrt(var(a, over));
    }

    /** The mean. */
    public static NDArray average(NDArray a, Over over) {
        return mean(a, over);
    }

    /** The mean of all elements, each counting as often as its weight says. */
    public static NDArray average(NDArray a, NDArray weights) {
        return average(a, weights, Over.all());
    }

    /**
     * The mean along an axis, each element counting as often as its weight says; weights of one axis are for all rows.
     */
    public static NDArray average(NDArray a, int axis, NDArray weights) {
        if (weights.ndim() == 1 && a.ndim() > 1) {
            int k = a.shape().axis("average", axis);
            long[] dims = new long[a.ndim()];
            Arrays.fill(dims, 1);
            dims[k] = weights.size();
            return average(a, weights.reshape(dims), Over.axis(k));
        }
        return average(a, weights, Over.axis(axis));
    }

    private static NDArray average(NDArray a, NDArray weights, Over over) {
        Dtype dtype = Dtype.promote(
                Dtype.promote(a.dtype(), weights.dtype()), a.dtype().isInexact() ? a.dtype() : Dtype.FLOAT64);
        NDArray all = broadcastTo(Nd.cast(weights, dtype), a.shape());
        return divide(sum(multiply(a, all), over.in(dtype)), sum(all, over));
    }

    /** The covariance matrix of variables that are rows of {@code m}, with ddof 1. */
    public static NDArray cov(NDArray m) {
        return cov(m, true);
    }

    /** The covariance matrix of variables that are rows of {@code m}, or columns if not {@code rowvar}, with ddof 1. */
    public static NDArray cov(NDArray m, boolean rowvar) {
        if (m.ndim() > 2) {
            throw new ShapeException("cov needs at most 2 axes, got shape " + m.shape());
        }
        NDArray rows = atleast2d(Nd.cast(m, Dtype.promote(m.dtype(), Dtype.FLOAT64)));
        rows = !rowvar && m.ndim() == 2 ? rows.T() : rows;
        NDArray centred = subtract(rows, mean(rows, Over.axis(1).keepingDims()));
        NDArray other = centred.dtype().isComplex() ? conjugate(centred) : centred;
        NDArray product = Nd.matmul(centred, other.T());
        return squeeze(multiply(product, scalar(1.0 / Math.max(0, rows.shape().dim(1) - 1))));
    }

    /** The covariance matrix of the variables that are rows of {@code m} and those of {@code y}, with ddof 1. */
    public static NDArray cov(NDArray m, NDArray y) {
        return cov(concatenate(List.of(atleast2d(m), atleast2d(y)), 0));
    }

    /** The correlation coefficients of the variables that are rows of {@code x} and those of {@code y}. */
    public static NDArray corrcoef(NDArray x, NDArray y) {
        return corrcoef(concatenate(List.of(atleast2d(x), atleast2d(y)), 0));
    }

    /** The correlation coefficients of variables that are rows of {@code x}. */
    public static NDArray corrcoef(NDArray x) {
        return corrcoef(x, true);
    }

    /** The correlation coefficients of variables that are rows of {@code x}, or columns if not {@code rowvar}. */
    public static NDArray corrcoef(NDArray x, boolean rowvar) {
        NDArray covariance = cov(x, rowvar);
        if (covariance.ndim() == 0) {
            return divide(covariance, covariance);
        }
        NDArray deviation = sqrt(real(Nd.diagonal(covariance)));
        NDArray scaled = divide(divide(covariance, expandDims(deviation, 1)), deviation);
        return scaled.dtype().isComplex() ? scaled : clip(scaled, -1, 1);
    }

    // ---- running folds

    /** Running folds along an axis, of dtype {@code dtype}. */
    static NDArray scan(NDArray a, Monoid monoid, Running running, String name) {
        Nodes nodes = new Nodes();
        Dtype dtype = running.dtype() != null ? running.dtype() : monoid.result(a.dtype());
        Expr node = nodes.cast(a.expr(), dtype);
        Integer asked = running.axis();
        if (asked == null && a.ndim() != 1) {
            node = nodes.reshape(node, Shape.of(a.size()));
        }
        int axis = asked == null ? 0 : a.shape().axis(name, asked);
        NDArray scanned = a.size() == 0 ? NDArray.of(node) : NDArray.of(nodes.of(new Op.Scan(monoid, axis), node));
        if (!running.includeInitial()) {
            return scanned;
        }
        if (!monoid.hasIdentity()) {
            throw new ShapeException(name + " has no value before the first element to include");
        }
        NDArray first = full(scanned.shape().with(axis, 1), monoid == Monoid.PROD ? 1L : 0L, dtype);
        return concatenate(List.of(first, scanned), axis);
    }

    /** Running sums of all elements in row-major order; integers and bools in 64 bits. */
    public static NDArray cumsum(NDArray a) {
        return cumsum(a, Running.defaults());
    }

    /** Running sums along an axis; integers and bools in 64 bits. */
    public static NDArray cumsum(NDArray a, int axis) {
        return cumsum(a, Running.along(axis));
    }

    /** Running sums. */
    public static NDArray cumsum(NDArray a, Running running) {
        return scan(a, Monoid.SUM, running, "cumsum");
    }

    /** Running products of all elements in row-major order; integers and bools in 64 bits. */
    public static NDArray cumprod(NDArray a) {
        return cumprod(a, Running.defaults());
    }

    /** Running products along an axis; integers and bools in 64 bits. */
    public static NDArray cumprod(NDArray a, int axis) {
        return cumprod(a, Running.along(axis));
    }

    /** Running products. */
    public static NDArray cumprod(NDArray a, Running running) {
        return scan(a, Monoid.PROD, running, "cumprod");
    }

    /** Running sums along an axis, which may be left out of 1-D arrays. */
    public static NDArray cumulativeSum(NDArray x, Running running) {
        return scan(atleast1d(x), Monoid.SUM, requireAxis("cumulative_sum", x, running), "cumulative_sum");
    }

    /** Running sums along an axis. */
    public static NDArray cumulativeSum(NDArray x, int axis) {
        return cumulativeSum(x, Running.along(axis));
    }

    /** Running products along an axis, which may be left out of 1-D arrays. */
    public static NDArray cumulativeProd(NDArray x, Running running) {
        return scan(atleast1d(x), Monoid.PROD, requireAxis("cumulative_prod", x, running), "cumulative_prod");
    }

    /** Running products along an axis. */
    public static NDArray cumulativeProd(NDArray x, int axis) {
        return cumulativeProd(x, Running.along(axis));
    }

    private static Running requireAxis(String operation, NDArray x, Running running) {
        if (running.axis() == null && x.ndim() > 1) {
            throw new ShapeException(operation + " needs an axis for shape " + x.shape());
        }
        return running;
    }

    /**
     * The maximum of all elements up to each one along an axis, which may be left out of 1-D arrays; NaN from the first
     * NaN on.
     */
    public static NDArray cumulativeMax(NDArray x, Running running) {
        return scan(atleast1d(x), Monoid.MAX, requireAxis("cumulative_max", x, running), "cumulative_max");
    }

    /** The maximum of all elements up to each one along an axis; NaN from the first NaN on. */
    public static NDArray cumulativeMax(NDArray x, int axis) {
        return cumulativeMax(x, Running.along(axis));
    }

    /**
     * The minimum of all elements up to each one along an axis, which may be left out of 1-D arrays; NaN from the first
     * NaN on.
     */
    public static NDArray cumulativeMin(NDArray x, Running running) {
        return scan(atleast1d(x), Monoid.MIN, requireAxis("cumulative_min", x, running), "cumulative_min");
    }

    /** The minimum of all elements up to each one along an axis; NaN from the first NaN on. */
    public static NDArray cumulativeMin(NDArray x, int axis) {
        return cumulativeMin(x, Running.along(axis));
    }

    // ---- neighbours

    /** Each element less the one before it along the last axis. */
    public static NDArray diff(NDArray a) {
        return diff(a, Differences.defaults());
    }

    /** Differences of neighbours; whether they differ, for bools. */
    public static NDArray diff(NDArray a, Differences differences) {
        if (differences.n() < 0) {
            throw new ShapeException("diff needs n >= 0, got " + differences.n());
        }
        int axis = a.shape().axis("diff", differences.axis());
        NDArray rest = concatenate(
                List.of(beside(differences.prepend(), a, axis), a, beside(differences.append(), a, axis)), axis);
        for (int k = 0; k < differences.n(); k++) {
            NDArray after = Subscript.along(rest, axis, Index.from(1));
            NDArray before = Subscript.along(rest, axis, Index.to(-1));
            rest = rest.dtype().isBool() ? notEqual(after, before) : subtract(after, before);
        }
        return rest;
    }

    /** Each element less the one before it, in row-major order. */
    public static NDArray ediff1d(NDArray ary) {
        return diff(ary.ravel());
    }

    private static NDArray beside(@Nullable NDArray neighbour, NDArray a, int axis) {
        return neighbour == null
                ? Subscript.along(a, axis, Index.to(0))
                : neighbour.ndim() == 0 ? neighbour.broadcastView(a.shape().with(axis, 1)) : neighbour;
    }

    /** The integral along the last axis by the trapezoidal rule, elements being 1 apart. */
    public static NDArray trapezoid(NDArray y) {
        return trapezoid(y, Spacing.defaults());
    }

    /** The integral along the last axis by the trapezoidal rule, elements being at {@code x}. */
    public static NDArray trapezoid(NDArray y, NDArray x) {
        return trapezoid(y, Spacing.at(x));
    }

    /** The integral by the trapezoidal rule. */
    public static NDArray trapezoid(NDArray y, Spacing spacing) {
        int k = y.shape().axis("trapezoid", spacing.axis());
        NDArray sums = add(Subscript.along(y, k, Index.from(1)), Subscript.along(y, k, Index.to(-1)));
        return sum(divide(multiply(spacing.widths(y.shape(), k), sums), scalar(2.0)), Over.axis(k));
    }
}
