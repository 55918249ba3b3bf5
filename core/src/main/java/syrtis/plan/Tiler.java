package syrtis.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Dag;
import syrtis.expr.Expr;
import syrtis.op.Elementwise;
import syrtis.op.Monoid;
import syrtis.op.Op;
import syrtis.op.Scalar;
import syrtis.op.View;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.Type;

/**
 * Makes the plan: for each node that becomes an array it chooses a grid and makes the stages that fill it, one {@code case}
 * per family. Nodes that read the same arrays over the same space become outputs of one stage.
 */
public final class Tiler {
    private static final long LEAF = Op.Reduce.LEAF;

    /** Elements of accumulators, lanes included, that stay in a core's cache. */
    private static final long ACCUMULATORS = 64 << 10;

    /** Elements of a row that a task of a fold reads at least: shorter pieces of rows are slow to read. */
    private static final long SHORTEST_PIECE = 512;

    /** Elements that a tile has, along an axis which an operand lies along, at least and at most where it is cut for that. */
    private static final long SHORTEST_SIDE = 16;

    private static final long LONGEST_SIDE = 64;

    /** Bytes of a tile that is cut for an operand that lies along another axis. */
    private static final long TURNED = 1 << 20;

    /** Elements along each side of a tile of a matrix product. */
    private static final long PRODUCT_TILE = 512;

    /** Rows from which on a library packs a whole second factor for them. */
    private static final long PRODUCT_ROWS = 128;

    /** Multiplications from which on a product is worth a library's call. */
    private static final long LIBRARY_STEPS = 1 << 15;

    private final Tiling tiling;
    private final Set<Expr> nodes;
    private final Map<Expr, Integer> positions; // of nodes in the graph
    private final List<Array> arrays = new ArrayList<>();
    private final List<@Nullable Stage> producers = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();
    private final Map<Expr, Array> arrayOf = new IdentityHashMap<>();
    private final List<Integer> leaves = new ArrayList<>();
    private final List<Fused> bodies = new ArrayList<>();

    private Tiler(Tiling tiling, Set<Expr> nodes, List<Expr> order) {
        this.tiling = tiling;
        this.nodes = nodes;
        positions = new IdentityHashMap<>();
        order.forEach(node -> positions.put(node, positions.size()));
    }

    /**
     * The plan that computes {@code roots}.
     *
     * @param order all nodes, as {@link Dag#walk} gives them
     * @param largestTemporary bytes above which a shared value is rather computed twice than stored
     * @param dying stored nodes nobody else can see: their memory may be overwritten
     */
    public static Plan plan(List<Expr> roots, List<Expr> order, Tiling tiling, long largestTemporary, Set<Expr> dying) {
        Fuser.Arrays fused = Fuser.arrays(roots, order, largestTemporary);
        Tiler tiler = new Tiler(tiling, fused.nodes(), order);
        List<Expr> pending = order.stream().filter(fused.nodes()::contains).toList();
        List<List<Expr>> passes = Siblings.passes(pending, fused.nodes(), roots, fused::cost, Fuser.LONGEST_BODY);
        Map<Expr, Expr> products = Epilogues.find(passes, fused.nodes(), roots);
        for (List<Expr> pass : passes) {
            Expr product = products.get(pass.getFirst());
            if (product != null) {
                tiler.product(product, Optional.of(pass.getFirst()));
            } else if (fused.nodes().contains(pass.getFirst())) {
                tiler.stage(pass);
            }
        }
        List<Array> wanted = new ArrayList<>();
        for (Expr root : roots) {
            wanted.add(java.util.Objects.requireNonNull(tiler.array(root)));
        }
        boolean[] heirs = new boolean[tiler.arrays.size()];
        dying.forEach(node -> {
            Array array = tiler.arrayOf.get(node);
            if (array != null && !wanted.contains(array)) { // What was asked for may have been rewritten to what is stored.
                heirs[array.id()] = true;
            }
        });
        return new Plan(
                tiler.stages, tiler.arrays, tiler.producers, tiler.consumers(), wanted,
                tiler.leaves.stream().mapToInt(Integer::intValue).toArray(), tiler.bodies, heirs);
    }

