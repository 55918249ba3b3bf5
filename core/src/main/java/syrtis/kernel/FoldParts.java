package syrtis.kernel;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import syrtis.op.Instruction;
import syrtis.op.Op;

/**
 * How a fold along the innermost level is split: first a loop over the values, which HotSpot can vectorise, then one that
 * accumulates them, in which whole groups of lanes have their accumulators in local variables.
 *
 * @param accumulating the instructions that depend on an accumulator, in order; empty if the loop is no such fold
 * @param passed the instructions whose values go from the first loop to the second
 */
record FoldParts(List<Integer> accumulating, Set<Integer> passed) {
    /** Instructions times lanes that are written out. */
    private static final int LONGEST = 400;

    private static final FoldParts NONE = new FoldParts(List.of(), Set.of());

    boolean isSplit() {
        return !accumulating.isEmpty();
    }

    static FoldParts of(Loop loop, Strips strips) {
        int last = loop.levels() - 1;
        boolean fold = !loop.outputs().isEmpty();
        for (int output = 0; output < loop.outputs().size(); output++) {
            fold &= loop.outputs().get(output).laneLevel() == last && loop.inPlace(output) >= 0;
        }
        if (!fold) {
            return NONE;
        }
        List<Instruction> code = loop.body().code();
        Set<Integer> accumulating = new LinkedHashSet<>();
        Set<Integer> passed = new LinkedHashSet<>();
        for (int k = 0; k < code.size(); k++) {
            boolean accumulator = code.get(k) instanceof Instruction.Load load
                    && loop.inputs().get(load.input()).laneLevel() == last;
            if (accumulator || code.get(k).operands().stream().anyMatch(accumulating::contains)) {
                accumulating.add(k);
            }
        }
        for (int k : accumulating) {
            code.get(k).operands().stream()
                    .filter(operand -> !accumulating.contains(operand))
                    .forEach(passed::add);
        }
        boolean[] invariant = Strips.invariants(loop.body());
        passed.removeIf(k -> invariant[k] || InnerLoop.isFixed(loop, code.get(k)));
        boolean all = accumulating.containsAll(loop.body().stores());
        return all && accumulating.size() * Op.Reduce.LANES <= LONGEST
                ? new FoldParts(List.copyOf(accumulating), passed)
                : NONE;
    }
}
