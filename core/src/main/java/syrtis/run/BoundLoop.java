package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import syrtis.kernel.Code;
import syrtis.kernel.KernelCache;
import syrtis.kernel.Loop;
import syrtis.op.Body;
import syrtis.type.Dtype;

/**
 * A body that is ready to run over any nest of loops: it simplifies the nest (levels of one step vanish, levels that
 * continue each other become one), finds the code for what is left, and runs it.
 */
final class BoundLoop {
    private static final long LONGEST_LEVEL = 1L << 30;

    /** Steps below which an innermost level is not worth its overhead. */
    private static final long SHORT = 16;

    /** Steps of the innermost level that are done together where it walks across cache lines. */
    private static final long STRIP = 32;

    /** Bytes of a cache line. */
    private static final long LINE = 64;

    private final Body body;
    private final List<Dtype> inputs;
    private final List<Integer> inPlace;
    private final int iotas;
    private final List<Dtype> outputs;
    private final KernelCache kernels;
    private final ConcurrentHashMap<Long, Code> codes = new ConcurrentHashMap<>();
    private volatile @Nullable Bound last; // most loops have one structure

    private record Bound(long key, Code code) {}

    /** {@code inPlace}: per output, the input whose memory it is, or -1. */
    BoundLoop(
            Body body,
            List<Dtype> inputs,
            int iotas,
            List<Dtype> outputs,
            List<Integer> inPlace,
            KernelCache kernels) {
        this.body = body;
        this.inputs = inputs;
        this.inPlace = inPlace;
        this.iotas = iotas;
        this.outputs = outputs;
        this.kernels = kernels;
    }

    int operands() {
        return inputs.size() + iotas + outputs.size();
    }

    /**
     * Runs over {@code extents.length} levels. {@code strides[operand][level]} and {@code bases[operand]} are those of
     * inputs, iotas, outputs. At {@code laneLevel} (-1: none) operands with {@code lanes[operand]} take the index modulo
     * the lanes; that level and the one before it are kept as they are. {@code params} are the scalar arguments, as bits.
     */
    void run(MemorySegment[] segments, long[] extents, long[] bases, long[][] strides, int laneLevel, boolean[] lanes, long[] params) {
        int n = bases.length;
        int levels = extents.length;
        long[] extent = new long[Math.max(1, levels)];
        int[] from = new int[Math.max(1, levels)];
        int kept = 0;
        int keptLane = Loop.NO_LANES;
        long[][] stride = new long[n][Math.max(1, levels)];
        for (int level = 0; level < levels; level++) {
            if (extents[level] == 0) {
                return;
            }
            boolean fixed = laneLevel >= 0 && (level == laneLevel || level == laneLevel - 1);
            if (extents[level] == 1 && !fixed) {
                continue;
            }
            if (kept > 0 && !fixed && keptLane != kept - 1 && !(laneLevel >= 0 && from[kept - 1] == laneLevel - 1)
                    && extent[kept - 1] * extents[level] < LONGEST_LEVEL
                    && continues(stride, kept - 1, strides, level, extents[level])) {
                extent[kept - 1] *= extents[level];
                for (int k = 0; k < n; k++) {
                    stride[k][kept - 1] = strides[k][level];
                }
                continue;
            }
            extent[kept] = extents[level];
            from[kept] = level;
            for (int k = 0; k < n; k++) {
                stride[k][kept] = strides[k][level];
            }
            if (level == laneLevel) {
                keptLane = kept;
            }
            kept++;
        }
        if (kept > 1 && keptLane == Loop.NO_LANES && extent[kept - 1] < SHORT) {
            lengthenInnermost(extent, stride, kept);
        }
        if (kept == 0) {
            kept = 1;
            extent[0] = 1;
            for (int k = 0; k < n; k++) {
                stride[k][0] = bytes(k);
            }
        }
        int turned = keptLane == Loop.NO_LANES ? turnedLevel(extent, stride, kept) : -1;
        if (turned < 0) {
            nest(segments, extent, bases, stride, kept, keptLane, lanes, params);
        } else {
            strips(segments, extent, bases, stride, kept, turned, lanes, params);
        }
    }

    /** Runs a nest of {@code kept} levels as it is. */
    private void nest(
            MemorySegment[] segments, long[] extent, long[] bases, long[][] stride, int kept, int keptLane, boolean[] lanes, long[] params) {
        int n = bases.length;
        long key = structure(stride, kept, keptLane, lanes);
        Bound bound = last;
        Code code = bound != null && bound.key == key ? bound.code : codes.get(key);
        if (code == null) {
            code = kernels.code(loop(stride, kept, keptLane, lanes));
            codes.put(key, code);
        }
        if (bound == null || bound.key != key) {
            last = new Bound(key, code);
        }
        long[] geometry = new long[kept + n * (kept + 1)];
        System.arraycopy(extent, 0, geometry, 0, kept);
        int at = kept;
        for (int k = 0; k < n; k++) {
            geometry[at++] = bases[k];
            System.arraycopy(stride[k], 0, geometry, at, kept);
            at += kept;
        }
        code.run(segments, geometry, params);
    }

    // ---- transposes

