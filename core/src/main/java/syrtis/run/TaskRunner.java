package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import syrtis.kernel.Interpreter;
import syrtis.kernel.KernelCache;
import syrtis.memory.Buffer;
import syrtis.op.Monoid;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.plan.Access;
import syrtis.plan.Arguments;
import syrtis.plan.Array;
import syrtis.plan.Box;
import syrtis.plan.Fused;
import syrtis.plan.Grid;
import syrtis.plan.Plan;
import syrtis.plan.Stage;
import syrtis.plan.Work;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.IndexException;
import syrtis.type.Shape;
import syrtis.type.SyrtisException;

/** Does one task: from the tiles a stage reads, pinned, to the tiles it makes. One {@code case} per kind of work. */
final class TaskRunner {
    private static final long LEAF = Op.Reduce.LEAF;

    /** Bytes of a result from which on it would only push other data out of the caches. */
    private static final long STREAMED_BYTES = 64L << 20;

    private final Store store;
    private final Folds folds;
    private final KernelCache kernels;
    private final Arguments arguments;
    private final FusedRunner[] runners; // by number of body

    /** {@code runners}: as {@link #bind} gives them for the plan. */
    TaskRunner(Store store, Folds folds, KernelCache kernels, Arguments arguments, FusedRunner[] runners) {
        this.store = store;
        this.folds = folds;
        this.kernels = kernels;
        this.arguments = arguments;
        this.runners = runners;
    }

    /** What runs the bodies of a plan, whatever its arguments. */
    static FusedRunner[] bind(Plan plan, KernelCache kernels) {
        BitSet streamed = new BitSet();
        for (Stage stage : plan.stages()) {
            if (stage.outputs().stream().allMatch(array -> isStreamed(plan, array))) {
                written(stage).forEach(fused -> streamed.set(fused.number()));
            }
        }
        return plan.bodies().stream()
                .map(fused -> new FusedRunner(fused, streamed.get(fused.number()), kernels))
                .toArray(FusedRunner[]::new);
    }

    /** Whether an array is large and nobody but the caller reads it. */
    private static boolean isStreamed(Plan plan, Array array) {
        return array.type().bytes() >= STREAMED_BYTES && plan.roots().contains(array) && plan.consumers(array).isEmpty();
    }

    /** The bodies that write each element of a stage's output once, and it alone. */
    private static Stream<Fused> written(Stage stage) {
        return switch (stage.work()) {
            case Work.Map(Fused fused) -> Stream.of(fused);
            case Work.Assemble(_, List<Work.Part> parts) -> parts.stream().map(Work.Part::value);
            case Work.Fold _, Work.Tree _, Work.Totals _, Work.Carries _, Work.Scan _, Work.Product _, Work.Reshape _, Work.Gather _,
                    Work.Scatter _, Work.Read _ -> Stream.empty();
        };
    }

    private void run(Fused fused, Box box, Pins pins, Window[] registers, Window[] outputs) {
        FusedRunner runner = runners[fused.number()];
        long bytes = runner.gatheredBytes(box);
        Buffer scratch = bytes == 0 ? null : store.allocate(bytes);
        try {
            runner.run(arguments.params(fused), box, pins, registers, outputs, scratch == null ? null : scratch.segment());
        } finally {
            release(scratch);
        }
    }

    private void run(Fused fused, Box box, Pins pins, Window[] registers, Window[] outputs, int axis) {
        runners[fused.number()].run(arguments.params(fused), box, pins, registers, outputs, axis);
    }

    /** Tiles that may be overwritten because nobody else needs them. */
    interface Heirs {
        /** The buffer of a tile of {@code array} that dies with this task, which reads it {@code reads} times; null if it does not. */
        @Nullable Buffer inherit(Array array, long tile, long reads);

        /** The buffer of a tile, shared; null if it is not in memory. */
        @Nullable Buffer share(Array array, long tile);
    }

    /**
     * The buffers of tile {@code index} of each output of {@code stage}.
     *
     * @throws SyrtisException what the user should see, with the user's line
     */
    Buffer[] run(Stage stage, long index, Pins pins, Heirs heirs) {
        try {
            return make(stage, index, pins, heirs);
        } catch (SyrtisException failed) {
            throw failed.at(arguments.site(stage));
        } catch (RuntimeException failed) {
            throw new BugException("task " + index + " of " + stage.label() + " failed: " + failed, failed)
                    .at(arguments.site(stage));
        }
    }

