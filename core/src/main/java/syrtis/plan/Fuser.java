package syrtis.plan;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Expr;
import syrtis.op.Body;
import syrtis.op.Elementwise;
import syrtis.op.Generator;
import syrtis.op.Instruction;
import syrtis.op.Op;
import syrtis.op.Prim;
import syrtis.op.Scalar;
import syrtis.op.View;
import syrtis.type.Dtype;
import syrtis.type.Type;

/**
 * Decides which nodes become arrays in memory; all others live only inside the loops of those that read them. A node
 * becomes an array if it is asked for, if its family or a reader's needs elements to stand somewhere, if loops would grow
 * too long, or if several loops would compute it and that costs more than writing and reading it.
 */
final class Fuser {
    /** Instructions, about, that one kernel may have: HotSpot does not compile methods over 8000 bytes. */
    static final int LONGEST_BODY = 450;

    /** Instructions, about, that are worth computing again, all repetitions together, rather than stored. */
    private static final int CHEAP = 12;

    private static final int DIVISION_COST = 10;

    private static final int RANDOM_COST = 110;
    private static final int MATH_COST = 12;

    private final Map<Row, Integer> rowCosts = new HashMap<>();
    private final Map<Expr, Integer> costs = new IdentityHashMap<>();
    private final Map<Expr, Integer> bodies = new IdentityHashMap<>(); // costs in a loop of their own
    private final Set<Expr> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    private final long largestTemporary;

    private record Row(Elementwise row, Dtype operand) {}

    private Fuser(long largestTemporary) {
        this.largestTemporary = largestTemporary;
    }

    /** Nodes that become arrays, and about how many instructions the body of each has. */
    record Arrays(Set<Expr> nodes, Map<Expr, Integer> costs) {
        int cost(Expr node) {
            return costs.getOrDefault(node, 0);
        }
    }

    /**
     * The nodes of {@code order} (operands first) that become arrays; stored ones are not among them.
     *
     * @param largestTemporary bytes above which a node is rather computed twice than stored
     */
    static Arrays arrays(List<Expr> roots, List<Expr> order, long largestTemporary) {
        Fuser fuser = new Fuser(largestTemporary);
        fuser.arrays.addAll(roots);
        order.forEach(fuser::costs);
        fuser.share(order);
        fuser.arrays.removeIf(node -> node.op() instanceof Op.Stored);
        return new Arrays(fuser.arrays, fuser.bodies);
    }

    /** Whether a fold is short enough to be written out inside a body. */
    static boolean isInline(Expr fold, int operandCost) {
        return fold.op() instanceof Op.Reduce(var _, int axis)
                && fold.arg(0).type().shape().dim(axis) <= Op.Reduce.LANES
                && fold.arg(0).type().shape().dim(axis) * operandCost <= LONGEST_BODY;
    }

    private int cost(Expr node) {
        return costs.getOrDefault(node, 0);
    }

    private boolean isArray(Expr node) {
        return node.op() instanceof Op.Stored || arrays.contains(node);
    }

