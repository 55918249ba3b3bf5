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
    private Dag() {}

    /**
     * All nodes that {@code roots} need, each once, operands before their users; below a node that {@code stop} holds for
     * nothing is visited.
     */
    public static List<Expr> walk(List<Expr> roots, Predicate<Expr> stop) {
        List<Expr> order = new ArrayList<>();
        Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ArrayDeque<Visit> path = new ArrayDeque<>();
        for (Expr root : roots) {
            if (seen.add(root)) {
                path.push(new Visit(root));
            }
            while (!path.isEmpty()) {
                Visit visit = path.peek();
                if (visit.next < visit.node.args().size() && !stop.test(visit.node)) {
                    Expr arg = visit.node.arg(visit.next++);
                    if (seen.add(arg)) {
                        path.push(new Visit(arg));
                    }
                } else {
                    order.add(visit.node);
                    path.pop();
                }
            }
        }
        return order;
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
