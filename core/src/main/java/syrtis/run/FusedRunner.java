package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import syrtis.kernel.KernelCache;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.plan.Array;
import syrtis.plan.Box;
import syrtis.plan.Fused;
import syrtis.plan.Grid;
import syrtis.type.Dtype;

/**
 * Runs a fused body over a box of its space. The box is cut where an operand passes from one tile to the next, so that
 * within a piece every operand is one strided walk through one tile: this is how shifted slices become halos. Operands that would pass to
 * another tile all the time are first gathered from their tiles, piece by piece.
 */
final class FusedRunner {
    static final int NO_AXIS = -1;
    private static final long LEAF = Op.Reduce.LEAF;
    private static final long LANES = Op.Reduce.LANES;

    private static final long LONGEST_SIDE = 64; // of a block of gathered operands

    private final Fused fused;
    private final BoundLoop loop;
    private final List<Fused.Operand> gathered;
    private final List<Fused.Operand> loose; // the others
    private final List<Boolean> isGathered; // by operand

    /** {@code streams}: whether its results are large and not read soon. */
    FusedRunner(Fused fused, boolean streams, KernelCache kernels) {
        this.fused = fused;
        gathered = fused.gathered();
        loose = fused.operands().stream().filter(operand -> !fused.isGathered(operand)).toList();
        isGathered = fused.operands().stream().map(fused::isGathered).toList();
        List<Dtype> inputs = new ArrayList<>();
        fused.operands().forEach(operand -> inputs.add(operand.array().type().dtype()));
        inputs.addAll(fused.registers());
        loop = new BoundLoop(
                fused.body(), inputs, fused.iotas().size(), fused.results(), inPlace(fused), streams, kernels);
    }

    /** Register k, if there is one of its dtype, is the memory of result k; a scan's second register is its carry and is not written. */
    private static List<Integer> inPlace(Fused fused) {
        List<Integer> inPlace = new ArrayList<>();
        boolean scan = fused.carries();
        for (int k = 0; k < fused.results().size(); k++) {
            boolean register = k < fused.registers().size()
                    && !(scan && k == 1)
                    && fused.registers().get(k).equals(fused.results().get(k));
            inPlace.add(register ? fused.operands().size() + k : -1);
        }
        return inPlace;
    }

    /** Bytes of scratch memory for a run over {@code box}: none if it is too thin for squares. */
    long gatheredBytes(Box box) {
        for (Fused.Operand operand : gathered) {
            if (box.extent()[operand.map().steps().getLast().axis()] < Fused.SQUARE) {
                return 0;
            }
        }
        return gathered.isEmpty() ? 0 : Fused.gatheredBytes(gathered, box.size());
    }

    /**
     * Runs over {@code box}; the windows begin at its first point. {@code params} are the scalar arguments, as bits; {@code scratch} has
     * {@link #gatheredBytes}, if there are any.
     */
    void run(long[] params, Box box, Pins pins, Window[] registers, Window[] outputs, @Nullable MemorySegment scratch) {
        run(params, box, pins, registers, outputs, NO_AXIS, scratch);
    }

    /** The same, with {@code axis} walked leaf by leaf; the box begins at a leaf. */
    void run(long[] params, Box box, Pins pins, Window[] registers, Window[] outputs, int axis) {
        run(params, box, pins, registers, outputs, axis, null);
    }

    private void run(
            long[] params, Box box, Pins pins, Window[] registers, Window[] outputs, int axis, @Nullable MemorySegment scratch) {
        if (box.isEmpty()) {
            return;
        }
        int rank = box.rank();
        long[][] cuts = new long[rank][];
        for (int k = 0; k < rank; k++) {
            cuts[k] = cuts(scratch == null ? fused.operands() : loose, box, k);
        }
        if (scratch != null) {
            cutIntoBlocks(box, scratch.byteSize(), cuts);
        }
        int[] piece = new int[rank];
        long[] start = new long[rank];
        long[] extent = new long[rank];
        while (true) {
            for (int k = 0; k < rank; k++) {
                start[k] = cuts[k][piece[k]];
                extent[k] = cuts[k][piece[k] + 1] - start[k];
            }
            if (axis == NO_AXIS) {
                nest(params, box, start, extent, pins, registers, outputs, NO_AXIS, 0, scratch);
            } else {
                leaves(params, box, start, extent, pins, registers, outputs, axis);
            }
            pins.trim();
            int k = rank - 1;
            while (k >= 0 && ++piece[k] == cuts[k].length - 1) {
                piece[k--] = 0;
            }
            if (k < 0) {
                return;
            }
        }
    }

