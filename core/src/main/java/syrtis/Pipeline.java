package syrtis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import syrtis.expr.Dag;
import syrtis.expr.Expr;
import syrtis.expr.Printer;
import syrtis.expr.Rewriter;
import syrtis.op.Op;
import syrtis.plan.Arguments;
import syrtis.plan.Estimator;
import syrtis.plan.Plan;
import syrtis.plan.Planner;
import syrtis.run.Executor;

/**
 * Everything between the user's call and running tasks, in order. Each stage is a function from value to value, named in
 * {@link Stage}, and can be printed ({@link NDArray#explain}).
 */
final class Pipeline {
    private Pipeline() {}

    /** The stages, as {@code explain} names them. */
    enum Stage {
        /** The graph as it was recorded. */
        RECORD,
        /** The graph after the rewrite rules. */
        REWRITE,
        /** The plan: fused kernels, grids, what is read. */
        PLAN,
        /** The bound on memory, and where it comes from. */
        ESTIMATE
    }

    /** A plan that is ready, and what it is to run on. */
    record Planned(
            Plan plan, Estimator.Bound bound, Executor.Loaded loaded, Arguments arguments, List<Expr> recorded, List<Expr> rewritten) {
        Executor.Job job() {
            return loaded.job(arguments, bound.total());
        }
    }

    /** A plan whose stored arrays all stay as they are. */
    static Planned plan(List<Expr> roots, Runtime runtime) {
        return plan(roots, Dag.walk(roots), Set.of(), runtime);
    }

    /**
     * A plan that may overwrite stored arrays that nobody else can see. Nothing else may be evaluated meanwhile.
     *
     * @param held the roots that handles hold, and will no longer hold once they are evaluated
     */
    static Planned planAlone(List<Expr> roots, List<Expr> held, Runtime runtime) {
        List<Expr> recorded = Dag.walk(roots);
        return plan(roots, recorded, dying(roots, held, recorded), runtime);
    }

    private static Planned plan(List<Expr> roots, List<Expr> recorded, Set<Expr> dying, Runtime runtime) {
        List<Expr> rewritten = Rewriter.rewrite(roots, recorded, rules(runtime), runtime.interner());
        List<Expr> order = rewritten.equals(roots) ? recorded : Dag.walk(rewritten);
        PlanCache.Prepared prepared =
                runtime.plans().plan(rewritten, order, dying, () -> prepare(rewritten, order, dying, runtime));
        return new Planned(
                prepared.plan(), prepared.bound(), prepared.loaded(), Arguments.of(prepared.plan(), order), recorded, rewritten);
    }

    private static PlanCache.Prepared prepare(List<Expr> roots, List<Expr> order, Set<Expr> dying, Runtime runtime) {
        Planner.Fitted fitted = Planner.plan(roots, order, runtime.tiling(), runtime.options().memory(), dying);
        return new PlanCache.Prepared(fitted.plan(), fitted.bound(), runtime.executor().load(fitted.plan()));
    }

    private static Rewriter.Rules rules(Runtime runtime) {
        return switch (runtime.options().rules()) {
            case NONE -> Rewriter.Rules.NONE;
            case EXACT -> Rewriter.Rules.EXACT;
            case ALL -> Rewriter.Rules.ALL;
        };
    }

    /**
     * Stored nodes that nobody can see once the roots are evaluated: all their users, and theirs, are in this graph. The
     * roots' own handles will then hold the results.
     */
    private static Set<Expr> dying(List<Expr> roots, List<Expr> held, List<Expr> order) {
        if (!mayHaveDying(order, roots.size())) {
            return Set.of();
        }
        Map<Expr, Integer> inside = new IdentityHashMap<>(order.size());
        for (Expr root : held) {
            inside.merge(root, 1, Integer::sum);
        }
        for (Expr node : order) {
            if (node.uses() > 0) {
                for (Expr arg : node.args()) { // A node uses an operand as often as it names it.
                    inside.merge(arg, 1, Integer::sum);
                }
            }
        }
        Set<Expr> open = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Expr> dying = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Expr node : order.reversed()) {
            long uses = node.uses();
            if (open.contains(node) || uses > inside.getOrDefault(node, 0)) {
                open.addAll(node.args());
            } else if (node.op() instanceof Op.Stored && !roots.contains(node)) {
                dying.add(node);
            }
        }
        return dying;
    }

    /** Whether a stored node could have all its users in {@code order}: most have a handle besides. */
    private static boolean mayHaveDying(List<Expr> order, int roots) {
        for (Expr node : order) {
            if (node.op() instanceof Op.Stored && node.uses() <= order.size() + roots) {
                return true;
            }
        }
        return false;
    }

    /** Text of one stage, for people. */
    static String explain(List<Expr> roots, Stage stage, Runtime runtime) {
        return switch (stage) {
            case RECORD -> Printer.print(roots);
            case REWRITE -> Printer.print(Rewriter.rewrite(roots, rules(runtime), runtime.interner()));
            case PLAN -> plan(roots, runtime).plan().toString();
            case ESTIMATE -> {
                Planned planned = plan(roots, runtime);
                yield planned.bound().toString();
            }
        };
    }

    static List<Expr> exprs(List<NDArray> arrays) {
        return new ArrayList<>(arrays.stream().map(NDArray::expr).toList());
    }
}
