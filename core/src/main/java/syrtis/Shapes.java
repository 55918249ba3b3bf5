package syrtis;

import syrtis.type.Shape;
import syrtis.type.ShapeException;

/** The shape that a user's lengths mean. */
final class Shapes {
    private Shapes() {}

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
                throw new ShapeException("reshape of " + from.size() + " elements " + from + " cannot infer the length that is -1");
            }
            out[unknown] = from.size() / known;
        }
        return Shape.of(out);
    }
}