    /** Computes what a node costs inside a body, and cuts where that is too much. */
    private void costs(Expr node) {
        int operands = operandCost(node);
        while (operands > LONGEST_BODY) {
            Expr largest = node.args().stream()
                    .filter(arg -> !isArray(arg))
                    .max((a, b) -> Integer.compare(cost(a), cost(b)))
                    .orElseThrow();
            materialise(largest);
            operands = operandCost(node);
        }
        int cost = switch (node.op()) {
            case Op.Stored _ -> 2;
            case Op.Generate generate -> generate.generator() == Generator.FULL ? 1 : generate.generator().isCheap() ? 3 : RANDOM_COST;
            case Elementwise row -> operands + rowCosts.computeIfAbsent(new Row(row, node.arg(node.args().size() - 1).type().dtype()), Fuser::rowCost);
            case Op.Cast _ -> operands + 1;
            case View _ -> operands;
            case Op.Reduce(var _, int axis) -> {
                if (isInline(node, operands)) {
                    yield (int) (operands * Math.max(1, node.arg(0).type().shape().dim(axis)));
                }
                arrays.add(node);
                yield 2;
            }
            case Op.Contract _ -> {
                node.args().forEach(arg -> materialise(underViews(arg)));
                arrays.add(node);
                yield 2;
            }
            case Op.Gather _, Op.Scatter _, Op.Reshape _ -> {
                node.args().forEach(this::materialise);
                arrays.add(node);
                yield 2;
            }
            case Op.Update _ -> {
                materialise(node.arg(0));
                arrays.add(node);
                yield 2;
            }
            case Op.Read _, Op.Scan _, Op.Concat _ -> {
                arrays.add(node);
                yield 2;
            }
        };
        bodies.put(node, cost);
        costs.put(node, isArray(node) ? 2 : cost);
    }

    private void materialise(Expr node) {
        if (!(node.op() instanceof Op.Stored)) {
            arrays.add(node);
            costs.put(node, 2);
        }
    }

    /** What a chain of views looks at; matrix products read through views. */
    static Expr underViews(Expr node) {
        Expr target = node;
        while (target.op() instanceof View) {
            target = target.arg(0);
        }
        return target;
    }

    /** What a row costs inside a body: its instructions, functions counting as several. */
    private static int rowCost(Row key) {
        Body.Builder body = new Body.Builder();
        Scalar[] operands = new Scalar[key.row.arity()];
        List<Dtype> dtypes = key.row.signature(Collections.nCopies(operands.length, key.operand)).operands();
        for (int k = 0; k < operands.length; k++) {
            operands[k] = body.load(k, dtypes.get(k));
        }
        int before = body.size();
        Body made = body.build(List.of(key.row.formula(operands)));
        int cost = Math.max(1, body.size() - before);
        for (Instruction instruction : made.code()) {
            cost += switch (instruction) {
                case Instruction.Call _ -> MATH_COST;
                case Instruction.Apply(Prim prim, var _, var _, var _, var _) -> isDivision(prim) ? DIVISION_COST : 0;
                case Instruction.Load _, Instruction.Index _, Instruction.Const _, Instruction.Param _ -> 0;
            };
        }
        return cost;
    }

    private static boolean isDivision(Prim prim) {
        return prim == Prim.FLOOR_DIVIDE || prim == Prim.REMAINDER || prim == Prim.FMOD;
    }

    private int operandCost(Expr node) {
        int sum = 0;
        for (int k = 0; k < node.args().size(); k++) {
            Expr arg = node.arg(k);
            if (node.args().indexOf(arg) == k) {
                sum += isArray(arg) ? 2 : cost(arg);
            }
        }
        return sum;
    }

    /** Makes arrays of costly nodes that more than one loop would compute, from the users down. */
    private void share(List<Expr> order) {
        Object several = new Object();
        Map<Expr, Object> loops = new IdentityHashMap<>();
        Map<Expr, Integer> shifts = new IdentityHashMap<>();
        for (Expr node : order.reversed()) {
            @Nullable Object loop = loops.get(node);
            int repetitions = (loop == several ? 1 : 0) + Math.max(0, shifts.getOrDefault(node, 0) - 1);
            if (!isArray(node) && cost(node) * repetitions > CHEAP && fits(node.type())
                    && !(node.op() instanceof View)) {
                arrays.add(node);
            }
            Object inner = isArray(node) || loop == null ? node : loop;
            for (Expr arg : node.args()) {
                loops.merge(arg, inner, (known, other) -> known == other ? known : several);
                if (node.op() instanceof View) {
                    shifts.merge(arg, 1, Integer::sum);
                }
            }
        }
    }

    private boolean fits(Type type) {
        return type.bytes() <= largestTemporary;
    }
}
