package syrtis.wire;

import java.util.ArrayList;
import java.util.List;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.op.Op;
import syrtis.type.CallSite;
import syrtis.type.Type;
import syrtis.type.WireException;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.Node;
import syrtis.wire.v1.Sites;

/** Messages to expressions: one pass over the nodes, which checks before it makes. */
final class GraphDecoder {
    private final Limits limits;
    private final Interner interner;
    private final Leaves leaves;

    GraphDecoder(Limits limits, Interner interner, Leaves leaves) {
        this.limits = limits;
        this.interner = interner;
        this.leaves = leaves;
    }

    List<Expr> roots(Graph graph, Sites sites) {
        if (graph.getVersion() != GraphCodec.VERSION) {
            throw new WireException("a graph is of version " + Integer.toUnsignedString(graph.getVersion())
                    + ", and this reader speaks version " + GraphCodec.VERSION + ": use the same version of Syrtis on both sides");
        }
        if (graph.getNodesCount() > limits.nodes() || graph.getRootsCount() > limits.nodes()) {
            throw new WireException("a graph has " + graph.getNodesCount() + " nodes and " + graph.getRootsCount() + " roots, and "
                    + limits.nodes() + " are allowed");
        }
        if (graph.getRootsCount() == 0) {
            throw new WireException("a graph has no roots: name what is to be computed");
        }
        List<Expr> nodes = nodes(graph, CallSites.decode(sites, graph.getNodesCount()));
        List<Expr> roots = new ArrayList<>(graph.getRootsCount());
        for (int root : graph.getRootsList()) {
            if (root < 0 || root >= nodes.size()) {
                throw new WireException("root " + Integer.toUnsignedString(root) + " is no node: there are " + nodes.size());
            }
            roots.add(nodes.get(root));
        }
        return roots;
    }

    private List<Expr> nodes(Graph graph, CallSite[] sites) {
        List<Expr> nodes = new ArrayList<>(graph.getNodesCount());
        int[] depths = new int[graph.getNodesCount()];
        OpReader reader = new OpReader(limits, leaves);
        for (int k = 0; k < depths.length; k++) {
            Node node = graph.getNodes(k);
            List<Expr> args = new ArrayList<>(node.getArgsCount());
            for (int arg : node.getArgsList()) {
                if (arg < 0 || arg >= k) {
                    throw new WireException("node " + k + " has node " + Integer.toUnsignedString(arg)
                            + " as operand: operands come before their users");
                }
                args.add(nodes.get(arg));
                depths[k] = Math.max(depths[k], depths[arg]);
            }
            depths[k]++;
            if (depths[k] > limits.depth()) {
                throw new WireException("node " + k + " lies " + depths[k] + " operators deep, and " + limits.depth() + " are allowed");
            }
            nodes.add(made(reader, k, node, args, sites[k]));
        }
        return nodes;
    }

    private Expr made(OpReader reader, int position, Node node, List<Expr> args, CallSite site) {
        try {
            List<Type> types = args.stream().map(Expr::type).toList();
            Op op = reader.read(node, types);
            return interner.of(op, args, Types.within(limits, op.infer(types)), () -> site);
        } catch (WireException wrong) {
            throw new WireException("node " + position + " (" + node.getOpCase().name().toLowerCase(java.util.Locale.ROOT) + "): "
                    + wrong.getMessage(), wrong);
        }
    }
}
