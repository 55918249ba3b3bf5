package syrtis.expr;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import syrtis.op.Op;
import syrtis.type.CallSite;
import syrtis.type.Type;

/** Makes nodes, one per meaning: a weak table, so that a node lives as long as somebody refers to it. */
public final class Interner {
    private final ConcurrentHashMap<Object, Entry> nodes = new ConcurrentHashMap<>();
    private final ReferenceQueue<Expr> dead = new ReferenceQueue<>();

    /** The node of {@code op} over {@code args}; {@code site} is remembered if it is new. */
    public Expr of(Op op, List<Expr> args, CallSite site) {
        return of(op, args, () -> site);
    }

    /** The same; {@code site} is asked for if the node is new. */
    public Expr of(Op op, List<Expr> args, Supplier<CallSite> site) {
        return of(op, args, null, site);
    }

    /** The same for callers who know the type that {@code op} infers: null has it inferred. */
    public Expr of(Op op, List<Expr> args, @Nullable Type type, Supplier<CallSite> site) {
        for (Reference<? extends Expr> entry = dead.poll(); entry != null; entry = dead.poll()) {
            nodes.remove(entry, entry);
        }
        Probe probe = new Probe(op, args);
        Entry known = nodes.get(probe);
        Expr node = known == null ? null : known.get();
        if (node != null) {
            return node;
        }
        Expr made = new Expr(op, List.copyOf(args), type == null ? op.infer(types(args)) : type, site.get());
        Entry entry = new Entry(made, probe.hash, dead);
        made.keep(entry);
        while (true) {
            Entry before = nodes.putIfAbsent(entry, entry);
            if (before == null) {
                return made;
            }
            node = before.get();
            if (node != null) {
                return node;
            }
            nodes.remove(before, before);
        }
    }

    /**
     * Stops finding nodes: equal ones are made anew. What is not found is not looked after by the garbage collector either, which
     * takes a good part of the time of a small operation. Stored nodes stay: there is one for what is stored.
     */
    public void forget(List<Expr> forgotten) {
        for (Expr node : forgotten) {
            WeakReference<Expr> entry = node.entry();
            if (entry != null && !(node.op() instanceof Op.Stored)) {
                nodes.remove(entry);
                node.forget();
            }
        }
    }

    /** A node that is not kept: a number of the program, which operators read off it. */
    public static Expr number(Op.Generate full) {
        return new Expr(full, List.of(), full.type(), CallSite.UNKNOWN);
    }

    private static List<Type> types(List<Expr> args) {
        return switch (args.size()) {
            case 0 -> List.of();
            case 1 -> List.of(args.get(0).type());
            case 2 -> List.of(args.get(0).type(), args.get(1).type());
            default -> args.stream().map(Expr::type).toList();
        };
    }

    /** Nodes alive now, about. */
    public int size() {
        return nodes.size();
    }

    private static boolean same(Op op, List<Expr> args, @Nullable Expr node) {
        if (node == null || node.args().size() != args.size() || !node.op().equals(op)) {
            return false;
        }
        for (int k = 0; k < args.size(); k++) {
            if (args.get(k) != node.arg(k)) {
                return false;
            }
        }
        return true;
    }

    /** What is looked up. */
    private static final class Probe {
        private final Op op;
        private final List<Expr> args;
        private final int hash;

        Probe(Op op, List<Expr> args) {
            this.op = op;
            this.args = args;
            int code = op.hashCode();
            for (Expr arg : args) {
                code = 31 * code + System.identityHashCode(arg);
            }
            hash = code;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry entry && same(op, args, entry.get());
        }
    }

    /** What is in the table; equal to itself and, while its node lives, to the probe and entry of the same meaning. */
    private static final class Entry extends WeakReference<Expr> {
        private final int hash;

        Entry(Expr node, int hash, ReferenceQueue<Expr> queue) {
            super(node, queue);
            this.hash = hash;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            Expr node = get();
            return node != null && other instanceof Entry entry && same(node.op(), node.args(), entry.get());
        }
    }
}