    /**
     * The level along which an operand lies together that the innermost level walks in large steps; -1 for none. Each element of
     * the innermost level then touches a cache line of its own, which the next steps of that level need again.
     */
    private int turnedLevel(long[] extent, long[][] stride, int levels) {
        if (extent[levels - 1] < 2 * STRIP) {
            return -1;
        }
        for (int k = 0; k < stride.length; k++) {
            boolean memory = k < inputs.size() || k >= inputs.size() + iotas;
            if (memory && Math.abs(stride[k][levels - 1]) >= LINE) {
                for (int level = levels - 2; level >= 0; level--) {
                    if (Math.abs(stride[k][level]) == bytes(k) && extent[level] > 1) {
                        return level;
                    }
                }
            }
        }
        return -1;
    }

    /** Cuts the innermost level into strips and walks level {@code turned} for each, so that lines are used while cached. */
    private void strips(
            MemorySegment[] segments, long[] extent, long[] bases, long[][] stride, int kept, int turned, boolean[] lanes, long[] params) {
        int n = bases.length;
        long whole = extent[kept - 1] / STRIP;
        long rest = extent[kept - 1] % STRIP;
        long[] longer = inserted(extent, kept, turned, whole);
        longer[kept] = STRIP;
        long[][] moves = new long[n][];
        for (int k = 0; k < n; k++) {
            moves[k] = inserted(stride[k], kept, turned, STRIP * stride[k][kept - 1]);
        }
        nest(segments, longer, bases, moves, kept + 1, Loop.NO_LANES, lanes, params);
        if (rest > 0) {
            long[] last = extent.clone();
            last[kept - 1] = rest;
            long[] from = bases.clone();
            for (int k = 0; k < n; k++) {
                from[k] += whole * STRIP * stride[k][kept - 1];
            }
            nest(segments, last, from, stride, kept, Loop.NO_LANES, lanes, params);
        }
    }

    private static long[] inserted(long[] values, int length, int at, long value) {
        long[] out = new long[length + 1];
        System.arraycopy(values, 0, out, 0, at);
        out[at] = value;
        System.arraycopy(values, at, out, at + 1, length - at);
        return out;
    }

    /**
     * Swaps a very short innermost level with the longest one: a call per few elements would cost more than strides do. Any
     * order of levels keeps the order of points along each level, which is all that folds in order need.
     */
    private static void lengthenInnermost(long[] extent, long[][] stride, int levels) {
        int longest = levels - 1;
        for (int level = 0; level < levels; level++) {
            longest = extent[level] > extent[longest] ? level : longest;
        }
        swap(extent, longest, levels - 1);
        for (long[] moves : stride) {
            swap(moves, longest, levels - 1);
        }
    }

    private static void swap(long[] values, int i, int j) {
        long value = values[i];
        values[i] = values[j];
        values[j] = value;
    }

    private static boolean continues(long[][] outer, int kept, long[][] inner, int level, long extent) {
        for (int k = 0; k < outer.length; k++) {
            if (outer[k][kept] != inner[k][level] * extent) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of an operand's element; 1 for iotas. */
    private long bytes(int operand) {
        if (operand < inputs.size()) {
            return inputs.get(operand).bytes();
        }
        int output = operand - inputs.size() - iotas;
        return output < 0 ? 1 : outputs.get(output).bytes();
    }

    private Loop.Inner inner(int operand, long stride) {
        if (stride == bytes(operand)) {
            return Loop.Inner.UNIT;
        }
        return stride == 0 ? Loop.Inner.FIXED : Loop.Inner.STRIDED;
    }

    /** Folds in order have one lane, which is none. */
    private static boolean isLane(long[] strides, int laneLevel, boolean folded) {
        return laneLevel >= 0 && folded && strides[laneLevel] != 0;
    }

    /** A number that tells structures apart; two bits an operand, and a hash beyond what fits. */
    private long structure(long[][] stride, int levels, int laneLevel, boolean[] lanes) {
        long key = levels * 31L + laneLevel + 1;
        for (int k = 0; k < stride.length; k++) {
            boolean lane = isLane(stride[k], laneLevel, lanes[k]);
            key = key * 8 + inner(k, stride[k][levels - 1]).ordinal() * 2L + (lane ? 1 : 0);
            if (stride.length > 18) {
                key ^= key >>> 29;
                key *= 0x9E3779B97F4A7C15L;
            }
        }
        return key;
    }

    private Loop loop(long[][] stride, int levels, int laneLevel, boolean[] lanes) {
        List<Loop.Operand> ins = new ArrayList<>();
        List<Loop.Operand> outs = new ArrayList<>();
        for (int k = 0; k < stride.length; k++) {
            boolean output = k >= inputs.size() + iotas;
            if (k >= inputs.size() && !output) {
                continue;
            }
            Dtype dtype = output ? outputs.get(k - inputs.size() - iotas) : inputs.get(k);
            int lane = isLane(stride[k], laneLevel, lanes[k]) ? laneLevel : Loop.NO_LANES;
            (output ? outs : ins).add(new Loop.Operand(dtype, inner(k, stride[k][levels - 1]), lane));
        }
        return new Loop(body, levels, ins, iotas, outs, inPlace);
    }
}
