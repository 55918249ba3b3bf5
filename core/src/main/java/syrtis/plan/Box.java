package syrtis.plan;

/** A range of indices along each axis: {@code start[k] <= i[k] < start[k] + extent[k]}. */
public record Box(long[] start, long[] extent) {
    public int rank() {
        return start.length;
    }

    public long size() {
        long product = 1;
        for (long length : extent) {
            product *= length;
        }
        return product;
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int axis = 0; axis < start.length; axis++) {
            text.append(axis > 0 ? ", " : "").append(start[axis]).append(":").append(start[axis] + extent[axis]);
        }
        return text.append("]").toString();
    }
}
