package syrtis.expr;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import syrtis.op.Op;
import syrtis.op.View;

/** Prints a graph, one node a line, operands by number. */
public final class Printer {
    private Printer() {}

    /**
     * <pre>
     *  0  stored: float64[4]
     *  1  full 2.0: float64[4]
     *  2  multiply 0 1: float64[4]
     * </pre>
     */
    public static String print(List<Expr> roots) {
        Map<Expr, Integer> numbers = new IdentityHashMap<>();
        StringBuilder text = new StringBuilder();
        for (Expr node : Dag.walk(roots)) {
            numbers.put(node, numbers.size());
            String args = node.args().stream().map(arg -> " " + numbers.get(arg)).collect(Collectors.joining());
            text.append("%3d  %s%s: %s%n".formatted(numbers.get(node), describe(node.op()), args, node.type()));
        }
        return text.append("wanted ")
                .append(roots.stream().map(root -> String.valueOf(numbers.get(root))).collect(Collectors.joining(", ")))
                .toString();
    }

    private static String describe(Op op) {
        return switch (op) {
            case Op.Generate generate -> generate.label() + " " + generate.params();
            case View view -> "view " + view;
            case Op.Reduce(var monoid, int axis) -> monoid.label() + " axis " + axis;
            case Op.Scan scan -> scan.label() + " axis " + scan.axis();
            case Op.Cast(var to) -> "cast to " + to;
            case Op.Concat(int axis) -> "concat axis " + axis;
            case Op.Update(View region) -> "update " + region;
            case Op.Gather(int axis) -> "gather axis " + axis;
            case Op.Read(var origin) -> "read " + origin.name();
            case syrtis.op.Elementwise _, Op.Stored _, Op.Reshape _, Op.Contract _, Op.Scatter _ -> op.label();
        };
    }
}
