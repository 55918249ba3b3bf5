package syrtis.wire;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import syrtis.expr.Dag;
import syrtis.expr.Expr;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.type.Dtype;
import syrtis.wire.v1.Cast;
import syrtis.wire.v1.Combine;
import syrtis.wire.v1.Concat;
import syrtis.wire.v1.Contract;
import syrtis.wire.v1.Elementwise;
import syrtis.wire.v1.Gather;
import syrtis.wire.v1.Generate;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.Node;
import syrtis.wire.v1.Number;
import syrtis.wire.v1.Reduce;
import syrtis.wire.v1.Reshape;
import syrtis.wire.v1.Scan;
import syrtis.wire.v1.Scatter;
import syrtis.wire.v1.Update;

/** Expressions to messages. */
final class GraphEncoder {
    private static final String COMBINE = "COMBINE_";

    private final Leaves leaves;

    GraphEncoder(Leaves leaves) {
        this.leaves = leaves;
    }

    Graph graph(List<Expr> roots) {
        List<Expr> canonical = Canonical.of(roots);
        List<Expr> nodes = Dag.walk(canonical);
        IdentityHashMap<Expr, Integer> positions = new IdentityHashMap<>(nodes.size());
        Graph.Builder graph = Graph.newBuilder().setVersion(GraphCodec.VERSION);
        for (Expr node : nodes) {
            Node.Builder message = graph.addNodesBuilder();
            for (Expr arg : node.args()) {
                message.addArgs(Objects.requireNonNull(positions.get(arg)));
            }
            write(node.op(), message);
            positions.put(node, positions.size());
        }
        for (Expr root : canonical) {
            graph.addRoots(Objects.requireNonNull(positions.get(root)));
        }
        return graph.build();
    }

    private void write(Op op, Node.Builder node) {
        switch (op) {
            case Op.Generate generate -> node.setGenerate(generate(generate));
            case Op.Stored(Op.Contents contents) -> node.setStored(leaves.encode(contents));
            case Op.Read(Op.Origin origin) -> node.setRead(leaves.encode(origin));
            case syrtis.op.Elementwise row -> node.setElementwise(Elementwise.newBuilder().setRow(row.label()));
            case Op.Cast(Dtype to) -> node.setCast(Cast.newBuilder().setTo(Types.encode(to)));
            case View view -> node.setView(view(view));
            case Op.Reshape(var shape) -> node.setReshape(Reshape.newBuilder().addAllShape(Types.encode(shape)));
            case Op.Reduce(var monoid, int axis) ->
                node.setReduce(Reduce.newBuilder().setMonoid(monoid.label()).setAxis(axis));
            case Op.Scan(var monoid, int axis) -> node.setScan(Scan.newBuilder().setMonoid(monoid.label()).setAxis(axis));
            case Op.Contract() -> node.setContract(Contract.getDefaultInstance());
            case Op.Concat(int axis) -> node.setConcat(Concat.newBuilder().setAxis(axis));
            case Op.Update(View region) -> node.setUpdate(Update.newBuilder().setRegion(view(region)));
            case Op.Gather(int axis) -> node.setGather(Gather.newBuilder().setAxis(axis));
            case Op.Scatter(var combine) ->
                node.setScatter(Scatter.newBuilder().setCombine(Combine.valueOf(COMBINE + combine.name())));
        }
    }

    private static Generate generate(Op.Generate op) {
        Generate.Builder generate = Generate.newBuilder().setGenerator(op.generator().label());
        for (int k = 0; k < op.params().size(); k++) {
            Dtype dtype = op.paramDtypes().get(k);
            Number.Builder number = generate.addParamsBuilder().setDtype(Types.encode(dtype));
            if (dtype.isInexact()) {
                number.setReal(op.params().get(k).doubleValue());
            } else {
                number.setInteger(op.params().get(k).longValue());
            }
        }
        return generate.setType(Types.encode(op.type())).build();
    }

    private static syrtis.wire.v1.View view(View view) {
        syrtis.wire.v1.View.Builder message = syrtis.wire.v1.View.newBuilder().addAllShape(Types.encode(view.shape()));
        for (View.Step step : view.steps()) {
            message.addAxis(step.axis()).addStart(step.start()).addStep(step.step());
        }
        return message.build();
    }

    /** The way back of what {@link #write} does to {@code Combine}; empty texts are none. */
    static String combine(Combine combine) {
        return combine == Combine.UNRECOGNIZED || combine == Combine.COMBINE_UNSPECIFIED
                ? ""
                : combine.name().substring(COMBINE.length());
    }
}
