package syrtis;

import java.util.Arrays;
import syrtis.type.IndexException;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/** The shape that a user's lengths mean. */
final class Shapes {
    private Shapes() {}

    /**
     * The positions, ascending, of new axes among {@code rank} axes that {@code shape} will have with them.
     *
     * @throws IndexException if one is out of range
     * @throws ShapeException if one is there twice
     */
    static int[] inserted(String operation, Shape shape, int rank, int... axis) {
        int[] plain = new int[axis.length];
        for (int k = 0; k < axis.length; k++) {
            if (axis[k] < -rank || axis[k] >= rank) {
                throw new IndexException(operation + " needs axis in [" + -rank + ", " + rank + "), got " + axis[k]
                        + " for shape " + shape);
            }
            plain[k] = Math.floorMod(axis[k], rank);
        }
        Arrays.sort(plain);
        for (int k = 1; k < plain.length; k++) {
            if (plain[k] == plain[k - 1]) {
                throw new ShapeException(operation + " got axis " + plain[k] + " twice");
            }
        }
        return plain;
    }

    /** Lengths with at most one -1, which becomes what is left of {@code from}'s elements. */
    static Shape infer(Shape from, long... lengths) {
        int unknown = -1;
        long known = 1;
        for (int k = 0; k < lengths.length; k++) {
            if (lengths[k] == -1) {
                if (unknown >= 0) {
                    throw new ShapeException("reshape can infer one length only, got -1 twice");
                }
                unknown = k;
            } else {
                known *= lengths[k];
            }
        }
        long[] out = lengths.clone();
        if (unknown >= 0) {
            if (known <= 0 || from.size() % known != 0) {
                throw new ShapeException(
                        "reshape of " + from.size() + " elements " + from + " cannot infer the length that is -1");
            }
            out[unknown] = from.size() / known;
        }
        return Shape.of(out);
    }
}