    /** Where the box must be cut along axis {@code k}: its ends, and where an operand enters another tile. */
    static long[] cuts(List<Fused.Operand> operands, Box box, int k) {
        long begin = box.start()[k];
        long end = begin + box.extent()[k];
        TreeSet<Long> inner = null;
        for (Fused.Operand operand : operands) {
            Grid grid = operand.array().grid();
            for (int a = 0; a < operand.map().steps().size(); a++) {
                View.Step step = operand.map().steps().get(a);
                if (step.axis() != k || step.step() == 0 || grid.count(a) == 1) {
                    continue;
                }
                long tile = grid.tile(a);
                long first = step.at(begin) / tile;
                long last = step.at(end - 1) / tile;
                for (long t = Math.min(first, last) + 1; t <= Math.max(first, last); t++) {
                    // The first index of this walk that lies on the other side of element t * tile.
                    long cut = step.step() > 0
                            ? Math.ceilDiv(t * tile - step.start(), step.step())
                            : Math.floorDiv(t * tile - step.start(), step.step()) + 1;
                    if (cut > begin && cut < end) {
                        inner = inner == null ? new TreeSet<>() : inner;
                        inner.add(cut);
                    }
                }
            }
        }
        if (inner == null) {
            return new long[] {begin, end};
        }
        long[] cuts = new long[inner.size() + 2];
        int at = 0;
        cuts[at++] = begin;
        for (long cut : inner) {
            cuts[at++] = cut;
        }
        cuts[at] = end;
        return cuts;
    }

    /** Walks a piece leaf by leaf: whole leaves together, what is left over in runs that begin at a multiple of the lanes. */
    private void leaves(
            long[] params,
            Box box,
            long[] start,
            long[] extent,
            Pins pins,
            Window[] registers,
            Window[] outputs,
            int axis) {
        long origin = box.start()[axis];
        long at = start[axis] - origin;
        long end = at + extent[axis];
        long[] from = start.clone();
        long[] length = extent.clone();
        while (at < end) {
            long many = 1;
            long run;
            if (at % LEAF == 0 && end - at >= LEAF) {
                many = (end - at) / LEAF;
                run = LEAF;
            } else if (at % LANES != 0) {
                run = Math.min(end - at, LANES - at % LANES);
            } else {
                run = Math.min(end - at, LEAF - at % LEAF);
            }
            from[axis] = origin + at;
            length[axis] = run;
            nest(params, box, from, length, pins, registers, outputs, axis, many, null);
            at += many * run;
        }
    }

    /** One piece in which nothing but gathered operands changes tiles; {@code leaves} of the folded axis at once. */
    private void nest(
            long[] params,
            Box box,
            long[] start,
            long[] extent,
            Pins pins,
            Window[] registers,
            Window[] outputs,
            int axis,
            long leaves,
            @Nullable MemorySegment scratch) {
        int rank = start.length;
        int reads = fused.operands().size();
        int inputs = reads + registers.length;
        int n = loop.operands();
        MemorySegment[] segments = new MemorySegment[inputs + outputs.length];
        long[] bases = new long[n];
        long[][] strides = new long[n][];
        boolean[] lanes = new boolean[n];
        long used = 0;
        for (int k = 0; k < reads && scratch != null; k++) { // First of all, for it lets tiles go.
            if (isGathered.get(k)) {
                bases[k] = used;
                segments[k] = scratch;
                used += gather(fused.operands().get(k), start, extent, pins, scratch.asSlice(used), k, strides);
            }
        }
        for (int k = 0; k < reads; k++) {
            if (scratch == null || !isGathered.get(k)) {
                Fused.Operand operand = fused.operands().get(k);
                segments[k] = pins.get(operand.array(), tile(operand, start, k, bases, strides, axis));
            }
        }
        for (int k = 0; k < registers.length; k++) {
            segments[reads + k] = registers[k].segment();
            window(registers[k], box, start, reads + k, bases, strides, lanes, axis);
        }
        for (int k = 0; k < fused.iotas().size(); k++) {
            Fused.Iota iota = fused.iotas().get(k);
            long value = iota.start();
            for (int a = 0; a < rank; a++) {
                value += iota.strides()[a] * start[a];
            }
            bases[inputs + k] = value;
            strides[inputs + k] = split(iota.strides(), axis);
        }
        for (int k = 0; k < outputs.length; k++) {
            segments[inputs + k] = outputs[k].segment();
            window(outputs[k], box, start, inputs + fused.iotas().size() + k, bases, strides, lanes, axis);
        }
        long[] extents = split(extent, axis);
        if (axis != NO_AXIS) {
            extents[axis] = leaves;
        }
        loop.run(segments, extents, bases, strides, axis == NO_AXIS ? -1 : axis + 1, lanes, params);
    }

