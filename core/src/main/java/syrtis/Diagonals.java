package syrtis;

import java.util.ArrayList;
import java.util.List;
import syrtis.op.View;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/** Diagonals as views: an index map in which two axes move together. */
final class Diagonals {
    private Diagonals() {}

    /** The elements of the last two axes where column - row is {@code offset}: a read-only view, as NumPy's is. */
    static NDArray diagonal(NDArray x, long offset) {
        return writable(x, offset).asReadOnly();
    }

    static NDArray writable(NDArray x, long offset) {
        int rank = x.ndim();
        if (rank < 2) {
            throw new ShapeException("diagonal needs at least 2 axes, got shape " + x.shape());
        }
        long rows = x.shape().dim(rank - 2);
        long columns = x.shape().dim(rank - 1);
        long row = Math.max(0, -offset);
        long column = Math.max(0, offset);
        long length = Math.max(0, Math.min(rows - row, columns - column));
        Shape shape = x.shape().drop(rank - 1).with(rank - 2, length);
        List<View.Step> steps = new ArrayList<>();
        for (int axis = 0; axis < rank - 2; axis++) {
            steps.add(new View.Step(axis, 0, 1));
        }
        steps.add(new View.Step(rank - 2, length == 0 ? 0 : row, 1));
        steps.add(new View.Step(rank - 2, length == 0 ? 0 : column, 1));
        return x.viewed(new View(x.shape(), shape, steps));
    }
}
