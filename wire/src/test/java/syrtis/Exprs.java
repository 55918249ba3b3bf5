package syrtis;

import java.util.List;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.run.Store;

/** What tests of other packages need of arrays' insides. */
public final class Exprs {
    private Exprs() {}

    public static Expr of(NDArray array) {
        return array.expr();
    }

    public static NDArray array(Expr expr) {
        return NDArray.of(expr);
    }

    public static Interner interner() {
        return Runtime.current().interner();
    }

    public static Store store() {
        return Runtime.current().store();
    }

    /** The elements of each, row-major. All have handles before the first is evaluated: what nobody uses may be overwritten. */
    public static List<byte[]> bytes(List<Expr> exprs) {
        List<NDArray> arrays = exprs.stream().map(Exprs::array).toList();
        return arrays.stream().map(NDArray::toBytes).toList();
    }
}
