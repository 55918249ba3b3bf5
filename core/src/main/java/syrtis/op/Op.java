package syrtis.op;

import java.util.List;
import java.util.Optional;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.Type;

/**
 * A family of operators. Families are closed, passes switch over them; rows within one are open ({@link Elementwise},
 * {@link Monoid}, {@link Generator}). The public API checks what the user gave and inserts casts and broadcasting
 * views, so an operator here sees operands that fit: {@link #infer} throws only where Syrtis itself is wrong.
 */
public sealed interface Op
        permits Op.Generate, Op.Stored, Op.Read, Elementwise, Op.Cast, View, Op.Reshape, Op.Reduce, Op.Scan, Op.Contract, Op.Concat,
                Op.Update, Op.Gather, Op.Scatter {
    /** The permanent name, also on the wire. */
    String label();

    /** The result's type. */
    Type infer(List<Type> args);

    /** A function of the index. Parameters are scalars of the user's program: arguments of kernels, not structure. */
    record Generate(Generator generator, List<Number> params, List<Dtype> paramDtypes, Type type) implements Op {
        public Generate {
            params = List.copyOf(params);
            paramDtypes = List.copyOf(paramDtypes);
        }

        @Override
        public String label() {
            return generator.label();
        }

        @Override
        public Type infer(List<Type> args) {
            return type;
        }

        /** A scalar or constant array; {@code imaginary} counts for complex dtypes only. */
        public static Generate full(Number value, Number imaginary, Type type) {
            Dtype part = type.dtype().part();
            return type.dtype().isComplex()
                    ? new Generate(Generator.FULL, List.of(value, imaginary), List.of(part, part), type)
                    : new Generate(Generator.FULL, List.of(value), List.of(part), type);
        }
    }

    /** An array that has its elements already. Compared by identity of what holds them. */
    record Stored(Contents contents) implements Op {
        @Override
        public String label() {
            return "stored";
        }

        @Override
        public Type infer(List<Type> args) {
            return contents.type();
        }
    }

    /** What holds the elements of a {@link Stored} array; the engine's tiles, or a cluster's. */
    interface Contents {
        Type type();

        /** Whether the elements are being overwritten by an operation in place. */
        default boolean isLost() {
            return false;
        }
    }

    /** An array in a file, or another source, read tile by tile when needed. */
    record Read(Origin origin) implements Op {
        @Override
        public String label() {
            return "read";
        }

        @Override
        public Type infer(List<Type> args) {
            return origin.type();
        }
    }

    /** What a {@link Read} reads from. Compared by identity. */
    interface Origin {
        Type type();

        /** For messages and plans: {@code prices.npy}. */
        String name();
    }

    /** Conversion of every element to another dtype. */
    record Cast(Dtype to) implements Op {
        @Override
        public String label() {
            return "cast";
        }

        @Override
        public Type infer(List<Type> args) {
            return new Type(to, args.getFirst().shape());
        }
    }

    /** The same elements in row-major order under another shape. */
    record Reshape(Shape shape) implements Op {
        @Override
        public String label() {
            return "reshape";
        }

        @Override
        public Type infer(List<Type> args) {
            if (args.getFirst().shape().size() != shape.size()) {
                throw new BugException("reshape of " + args.getFirst() + " to " + shape);
            }
            return new Type(args.getFirst().dtype(), shape);
        }
    }

    /**
     * A fold along one axis, which disappears. The order of combination belongs to the logical length n alone: blocks of
     * {@value #LEAF} elements; in a block element i goes to lane i mod {@value #LANES}, each lane in order; lanes, then
     * blocks, are combined pairwise by index, an odd last one passing up. Several axes are folded innermost first.
     */
    record Reduce(Monoid monoid, int axis) implements Op {
        public static final int LEAF = 1024;
        public static final int LANES = 16;

        @Override
        public String label() {
            return monoid.label();
        }

        @Override
        public Type infer(List<Type> args) {
            return new Type(args.getFirst().dtype(), args.getFirst().shape().drop(axis));
        }
    }

    /**
     * Running folds along one axis: within blocks of {@value Reduce#LEAF} elements in order, each combined with its block's
     * carry, which is the fold, in order, of the totals of the blocks before it.
     */
    record Scan(Monoid monoid, int axis) implements Op {
        @Override
        public String label() {
            return "cumulative_" + monoid.label();
        }

        @Override
        public Type infer(List<Type> args) {
            return args.getFirst();
        }
    }

    /**
     * Product of matrices over leading batch axes that are equal: {@code (..., m, k) x (..., k, n) -> (..., m, n)}, float32
     * or float64. Each element is a chain of fused multiply-adds in float64 over k within blocks of {@value
     * Reduce#LEAF}; blocks are summed pairwise by index. Other dtypes and contractions are {@link Reduce} of products.
     */
    record Contract() implements Op {
        @Override
        public String label() {
            return "matmul";
        }

        @Override
        public Type infer(List<Type> args) {
            Shape a = args.get(0).shape();
            Shape b = args.get(1).shape();
            int rank = a.rank();
            if (b.rank() != rank || a.dim(rank - 1) != b.dim(rank - 2)) {
                throw new BugException("matmul of " + args);
            }
            return new Type(args.getFirst().dtype(), a.with(rank - 1, b.dim(rank - 1)));
        }
    }

    /** Arrays one after the other along an axis. */
    record Concat(int axis) implements Op {
        @Override
        public String label() {
            return "concat";
        }

        @Override
        public Type infer(List<Type> args) {
            long length = args.stream().mapToLong(type -> type.shape().dim(axis)).sum();
            return new Type(args.getFirst().dtype(), args.getFirst().shape().with(axis, length));
        }
    }

    /** Operand 0 with the elements that {@code region} views replaced by operand 1: what an assignment makes. */
    record Update(View region) implements Op {
        @Override
        public String label() {
            return "update";
        }

        @Override
        public Type infer(List<Type> args) {
            if (!args.get(1).shape().equals(region.shape()) || args.get(0).dtype() != args.get(1).dtype()) {
                throw new BugException("update of " + args + " through " + region);
            }
            return args.getFirst();
        }
    }

    /**
     * Operand 0 taken along {@code axis} at the indices of operand 1 (int64, any shape, negative ones count from the end):
     * the axis is replaced by the axes of the indices.
     */
    record Gather(int axis) implements Op {
        @Override
        public String label() {
            return "gather";
        }

        @Override
        public Type infer(List<Type> args) {
            Shape shape = args.get(0).shape().drop(axis);
            Shape index = args.get(1).shape();
            for (int k = 0; k < index.rank(); k++) {
                shape = shape.insert(axis + k, index.dim(k));
            }
            return new Type(args.getFirst().dtype(), shape);
        }
    }

    /**
     * Operand 0 (1-D) with operand 2 (1-D) put at the indices of operand 1 (1-D, int64), in index order: combined with what
     * is there as {@code combine} says, again for an index that comes again.
     */
    record Scatter(Combine combine) implements Op {
        /** What happens where an index occurs. */
        public enum Combine {
            /** The last one wins. */
            REPLACE, ADD, MULTIPLY, MAXIMUM, MINIMUM;

            /** The fold of old and new elements; none where the new one replaces the old one. */
            public Optional<Monoid> monoid(Dtype dtype) {
                return switch (this) {
                    case REPLACE -> Optional.empty();
                    case ADD -> Optional.of(dtype.isBool() ? Monoid.ANY : Monoid.SUM);
                    case MULTIPLY -> Optional.of(dtype.isBool() ? Monoid.ALL : Monoid.PROD);
                    case MAXIMUM -> Optional.of(Monoid.MAX);
                    case MINIMUM -> Optional.of(Monoid.MIN);
                };
            }
        }

        @Override
        public String label() {
            return "scatter";
        }

        @Override
        public Type infer(List<Type> args) {
            return args.getFirst();
        }
    }
}
