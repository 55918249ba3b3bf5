package syrtis.bench;

import syrtis.type.Shape;

/** An array that an {@link Expression} reads: its name there, its shapes, its elements. */
record Input(String name, Shape usual, Shape quick, Series series) {
    Shape shape(Scale scale) {
        return scale == Scale.QUICK ? quick : usual;
    }
}
