package syrtis.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import syrtis.expr.Dag;
import syrtis.expr.Expr;
import syrtis.op.Elementwise;
import syrtis.op.Op;
import syrtis.type.Shape;

/**
 * Finds arrays that one pass can make: of one shape, none needing the other, and reading something in common. Elementwise
 * results and folds of one axis qualify.
 */
final class Siblings {
    private static final int MOST = 4;

    private Siblings() {}

    private record Key(Shape space, int axis, int depth) {}

    /** By node, the group it belongs to; nodes that are alone are absent. */
    static Map<Expr, List<Expr>> group(List<Expr> arrays, Set<Expr> nodes) {
        Map<Key, List<Expr>> candidates = new HashMap<>();
        Map<Expr, Integer> depths = new IdentityHashMap<>();
        Map<Expr, List<Expr>> leaves = new IdentityHashMap<>();
        for (Expr node : arrays) {
            List<Expr> below = leaves(node, nodes);
            leaves.put(node, below);
            int depth = 1 + below.stream().mapToInt(leaf -> depths.getOrDefault(leaf, 0)).max().orElse(0);
            depths.put(node, depth);
            switch (node.op()) {
                case Elementwise _, Op.Cast _ ->
                    candidates.computeIfAbsent(new Key(node.type().shape(), -1, depth), _ -> new ArrayList<>()).add(node);
                case Op.Reduce reduce -> candidates
                        .computeIfAbsent(new Key(node.arg(0).type().shape(), reduce.axis(), depth), _ -> new ArrayList<>())
                        .add(node);
                case Op.Generate _, Op.Stored _, Op.Read _, syrtis.op.View _, Op.Reshape _, Op.Scan _, Op.Contract _,
                        Op.Concat _, Op.Update _, Op.Gather _, Op.Scatter _ -> {}
            }
        }
        Map<Expr, List<Expr>> groups = new IdentityHashMap<>();
        for (List<Expr> alike : candidates.values()) {
            if (alike.size() > 1) {
                pack(alike, leaves, groups);
            }
        }
        return groups;
    }

    private static void pack(List<Expr> alike, Map<Expr, List<Expr>> leaves, Map<Expr, List<Expr>> groups) {
        for (Expr node : alike) {
            if (groups.containsKey(node)) {
                continue;
            }
            List<Expr> group = new ArrayList<>(List.of(node));
            for (Expr other : alike) {
                boolean common = other != node && !groups.containsKey(other)
                        && !Collections.disjoint(leaves.get(node), leaves.get(other));
                if (common && group.size() < MOST) {
                    group.add(other);
                }
            }
            if (group.size() > 1) {
                group.forEach(member -> groups.put(member, group));
            }
        }
    }

    /** What the loop of {@code node} reads or generates. */
    private static List<Expr> leaves(Expr node, Set<Expr> nodes) {
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
