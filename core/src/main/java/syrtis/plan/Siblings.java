package syrtis.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Dag;
import syrtis.expr.Expr;
import syrtis.op.Elementwise;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.type.Shape;

/**
 * Finds arrays that one pass can make. Elementwise results and folds of one axis, of one shape, none needing the other and reading
 * something in common, are siblings. An elementwise result that another one reads element for element is its parent, and
 * joins the pass too; if nobody else reads it, it never becomes an array.
 *
 * <p>Everything that a pass reads must be made before: of what its members read, all that is not a member has a smaller depth (the
 * longest way to it from what is stored) than each member, and passes are made in the order of depth.
 */
final class Siblings {
    /** Siblings in one pass. */
    private static final int MOST = 4;

    /** Members of a pass, parents included. */
    private static final int MOST_IN_ALL = 8;

    private final Set<Expr> nodes;
    private final Map<Expr, Integer> depths = new IdentityHashMap<>();
    private final Map<Expr, List<Expr>> leaves = new IdentityHashMap<>();
    private final Map<Expr, List<Expr>> passes = new IdentityHashMap<>(); // of all nodes

    private record Key(Shape space, int axis, int depth) {}

    private Siblings(Set<Expr> nodes) {
        this.nodes = nodes;
    }

    /**
     * The passes that make {@code arrays}, in an order in which each comes after those it reads. Arrays that nobody needs any
     * more are removed from {@code nodes}.
     *
     * @param arrays all of {@code nodes}, operands first
     * @param roots what is asked for
     * @param costs about how many instructions the body of a node has
     */
    static List<List<Expr>> passes(List<Expr> arrays, Set<Expr> nodes, List<Expr> roots, ToIntFunction<Expr> costs, int longest) {
        Siblings siblings = new Siblings(nodes);
        siblings.measure(arrays);
        siblings.group(arrays);
        siblings.join(arrays, costs, longest);
        siblings.drop(arrays, roots);
        List<List<Expr>> order = new ArrayList<>();
        Set<Expr> done = Collections.newSetFromMap(new IdentityHashMap<>());
        arrays.stream().sorted(Comparator.comparingInt(siblings::depth)).forEach(node -> {
            List<Expr> pass = siblings.pass(node);
            if (nodes.contains(node) && done.add(node)) {
                done.addAll(pass);
                order.add(pass);
            }
        });
        return order;
    }

    private void measure(List<Expr> arrays) {
        for (Expr node : arrays) {
            List<Expr> below = leaves(node);
            leaves.put(node, below);
            depths.put(node, 1 + below.stream().mapToInt(this::depth).max().orElse(0));
        }
    }

    private List<Expr> read(Expr array) {
        return leaves.getOrDefault(array, List.of());
    }

    private int depth(Expr leaf) {
        return depths.getOrDefault(leaf, 0);
    }

    private List<Expr> pass(Expr node) {
        return passes.getOrDefault(node, List.of(node));
    }

    private static boolean isElementwise(Expr node) {
        return switch (node.op()) {
            case Elementwise _, Op.Cast _ -> true;
            case Op.Reduce _, Op.Generate _, Op.Stored _, Op.Read _, View _, Op.Reshape _, Op.Scan _, Op.Contract _, Op.Concat _,
                    Op.Update _, Op.Gather _, Op.Scatter _ -> false;
        };
    }

    // ---- siblings

    private void group(List<Expr> arrays) {
        Map<Key, List<Expr>> candidates = new HashMap<>();
        for (Expr node : arrays) {
            Key key = isElementwise(node)
                    ? new Key(node.type().shape(), -1, depth(node))
                    : node.op() instanceof Op.Reduce reduce
                            ? new Key(node.arg(0).type().shape(), reduce.axis(), depth(node))
                            : null;
            if (key != null) {
                candidates.computeIfAbsent(key, _ -> new ArrayList<>()).add(node);
            }
        }
        candidates.values().forEach(this::pack);
    }

    private void pack(List<Expr> alike) {
        for (Expr node : alike) {
            if (passes.containsKey(node)) {
                continue;
            }
            List<Expr> pass = new ArrayList<>(List.of(node));
            for (Expr other : alike) {
                boolean common = other != node && !passes.containsKey(other)
                        && !Collections.disjoint(read(node), read(other));
                if (common && pass.size() < MOST) {
                    pass.add(other);
                }
            }
            if (pass.size() > 1) {
                pass.forEach(member -> passes.put(member, pass));
            }
        }
    }

    // ---- parents and children

    private void join(List<Expr> arrays, ToIntFunction<Expr> costs, int longest) {
        for (Expr child : arrays) {
            if (isElementwise(child)) {
                for (Expr parent : parents(child)) {
                    List<Expr> both = joined(pass(parent), pass(child));
                    if (both != null && both.size() <= MOST_IN_ALL && both.stream().mapToInt(costs).sum() <= longest) {
                        both.forEach(member -> passes.put(member, both));
                    }
                }
            }
        }
    }

    /** The members of two passes, operands first; null if they cannot be one. */
    private @Nullable List<Expr> joined(List<Expr> first, List<Expr> second) {
        if (first.equals(second)) {
            return null;
        }
        List<Expr> both = new ArrayList<>(first);
        both.addAll(second);
        both.sort(Comparator.comparingInt(this::depth));
        int least = depth(both.getFirst());
        for (Expr member : both) {
            List<Expr> same = parents(member);
            for (Expr leaf : read(member)) {
                boolean inside = both.contains(leaf) && same.contains(leaf);
                if (!inside && depth(leaf) >= least) {
                    return null;
                }
            }
        }
        return both;
    }

    /** The arrays that an elementwise result reads only at its own index. */
    private List<Expr> parents(Expr child) {
        List<Expr> direct = new ArrayList<>();
        Set<Expr> elsewhere = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Expr below : Dag.walk(List.of(child), inner -> inner != child && (nodes.contains(inner) || !isElementwise(inner)))) {
            if (below == child || below.op() instanceof Op.Generate) {
                continue;
            }
            if (nodes.contains(below)) {
                if (isElementwise(below)) {
                    direct.add(below);
                }
            } else if (!isElementwise(below)) {
                elsewhere.addAll(leaves(below));
            }
        }
        direct.removeAll(elsewhere);
        return direct;
    }

    /** Removes members that are not asked for and that only their own pass reads. */
    private void drop(List<Expr> arrays, List<Expr> roots) {
        Set<Expr> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        needed.addAll(roots);
        for (Expr node : arrays) {
            for (Expr leaf : read(node)) {
                if (!pass(node).contains(leaf)) {
                    needed.add(leaf);
                }
            }
        }
        for (Expr node : arrays) {
            if (pass(node).size() > 1 && !needed.contains(node)) {
                pass(node).remove(node);
                nodes.remove(node);
            }
        }
    }

    /** What the loop of {@code node} reads or generates. */
    private List<Expr> leaves(Expr node) {
        List<Expr> leaves = new ArrayList<>();
        for (Expr below : Dag.walk(List.of(node), inner -> inner != node && nodes.contains(inner))) {
            boolean leaf = below != node && nodes.contains(below) || below.op() instanceof Op.Stored;
            boolean random = below.op() instanceof Op.Generate generate && !generate.generator().isCheap();
            if (leaf || random) {
                leaves.add(below);
            }
        }
        return leaves;
    }
}
