package syrtis.kernel;

import java.util.List;
import syrtis.op.Body;
import syrtis.op.Op;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * A nest of counted loops that runs {@link Body} once per point, loading inputs, computing, and storing
 * outputs, point after point, the last level fastest. It is structure only; where operands lie comes with each run:
 *
 * <pre>
 *   geometry = extent[0] .. extent[levels-1], then for each input, iota and output: base, stride[0] .. stride[levels-1]
 *   address of an operand at (i0, i1, ...) = base + i0 * stride[0] + i1 * stride[1] + ...      (bytes)
 *   value of an iota                       = base + i0 * stride[0] + i1 * stride[1] + ...      (plain int64)
 * </pre>
 *
 * An input may be the very memory of an output at the same address: that is how folds and scans accumulate; {@code inPlace}
 * then says, per output, which input it is (-1: none). Such an operand that does not move
 * along the innermost level is {@link Inner#FIXED}. Otherwise outputs do not overlap what later points read. At an operand's
 * {@code laneLevel} the index is taken modulo {@link Op.Reduce#LANES}, which is the lane of a fold.
 *
 * @param streams whether outputs had better go past the caches: they are large, and nobody reads them soon. It changes no element.
 */
public record Loop(
        Body body, int levels, List<Operand> inputs, int iotas, List<Operand> outputs, List<Integer> inPlace, boolean streams)
        implements Kernel {
    /** How an operand moves along the innermost level. */
    public enum Inner {
        /** One element per step. */
        UNIT,
        /** Not at all. */
        FIXED,
        /** By its stride. */
        STRIDED,
        /** By its stride, which is large, while it moves by one element per step of the level before: a transposed input. */
        TURNED
    }

    /** One operand's part of the structure; {@code laneLevel} is -1 for none. */
    public record Operand(Dtype dtype, Inner inner, int laneLevel) {}

    public static final int NO_LANES = -1;

    public Loop {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        inPlace = List.copyOf(inPlace);
        int parts = outputs.stream().mapToInt(output -> output.dtype().parts()).sum();
        if (levels < 1 || parts != body.stores().size() || inPlace.size() != outputs.size()) {
            throw new BugException("loop of " + levels + " levels stores " + parts + " parts of\n" + body);
        }
    }

    /** One whose outputs stay in the caches. */
    public Loop(Body body, int levels, List<Operand> inputs, int iotas, List<Operand> outputs, List<Integer> inPlace) {
        this(body, levels, inputs, iotas, outputs, inPlace, false);
    }

    /** The input whose memory output {@code output} is; -1 for none. */
    public int inPlace(int output) {
        return inPlace.get(output);
    }

    /** Segments that a run takes: inputs, then outputs. */
    public int segments() {
        return inputs.size() + outputs.size();
    }

    /** Length of the geometry of a run. */
    public int geometry() {
        return levels + (inputs.size() + iotas + outputs.size()) * (levels + 1);
    }

    /** Where the base of operand {@code operand} (inputs, iotas, outputs in one row) stands in the geometry. */
    public int base(int operand) {
        return levels + operand * (levels + 1);
    }

    /** The lane level of operand {@code operand} (inputs, iotas, outputs in one row). */
    public int laneLevel(int operand) {
        if (operand < inputs.size()) {
            return inputs.get(operand).laneLevel();
        }
        int output = operand - inputs.size() - iotas;
        return output >= 0 ? outputs.get(output).laneLevel() : NO_LANES;
    }
}
