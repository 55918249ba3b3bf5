package syrtis.plan;

import java.util.List;
import java.util.Optional;
import syrtis.op.Monoid;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.type.Dtype;

/** What one stage does for a tile of its output. Index spaces are those of {@link Fused#space}. */
public sealed interface Work {
    /** Computes every element; the outputs have the index space as their shape. */
    record Map(Fused fused) implements Work {}

    /** Parts written one after the other into a copy of {@code base}, or into nothing where they cover everything. */
    record Assemble(Optional<Array> base, List<Part> parts) implements Work {
        public Assemble {
            parts = List.copyOf(parts);
        }
    }

    /** {@code value} at index i is written at {@code region} of i. */
    record Part(View region, Fused value) {}

    /**
     * Folds {@code axis} of the index space in segments of {@code segment} elements, a power of two of leaves; the output
     * has one element per segment in the place of the axis. Register k is the accumulator of output k.
     */
    record Fold(Fused fused, List<Monoid> monoids, int axis, long segment) implements Work {
        public Fold {
            monoids = List.copyOf(monoids);
        }
    }

    /** Combines the elements along {@code axis} pairwise by index; the axis disappears. */
    record Tree(Array partials, Monoid monoid, int axis) implements Work {}

    /** The total of each leaf along {@code axis}, in order: what {@link Carries} starts from. */
    record Totals(Fused fused, Monoid monoid, int axis, long segment) implements Work {}

    /** The fold, in order, of all totals before each leaf along {@code axis}. */
    record Carries(Array totals, Monoid monoid, int axis) implements Work {}

    /**
     * Running folds along {@code axis}; tiles along it are whole leaves. Register 0 is the accumulator, 1 the carry;
     * without {@code carries} the axis lies within one tile.
     */
    record Scan(Fused fused, Monoid monoid, int axis, Optional<Array> carries) implements Work {}

    /**
     * Matrix product of the last two axes; {@code symmetric}: the second factor is the first one transposed. The elements go through
     * {@code epilogue}, whose register 0 they are, if there is one.
     */
    record Product(Fused.Operand a, Fused.Operand b, boolean symmetric, Engine engine, Optional<Fused> epilogue) implements Work {
        /** Values of the contracted axis that a task brings together at once: of m rows of one factor, n columns of the other. */
        public static final int PANEL = 64;

        /** The same of a product by a library, where the factors lie in small pieces. */
        public static final int BLOCK = 1024;

        /** What computes a product. Plans fix it, for the two round differently. */
        public enum Engine {
            /** Chains of fused multiply-adds in the order of {@link Op.Contract}: the same bits for any tiling. */
            LOOPS,
            /** The {@code Routine} of a library. */
            LIBRARY
        }

        /** The dtype of the factors and of their product, before the epilogue. */
        public Dtype dtype() {
            return a.array().type().dtype();
        }

        /** Values of the contracted axis. */
        public long inner() {
            return a.map().shape().dim(a.map().shape().rank() - 1);
        }

        /** Sums of blocks that wait for their partners, and the one being made. */
        public static int sums(long inner) {
            long blocks = Math.max(1, Math.ceilDiv(inner, Op.Reduce.LEAF));
            return Long.SIZE - Long.numberOfLeadingZeros(blocks - 1) + 1;
        }
    }

    /** The same elements in row-major order. */
    record Reshape(Array source) implements Work {}

    /** Elements of {@code source} along {@code axis} at indices. */
    record Gather(Array source, Array index, int axis) implements Work {}

    /** A copy of {@code base} with values put at indices, in order. */
    record Scatter(Array base, Array index, Array values, Op.Scatter.Combine combine) implements Work {}

    /** Elements of a file. */
    record Read(Op.Origin origin) implements Work {}

    /** For plans that are printed. */
    default String describe() {
        return switch (this) {
            case Map(Fused fused) -> "map " + fused;
            case Assemble(Optional<Array> base, List<Part> parts) -> {
                StringBuilder text = new StringBuilder("assemble" + base.map(array -> " onto " + array).orElse(""));
                parts.forEach(part -> text.append("\n    at ").append(part.region()).append(" ").append(part.value()));
                yield text.toString();
            }
            case Fold(Fused fused, List<Monoid> monoids, int axis, long segment) ->
                "fold axis " + axis + " by " + monoids + " in segments of " + segment + " " + fused;
            case Tree(Array partials, Monoid monoid, int axis) -> "tree of " + partials + " along axis " + axis + " by " + monoid;
            case Totals(Fused fused, Monoid _, int axis, long _) -> "totals of leaves along axis " + axis + " " + fused;
            case Carries(Array totals, Monoid _, int axis) -> "carries of " + totals + " along axis " + axis;
            case Scan(Fused fused, Monoid monoid, int axis, Optional<Array> carries) ->
                "scan axis " + axis + " by " + monoid + carries.map(array -> " from " + array).orElse("") + " " + fused;
            case Product(Fused.Operand a, Fused.Operand b, boolean symmetric, var engine, Optional<Fused> epilogue) ->
                "product of " + a.array() + a.map() + " and " + b.array() + b.map() + (symmetric ? ", its transpose: half is mirrored" : "")
                        + (engine == Product.Engine.LIBRARY ? ", by a library" : "")
                        + epilogue.map(fused -> ", each tile then " + fused).orElse("");
            case Reshape(Array source) -> "reshape of " + source;
            case Gather(Array source, Array index, int axis) -> "gather of " + source + " along axis " + axis + " at " + index;
            case Scatter(Array base, Array index, Array values, var combine) ->
                "scatter of " + values + " into " + base + " at " + index + ", " + combine;
            case Read(var origin) -> "read " + origin.name();
        };
    }
}