    private List<List<Stage>> consumers() {
        List<List<Stage>> consumers = new ArrayList<>();
        arrays.forEach(_ -> consumers.add(new ArrayList<>()));
        for (Stage stage : stages) {
            stage.reads().stream().map(read -> read.array().id()).distinct().forEach(id -> consumers.get(id).add(stage));
        }
        return consumers;
    }

    /** The array of a node that is one. */
    private @Nullable Array array(Expr node) {
        if (node.op() instanceof Op.Stored(Op.Contents contents)) {
            return arrayOf.computeIfAbsent(node, _ -> {
                Grid grid = ((Array.Tiled) contents).grid();
                return add(Array.stored(arrays.size(), node.type(), grid), position(node));
            });
        }
        return arrayOf.get(node);
    }

    private int position(Expr node) {
        return java.util.Objects.requireNonNull(positions.get(node));
    }

    private Fusion fusion(Shape space) {
        return new Fusion(space, this::array, this::position);
    }

    private Fused body(Fusion fusion, List<Scalar> results, boolean carries) {
        Fused fused = fusion.finish(bodies.size(), results, carries);
        bodies.add(fused);
        return fused;
    }

    private Array add(Array array, int leaf) {
        arrays.add(array);
        leaves.add(leaf);
        producers.add(null);
        return array;
    }

    private Array make(Type type, Grid grid) {
        return add(Array.made(arrays.size(), type, grid), -1);
    }

    private void stage(List<Expr> group) {
        Expr node = group.getFirst();
        switch (node.op()) {
            case Elementwise _, Op.Cast _, View _, Op.Generate _ -> map(group);
            case Op.Reduce reduce -> fold(group, reduce.axis());
            case Op.Scan scan -> scan(node, scan);
            case Op.Contract _ -> product(node, Optional.empty());
            case Op.Concat concat -> concat(node, concat.axis());
            case Op.Update update -> update(node, update.region());
            case Op.Reshape _ -> reshape(node);
            case Op.Gather gather -> gather(node, gather.axis());
            case Op.Scatter scatter -> scatter(node, scatter.combine());
            case Op.Read read -> {
                Array out = make(node.type(), tiling.grid(node.type().shape(), node.type().dtype()));
                arrayOf.put(node, out);
                finish(node, new Work.Read(read.origin()), List.of(out), out.grid(), List.of(), "read " + read.origin().name());
            }
            case Op.Stored _ -> array(node);
        }
    }

    private void finish(Expr node, Work work, List<Array> outputs, Grid space, List<Access> reads, String label) {
        Stage stage = new Stage(stages.size(), work, outputs, space, reads, label, position(node));
        stages.add(stage);
        outputs.forEach(output -> producers.set(output.id(), stage));
    }

    // ---- elementwise

    private void map(List<Expr> group) {
        Shape shape = group.getFirst().type().shape();
        Fusion fusion = fusion(shape);
        List<Scalar> results = new ArrayList<>();
        for (Expr node : group) {
            results.add(fusion.compute(node, View.identity(shape)));
        }
        Fused fused = body(fusion, results, false);
        Grid grid = gridLike(fused, group);
        List<Array> outputs = new ArrayList<>();
        for (Expr node : group) {
            Array out = make(node.type(), grid);
            arrayOf.put(node, out);
            outputs.add(out);
        }
        finish(group.getFirst(), new Work.Map(fused), outputs, grid, reads(fused), label(group));
    }

