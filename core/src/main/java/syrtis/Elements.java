package syrtis;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import syrtis.op.Op;
import syrtis.run.StoredArray;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.ShapeException;
import syrtis.type.Type;

/** Brings elements from Java's heap into arrays, and counts those that are set. */
final class Elements {
    private Elements() {}

    static NDArray stored(StoredArray array) {
        return NDArray.of(new Nodes().of(new Op.Stored(array)));
    }

    private static NDArray of(Type type, Consumer<MemorySegment> fill) {
        return stored(StoredArray.of(type, Runtime.current().store(), fill));
    }

    static NDArray of(double[] elements, Shape shape) {
        requireCount(elements.length, shape.size(), shape);
        return of(
                new Type(Dtype.FLOAT64, shape),
                target ->
                        MemorySegment.copy(elements, 0, target, ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, elements.length));
    }

    static NDArray of(long[] elements, Shape shape) {
        requireCount(elements.length, shape.size(), shape);
        return of(
                new Type(Dtype.INT64, shape),
                target -> MemorySegment.copy(elements, 0, target, ValueLayout.JAVA_LONG_UNALIGNED, 0, elements.length));
    }

    static NDArray complex(double[] parts, Shape shape) {
        requireCount(parts.length, Math.multiplyExact(2, shape.size()), shape);
        return of(
                new Type(Dtype.COMPLEX128, shape),
                target -> MemorySegment.copy(parts, 0, target, ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, parts.length));
    }

    private static void requireCount(long given, long needed, Shape shape) {
        if (given != needed) {
            throw new ShapeException("an array of shape " + shape + " needs " + needed + " numbers, got " + given);
        }
    }

    static NDArray of(boolean[] elements) {
        return of(new Type(Dtype.BOOL, Shape.of(elements.length)), target -> {
            for (int k = 0; k < elements.length; k++) {
                target.set(ValueLayout.JAVA_BYTE, k, (byte) (elements[k] ? 1 : 0));
            }
        });
    }

    static NDArray of(byte[] bytes, Type type) {
        if (bytes.length != type.bytes()) {
            throw new ShapeException(type + " has " + type.bytes() + " bytes, got " + bytes.length);
        }
        return of(type, target -> MemorySegment.copy(MemorySegment.ofArray(bytes), 0, target, 0, bytes.length));
    }

    /** Row-major positions of the elements of a bool array that are set; int64. */
    static NDArray flatNonzero(NDArray mask) {
        NDArray line = NDArray.of(new Nodes().reshape(mask.expr(), Shape.of(mask.size())));
        StoredArray stored = line.stored();
        long[] count = new long[1];
        stored.forEachTile((box, bytes) -> {
            for (long k = 0; k < box.size(); k++) {
                count[0] += bytes.get(ValueLayout.JAVA_BYTE, k);
            }
        });
        return of(new Type(Dtype.INT64, Shape.of(count[0])), target -> {
            long[] at = new long[1];
            stored.forEachTile((box, bytes) -> {
                for (long k = 0; k < box.size(); k++) {
                    if (bytes.get(ValueLayout.JAVA_BYTE, k) != 0) {
                        target.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, at[0]++, box.start()[0] + k);
                    }
                }
            });
        });
    }
}
