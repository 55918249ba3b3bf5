package syrtis.expr;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import syrtis.op.Op;
import syrtis.type.CallSite;
import syrtis.type.Type;

/**
 * A node of the user's graph: an operator applied to nodes. Equal nodes are one object ({@link Interner}), so nodes are
 * compared by identity and common subexpressions are shared.
 *
 * <p>Beside its meaning a node remembers, outside its identity, the user's line that made it first, whether its elements
 * are already computed and still held by somebody, and how many handles and used nodes refer to it.
 */
public final class Expr {
    private final Op op;
    private final List<Expr> args;
    private final Type type;
    private final CallSite site;
    private final AtomicInteger uses = new AtomicInteger();
    private volatile @Nullable WeakReference<Expr> entry; // this node in its interner
    private volatile @Nullable WeakReference<Expr> result; // a stored node

    Expr(Op op, List<Expr> args, Type type, CallSite site) {
        this.op = op;
        this.args = args;
        this.type = type;
        this.site = site;
    }

    public Op op() {
        return op;
    }

    public List<Expr> args() {
        return args;
    }

    public Expr arg(int index) {
        return args.get(index);
    }

    public Type type() {
        return type;
    }

    /** The user's line that made this node first. */
    public CallSite site() {
        return site;
    }

    /** Counts a handle, or an operand of a used node, that refers to this node; see {@link #uses}. */
    public void use() {
        count(1);
    }

    /** Takes a handle's count back when the handle turns to another node. */
    public void unuse() {
        count(-1);
    }

    /**
     * At most this many handles, and operands of nodes that are used themselves, refer to this node. Handles that the garbage collector
     * found are still in it, so only small numbers tell something: nobody can see a node of 0 uses.
     */
    public int uses() {
        return uses.get();
    }

    /** A node that is used for the first time uses its operands, and no longer does so after the last: by a loop, for graphs are deep. */
    private void count(int change) {
        ArrayDeque<Expr> open = null;
        Expr node = this;
        while (node != null) {
            int now = node.uses.addAndGet(change);
            Expr next = null;
            if (now == Math.max(0, change)) {
                for (Expr arg : node.args) {
                    if (arg.args.isEmpty()) {
                        arg.uses.addAndGet(change);
                    } else if (next == null) {
                        next = arg;
                    } else {
                        open = open == null ? new ArrayDeque<>() : open;
                        open.push(arg);
                    }
                }
            }
            node = next != null || open == null ? next : open.poll();
        }
    }

    /** The {@link Op.Stored} node of the elements, if they were computed and somebody still holds them. */
    public @Nullable Expr result() {
        if (op instanceof Op.Stored) {
            return this;
        }
        WeakReference<Expr> known = result;
        Expr stored = known == null ? null : known.get();
        return stored != null && stored.op instanceof Op.Stored(Op.Contents contents) && !contents.isLost() ? stored : null;
    }

    /** Remembers, weakly, that the elements are those of the node {@code stored}. */
    public void computed(Expr stored) {
        result = stored.entry;
    }

    /** Where the interner keeps this node; null if it does not. */
    @Nullable WeakReference<Expr> entry() {
        return entry;
    }

    /** Notes where the interner keeps this node. */
    void keep(WeakReference<Expr> where) {
        entry = where;
    }

    /** Notes that the interner does not keep this node any more. */
    void forget() {
        entry = null;
    }

    @Override
    public String toString() {
        return op.label() + ": " + type;
    }
}
