package syrtis.testkit;

import java.util.Arrays;
import java.util.Objects;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.type.Shape;
import syrtis.type.Type;

/** The elements of an array on Java's heap: little-endian bytes in row-major order. */
public record Elements(Type type, byte[] bytes) {
    public Elements {
        if (bytes.length != type.bytes()) {
            throw new IllegalArgumentException(type + " has " + type.bytes() + " bytes, got " + bytes.length);
        }
    }

    /** Evaluates an array and copies its elements. */
    public static Elements of(NDArray array) {
        return new Elements(array.type(), array.toBytes());
    }

    /** A new array of these elements, one contiguous block. */
    public NDArray array() {
        return Nd.fromBytes(bytes, type.dtype(), type.shape());
    }

    Shape shape() {
        return type.shape();
    }

    /** Bytes of one element. */
    int width() {
        return type.dtype().bytes();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Elements elements && type.equals(elements.type) && Arrays.equals(bytes, elements.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, Arrays.hashCode(bytes));
    }

    @Override
    public String toString() {
        return type + " " + Comparison.text(this, 0, (int) Math.min(8, type.shape().size()));
    }
}
