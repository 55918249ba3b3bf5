package syrtis.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Expr;
import syrtis.op.Constants;
import syrtis.op.Op;
import syrtis.type.BugException;
import syrtis.type.CallSite;
import syrtis.type.Dtype;

/**
 * What a plan is run on: the stored arrays, the scalars and the lines of one program. Programs of one structure have one plan
 * and differ in these.
 */
public final class Arguments {
    private final List<Expr> order;
    private final Array.@Nullable Tiled[] stored; // by array id
    private final long[][] params; // by number of body

    private Arguments(List<Expr> order, Array.@Nullable Tiled[] stored, long[][] params) {
        this.order = order;
        this.stored = stored;
        this.params = params;
    }

    /** The arguments of {@code plan} in a graph of its structure; {@code order} as {@link syrtis.expr.Dag#walk} gives it. */
    public static Arguments of(Plan plan, List<Expr> order) {
        Array.@Nullable Tiled[] stored = new Array.Tiled[plan.leaves().length];
        for (int id = 0; id < stored.length; id++) {
            int leaf = plan.leaves()[id];
            if (leaf >= 0) {
                stored[id] = (Array.Tiled) ((Op.Stored) order.get(leaf).op()).contents();
            }
        }
        List<Fused> bodies = plan.bodies();
        long[][] params = new long[bodies.size()][];
        for (int k = 0; k < params.length; k++) {
            List<Fused.Param> wanted = bodies.get(k).params();
            params[k] = new long[wanted.size()];
            for (int p = 0; p < params[k].length; p++) {
                params[k][p] = bits(order.get(wanted.get(p).node()), wanted.get(p).index());
            }
        }
        return new Arguments(order, stored, params);
    }

    private static long bits(Expr node, int index) {
        Op.Generate generate = (Op.Generate) node.op();
        Dtype dtype = generate.paramDtypes().get(index);
        Number number = generate.params().get(index);
        return number instanceof Double || number instanceof Float
                ? Constants.bits(dtype, number.doubleValue())
                : Constants.bits(dtype, number.longValue());
    }

    /** The evaluated array that {@code array} stands for. */
    public Array.Tiled stored(Array array) {
        Array.Tiled contents = stored[array.id()];
        if (contents == null) {
            throw new BugException("nothing is stored for " + array);
        }
        return contents;
    }

    /** Scalar arguments of a body, as bits. */
    public long[] params(Fused fused) {
        return params[fused.number()];
    }

    /** The user's line that made a stage. */
    public CallSite site(Stage stage) {
        return order.get(stage.node()).site();
    }
}
