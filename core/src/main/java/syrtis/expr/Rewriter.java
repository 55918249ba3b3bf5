package syrtis.expr;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import syrtis.op.Op;

/**
 * Makes a cheaper graph of equal meaning: operands first, each node is replaced by what the first rule that fits makes of
 * it, until none does. Nodes whose elements are known already become {@link Op.Stored}.
 */
public final class Rewriter {
    /** A node that matched is rewritten at most this often: rules that feed each other would be a mistake of ours. */
    private static final int MOST_STEPS = 64;

    /** Rules push views down as deep as this and no deeper: chains may be as long as programs run. */
    private static final int DEEPEST = 48;

    private final List<Rule> rules;
    private final Interner interner;
    private final Map<Expr, Expr> done = new IdentityHashMap<>();
    private int depth;

    private Rewriter(List<Rule> rules, Interner interner) {
        this.rules = rules;
        this.interner = interner;
    }

    /** Which rules apply. */
    public enum Rules {
        NONE,
        EXACT,
        ALL
    }

    /** The roots, rewritten. */
    public static List<Expr> rewrite(List<Expr> roots, Rules which, Interner interner) {
        List<Rule> rules = switch (which) {
            case NONE -> List.of();
            case EXACT -> RewriteRules.EXACT;
            case ALL -> RewriteRules.ALL;
        };
        Rewriter rewriter = new Rewriter(rules, interner);
        for (Expr node : Dag.walk(roots, known -> known.result() != null)) {
            rewriter.done.put(node, rewriter.rewrite(node));
        }
        return roots.stream().map(rewriter.done::get).toList();
    }

    private Expr rewrite(Expr node) {
        Op.Contents known = node.result();
        if (known != null) {
            return node.op() instanceof Op.Stored ? node : interner.of(new Op.Stored(known), List.of(), node.site());
        }
        List<Expr> args = new ArrayList<>();
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
            for (Rule rule : rules) {
                better = rule.apply(current, this::make);
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

    private Expr make(Op op, List<Expr> args, Expr like) {
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
