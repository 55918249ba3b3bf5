package syrtis.wire;

import java.util.Arrays;
import java.util.List;
import syrtis.plan.Grid;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.Type;
import syrtis.type.WireException;

/** Dtypes, shapes and types, to and from messages. */
public final class Types {
    private static final String PREFIX = "DTYPE_";

    private Types() {}

    public static syrtis.wire.v1.Dtype encode(Dtype dtype) {
        return syrtis.wire.v1.Dtype.valueOf(PREFIX + dtype.name());
    }

    /**
     * The dtype that {@code dtype} names.
     *
     * @throws WireException if it is none that this version knows
     */
    public static Dtype decode(syrtis.wire.v1.Dtype dtype) {
        if (dtype == syrtis.wire.v1.Dtype.UNRECOGNIZED || dtype == syrtis.wire.v1.Dtype.DTYPE_UNSPECIFIED) {
            throw new WireException("a dtype is missing or unknown to this version: send one of those in graph.proto");
        }
        return Dtype.valueOf(dtype.name().substring(PREFIX.length()));
    }

    public static syrtis.wire.v1.Type encode(Type type) {
        return syrtis.wire.v1.Type.newBuilder()
                .setDtype(encode(type.dtype()))
                .addAllShape(encode(type.shape()))
                .build();
    }

    /**
     * The type that {@code type} describes.
     *
     * @throws WireException if it is none, or too large
     */
    public static Type decode(syrtis.wire.v1.Type type, Limits limits) {
        return new Type(decode(type.getDtype()), shape(type.getShapeList(), limits));
    }

    static List<Long> encode(Shape shape) {
        return Arrays.stream(shape.toArray()).boxed().toList();
    }

    /** @throws WireException if it is no shape, or too large */
    static Shape shape(List<Long> lengths, Limits limits) {
        if (lengths.size() > limits.rank()) {
            throw new WireException("a shape has " + lengths.size() + " axes, and " + limits.rank() + " are allowed");
        }
        long elements = 1;
        for (long length : lengths) {
            if (length < 0) {
                throw new WireException("a shape needs lengths >= 0, got " + lengths);
            }
            elements = grown(elements, length, limits, lengths);
        }
        return Shape.of(lengths.stream().mapToLong(Long::longValue).toArray());
    }

    /** The shape itself, if it is within the limits. */
    static Shape within(Limits limits, long... lengths) {
        return shape(Arrays.stream(lengths).boxed().toList(), limits);
    }

    /** The type itself, if it is within the limits. */
    static Type within(Limits limits, Type type) {
        within(limits, type.shape().toArray());
        return type;
    }

    private static long grown(long elements, long length, Limits limits, List<Long> lengths) {
        if (length > limits.elements() / elements) {
            throw new WireException("shape " + lengths + " has more than the " + limits.elements() + " elements that are allowed");
        }
        return elements * Math.max(1, length);
    }

    /**
     * How an array of {@code type} is cut into tiles of a shape.
     *
     * @throws WireException if it is none of its tiles
     */
    public static Grid grid(Type type, List<Long> tile) {
        if (tile.size() != type.shape().rank() || tile.stream().anyMatch(length -> length < 1)) {
            throw new WireException("tiles " + tile + " do not fit " + type + ": send a length of 1 or more for each axis");
        }
        return Grid.of(type.shape(), tile.stream().mapToLong(Long::longValue).toArray());
    }
}
