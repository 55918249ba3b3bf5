package syrtis.type;

/** What is known of an array before it is computed: the dtype of its elements and its shape. */
public record Type(Dtype dtype, Shape shape) {
    /** Bytes of the dense array. */
    public long bytes() {
        return Math.multiplyExact(shape.size(), (long) dtype.bytes());
    }

    @Override
    public String toString() {
        return dtype.label() + shape;
    }
}
