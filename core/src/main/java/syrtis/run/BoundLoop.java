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
    private final boolean streams;
    private final KernelCache kernels;
    private final ConcurrentHashMap<Long, Code> codes = new ConcurrentHashMap<>();
    private volatile @Nullable Bound last; // most loops have one structure

    private record Bound(long key, Code code) {}

    /** {@code inPlace}: per output, the input whose memory it is, or -1; {@code streams}: see {@link Loop}. */
    BoundLoop(
            Body body, List<Dtype> inputs, int iotas, List<Dtype> outputs, List<Integer> inPlace, boolean streams, KernelCache kernels) {
        this.body = body;
        this.inputs = inputs;
        this.inPlace = inPlace;
        this.iotas = iotas;
        this.outputs = outputs;
        this.streams = streams;
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
        for (long extent : extents) {
            if (extent == 0) {
                return;
            }
        }
        Nest nest = new Nest(extents, strides, laneLevel);
        if (nest.laneLevel == Loop.NO_LANES) {
            nest.lengthenInnermost();
            nest.turn();
        } else {
            nest.arrange(lanes);
        }
        long key = nest.structure(lanes);
        Bound bound = last;
        Code code = bound != null && bound.key == key ? bound.code : codes.get(key);
        if (code == null) {
            code = kernels.code(nest.loop(lanes));
            codes.put(key, code);
        }
        if (bound == null || bound.key != key) {
            last = new Bound(key, code);
        }
        code.run(segments, nest.geometry(bases), params);
    }

    /** Bytes of an operand's element; 1 for iotas. */
    private long bytes(int operand) {
        if (operand < inputs.size()) {
            return inputs.get(operand).bytes();
        }
        int output = operand - inputs.size() - iotas;
        return output < 0 ? 1 : outputs.get(output).bytes();
    }

    /** The levels that are left, each with its extent; operands move along it as they do along a level of the caller's. */
    private final class Nest {
        /** The level of one step of a nest that has no other. */
        private static final int ONE_STEP = -1;

        private final long[][] strides;
        private final long[] extent;
        private final int[] from; // the caller's level, by level
        private int levels;
        private int laneLevel = Loop.NO_LANES;

        Nest(long[] extents, long[][] strides, int lane) {
            this.strides = strides;
            extent = new long[Math.max(1, extents.length)];
            from = new int[extent.length];
            for (int level = 0; level < extents.length; level++) {
                boolean fixed = lane >= 0 && (level == lane || level == lane - 1);
                if (extents[level] == 1 && !fixed) {
                    continue;
                }
                int before = levels - 1;
                boolean mayGrow = levels > 0 && !fixed && laneLevel != before && !(lane >= 0 && from[before] == lane - 1);
                if (mayGrow && extent[before] * extents[level] < LONGEST_LEVEL && continues(from[before], level, extents[level])) {
                    extent[before] *= extents[level];
                    from[before] = level;
                    continue;
                }
                if (level == lane) {
                    laneLevel = levels;
                }
                add(extents[level], level);
            }
            if (levels == 0) {
                add(1, ONE_STEP);
            }
        }

        private void add(long steps, int level) {
            extent[levels] = steps;
            from[levels++] = level;
        }

        private boolean continues(int outer, int inner, long steps) {
            for (long[] moves : strides) {
                if (moves[outer] != moves[inner] * steps) {
                    return false;
                }
            }
            return true;
        }

        private long stride(int operand, int level) {
            return from[level] == ONE_STEP ? bytes(operand) : strides[operand][from[level]];
        }

        /**
         * Puts before the innermost level the one along which an input lies together that the innermost one walks across cache
         * lines: compilers may then read squares of it. As below, any order of levels will do.
         */
        void turn() {
            int innermost = levels - 1;
            for (int k = 0; k < inputs.size() && extent[innermost] >= SQUARE; k++) {
                if (Math.abs(stride(k, innermost)) > bytes(k)) {
                    for (int level = levels - 2; level >= 0; level--) {
                        if (stride(k, level) == bytes(k) && extent[level] >= SQUARE) {
                            move(level, levels - 2);
                            return;
                        }
                    }
                }
            }
        }

        /**
         * Puts the level innermost along which most operands lie together, and the level with lanes, with the one before it, there or
         * next to it. What is folded into one element is so in the order of the level with lanes alone.
         */
        void arrange(boolean[] lanes) {
            int innermost = levels - 1;
            for (int level = 0; level < levels; level++) {
                boolean free = level != laneLevel - 1 && extent[level] >= SHORT;
                innermost = free && together(level, lanes) > together(innermost, lanes) ? level : innermost;
            }
            int lane = laneLevel;
            if (innermost != lane) {
                move(innermost, levels - 1);
                lane -= innermost < lane ? 1 : 0;
            }
            int target = innermost == laneLevel ? levels - 1 : levels - 2;
            for (; lane < target; lane++) {
                move(lane + 1, lane - 1);
            }
            laneLevel = target;
        }

        /** Operands that move by one element along a level, less those that move otherwise. */
        private int together(int level, boolean[] lanes) {
            int together = 0;
            for (int k = 0; k < strides.length; k++) {
                boolean iota = k >= inputs.size() && k < inputs.size() + iotas;
                if (!iota && !lanes[k] && stride(k, level) != 0) {
                    together += stride(k, level) == bytes(k) ? 1 : -1;
                }
            }
            return together;
        }

        /** Takes level {@code level} to the place {@code place}. */
        private void move(int level, int place) {
            for (int k = level; k < place; k++) {
                swap(k, k + 1);
            }
            for (int k = level; k > place; k--) {
                swap(k, k - 1);
            }
        }

        /**
         * Swaps a very short innermost level with the longest one: a call per few elements would cost more than strides do. Any
         * order of levels keeps the order of points along each level, which is all that folds in order need.
         */
        void lengthenInnermost() {
            if (extent[levels - 1] >= SHORT) {
                return;
            }
            int longest = levels - 1;
            for (int level = 0; level < levels; level++) {
                longest = extent[level] > extent[longest] ? level : longest;
            }
            swap(longest, levels - 1);
        }

        private void swap(int i, int j) {
            long steps = extent[i];
            extent[i] = extent[j];
            extent[j] = steps;
            int level = from[i];
            from[i] = from[j];
            from[j] = level;
        }

        private Loop.Inner inner(int operand) {
            long stride = stride(operand, levels - 1);
            if (stride == bytes(operand)) {
                return Loop.Inner.UNIT;
            }
            if (stride == 0) {
                return Loop.Inner.FIXED;
            }
            return operand < inputs.size() && levels > 1 && stride(operand, levels - 2) == bytes(operand)
                    ? Loop.Inner.TURNED
                    : Loop.Inner.STRIDED;
        }

        /** Folds in order have one lane, which is none. */
        private boolean isLane(int operand, boolean[] lanes) {
            return laneLevel >= 0 && lanes[operand] && stride(operand, laneLevel) != 0;
        }

        /** A number that tells structures apart; two bits an operand, and a hash beyond what fits. */
        long structure(boolean[] lanes) {
            long key = levels * 31L + laneLevel + 1;
            for (int k = 0; k < strides.length; k++) {
                key = key * 8 + inner(k).ordinal() * 2L + (isLane(k, lanes) ? 1 : 0);
                if (strides.length > 18) {
                    key ^= key >>> 29;
                    key *= 0x9E3779B97F4A7C15L;
                }
            }
            return key;
        }

        long[] geometry(long[] bases) {
            long[] geometry = new long[levels + strides.length * (levels + 1)];
            System.arraycopy(extent, 0, geometry, 0, levels);
            int at = levels;
            for (int k = 0; k < strides.length; k++) {
                geometry[at++] = bases[k];
                for (int level = 0; level < levels; level++) {
                    geometry[at++] = stride(k, level);
                }
            }
            return geometry;
        }

        Loop loop(boolean[] lanes) {
            List<Loop.Operand> ins = new ArrayList<>();
            List<Loop.Operand> outs = new ArrayList<>();
            for (int k = 0; k < strides.length; k++) {
                boolean output = k >= inputs.size() + iotas;
                if (k >= inputs.size() && !output) {
                    continue;
                }
                Dtype dtype = output ? outputs.get(k - inputs.size() - iotas) : inputs.get(k);
                int lane = isLane(k, lanes) ? laneLevel : Loop.NO_LANES;
                (output ? outs : ins).add(new Loop.Operand(dtype, inner(k), lane));
            }
            return new Loop(body, levels, ins, iotas, outs, inPlace, streams);
        }
    }
}
