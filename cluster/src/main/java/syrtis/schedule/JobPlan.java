package syrtis.schedule;

import java.util.List;
import java.util.Set;
import syrtis.expr.Dag;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.expr.Rewriter;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.plan.Arguments;
import syrtis.plan.Estimator;
import syrtis.plan.Plan;
import syrtis.plan.Planner;
import syrtis.plan.Tiling;

/**
 * What a job's expressions become: the same on every machine that plans them with the same settings.
 *
 * @param tiling the tiling with which the plan fits
 */
public record JobPlan(Plan plan, Arguments arguments, Estimator.Bound bound, Tiling tiling) {
    /**
     * @param tiling where to begin; tiles are made smaller until tasks fit
     * @param memory bytes of a worker
     * @throws syrtis.type.BudgetException if nothing fits
     */
    public static JobPlan of(List<Expr> roots, Rewriter.Rules rules, Tiling tiling, long memory, Interner interner) {
        List<Expr> rewritten = Rewriter.rewrite(roots, rules, interner).stream()
                .map(root -> made(root, interner))
                .toList();
        List<Expr> order = Dag.walk(rewritten);
        Planner.Fitted fitted = Planner.plan(rewritten, order, tiling, memory, Set.of());
        return new JobPlan(fitted.plan(), Arguments.of(fitted.plan(), order), fitted.bound(), fitted.tiling());
    }

    /** A job makes all it is asked for: what is stored somewhere already is copied. */
    private static Expr made(Expr root, Interner interner) {
        return root.op() instanceof Op.Stored
                ? interner.of(View.identity(root.type().shape()), List.of(root), root.site())
                : root;
    }
}
