package syrtis.program;

import syrtis.NDArray;

/** {@code array.flat}: the elements in row-major order, to be read and written one by one or in slices. */
record Flat(NDArray array) implements Subscripted {
    Value.Array line() {
        return new Value.Array(array.ravel(), false);
    }

    @Override
    public Value get(Value index) {
        Value part = Indexing.get(line(), index);
        return part instanceof Value.Array some ? new Value.Array(some.array().copy(), some.frozen()) : part;
    }

    @Override
    public void set(Value index, Value value) {
        NDArray line = array.ravel().copy();
        Indexing.set(new Value.Array(line, false), index, value);
        array.assign(line.reshape(array.shape()));
    }
}