    private Buffer[] make(Stage stage, long index, Pins pins, Heirs heirs) {
        Box box = stage.space().box(index);
        return switch (stage.work()) {
            case Work.Map(Fused fused) -> map(stage, fused, box, index, pins, heirs);
            case Work.Assemble assemble -> one(assemble(stage, assemble, box, index, pins, heirs));
            case Work.Fold fold -> fold(stage, fold, box, pins);
            case Work.Tree tree -> one(tree(tree, box, pins));
            case Work.Totals totals -> one(totals(totals, box, pins));
            case Work.Carries carries -> one(carries(carries, box, pins));
            case Work.Scan scan -> one(scan(stage, scan, box, pins));
            case Work.Product product -> one(product(stage, product, index, pins));
            case Work.Reshape(Array source) -> one(reshape(stage.output(), source, box, pins));
            case Work.Gather gather -> one(gather(stage.output(), gather, box, pins));
            case Work.Scatter scatter -> one(scatter(scatter, pins));
            case Work.Read(Op.Origin origin) -> {
                Buffer out = tile(stage.output().type().dtype(), box.extent());
                yield filled(out, () -> ((Source) origin).read(box, out.segment()));
            }
        };
    }

    private static Buffer[] one(Buffer buffer) {
        return new Buffer[] {buffer};
    }

    private static Buffer[] filled(Buffer buffer, Runnable fill) {
        try {
            fill.run();
        } catch (RuntimeException | Error failure) {
            buffer.release();
            throw failure;
        }
        return one(buffer);
    }

    private Buffer tile(Dtype dtype, long[] extent) {
        return store.allocate(Math.max(1, size(extent)) * dtype.bytes());
    }

    private static long size(long[] extent) {
        long product = 1;
        for (long length : extent) {
            product *= length;
        }
        return product;
    }

    /** Bytes per step along each axis of a dense row-major tile. */
    private static long[] dense(long[] extent, Dtype dtype) {
        long[] strides = Shape.of(extent).strides();
        for (int k = 0; k < strides.length; k++) {
            strides[k] *= dtype.bytes();
        }
        return strides;
    }

    // ---- elementwise and assemblies

    private Buffer[] map(Stage stage, Fused fused, Box box, long index, Pins pins, Heirs heirs) {
        Buffer[] buffers = new Buffer[stage.outputs().size()];
        Window[] windows = new Window[buffers.length];
        try {
            for (int k = 0; k < buffers.length; k++) {
                Dtype dtype = stage.outputs().get(k).type().dtype();
                Buffer own = k == 0 ? inherited(stage, fused, index, heirs) : null;
                buffers[k] = own == null ? tile(dtype, box.extent()) : own;
                windows[k] = Window.plain(buffers[k].segment(), 0, dense(box.extent(), dtype));
            }
            run(fused, box, pins, new Window[0], windows);
            return buffers;
        } catch (RuntimeException | Error failure) {
            release(buffers);
            throw failure;
        }
    }

    private static void release(@Nullable Buffer... buffers) {
        for (Buffer buffer : buffers) {
            if (buffer != null) {
                buffer.release();
            }
        }
    }

    /** An operand's tile that dies here and is read only in place: the output may take its memory. */
    private static @Nullable Buffer inherited(Stage stage, Fused fused, long index, Heirs heirs) {
        Dtype dtype = stage.output().type().dtype();
        for (Fused.Operand operand : fused.operands()) {
            Array array = operand.array();
            boolean inPlace = array.type().dtype().bytes() == dtype.bytes()
                    && array.type().dtype().parts() == dtype.parts()
                    && operand.map().isIdentity()
                    && array.grid().equals(stage.output().grid())
                    && isReadOnce(fused, array);
            if (inPlace) {
                Buffer own = heirs.inherit(array, index, 1);
                if (own != null) {
                    return own;
                }
            }
        }
        return null;
    }

    private static boolean isReadOnce(Fused fused, Array array) {
        int reads = 0;
        for (Fused.Operand operand : fused.operands()) {
            reads += operand.array() == array ? 1 : 0;
        }
        return reads == 1;
    }

