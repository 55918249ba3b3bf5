package syrtis.expr;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import syrtis.op.Op;

/**
 * Makes a cheaper graph of equal meaning: operands first, each node is replaced by what the first rule that fits makes of
 * it, until none does. Nodes whose elements are known already become {@link Op.Stored}.
 */
public final class Rewriter implements Rule.Maker {
    /** A node that matched is rewritten at most this often: rules that feed each other would be a mistake of ours. */
    private static final int MOST_STEPS = 64;

    /** Rules push views down as deep as this and no deeper: chains may be as long as programs run. */
    private static final int DEEPEST = 48;

    private final RewriteRules.Table rules;
    private final Interner interner;
    private final Map<Expr, Expr> done;

    private final List<Expr> roots;
    private final List<Expr> order;

    /**
     * How often the graph asks for a node; null until a rule wants to know. It is counted here and nowhere else: whoever rewrites a graph,
     * whatever was computed before, makes the same of it.
     */
    private @Nullable Map<Expr, Integer> asked;

    private int depth;

    private Rewriter(List<Expr> roots, List<Expr> order, RewriteRules.Table rules, Interner interner) {
        this.roots = roots;
        this.order = order;
        this.rules = rules;
        this.interner = interner;
        done = new IdentityHashMap<>(order.size());
    }

    /** Which rules apply. */
    public enum Rules {
        NONE,
        EXACT,
        ALL
    }

    /** The roots, rewritten. */
    public static List<Expr> rewrite(List<Expr> roots, Rules which, Interner interner) {
        return rewrite(roots, Dag.walk(roots), which, interner);
    }

    /** The same; {@code all} are the nodes as {@link Dag#walk} gives them. */
    public static List<Expr> rewrite(List<Expr> roots, List<Expr> all, Rules which, Interner interner) {
        List<Expr> order = hasResults(all) ? Dag.walk(roots, known -> known.result() != null) : all;
        Rewriter rewriter = new Rewriter(roots, order, RewriteRules.Table.of(which), interner);
        for (Expr node : order) {
            rewriter.replace(node, rewriter.rewrite(node));
        }
        List<Expr> rewritten = new ArrayList<>(roots.size());
        for (Expr root : roots) {
            rewritten.add(Objects.requireNonNull(rewriter.done.get(root)));
        }
        return rewritten;
    }

    /** Whether elements of a node that is not stored are known: what is below it need not be looked at. */
    private static boolean hasResults(List<Expr> order) {
        for (Expr node : order) {
            if (!node.args().isEmpty() && node.result() != null) {
                return true;
            }
        }
        return false;
    }

    /** Who asks for {@code node} asks for {@code better} from now on. */
    private void replace(Expr node, Expr better) {
        done.put(node, better);
        if (asked != null) {
            moveAsked(asked, node, better);
        }
    }

    private static void moveAsked(Map<Expr, Integer> asked, Expr node, Expr better) {
        if (better != node) {
            asked.merge(better, asked.getOrDefault(node, 0), Integer::sum);
        }
    }

    /** Of the graph as it is now: with what was replaced so far. */
    private Map<Expr, Integer> count() {
        Map<Expr, Integer> counts = new IdentityHashMap<>(order.size());
        roots.forEach(root -> counts.merge(root, 1, Integer::sum));
        for (Expr node : order) {
            if (node.result() == null) {
                node.args().forEach(arg -> counts.merge(arg, 1, Integer::sum));
            }
        }
        order.stream().limit(done.size()).forEach(node -> moveAsked(counts, node, Objects.requireNonNull(done.get(node))));
        return counts;
    }

    @Override
    public boolean isShared(Expr node) {
        asked = asked == null ? count() : asked;
        return asked.getOrDefault(node, 0) > 1;
    }

    private Expr rewrite(Expr node) {
        Expr known = node.result();
        if (known != null) {
            return known;
        }
        if (node.args().isEmpty()) {
            return node;
        }
        List<Expr> args = new ArrayList<>(node.args().size());
        boolean changed = false;
        for (Expr arg : node.args()) {
            Expr better = done.getOrDefault(arg, arg);
            changed |= better != arg;
            args.add(better);
        }
        Expr current = changed ? interner.of(node.op(), args, node.site()) : node;
        return simplify(current, MOST_STEPS);
    }

    /** Applies rules to a node whose operands are simple already, and to the new operands that rules make. */
    private Expr simplify(Expr node, int steps) {
        Expr current = node;
        for (int step = 0; step < steps; step++) {
            Optional<Expr> better = Optional.empty();
            for (Rule rule : rules.of(current.op())) {
                better = rule.apply(current, this);
                if (better.isPresent()) {
                    break;
                }
            }
            if (better.isEmpty()) {
                return current;
            }
            current = better.get();
        }
        return current;
    }

    @Override
    public Expr make(Op op, List<Expr> args, Expr like) {
        Expr made = interner.of(op, args, like.site());
        if (depth >= DEEPEST) {
            return made;
        }
        depth++;
        try {
            return simplify(made, MOST_STEPS / 4);
        } finally {
            depth--;
        }
    }
}
