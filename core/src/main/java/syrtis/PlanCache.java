package syrtis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Expr;
import syrtis.op.Generator;
import syrtis.op.Op;
import syrtis.plan.Array;
import syrtis.plan.Estimator;
import syrtis.plan.Grid;
import syrtis.plan.Plan;
import syrtis.run.Executor;
import syrtis.type.Dtype;
import syrtis.type.Type;

/**
 * Plans by the structure of their graph, so that a loop plans once. Graphs have one structure if they differ at most in what is
 * stored and in the numbers of the program; types, tilings and which arrays die are structure.
 */
final class PlanCache {
    private static final int MOST_PLANS = 512;

    /** Nodes of a graph beyond which planning is cheap against running, and keeping it is not. */
    private static final int LARGEST_GRAPH = 1024;

    private final ConcurrentHashMap<Key, Prepared> plans = new ConcurrentHashMap<>();

    /** A plan, its bound, and what the executor made of it. */
    record Prepared(Plan plan, Estimator.Bound bound, Executor.Loaded loaded) {}

    /** The plan of a graph; {@code order} are its nodes, operands first. */
    Prepared plan(List<Expr> roots, List<Expr> order, Set<Expr> dying, Supplier<Prepared> make) {
        Key key = order.size() > LARGEST_GRAPH ? null : key(roots, order, dying);
        if (key == null) {
            return make.get();
        }
        Prepared known = plans.get(key);
        if (known == null) {
            if (plans.size() >= MOST_PLANS) {
                plans.clear(); // What is still needed is back at the next turn of its loop.
            }
            known = make.get();
            plans.put(key, known);
        }
        return known;
    }

    /** Plans kept now. */
    int size() {
        return plans.size();
    }

    private record Leaf(Type type, Grid grid, boolean dies) {}

    private record Function(Generator generator, List<Dtype> params, Type type) {}

    /** Operators, and the positions of operands and roots; null if it names a file, which a cache must not keep open. */
    private static @Nullable Key key(List<Expr> roots, List<Expr> order, Set<Expr> dying) {
        Map<Expr, Integer> positions = new IdentityHashMap<>(order.size());
        List<Object> parts = new ArrayList<>(order.size() * 3 + roots.size());
        for (Expr node : order) {
            positions.put(node, positions.size());
            switch (node.op()) {
                case Op.Read _ -> {
                    return null;
                }
                case Op.Stored(Op.Contents contents) ->
                    parts.add(new Leaf(contents.type(), ((Array.Tiled) contents).grid(), dying.contains(node)));
                case Op.Generate generate ->
                    parts.add(new Function(generate.generator(), generate.paramDtypes(), generate.type()));
                case syrtis.op.Elementwise _, Op.Cast _, syrtis.op.View _, Op.Reshape _, Op.Reduce _, Op.Scan _, Op.Contract _,
                        Op.Concat _, Op.Update _, Op.Gather _, Op.Scatter _ -> {
                    parts.add(node.op());
                    parts.add(node.args().size());
                    for (Expr arg : node.args()) {
                        parts.add(java.util.Objects.requireNonNull(positions.get(arg)));
                    }
                }
            }
        }
        for (Expr root : roots) {
            parts.add(java.util.Objects.requireNonNull(positions.get(root)));
        }
        return new Key(parts.toArray());
    }

    private static final class Key {
        private final Object[] parts;
        private final int hash;

        Key(Object[] parts) {
            this.parts = parts;
            hash = Arrays.hashCode(parts);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && hash == key.hash && Arrays.equals(parts, key.parts);
        }
    }
}