    private Buffer assemble(Stage stage, Work.Assemble assemble, Box box, long index, Pins pins, Heirs heirs) {
        Dtype dtype = stage.output().type().dtype();
        boolean touched = assemble.parts().stream()
                .anyMatch(part -> !Access.preimage(part.region(), box).isEmpty());
        Optional<Array> base = assemble.base();
        if (!touched && base.isPresent()) {
            Buffer shared = heirs.share(base.get(), index);
            if (shared != null) {
                return shared;
            }
        }
        Buffer own = base.isPresent() && !readsElsewhere(assemble, base.get())
                ? heirs.inherit(base.get(), index, reads(assemble, base.get(), box))
                : null;
        Buffer out = own == null ? tile(dtype, box.extent()) : own;
        try {
            if (own == null && base.isPresent()) {
                MemorySegment.copy(pins.get(base.get(), index), 0, out.segment(), 0, size(box.extent()) * dtype.bytes());
            }
            for (Work.Part part : assemble.parts()) {
                part(part, box, dtype, out, pins);
            }
            return out;
        } catch (RuntimeException | Error failure) {
            out.release();
            throw failure;
        }
    }

    /** Whether a part reads the base elsewhere than exactly where it writes. */
    private static boolean readsElsewhere(Work.Assemble assemble, Array base) {
        return assemble.parts().stream().anyMatch(part -> part.value().operands().stream()
                .anyMatch(operand -> operand.array() == base && !operand.map().equals(part.region())));
    }

    /** How often a task over {@code box} reads its tile of the base: as such, and as an operand of parts. */
    private static long reads(Work.Assemble assemble, Array base, Box box) {
        return 1
                + assemble.parts().stream()
                        .filter(part -> !Access.preimage(part.region(), box).isEmpty())
                        .flatMap(part -> part.value().operands().stream())
                        .filter(operand -> operand.array() == base)
                        .count();
    }

    private void part(Work.Part part, Box box, Dtype dtype, Buffer out, Pins pins) {
        Box inside = Access.preimage(part.region(), box);
        if (inside.isEmpty()) {
            return;
        }
        long[] dense = dense(box.extent(), dtype);
        long base = 0;
        long[] strides = new long[inside.rank()];
        List<View.Step> steps = part.region().steps();
        for (int a = 0; a < steps.size(); a++) {
            View.Step step = steps.get(a);
            long first = step.axis() < 0 ? step.start() : step.at(inside.start()[step.axis()]);
            base += (first - box.start()[a]) * dense[a];
            if (step.axis() >= 0) {
                strides[step.axis()] += step.step() * dense[a];
            }
        }
        run(part.value(), inside, pins, new Window[0], new Window[] {Window.plain(out.segment(), base, strides)});
    }

    // ---- folds and scans

    /**
     * Scratch laid out as (outer, n, inner) for a fold along {@code axis} of {@code box}: outer are the kept axes before it
     * and inner those after it, so that both accumulators and results are dense in the order of the kept axes.
     */
    private record Layout(long outer, long leaves, long inner, long[] keptStrides) {
        static Layout of(Box box, int axis) {
            long outer = 1;
            long inner = 1;
            for (int k = 0; k < box.rank(); k++) {
                if (k < axis) {
                    outer *= box.extent()[k];
                } else if (k > axis) {
                    inner *= box.extent()[k];
                }
            }
            return new Layout(outer, Math.ceilDiv(box.extent()[axis], LEAF), inner, box.extent());
        }

        long kept() {
            return outer * inner;
        }

        /** Bytes per step along each axis where each (outer, inner) has {@code width} elements between. */
        long[] strides(int axis, long width, int bytes) {
            long[] extent = keptStrides;
            long[] strides = new long[extent.length];
            long stride = bytes;
            for (int k = extent.length - 1; k > axis; k--) {
                strides[k] = stride;
                stride *= extent[k];
            }
            stride *= width;
            for (int k = axis - 1; k >= 0; k--) {
                strides[k] = stride;
                stride *= extent[k];
            }
            return strides;
        }
    }

