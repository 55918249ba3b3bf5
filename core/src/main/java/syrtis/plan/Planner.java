package syrtis.plan;

import java.util.List;
import java.util.Set;
import syrtis.expr.Expr;

/** Makes plans that fit a budget. The same graph, tiling and budget give the same plan, on any machine. */
public final class Planner {
    private Planner() {}

    /** A plan, its bound, and the tiling with which it fits. */
    public record Fitted(Plan plan, Estimator.Bound bound, Tiling tiling) {}

    /**
     * A plan that fits: tiles are made smaller until it does.
     *
     * @param order all nodes, as {@link syrtis.expr.Dag#walk} gives them
     * @param memory bytes that tasks running at once may need
     * @param dying stored nodes nobody else can see: their memory may be overwritten
     * @throws syrtis.type.BudgetException if no tiles are small enough
     */
    public static Fitted plan(List<Expr> roots, List<Expr> order, Tiling tiling, long memory, Set<Expr> dying) {
        Tiling smaller = tiling;
        while (true) {
            Plan plan = Tiler.plan(roots, order, smaller, memory / 4, dying);
            Estimator.Bound bound = Estimator.bound(plan, smaller.threads(), memory);
            if (bound.least() <= memory) {
                return new Fitted(plan, bound, smaller);
            }
            if (smaller.bytes() <= Tiling.LEAST_BYTES) {
                throw Estimator.refusal(bound, memory, Arguments.of(plan, order));
            }
            smaller = smaller.withBytes(smaller.bytes() / 4);
        }
    }
}