    /** The grid of an operand that is read in place, so that tasks read one tile of it; else a new one. */
    private Grid gridLike(Fused fused, List<Expr> group) {
        Dtype widest = group.stream()
                .map(node -> node.type().dtype())
                .max((a, b) -> Integer.compare(a.bytes(), b.bytes()))
                .orElseThrow();
        Grid own = turned(fused, tiling.grid(fused.space(), widest), widest);
        if (own.count() > 1 && !tiling.isForced() && fused.gathered().isEmpty()) {
            for (Fused.Operand operand : fused.operands()) {
                Grid theirs = operand.array().grid();
                if (operand.map().isIdentity() && theirs.count() > 1 && theirs.tileSize() <= 2 * own.tileSize()
                        && own.tileSize() <= 4 * theirs.tileSize()) {
                    return theirs;
                }
            }
        }
        return own;
    }

    /**
     * Rows suit operands that lie along the last axis. Where one lies along another axis, of which rows have next to nothing, tiles are made
     * long along both, so that it is read in whole cache lines, and, where it is not gathered, small enough that lines which are written
     * piece by piece stay in the cache.
     */
    private Grid turned(Fused fused, Grid rows, Dtype dtype) {
        int last = rows.shape().rank() - 1;
        if (rows.count() == 1 || tiling.isForced()) {
            return rows;
        }
        for (Fused.Operand operand : fused.operands()) {
            List<View.Step> steps = operand.map().steps();
            int along = steps.isEmpty() || operand.array().grid().count() == 1 ? last : steps.getLast().axis();
            if (along >= 0 && along != last && rows.tile(along) < Math.min(SHORTEST_SIDE, rows.shape().dim(along))) {
                long[] tile = new long[last + 1];
                tile[along] = Math.min(rows.shape().dim(along), LONGEST_SIDE);
                long most = fused.isGathered(operand) ? rows.tileSize() : Math.min(rows.tileSize(), TURNED / dtype.bytes());
                long room = most / tile[along];
                for (int axis : operand.map().nearest(last)) {
                    if (axis != along) {
                        tile[axis] = even(rows.shape().dim(axis), Math.max(1, room));
                        room /= tile[axis];
                    }
                }
                return Grid.of(rows.shape(), tile);
            }
        }
        return rows;
    }

    private static List<Access> reads(Fused fused) {
        return fused.operands().stream()
                .map(operand -> Access.mapped(operand.array(), operand.map()))
                .toList();
    }

    // ---- folds

    private void fold(List<Expr> group, int axis) {
        Expr first = group.getFirst();
        Shape space = first.arg(0).type().shape();
        Fusion fusion = fusion(space);
        List<Scalar> values = new ArrayList<>();
        List<Monoid> monoids = new ArrayList<>();
        for (Expr node : group) {
            values.add(fusion.value(node.arg(0)));
            monoids.add(((Op.Reduce) node.op()).monoid());
        }
        Fused fused = accumulating(fusion, monoids, values);
        Grid cut = foldGrid(space, axis, first.type().dtype());
        long segments = cut.count(axis);
        Shape kept = space.drop(axis);
        List<Array> partials = new ArrayList<>();
        for (Expr node : group) {
            Dtype dtype = node.type().dtype();
            if (segments == 1) {
                Array out = make(node.type(), Grid.of(kept, without(cut.tile(), axis)));
                arrayOf.put(node, out);
                partials.add(out);
            } else {
                long[] tile = cut.tile();
                tile[axis] = 1;
                partials.add(make(new Type(dtype, space.with(axis, segments)), Grid.of(space.with(axis, segments), tile)));
            }
        }
        finish(first, new Work.Fold(fused, monoids, axis, cut.tile(axis)), partials, cut, reads(fused), label(group));
        for (int k = 0; segments > 1 && k < group.size(); k++) {
            Array partial = partials.get(k);
            long[] tile = cut.tile();
            tile[axis] = segments;
            Grid tasks = Grid.of(partial.type().shape(), tile);
            Array out = make(group.get(k).type(), Grid.of(kept, without(tile, axis)));
            arrayOf.put(group.get(k), out);
            finish(
                    first, new Work.Tree(partial, monoids.get(k), axis), List.of(out), tasks,
                    List.of(Access.mapped(partial, View.identity(partial.type().shape()))), "combine " + group.get(k).op().label());
        }
    }

