package syrtis.wire;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import syrtis.expr.Dag;
import syrtis.expr.Expr;
import syrtis.expr.Interner;

/** Graphs in which equal nodes are one: programs make numbers, and what was evaluated, more than once. */
final class Canonical {
    private Canonical() {}

    /** The same graph, each node of it once. */
    static List<Expr> of(List<Expr> roots) {
        Interner interner = new Interner();
        Map<Expr, Expr> made = new IdentityHashMap<>();
        for (Expr node : Dag.walk(roots)) {
            List<Expr> args = node.args().stream().map(arg -> Objects.requireNonNull(made.get(arg))).toList();
            made.put(node, interner.of(node.op(), args, node.type(), node::site));
        }
        return roots.stream().map(root -> Objects.requireNonNull(made.get(root))).toList();
    }
}