    private Buffer[] fold(Stage stage, Work.Fold fold, Box box, Pins pins) {
        int axis = fold.axis();
        int outputs = fold.monoids().size();
        Layout layout = Layout.of(box, axis);
        Buffer[] lanes = new Buffer[outputs];
        Buffer[] leaves = new Buffer[outputs];
        Buffer[] results = new Buffer[outputs];
        Window[] windows = new Window[outputs];
        boolean done = false;
        try {
            for (int k = 0; k < outputs; k++) {
                Dtype dtype = stage.outputs().get(k).type().dtype();
                long elements = layout.kept() * layout.leaves() * Op.Reduce.LANES;
                int bytes = dtype.bytes();
                lanes[k] = store.allocate(elements * bytes);
                folds.identity(fold.monoids().get(k), dtype, lanes[k].segment(), elements);
                windows[k] = Window.folded(
                        lanes[k].segment(), layout.strides(axis, layout.leaves() * Op.Reduce.LANES, bytes), layout.inner() * bytes,
                        layout.inner() * Op.Reduce.LANES * bytes);
            }
            run(fold.fused(), box, pins, windows, windows, axis);
            for (int k = 0; k < outputs; k++) {
                Dtype dtype = stage.outputs().get(k).type().dtype();
                Monoid monoid = fold.monoids().get(k);
                long n = layout.leaves();
                results[k] = store.allocate(layout.kept() * dtype.bytes());
                if (n == 1) {
                    folds.lanes(monoid, dtype, lanes[k].segment(), results[k].segment(), layout.outer(), layout.inner());
                } else {
                    leaves[k] = store.allocate(layout.kept() * n * dtype.bytes());
                    folds.lanes(monoid, dtype, lanes[k].segment(), leaves[k].segment(), layout.outer() * n, layout.inner());
                    finishTree(monoid, dtype, leaves[k].segment(), layout, results[k].segment());
                }
            }
            done = true;
            return results;
        } finally {
            release(lanes);
            release(leaves);
            if (!done) {
                release(results);
            }
        }
    }

    private void finishTree(Monoid monoid, Dtype dtype, MemorySegment leaves, Layout layout, MemorySegment result) {
        long n = layout.leaves();
        folds.tree(monoid, dtype, leaves, layout.outer(), n, layout.inner());
        folds.copy(dtype, leaves, 0, n * layout.inner(), result, 0, layout.inner(), layout.outer(), layout.inner());
    }

    private Buffer tree(Work.Tree tree, Box box, Pins pins) {
        Dtype dtype = tree.partials().type().dtype();
        Buffer scratch = gatherBox(tree.partials(), box, pins);
        Buffer out = null;
        try {
            Layout layout = elementsAlong(box, tree.axis());
            out = store.allocate(layout.kept() * dtype.bytes());
            finishTree(tree.monoid(), dtype, scratch.segment(), layout, out.segment());
            return out;
        } catch (RuntimeException | Error failure) {
            if (out != null) {
                out.release();
            }
            throw failure;
        } finally {
            scratch.release();
        }
    }

    /** The layout of a box whose every element along {@code axis} is a leaf's. */
    private static Layout elementsAlong(Box box, int axis) {
        Layout layout = Layout.of(box, axis);
        return new Layout(layout.outer, box.extent()[axis], layout.inner, layout.keptStrides);
    }

    /** The elements of a box of an array, dense. */
    private Buffer gatherBox(Array array, Box box, Pins pins) {
        Dtype dtype = array.type().dtype();
        Buffer out = tile(dtype, box.extent());
        filled(out, () -> pins.gather(array, box, out.segment()));
        return out;
    }

    private Buffer totals(Work.Totals totals, Box box, Pins pins) {
        return totals(totals.fused(), new Window[0], totals.monoid(), totals.axis(), box, pins);
    }

    /** One total per leaf: (outer, leaves, inner). The first result of {@code fused} is the accumulator. */
    private Buffer totals(Fused fused, Window[] more, Monoid monoid, int axis, Box box, Pins pins) {
        Layout layout = Layout.of(box, axis);
        Dtype dtype = fused.results().getFirst();
        long elements = layout.kept() * layout.leaves();
        Buffer out = store.allocate(elements * dtype.bytes());
        try {
            folds.identity(monoid, dtype, out.segment(), elements);
            Window[] windows = new Window[1 + more.length];
            windows[0] = perLeaf(layout, axis, dtype, out);
            System.arraycopy(more, 0, windows, 1, more.length);
            run(fused, box, pins, windows, windows, axis);
            return out;
        } catch (RuntimeException | Error failure) {
            out.release();
            throw failure;
        }
    }

    private static Window perLeaf(Layout layout, int axis, Dtype dtype, Buffer buffer) {
        int bytes = dtype.bytes();
        return Window.folded(
                buffer.segment(), layout.strides(axis, layout.leaves(), bytes), 0, layout.inner() * bytes);
    }