    /** A body whose results are the accumulators, which are its registers, combined with the values. */
    private Fused accumulating(Fusion fusion, List<Monoid> monoids, List<Scalar> values) {
        List<Scalar> results = new ArrayList<>();
        for (int k = 0; k < values.size(); k++) {
            results.add(monoids.get(k).combine(fusion.register(values.get(k).dtype()), values.get(k)));
        }
        return body(fusion, results, false);
    }

    /**
     * The cut of a folded space: along the axis whole segments (a power of two of leaves, or everything), along the others
     * so that accumulators stay in the cache and a task is worth its overhead.
     */
    private Grid foldGrid(Shape space, int axis, Dtype dtype) {
        long length = space.dim(axis);
        long leaves = Math.ceilDiv(length, LEAF);
        long[] tile = new long[space.rank()];
        if (tiling.isForced()) {
            tile = tiling.forced(space).tile();
            tile[axis] = LEAF;
            return Grid.of(space, tile);
        }
        long room = tiling.taskElements(dtype, space.size());
        long inner = 1; // Kept elements after the axis: they are read in rows.
        long width = Math.clamp(tiling.share(space.size()) / Math.clamp(length, 1, LEAF), SHORTEST_PIECE, ACCUMULATORS / Op.Reduce.LANES);
        for (int k = space.rank() - 1; k > axis; k--) {
            tile[k] = even(space.dim(k), width / inner);
            inner *= tile[k];
        }
        long inTask = Math.max(1, Math.min(leaves, ACCUMULATORS / Op.Reduce.LANES * 4 / inner));
        long wanted = Math.max(1, Math.min(inTask, Math.ceilDiv(room, inner * LEAF)));
        long segment = wanted >= leaves ? leaves : Long.highestOneBit(wanted);
        tile[axis] = segment * LEAF;
        long outer = Math.max(1, Math.min(ACCUMULATORS / (inner * segment), room / (inner * Math.min(length, tile[axis]))));
        for (int k = axis - 1; k >= 0; k--) {
            tile[k] = segment >= leaves ? Math.max(1, Math.min(space.dim(k), outer)) : 1;
            outer = tile[k] == space.dim(k) ? Math.max(1, outer / tile[k]) : 1;
        }
        return Grid.of(space, tile);
    }

    // ---- scans

    private void scan(Expr node, Op.Scan scan) {
        Shape space = node.type().shape();
        int axis = scan.axis();
        Dtype dtype = node.type().dtype();
        Grid grid = scanGrid(space, axis, dtype);
        Optional<Array> carries = grid.count(axis) == 1 ? Optional.empty() : Optional.of(carries(node, scan, grid));
        Fusion fusion = fusion(space);
        Scalar value = fusion.value(node.arg(0));
        Scalar local = scan.monoid().combine(fusion.register(dtype), value);
        Scalar result = scan.monoid().combine(fusion.register(dtype), local);
        Fused fused = body(fusion, List.of(local, result), true);
        Array out = make(node.type(), grid);
        arrayOf.put(node, out);
        List<Access> reads = new ArrayList<>(reads(fused));
        carries.ifPresent(array -> reads.add(Access.whole(array)));
        finish(node, new Work.Scan(fused, scan.monoid(), axis, carries), List.of(out), grid, reads, label(List.of(node)));
    }

    /** Whole leaves along the axis, and of the other axes, the last ones first, what fits beside one leaf. */
    private Grid scanGrid(Shape space, int axis, Dtype dtype) {
        long[] tile = tiling.grid(space, dtype).tile();
        tile[axis] = Math.ceilDiv(tile[axis], LEAF) * LEAF;
        long room = Math.max(1, tiling.bytes() / dtype.bytes() / Math.min(tile[axis], space.dim(axis)));
        for (int k = space.rank() - 1; k >= 0; k--) {
            if (k != axis) {
                tile[k] = Math.min(tile[k], room);
                room = Math.max(1, room / Math.max(1, tile[k]));
            }
        }
        return Grid.of(space, tile);
    }