    /** Cuts further, so that all gathered operands of a piece fit in the scratch memory, in long runs and in squares. */
    private void cutIntoBlocks(Box box, long scratch, long[][] cuts) {
        int last = box.rank() - 1;
        long bytes = gathered.stream().mapToLong(operand -> operand.array().type().dtype().bytes()).sum();
        long room = (scratch - gathered.size() * Fused.LINE) / bytes;
        long[] block = new long[last + 1];
        for (int axis : gathered.getFirst().map().nearest(last)) {
            block[axis] = Math.min(Math.min(box.extent()[axis], LONGEST_SIDE), room);
            room /= block[axis];
            TreeSet<Long> all = new TreeSet<>();
            for (long at = cuts[axis][0]; at < box.start()[axis] + box.extent()[axis]; at += block[axis]) {
                all.add(at);
            }
            for (long cut : cuts[axis]) {
                all.add(cut);
            }
            cuts[axis] = all.stream().mapToLong(Long::longValue).toArray();
        }
    }

    /** Brings together what a piece reads of an operand, dense; the bytes taken, up to the next line. */
    private static long gather(
            Fused.Operand operand, long[] start, long[] extent, Pins pins, MemorySegment scratch, int k, long[][] strides) {
        Array array = operand.array();
        List<View.Step> steps = operand.map().steps();
        long[] from = new long[steps.size()];
        long[] length = new long[steps.size()];
        long stride = array.type().dtype().bytes();
        strides[k] = new long[start.length];
        for (int a = steps.size() - 1; a >= 0; a--) {
            View.Step step = steps.get(a);
            from[a] = step.axis() < 0 ? step.start() : step.at(start[step.axis()]);
            length[a] = step.axis() < 0 ? 1 : extent[step.axis()];
            if (step.axis() >= 0) {
                strides[k][step.axis()] = stride;
            }
            stride *= length[a];
        }
        pins.gather(array, new Box(from, length), scratch);
        return Math.ceilDiv(stride, Fused.LINE) * Fused.LINE;
    }

    /** The tile in which an operand's element for {@code start} lies; from there on, where it is and how it moves. */
    static long tile(Fused.Operand operand, long[] start, int k, long[] bases, long[][] strides, int axis) {
        Grid grid = operand.array().grid();
        int bytes = operand.array().type().dtype().bytes();
        List<View.Step> steps = operand.map().steps();
        int rank = steps.size();
        long[] coordinates = new long[rank];
        long[] index = new long[rank];
        for (int a = 0; a < rank; a++) {
            View.Step step = steps.get(a);
            index[a] = step.axis() < 0 ? step.start() : step.at(start[step.axis()]);
            coordinates[a] = index[a] / grid.tile(a);
        }
        long base = 0;
        long stride = bytes;
        long[] moves = new long[start.length];
        for (int a = rank - 1; a >= 0; a--) {
            long origin = coordinates[a] * grid.tile(a);
            base += (index[a] - origin) * stride;
            View.Step step = steps.get(a);
            if (step.axis() >= 0) {
                moves[step.axis()] += step.step() * stride;
            }
            stride *= Math.min(grid.tile(a), grid.shape().dim(a) - origin);
        }
        bases[k] = base;
        strides[k] = split(moves, axis);
        return grid.index(coordinates);
    }

    private static void window(
            Window window, Box box, long[] start, int k, long[] bases, long[][] strides, boolean[] lanes, int axis) {
        long base = window.base();
        for (int a = 0; a < start.length; a++) {
            long moved = start[a] - box.start()[a];
            base += window.folded() && a == axis
                    ? moved / LEAF * window.leaf() + moved % LANES * window.lane()
                    : moved * window.strides()[a];
        }
        bases[k] = base;
        strides[k] = split(window.strides(), axis);
        if (window.folded()) {
            strides[k][axis] = window.leaf();
            strides[k][axis + 1] = window.lane();
            lanes[k] = true;
        }
    }

    /** Per level from per axis: the folded axis becomes two levels, its leaves and what is in a leaf. */
    private static long[] split(long[] perAxis, int axis) {
        if (axis == NO_AXIS) {
            return perAxis;
        }
        long[] out = new long[perAxis.length + 1];
        System.arraycopy(perAxis, 0, out, 0, axis);
        out[axis] = perAxis[axis] * LEAF;
        System.arraycopy(perAxis, axis, out, axis + 1, perAxis.length - axis);
        return out;
    }
}
