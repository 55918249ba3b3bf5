package syrtis.kernel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import syrtis.op.Body;
import syrtis.op.Instruction;
import syrtis.op.Prim;
import syrtis.type.Dtype;

/**
 * The part of a body that is worth loops of its own over heap arrays: integer arithmetic of 64 bits that depends on indices and
 * constants alone. It is cut into short pieces, in order, since HotSpot vectorises only short loops; values that pass from one
 * piece to a later one, or to the rest of the body, go through arrays, one per instruction.
 */
final class Strips {
    /** Instructions that are worth it. */
    private static final int FEWEST = 40;

    private static final int PIECE = 13;

    private static final Strips NONE = new Strips(List.of(), Set.of(), Set.of());

    private final List<Piece> pieces;
    private final Set<Integer> stripped;
    private final Set<Integer> passed;

    /** One loop: the instructions it runs, those whose values it reads from arrays, and those it writes to them. */
    record Piece(List<Integer> code, List<Integer> reads, List<Integer> writes) {
        Set<Integer> arrays() {
            Set<Integer> all = new LinkedHashSet<>(reads);
            all.addAll(writes);
            return all;
        }
    }

    private Strips(List<Piece> pieces, Set<Integer> stripped, Set<Integer> passed) {
        this.pieces = pieces;
        this.stripped = stripped;
        this.passed = passed;
    }

    List<Piece> pieces() {
        return pieces;
    }

    boolean isStripped(int instruction) {
        return stripped.contains(instruction);
    }

    /** The instructions whose values go through arrays. */
    Set<Integer> passed() {
        return passed;
    }

    static Strips of(Body body) {
        List<Instruction> code = body.code();
        boolean[] invariant = invariants(body);
        Set<Integer> stripped = new LinkedHashSet<>();
        List<Integer> indices = new ArrayList<>();
        List<Integer> arithmetic = new ArrayList<>();
        for (int k = 0; k < code.size(); k++) {
            Instruction instruction = code.get(k);
            List<Integer> operands = instruction.operands();
            if (invariant[k]) {
                continue;
            }
            if (instruction instanceof Instruction.Index) {
                indices.add(k);
                stripped.add(k);
            } else if (isVectorisable(code, instruction)
                    && operands.stream().allMatch(operand -> invariant[operand] || stripped.contains(operand))) {
                arithmetic.add(k);
                stripped.add(k);
            }
        }
        return arithmetic.size() < FEWEST ? NONE : cut(body, indices, arithmetic, stripped);
    }

    private static Strips cut(Body body, List<Integer> indices, List<Integer> arithmetic, Set<Integer> stripped) {
        List<List<Integer>> runs = new ArrayList<>();
        runs.add(indices);
        for (int at = 0; at < arithmetic.size(); at += PIECE) {
            runs.add(arithmetic.subList(at, Math.min(arithmetic.size(), at + PIECE)));
        }
        Set<Integer> outside = new LinkedHashSet<>(body.stores());
        for (int k = 0; k < body.size(); k++) {
            if (!stripped.contains(k)) {
                outside.addAll(body.code().get(k).operands());
            }
        }
        Set<Integer> passed = new LinkedHashSet<>();
        List<Piece> pieces = new ArrayList<>();
        for (int r = 0; r < runs.size(); r++) {
            List<Integer> run = runs.get(r);
            Set<Integer> reads = new LinkedHashSet<>();
            run.forEach(k -> body.code().get(k).operands().stream()
                    .filter(operand -> stripped.contains(operand) && !run.contains(operand))
                    .forEach(reads::add));
            Set<Integer> later = new LinkedHashSet<>(outside);
            runs.subList(r + 1, runs.size())
                    .forEach(next -> next.forEach(k -> later.addAll(body.code().get(k).operands())));
            List<Integer> writes = run.stream().filter(later::contains).toList();
            passed.addAll(writes);
            pieces.add(new Piece(List.copyOf(run), List.copyOf(reads), writes));
        }
        return new Strips(pieces, stripped, passed);
    }

    /** Which instructions have one value for the whole run. */
    static boolean[] invariants(Body body) {
        boolean[] invariant = new boolean[body.size()];
        for (int k = 0; k < invariant.length; k++) {
            Instruction instruction = body.code().get(k);
            invariant[k] = !(instruction instanceof Instruction.Load || instruction instanceof Instruction.Index)
                    && instruction.operands().stream().allMatch(operand -> invariant[operand]);
        }
        return invariant;
    }

    private static boolean isVectorisable(List<Instruction> code, Instruction instruction) {
        if (!(instruction instanceof Instruction.Apply(Prim prim, Dtype dtype, int a, int b, var _))
                || !isLong(dtype)
                || !isLong(code.get(a).dtype())) {
            return false;
        }
        return switch (prim) {
            case ADD, SUBTRACT, AND, OR, XOR, NOT, CAST -> true;
            case SHIFT_LEFT, SHIFT_RIGHT, ROTATE_LEFT -> code.get(b) instanceof Instruction.Const(var _, long distance)
                    && distance >= 0
                    && distance < Long.SIZE;
            case MULTIPLY, DIVIDE, FLOOR_DIVIDE, REMAINDER, FMOD, NEGATE, ABSOLUTE, FMA, SQRT, FLOOR, CEIL, TRUNC, RINT,
                    MINIMUM, MAXIMUM, MULTIPLY_HIGH, LESS, LESS_EQUAL, EQUAL, NOT_EQUAL, SELECT, TO_BITS, FROM_BITS -> false;
        };
    }

    private static boolean isLong(Dtype dtype) {
        return dtype == Dtype.INT64 || dtype == Dtype.UINT64;
    }
}