    /** Arrays with one element per leaf along the axis: totals, and from them what each leaf starts with. */
    private Array carries(Expr node, Op.Scan scan, Grid grid) {
        int axis = scan.axis();
        Shape space = node.type().shape();
        Type type = new Type(node.type().dtype(), space.with(axis, Math.ceilDiv(space.dim(axis), LEAF)));
        Fusion fusion = fusion(space);
        Fused fused = accumulating(fusion, List.of(scan.monoid()), List.of(fusion.value(node.arg(0))));
        long[] tile = grid.tile();
        tile[axis] = grid.tile(axis) / LEAF;
        Array totals = make(type, Grid.of(type.shape(), tile));
        finish(
                node, new Work.Totals(fused, scan.monoid(), axis, grid.tile(axis)), List.of(totals), grid, reads(fused),
                "totals of " + label(List.of(node)));
        tile[axis] = type.shape().dim(axis);
        Grid whole = Grid.of(type.shape(), tile);
        Array carries = make(type, whole);
        finish(
                node, new Work.Carries(totals, scan.monoid(), axis), List.of(carries), whole,
                List.of(Access.mapped(totals, View.identity(type.shape()))), "carries of " + node.op().label());
        return carries;
    }

    // ---- products

    /** The product {@code node}, or what {@code last} makes of each of its tiles. */
    private void product(Expr node, Optional<Expr> last) {
        Shape shape = node.type().shape();
        int rank = shape.rank();
        Fused.Operand a = underViews(node.arg(0));
        Fused.Operand b = underViews(node.arg(1));
        boolean symmetric = isTransposed(a, b, rank);
        long inner = a.map().shape().dim(rank - 1);
        Work.Product.Engine engine = engine(node.type(), inner);
        long[] tile = new long[rank + 1];
        Arrays.fill(tile, 1);
        productTile(node.type(), inner, engine, symmetric, tile);
        tile[rank] = Math.max(1, inner);
        Grid space = Grid.of(shape.insert(rank, inner), tile);
        Expr result = last.orElse(node);
        Optional<Fused> epilogue = last.map(reader -> epilogue(reader, node));
        Array out = make(result.type(), Grid.of(shape, Arrays.copyOf(tile, rank)));
        arrayOf.put(result, out);
        // The space is (..., m, n, k): the first factor has no n, the second no m and its axes swapped.
        View dropColumn = View.insert(a.map().shape(), rank - 1, shape.dim(rank - 1));
        int[] order = new int[rank];
        Arrays.setAll(order, k -> k < rank - 2 ? k : k == rank - 2 ? rank - 1 : rank - 2);
        View swapped = View.permute(b.map().shape(), order);
        View dropRow = swapped.then(View.insert(swapped.shape(), rank - 2, shape.dim(rank - 2)));
        List<Access> reads = new ArrayList<>(List.of(
                Access.mapped(a.array(), a.map().then(dropColumn)), Access.mapped(b.array(), b.map().then(dropRow))));
        View dropInner = View.insert(shape, rank, inner);
        epilogue.ifPresent(fused ->
                fused.operands().forEach(operand -> reads.add(Access.mapped(operand.array(), operand.map().then(dropInner)))));
        String label = symmetric ? "matmul of a matrix and its transpose" : last.isPresent() ? label(List.of(result)) : "matmul";
        finish(result, new Work.Product(a, b, symmetric, engine, epilogue), List.of(out), space, reads, label);
    }

