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

    /** Steps of two levels below which it does not matter which one is the inner one. */
    private static final long SQUARE = 8;

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
     * the lanes; that level and the one before it stay together. {@code params} are the scalar arguments, as bits.
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
        if (keptLane == Loop.NO_LANES) {
            turn(extent, stride, kept);
        } else {
            keptLane = arrange(extent, stride, kept, keptLane, lanes);
        }
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

    /**
     * Puts before the innermost level the one along which an input lies together that the innermost one walks across cache
     * lines: compilers may then read squares of it. As above, any order of levels will do.
     */
    private void turn(long[] extent, long[][] stride, int levels) {
        for (int k = 0; k < inputs.size() && extent[levels - 1] >= SQUARE; k++) {
            if (Math.abs(stride[k][levels - 1]) > bytes(k)) {
                for (int level = levels - 2; level >= 0; level--) {
                    if (stride[k][level] == bytes(k) && extent[level] >= SQUARE) {
                        moveLevel(extent, stride, level, levels - 2);
                        return;
                    }
                }
            }
        }
    }

    /**
     * Puts the level innermost along which most operands lie together, and the level with lanes, with the one before it, there or
     * next to it; where that level is then. What is folded into one element is so in the order of the level with lanes alone.
     */
    private int arrange(long[] extent, long[][] stride, int levels, int laneLevel, boolean[] lanes) {
        int innermost = levels - 1;
        for (int level = 0; level < levels; level++) {
            boolean free = level != laneLevel - 1 && extent[level] >= SHORT;
            innermost = free && together(stride, level, lanes) > together(stride, innermost, lanes) ? level : innermost;
        }
        int lane = laneLevel;
        if (innermost != lane) {
            moveLevel(extent, stride, innermost, levels - 1);
            lane -= innermost < lane ? 1 : 0;
        }
        int target = innermost == laneLevel ? levels - 1 : levels - 2;
        for (; lane < target; lane++) {
            moveLevel(extent, stride, lane + 1, lane - 1);
        }
        return target;
    }

    /** Operands that move by one element along a level, less those that move otherwise. */
    private int together(long[][] stride, int level, boolean[] lanes) {
        int together = 0;
        for (int k = 0; k < stride.length; k++) {
            boolean iota = k >= inputs.size() && k < inputs.size() + iotas;
            if (!iota && !lanes[k] && stride[k][level] != 0) {
                together += stride[k][level] == bytes(k) ? 1 : -1;
            }
        }
        return together;
    }

    private static void moveLevel(long[] extent, long[][] stride, int from, int to) {
        move(extent, from, to);
        for (long[] moves : stride) {
            move(moves, from, to);
        }
    }

    /** Takes the value at {@code from} to the place {@code to}. */
    private static void move(long[] values, int from, int to) {
        long value = values[from];
        if (from < to) {
            System.arraycopy(values, from + 1, values, from, to - from);
        } else {
            System.arraycopy(values, to, values, to + 1, from - to);
        }
        values[to] = value;
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

    private Loop.Inner inner(int operand, long[] strides, int levels) {
        long stride = strides[levels - 1];
        if (stride == bytes(operand)) {
            return Loop.Inner.UNIT;
        }
        if (stride == 0) {
            return Loop.Inner.FIXED;
        }
        return operand < inputs.size() && levels > 1 && strides[levels - 2] == bytes(operand)
                ? Loop.Inner.TURNED
                : Loop.Inner.STRIDED;
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
            key = key * 8 + inner(k, stride[k], levels).ordinal() * 2L + (lane ? 1 : 0);
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
            (output ? outs : ins).add(new Loop.Operand(dtype, inner(k, stride[k], levels), lane));
        }
        return new Loop(body, levels, ins, iotas, outs, inPlace);
    }
}