    private Buffer carries(Work.Carries carries, Box box, Pins pins) {
        Buffer scratch = gatherBox(carries.totals(), box, pins);
        Layout layout = elementsAlong(box, carries.axis());
        return runCarries(scratch, carries.monoid(), carries.totals().type().dtype(), layout);
    }

    private Buffer runCarries(Buffer totals, Monoid monoid, Dtype dtype, Layout layout) {
        Buffer running = null;
        try {
            running = store.allocate(layout.kept() * dtype.bytes());
            folds.identity(monoid, dtype, running.segment(), layout.kept());
            folds.carries(
                    monoid, dtype, totals.segment(), running.segment(), layout.outer(), layout.leaves(), layout.inner());
            return totals;
        } catch (RuntimeException | Error failure) {
            totals.release();
            throw failure;
        } finally {
            release(running);
        }
    }

    private Buffer scan(Stage stage, Work.Scan scan, Box box, Pins pins) {
        int axis = scan.axis();
        Dtype dtype = stage.output().type().dtype();
        Layout layout = Layout.of(box, axis);
        Buffer out = tile(dtype, box.extent());
        Buffer accumulators = null;
        Buffer carries = null;
        boolean done = false;
        try {
            Window result = Window.plain(out.segment(), 0, dense(box.extent(), dtype));
            if (scan.carries().isPresent()) {
                long[] start = box.start().clone();
                long[] extent = box.extent().clone();
                start[axis] /= LEAF;
                extent[axis] = layout.leaves();
                carries = gatherBox(scan.carries().get(), new Box(start, extent), pins);
            } else {
                carries = inTileCarries(scan, layout, result, box, dtype, pins);
            }
            accumulators = store.allocate(layout.kept() * layout.leaves() * dtype.bytes());
            folds.identity(scan.monoid(), dtype, accumulators.segment(), layout.kept() * layout.leaves());
            Window accumulator = perLeaf(layout, axis, dtype, accumulators);
            Window carry = perLeaf(layout, axis, dtype, carries);
            run(scan.fused(), box, pins, new Window[] {accumulator, carry}, new Window[] {accumulator, result}, axis);
            done = true;
            return out;
        } finally {
            release(new Buffer[] {accumulators, carries});
            if (!done) {
                out.release();
            }
        }
    }

    /** What each leaf starts with when the whole axis is in this tile: totals come from a first pass over the tile. */
    private Buffer inTileCarries(Work.Scan scan, Layout layout, Window scratch, Box box, Dtype dtype, Pins pins) {
        int axis = scan.axis();
        long elements = layout.kept() * layout.leaves();
        Buffer neutral = store.allocate(elements * dtype.bytes());
        filled(neutral, () -> folds.identity(scan.monoid(), dtype, neutral.segment(), elements));
        if (layout.leaves() == 1) {
            return neutral;
        }
        Buffer totals = null;
        try {
            totals = store.allocate(elements * dtype.bytes());
            folds.identity(scan.monoid(), dtype, totals.segment(), elements);
            Window total = perLeaf(layout, axis, dtype, totals);
            Window[] registers = {total, perLeaf(layout, axis, dtype, neutral)};
            run(scan.fused(), box, pins, registers, new Window[] {total, scratch}, axis);
        } catch (RuntimeException | Error failure) {
            release(totals);
            throw failure;
        } finally {
            neutral.release();
        }
        return runCarries(totals, scan.monoid(), dtype, layout);
    }

    // ---- products

    private Buffer product(Stage stage, Work.Product product, long index, Pins pins) {
        Array out = stage.output();
        Grid grid = out.grid();
        long[] at = grid.coordinates(index);
        int rank = at.length;
        if (product.symmetric() && at[rank - 2] > at[rank - 1]) {
            // The mirror image is computed from the same chains: a_i . a_j and a_j . a_i are equal bit for bit.
            long[] mirrored = at.clone();
            mirrored[rank - 2] = at[rank - 1];
            mirrored[rank - 1] = at[rank - 2];
            return transposed(pins.get(out, grid.index(mirrored)), grid.box(at), out.type().dtype());
        }
        Box box = grid.box(at);
        Buffer plain = product(product, box, pins);
        return product.epilogue().isEmpty() ? plain : epilogue(product.epilogue().get(), plain, box, pins);
    }