    /** The body of {@code reader}, whose register is the element of {@code product}. */
    private Fused epilogue(Expr reader, Expr product) {
        Shape shape = product.type().shape();
        Fusion first = fusion(shape); // To count what is read: registers come after operands.
        first.supply(product, 0);
        first.compute(reader, View.identity(shape));
        Fusion fusion = fusion(shape);
        fusion.supply(product, first.operands());
        return body(fusion, List.of(fusion.compute(reader, View.identity(shape))), false);
    }

    /** A library for what is worth calling one, which depends on the shape alone. */
    private Work.Product.Engine engine(Type type, long inner) {
        Shape shape = type.shape();
        long steps = shape.dim(shape.rank() - 2) * shape.dim(shape.rank() - 1) * inner;
        return steps >= LIBRARY_STEPS && tiling.library().test(type.dtype()) ? Work.Product.Engine.LIBRARY : Work.Product.Engine.LOOPS;
    }

    /** Chooses the last two sides of a tile of a product. */
    private void productTile(Type type, long inner, Work.Product.Engine engine, boolean symmetric, long[] tile) {
        int rank = type.shape().rank();
        long m = type.shape().dim(rank - 2);
        long n = type.shape().dim(rank - 1);
        if (tiling.isForced()) {
            tile[rank - 2] = Math.min(m, tiling.longest());
            tile[rank - 1] = Math.min(n, tiling.longest());
            return;
        }
        long tasks = tiling.productTasks((double) type.shape().size() * inner / (symmetric ? 2 : 1));
        long elements = engine == Work.Product.Engine.LIBRARY
                ? tiling.productElements(type.dtype(), m * n, tasks)
                : Math.clamp(tiling.bytes() / Double.BYTES, 16 * 16, PRODUCT_TILE * PRODUCT_TILE);
        long side = (long) Math.sqrt((double) elements);
        if (symmetric || engine == Work.Product.Engine.LOOPS) {
            tile[rank - 2] = even(m, side);
            tile[rank - 1] = symmetric ? tile[rank - 2] : even(n, side);
        } else if (tiling.isOnePerThread(tasks) && elements / Math.max(1, n) >= Math.min(m, PRODUCT_ROWS)) {
            // Whole rows: the first factor lies in rows most often.
            tile[rank - 1] = n;
            tile[rank - 2] = even(m, elements / Math.max(1, n));
        } else if (n <= m) {
            tile[rank - 1] = even(n, side);
            tile[rank - 2] = even(m, elements / Math.max(1, tile[rank - 1]));
        } else {
            tile[rank - 2] = even(m, side);
            tile[rank - 1] = even(n, elements / Math.max(1, tile[rank - 2]));
        }
    }

    /** The length of equal parts of at most {@code most}. */
    private static long even(long length, long most) {
        long parts = Math.max(1, Math.ceilDiv(length, Math.max(1, most)));
        return Math.max(1, Math.ceilDiv(length, parts));
    }

    private Fused.Operand underViews(Expr node) {
        View map = View.identity(node.type().shape());
        Expr target = node;
        while (target.op() instanceof View view) {
            map = view.then(map);
            target = target.arg(0);
        }
        return new Fused.Operand(java.util.Objects.requireNonNull(array(target)), map);
    }

    private static boolean isTransposed(Fused.Operand a, Fused.Operand b, int rank) {
        int[] order = new int[rank];
        Arrays.setAll(order, k -> k < rank - 2 ? k : k == rank - 2 ? rank - 1 : rank - 2);
        return a.array() == b.array()
                && a.map().shape().dim(rank - 2) > 1
                && a.map().then(View.permute(a.map().shape(), order)).equals(b.map());
    }

    // ---- assemblies

    private void concat(Expr node, int axis) {
        Shape shape = node.type().shape();
        List<Work.Part> parts = new ArrayList<>();
        List<Access> reads = new ArrayList<>();
        long at = 0;
        for (Expr arg : node.args()) {
            long length = arg.type().shape().dim(axis);
            part(View.slice(shape, axis, at, 1, length), arg, parts, reads);
            at += length;
        }
        assemble(node, Optional.empty(), parts, reads, tiling.grid(shape, node.type().dtype()));
    }

