package syrtis.expr;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The one walk over graphs. It does not recurse: a chain of any depth is walked. */
public final class Dag {
    /** Nodes of an ordinary statement. */
    private static final int SMALL = 8;

    private Dag() {}

    /**
     * All nodes that {@code roots} need, each once, operands before their users; below a node that {@code stop} holds for
     * nothing is visited.
     */
    public static List<Expr> walk(List<Expr> roots, Predicate<Expr> stop) {
        List<Expr> order = new ArrayList<>();
        Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>(SMALL));
        ArrayDeque<Visit> path = new ArrayDeque<>(SMALL);
        for (Expr root : roots) {
            visit(root, stop, seen, path, order);
            while (!path.isEmpty()) {
                Visit visit = path.peek();
                if (visit.next < visit.node.args().size()) {
                    visit(visit.node.arg(visit.next++), stop, seen, path, order);
                } else {
                    order.add(visit.node);
                    path.pop();
                }
            }
        }
        return order;
    }

    private static void visit(Expr node, Predicate<Expr> stop, Set<Expr> seen, ArrayDeque<Visit> path, List<Expr> order) {
        if (seen.add(node)) {
            if (node.args().isEmpty() || stop.test(node)) {
                order.add(node);
            } else {
                path.push(new Visit(node));
            }
        }
    }

    public static List<Expr> walk(List<Expr> roots) {
        return walk(roots, _ -> false);
    }

    private static final class Visit {
        private final Expr node;
        private int next;

        Visit(Expr node) {
            this.node = node;
        }
    }
}
