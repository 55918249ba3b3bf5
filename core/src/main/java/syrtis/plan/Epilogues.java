package syrtis.plan;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import syrtis.expr.Dag;
import syrtis.expr.Expr;
import syrtis.op.Elementwise;
import syrtis.op.Op;

/**
 * Finds products of matrices that never become arrays: each tile goes through the elementwise work of its only reader in the task that
 * made it, as in {@code relu(a @ b + bias)}. The reader is a pass of its own that reads the product element for element.
 *
 * <p>A product of a matrix and its transpose is none of them: half of its tiles are copied from the other half, which has to be
 * the product itself.
 */
final class Epilogues {
    private final Set<Expr> nodes;
    private final Map<Expr, Integer> readers = new IdentityHashMap<>(); // passes that read a product

    private Epilogues(Set<Expr> nodes) {
        this.nodes = nodes;
    }

    /**
     * By elementwise node, the product that it takes in; such products are removed from {@code nodes}.
     *
     * @param passes as {@link Siblings} gives them
     * @param nodes all nodes that become arrays
     * @param roots what is asked for
     */
    static Map<Expr, Expr> find(List<List<Expr>> passes, Set<Expr> nodes, List<Expr> roots) {
        Epilogues epilogues = new Epilogues(nodes);
        passes.forEach(epilogues::count);
        Map<Expr, Expr> found = new IdentityHashMap<>();
        for (List<Expr> pass : passes) {
            Expr reader = pass.getFirst();
            if (pass.size() == 1 && isElementwise(reader)) {
                epilogues.product(reader, roots).ifPresent(product -> found.put(reader, product));
            }
        }
        nodes.removeAll(found.values());
        return found;
    }

    private static boolean isElementwise(Expr node) {
        return node.op() instanceof Elementwise || node.op() instanceof Op.Cast;
    }

    private void count(List<Expr> pass) {
        for (Expr below : Dag.walk(pass, inner -> nodes.contains(inner) && !pass.contains(inner))) {
            if (below.op() instanceof Op.Contract && !pass.contains(below)) {
                readers.merge(below, 1, Integer::sum);
            }
        }
    }

    /** The first product that only {@code reader} reads, and only at its own index. */
    private Optional<Expr> product(Expr reader, List<Expr> roots) {
        Set<Expr> direct = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Expr> elsewhere = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Expr below : Dag.walk(List.of(reader), inner -> inner != reader && (nodes.contains(inner) || !isElementwise(inner)))) {
            if (nodes.contains(below)) {
                direct.add(below);
            } else if (!isElementwise(below)) { // A view, or a fold that is written out: what is below it is read at other indices.
                elsewhere.addAll(Dag.walk(List.of(below), nodes::contains));
            }
        }
        return direct.stream()
                .filter(node -> node.op() instanceof Op.Contract && !elsewhere.contains(node))
                .filter(node -> readers.getOrDefault(node, 0) == 1 && !roots.contains(node) && !isOfOneMatrix(node))
                .findFirst();
    }

    private static boolean isOfOneMatrix(Expr product) {
        return Fuser.underViews(product.arg(0)) == Fuser.underViews(product.arg(1));
    }
}