    private void update(Expr node, View region) {
        Array base = java.util.Objects.requireNonNull(array(node.arg(0)));
        List<Work.Part> parts = new ArrayList<>();
        List<Access> reads = new ArrayList<>();
        reads.add(Access.mapped(base, View.identity(base.type().shape())));
        part(region, node.arg(1), parts, reads);
        assemble(node, Optional.of(base), parts, reads, base.grid());
    }

    private void part(View region, Expr value, List<Work.Part> parts, List<Access> reads) {
        Fusion fusion = fusion(region.shape());
        Fused fused = body(fusion, List.of(fusion.value(value)), false);
        parts.add(new Work.Part(region, fused));
        fused.operands().forEach(operand -> reads.add(Access.part(operand.array(), operand.map(), region)));
    }

    private void assemble(Expr node, Optional<Array> base, List<Work.Part> parts, List<Access> reads, Grid grid) {
        Array out = make(node.type(), grid);
        arrayOf.put(node, out);
        finish(node, new Work.Assemble(base, parts), List.of(out), grid, reads, label(List.of(node)));
    }

    // ---- the others

    private void reshape(Expr node) {
        Array source = java.util.Objects.requireNonNull(array(node.arg(0)));
        Grid grid = tiling.grid(node.type().shape(), node.type().dtype());
        Array out = make(node.type(), grid);
        arrayOf.put(node, out);
        finish(node, new Work.Reshape(source), List.of(out), grid, List.of(Access.flat(source, node.type().shape())), "reshape");
    }

    private void gather(Expr node, int axis) {
        Array source = java.util.Objects.requireNonNull(array(node.arg(0)));
        Array index = java.util.Objects.requireNonNull(array(node.arg(1)));
        Grid grid = tiling.grid(node.type().shape(), node.type().dtype());
        Array out = make(node.type(), grid);
        arrayOf.put(node, out);
        finish(
                node, new Work.Gather(source, index, axis), List.of(out), grid, List.of(Access.whole(source), Access.whole(index)),
                "gather");
    }

    private void scatter(Expr node, Op.Scatter.Combine combine) {
        List<Array> operands = node.args().stream()
                .map(arg -> java.util.Objects.requireNonNull(array(arg)))
                .toList();
        Grid whole = Grid.whole(node.type().shape());
        Array out = make(node.type(), whole);
        arrayOf.put(node, out);
        finish(
                node, new Work.Scatter(operands.get(0), operands.get(1), operands.get(2), combine), List.of(out), whole,
                operands.stream().map(Access::whole).toList(), "scatter");
    }

    private static long[] without(long[] values, int axis) {
        long[] out = new long[values.length - 1];
        System.arraycopy(values, 0, out, 0, axis);
        System.arraycopy(values, axis + 1, out, axis, out.length - axis);
        return out;
    }

    /** The operators that one stage does, in the order they are done. */
    private String label(List<Expr> group) {
        Set<Expr> roots = Collections.newSetFromMap(new IdentityHashMap<>());
        roots.addAll(group);
        List<Expr> inside = Dag.walk(group, node -> !roots.contains(node) && (nodes.contains(node) || node.op() instanceof Op.Stored));
        Set<String> labels = new LinkedHashSet<>();
        for (Expr node : inside) {
            boolean own = roots.contains(node) || !(nodes.contains(node) || node.op() instanceof Op.Stored);
            if (own && !(node.op() instanceof View) && !(node.op() instanceof Op.Generate g && g.generator() == syrtis.op.Generator.FULL)) {
                labels.add(node.op().label());
            }
        }
        return labels.isEmpty() ? group.getFirst().op().label() : labels.stream().limit(8).collect(Collectors.joining(", ")) + (labels.size() > 8 ? ", …" : "");
    }
}
