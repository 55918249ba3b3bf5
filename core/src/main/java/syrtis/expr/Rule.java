package syrtis.expr;

import java.util.List;
import java.util.Optional;
import syrtis.op.Op;

/** One rewrite: a cheaper node of equal meaning, if it fits. The operands of the node are simple already. */
@FunctionalInterface
public interface Rule {
    Optional<Expr> apply(Expr node, Maker make);

    /** Makes nodes, simplified, and knows the graph that is being rewritten. */
    @FunctionalInterface
    interface Maker {
        /** {@code like} gives the user's line. */
        Expr make(Op op, List<Expr> args, Expr like);

        /** Whether {@code node} is asked for more than once in the graph: computing it once may be better than doing with less of it. */
        default boolean isShared(Expr node) {
            return false;
        }
    }
}
