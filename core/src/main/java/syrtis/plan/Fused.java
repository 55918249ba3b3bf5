package syrtis.plan;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import syrtis.op.Body;
import syrtis.op.View;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/**
 * One scalar body over an index space: what became of a connected piece of the user's graph.
 *
 * @param number position among the bodies of the plan
 * @param space the shape of the index space
 * @param body inputs are the operands in order, then the {@code registers}
 * @param operands arrays read, and how their index moves with the space
 * @param iotas integers that move with the space
 * @param params where each scalar argument comes from
 * @param registers dtypes of further inputs that the task supplies: accumulators, carries
 * @param results dtypes of the outputs
 * @param carries whether register 1 is the carry of a scan, which is read only; other registers are the memory of the result
 *     of the same number, if that has their dtype
 */
public record Fused(
        int number,
        Shape space,
        Body body,
        List<Operand> operands,
        List<Iota> iotas,
        List<Param> params,
        List<Dtype> registers,
        List<Dtype> results,
        boolean carries) {
    /** Bytes of what a task brings together at once, at most, of all {@link #gathered} operands. */
    private static final long GATHERED_BYTES = 256 << 10;

    /** Bytes of a cache line, at which each operand's begin. */
    public static final long LINE = 64;

    /** The side of the squares that kernels exchange axes in. */
    public static final long SQUARE = 8;

    public Fused {
        operands = List.copyOf(operands);
        iotas = List.copyOf(iotas);
        params = List.copyOf(params);
        registers = List.copyOf(registers);
        results = List.copyOf(results);
    }

    /** An array read at the image of the current index. */
    public record Operand(Array array, View map) {}

    /**
     * Whether an operand is brought together, block by block, before it is read. It lies along another axis than the last one and passes to
     * another tile after a few steps along the last one: element by element, no line of the output would be written at once.
     */
    public boolean isGathered(Operand operand) {
        int last = space.rank() - 1;
        List<View.Step> moving = operand.map.steps().stream().filter(step -> step.axis() >= 0).toList();
        boolean permuted = moving.stream().allMatch(step -> step.step() == 1)
                && moving.stream().map(View.Step::axis).distinct().count() == moving.size();
        if (!permuted || moving.isEmpty() || operand.map.steps().getLast().axis() < 0 || moving.getLast().axis() == last) {
            return false;
        }
        Grid grid = operand.array.grid();
        return IntStream.range(0, grid.shape().rank())
                .anyMatch(a -> operand.map.steps().get(a).axis() == last && grid.tile(a) < SQUARE && grid.count(a) > 1);
    }

    /** The operands that are brought together. */
    public List<Operand> gathered() {
        return operands.stream().filter(this::isGathered).toList();
    }

    /** Bytes that a task of {@code points} points needs to bring operands together. */
    public static long gatheredBytes(List<Operand> gathered, long points) {
        long bytes = 0;
        for (Operand operand : gathered) {
            bytes = Math.min(GATHERED_BYTES, bytes + Math.min(GATHERED_BYTES, points) * operand.array.type().dtype().bytes() + LINE);
        }
        return bytes;
    }

    /** Number {@code index} of the generator that is node {@code node} of the plan's graph. */
    public record Param(int node, int index) {}

    /** start + strides . index */
    public record Iota(long start, long[] strides) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Iota iota && start == iota.start && Arrays.equals(strides, iota.strides);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(start) * 31 + Arrays.hashCode(strides);
        }

        @Override
        public String toString() {
            return start + " + " + Arrays.toString(strides) + " . index";
        }
    }

    @Override
    public String toString() {
        String reads = operands.stream()
                .map(operand -> operand.array + (operand.map.isIdentity() ? "" : operand.map.toString()))
                .collect(Collectors.joining(", "));
        return "over " + space + " reads (" + reads + ")" + (iotas.isEmpty() ? "" : " iotas " + iotas) + "\n"
                + body.toString().indent(4).stripTrailing();
    }
}
