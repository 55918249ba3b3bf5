package syrtis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Expr;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.type.Shape;

/**
 * What an {@link NDArray} looks at: the newest version of a base array, through a path of views. All arrays that share
 * memory in NumPy's eyes share a {@link Base} here; writing through any of them makes a new version of the base
 * (functionalisation), so nothing is ever changed underneath.
 *
 * @param path views and reshapes from the base to this array; neighbouring views are one
 * @param strides NumPy's strides, in elements, that the array would have: they decide what is a view and what a copy
 */
record Handle(Base base, List<Op> path, long[] strides) {
    /** The newest version of an array with memory of its own. */
    static final class Base {
        private volatile Expr current;

        Base(Expr first) {
            current = first;
            first.use();
        }

        Expr current() {
            return current;
        }

        synchronized void become(Expr next) {
            if (next != current) {
                next.use();
                current.unuse();
                current = next;
            }
        }

        /** Says that no handle of this base will be used again. */
        synchronized void forget() {
            current.unuse();
        }

        /** Replaces version {@code old} by its evaluated form, unless it is no longer the newest. */
        synchronized void evaluated(Expr old, Expr stored) {
            if (current == old) {
                become(stored);
            }
        }
    }

    static Handle of(Expr expr) {
        return new Handle(new Base(expr), List.of(), expr.type().shape().strides());
    }

    /** All of a base. */
    static Handle whole(Base base) {
        return new Handle(base, List.of(), base.current().type().shape().strides());
    }

    boolean isWhole() {
        return path.isEmpty();
    }

    /** Whether this array has all elements of its base, in their order: under another shape at most. */
    boolean isOnlyReshaped() {
        for (Op step : path) {
            if (!(step instanceof Op.Reshape)) {
                return false;
            }
        }
        return true;
    }

    /** This array's elements in the newest version. */
    Expr expr(Nodes nodes) {
        Expr node = base.current();
        for (Op step : path) {
            node = stepped(step, node, nodes);
        }
        return node;
    }

    /** What a step of a path leads to; a reshape that undoes one, as that of an evaluated array's base, leads back. */
    private static Expr stepped(Op step, Expr node, Nodes nodes) {
        if (!(step instanceof Op.Reshape(Shape shape))) {
            return nodes.of(step, node);
        }
        if (node.type().shape().equals(shape)) {
            return node;
        }
        boolean back = node.op() instanceof Op.Reshape && node.arg(0).type().shape().equals(shape);
        return back ? node.arg(0) : nodes.of(step, node);
    }

    /** A view of this array. */
    Handle then(View view) {
        List<Op> longer = new ArrayList<>(path);
        if (!longer.isEmpty() && longer.getLast() instanceof View last) {
            longer.set(longer.size() - 1, last.then(view));
        } else {
            longer.add(view);
        }
        return new Handle(base, List.copyOf(longer), view.strides(strides));
    }

    /** This array under another shape with these strides. */
    Handle reshaped(Op reshape, long[] newStrides) {
        List<Op> longer = new ArrayList<>(path);
        if (!longer.isEmpty() && longer.getLast() instanceof Op.Reshape) {
            longer.removeLast(); // Only the last shape counts.
        }
        longer.add(reshape);
        return new Handle(base, List.copyOf(longer), newStrides);
    }

    /** Makes a version of the base in which this array has the elements of {@code value}, which fits. */
    void assign(Expr value, Nodes nodes) {
        synchronized (base) {
            List<Expr> inner = new ArrayList<>();
            Expr node = base.current();
            for (Op step : path) {
                inner.add(node);
                node = stepped(step, node, nodes);
            }
            Expr next = value;
            for (int k = path.size() - 1; k >= 0; k--) {
                Expr source = inner.get(k);
                next = switch (path.get(k)) {
                    case View view -> nodes.of(new Op.Update(view), source, next);
                    case Op.Reshape _ -> nodes.reshape(next, source.type().shape());
                    default -> throw new syrtis.type.BugException("path over " + path.get(k));
                };
            }
            base.become(next);
        }
    }

    /** NumPy's strides after a reshape without copying; null if it must copy. */
    static long @Nullable [] reshapedStrides(Shape from, long[] strides, Shape to) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < from.rank(); axis++) {
            if (from.dim(axis) != 1) {
                axes.add(axis);
            }
        }
        long[] out = new long[to.rank()];
        if (from.isEmpty()) {
            return to.strides();
        }
        int oi = 0;
        int ni = 0;
        while (ni < to.rank() && oi < axes.size()) {
            long np = to.dim(ni);
            long op = from.dim(axes.get(oi));
            int nj = ni + 1;
            int oj = oi + 1;
            while (np != op) {
                if (np < op) {
                    np *= to.dim(nj++);
                } else {
                    op *= from.dim(axes.get(oj++));
                }
            }
            for (int k = oi; k < oj - 1; k++) {
                if (strides[axes.get(k)] != from.dim(axes.get(k + 1)) * strides[axes.get(k + 1)]) {
                    return null;
                }
            }
            long stride = strides[axes.get(oj - 1)];
            for (int k = nj - 1; k >= ni; k--) {
                out[k] = stride;
                stride *= to.dim(k);
            }
            ni = nj;
            oi = oj;
        }
        for (; ni < to.rank(); ni++) {
            out[ni] = ni > 0 ? out[ni - 1] : 1;
        }
        return out;
    }
}
