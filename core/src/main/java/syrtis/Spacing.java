package syrtis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import syrtis.type.Shape;

/**
 * Where the elements are that {@link Nd#trapezoid(NDArray, Spacing)} integrates.
 *
 * @param x the places, of the array's shape or one axis; null if all are {@code dx} apart
 * @param dx the distance of neighbours where there are no places
 * @param axis the axis along which neighbours are
 */
public record Spacing(@Nullable NDArray x, double dx, int axis) {
    /** A distance of 1 along the last axis. */
    public static Spacing defaults() {
        return new Spacing(null, 1, -1);
    }

    /** These places along the last axis. */
    public static Spacing at(NDArray x) {
        return new Spacing(x, 1, -1);
    }

    /** This distance along the last axis. */
    public static Spacing of(double dx) {
        return new Spacing(null, dx, -1);
    }

    /** The same along another axis. */
    public Spacing along(int axis) {
        return new Spacing(x, dx, axis);
    }

    /** The distances of neighbours along axis {@code k} of an array of this shape, to be broadcast. */
    NDArray widths(Shape shape, int k) {
        if (x == null) {
            return Nd.scalar(dx);
        }
        if (x.ndim() != 1) {
            return Nd.diff(x, Differences.along(k));
        }
        long[] dims = new long[shape.rank()];
        Arrays.fill(dims, 1);
        dims[k] = x.size() - 1;
        return Nd.diff(x).reshape(dims);
    }
}