    /** Sends the elements of a product's tile, which it takes over, through the work after it: in place if it keeps their dtype. */
    private Buffer epilogue(Fused fused, Buffer plain, Box box, Pins pins) {
        Dtype from = fused.registers().getFirst();
        Dtype to = fused.results().getFirst();
        Window register = Window.plain(plain.segment(), 0, dense(box.extent(), from));
        if (from.equals(to)) {
            filled(plain, () -> run(fused, box, pins, new Window[] {register}, new Window[] {register}));
            return plain;
        }
        try {
            Buffer out = tile(to, box.extent());
            Window result = Window.plain(out.segment(), 0, dense(box.extent(), to));
            filled(out, () -> run(fused, box, pins, new Window[] {register}, new Window[] {result}));
            return out;
        } finally {
            plain.release();
        }
    }

    private Buffer product(Work.Product product, Box box, Pins pins) {
        int rank = box.rank();
        int m = (int) box.extent()[rank - 2];
        int n = (int) box.extent()[rank - 1];
        int k = (int) product.inner();
        Dtype dtype = product.dtype();
        if (product.engine() == Work.Product.Engine.LIBRARY) {
            Buffer buffer = tile(dtype, box.extent());
            filled(buffer, () -> new LibraryProduct(product, dtype, kernels, folds, store).multiply(box, buffer.segment(), pins));
            return buffer;
        }
        long[] batch = Arrays.copyOf(box.start(), rank - 2);
        long row = box.start()[rank - 2];
        long column = box.start()[rank - 1];
        Buffer product64 = MatrixProduct.multiply(
                m,
                n,
                k,
                (from, count, target) -> Panels.fill(product.a(), batch, row, m, from, count, pins, target),
                (from, count, target) -> Panels.fill(product.b(), batch, from, count, column, n, pins, target),
                store);
        if (dtype == Dtype.FLOAT64) {
            return product64;
        }
        try {
            Buffer buffer = tile(dtype, box.extent());
            Panels.round(product64.segment(), buffer.segment(), box.size());
            return buffer;
        } finally {
            product64.release();
        }
    }

    private Buffer transposed(MemorySegment source, Box box, Dtype dtype) {
        int rank = box.rank();
        long m = box.extent()[rank - 2];
        long n = box.extent()[rank - 1];
        Buffer out = tile(dtype, box.extent());
        long bytes = dtype.bytes();
        filled(out, () -> folds.copy(
                dtype, source, 0, new long[] {bytes, m * bytes}, out.segment(), 0, new long[] {n * bytes, bytes}, new long[] {m, n}));
        return out;
    }

    // ---- rearrangements

    private Buffer reshape(Array out, Array source, Box box, Pins pins) {
        Buffer buffer = tile(out.type().dtype(), box.extent());
        filled(buffer, () -> reshape(out, source, box, buffer.segment(), pins));
        return buffer;
    }

    private static void reshape(Array out, Array source, Box box, MemorySegment result, Pins pins) {
        int bytes = out.type().dtype().bytes();
        int rank = box.rank();
        long run = rank == 0 ? 1 : box.extent()[rank - 1];
        long rows = box.size() / Math.max(1, run);
        long[] strides = out.type().shape().strides();
        // Runs of the tile that continue each other in row-major order are one run.
        boolean contiguous = out.grid().isContiguous();
        if (contiguous) {
            run = box.size();
            rows = 1;
        }
        long target = 0;
        for (long row = 0; row < rows; row++) {
            long flat = 0;
            long rest = row;
            for (int axis = rank - 1; axis >= 0; axis--) {
                long at = 0;
                if (axis < rank - 1 && !contiguous) {
                    at = rest % box.extent()[axis];
                    rest /= box.extent()[axis];
                }
                flat += (box.start()[axis] + at) * strides[axis];
            }
            target = FlatCopy.copy(source, flat, run, result, target, bytes, pins);
        }
    }

