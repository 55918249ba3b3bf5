package syrtis.type;

/** What is known of an array before it is computed: the dtype of its elements and its shape. */
public record Type(Dtype dtype, Shape shape) {
    public Type {
        if (shape.size() > Long.MAX_VALUE / dtype.bytes()) {
            throw new ShapeException("an array of " + dtype + " of shape " + shape + " has more than 2^63 - 1 bytes");
        }
    }

    /** Bytes of the dense array. */
    public long bytes() {
        return shape.size() * dtype.bytes();
    }

    @Override
    public String toString() {
        return dtype.label() + shape;
    }
}