    private Buffer gather(Array out, Work.Gather gather, Box box, Pins pins) {
        Array source = gather.source();
        Array index = gather.index();
        int axis = gather.axis();
        Dtype dtype = out.type().dtype();
        int bytes = dtype.bytes();
        int indexRank = index.type().shape().rank();
        long length = source.type().shape().dim(axis);
        Buffer buffer = tile(dtype, box.extent());
        long[] at = new long[box.rank()];
        long[] from = new long[source.type().shape().rank()];
        long[] where = new long[indexRank];
        try (Pins indexPins = pins.another();
                Pins sourcePins = pins.another()) {
            Element indices = new Element(index, indexPins);
            Element elements = new Element(source, sourcePins);
            for (long target = 0; target < box.size(); target++) {
                for (int k = 0; k < at.length; k++) {
                    long position = box.start()[k] + at[k];
                    if (k < axis) {
                        from[k] = position;
                    } else if (k < axis + indexRank) {
                        where[k - axis] = position;
                    } else {
                        from[k - indexRank + 1] = position;
                    }
                }
                from[axis] = plain(indices.integer(where), length, axis);
                elements.copyTo(from, buffer.segment(), target * bytes);
                for (int k = at.length - 1; k >= 0 && ++at[k] == box.extent()[k]; k--) {
                    at[k] = 0;
                }
            }
            return buffer;
        } catch (RuntimeException | Error failure) {
            buffer.release();
            throw failure;
        }
    }

    private static long plain(long index, long length, int axis) {
        if (index < -length || index >= length) {
            throw new IndexException("index " + index + " is out of range for axis " + axis + " of length " + length);
        }
        return index < 0 ? index + length : index;
    }

    private Buffer scatter(Work.Scatter scatter, Pins pins) {
        Array base = scatter.base();
        Dtype dtype = base.type().dtype();
        long length = base.type().shape().dim(0);
        int bytes = dtype.bytes();
        Buffer one = store.allocate(bytes);
        Buffer buffer = null;
        MemorySegment scratch = one.segment();
        BoundLoop pair = scatter.combine().monoid(dtype).map(monoid -> folds.pair(monoid, dtype)).orElse(null);
        try (Pins indexPins = pins.another();
                Pins valuePins = pins.another()) {
            buffer = gatherBox(base, new Box(new long[1], new long[] {length}), pins);
            Element indices = new Element(scatter.index(), indexPins);
            Element values = new Element(scatter.values(), valuePins);
            long[] at = new long[1];
            for (at[0] = 0; at[0] < scatter.index().type().shape().size(); at[0]++) {
                long position = plain(indices.integer(at), length, 0) * bytes;
                if (pair == null) {
                    values.copyTo(at, buffer.segment(), position);
                } else {
                    values.copyTo(at, scratch, 0);
                    folds.foldInto(pair, buffer.segment(), position, scratch, dtype);
                }
            }
            return buffer;
        } catch (RuntimeException | Error failure) {
            release(buffer);
            throw failure;
        } finally {
            one.release();
        }
    }

    /** Single elements of an array, tile after tile. */
    private static final class Element {
        private final Array array;
        private final Pins pins;
        private final long[] coordinates;
        private long tile = -1;
        private @Nullable MemorySegment content;
        private long address;

        Element(Array array, Pins pins) {
            this.array = array;
            this.pins = pins;
            coordinates = new long[array.type().shape().rank()];
        }

        private void seek(long[] index) {
            Grid grid = array.grid();
            for (int k = 0; k < coordinates.length; k++) {
                coordinates[k] = index[k] / grid.tile(k);
            }
            long found = grid.index(coordinates);
            if (found != tile || content == null) {
                pins.trim(); // Each walk over elements has pins of its own.
                tile = found;
                content = pins.get(array, found);
            }
            long offset = 0;
            for (int k = 0; k < coordinates.length; k++) {
                long origin = coordinates[k] * grid.tile(k);
                offset = offset * Math.min(grid.tile(k), grid.shape().dim(k) - origin) + index[k] - origin;
            }
            address = offset * array.type().dtype().bytes();
        }

        long integer(long[] index) {
            seek(index);
            if (content == null) {
                throw new BugException("no tile");
            }
            return Interpreter.load(content, address, array.type().dtype());
        }

        void copyTo(long[] index, MemorySegment target, long at) {
            seek(index);
            if (content == null) {
                throw new BugException("no tile");
            }
            int bytes = array.type().dtype().bytes();
            switch (bytes) {
                case 8 -> target.set(ValueLayout.JAVA_LONG_UNALIGNED, at, content.get(ValueLayout.JAVA_LONG_UNALIGNED, address));
                case 4 -> target.set(ValueLayout.JAVA_INT_UNALIGNED, at, content.get(ValueLayout.JAVA_INT_UNALIGNED, address));
                default -> MemorySegment.copy(content, address, target, at, bytes);
            }
        }
    }
}
