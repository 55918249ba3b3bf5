package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import syrtis.kernel.KernelCache;
import syrtis.op.Body;
import syrtis.op.Monoid;
import syrtis.op.Op;
import syrtis.op.Scalar;
import syrtis.type.Dtype;

/**
 * The small loops around folds: neutral elements, lanes into one, pairs into one, carries. They work on scratch memory laid
 * out as (outer, n, inner): {@code n} elements to fold, each {@code inner} wide, {@code outer} times.
 */
final class Folds {
    private static final int LANES = Op.Reduce.LANES;
    private static final boolean[] NO_LANES = new boolean[LANES + 2];
    private static final long[] NO_PARAMS = {};

    private final KernelCache kernels;
    private final ConcurrentHashMap<Key, BoundLoop> loops = new ConcurrentHashMap<>();

    private enum Step {
        IDENTITY, LANES_TO_ONE, PAIR, COPY, CARRY
    }

    private record Key(Step step, Monoid monoid, Dtype dtype) {}

    Folds(KernelCache kernels) {
        this.kernels = kernels;
    }

    private BoundLoop loop(Step step, Monoid monoid, Dtype dtype) {
        return loops.computeIfAbsent(new Key(step, monoid, dtype), this::build);
    }

    private BoundLoop build(Key key) {
        Monoid monoid = key.monoid;
        Dtype dtype = key.dtype;
        return switch (key.step) {
            case IDENTITY -> bind(0, List.of(-1), dtype, body -> List.of(monoid.identity(body, dtype)));
            case LANES_TO_ONE -> bind(LANES, List.of(-1), dtype, body -> {
                List<Scalar> lanes = new ArrayList<>();
                for (int lane = 0; lane < LANES; lane++) {
                    lanes.add(body.load(lane, dtype));
                }
                for (int width = LANES; width > 1; width /= 2) {
                    for (int k = 0; k < width / 2; k++) {
                        lanes.set(k, monoid.combine(lanes.get(2 * k), lanes.get(2 * k + 1)));
                    }
                }
                return List.of(lanes.getFirst());
            });
            case PAIR -> bind(2, List.of(-1), dtype, body -> List.of(monoid.combine(body.load(0, dtype), body.load(1, dtype))));
            case COPY -> bind(1, List.of(-1), dtype, body -> List.of(body.load(0, dtype)));
            case CARRY -> bind(2, List.of(1, 0), dtype, body -> {
                Scalar carry = body.load(0, dtype);
                return List.of(carry, monoid.combine(carry, body.load(1, dtype)));
            });
        };
    }

    private BoundLoop bind(
            int inputs, List<Integer> inPlace, Dtype dtype, Function<Body.Builder, List<Scalar>> write) {
        Body.Builder body = new Body.Builder();
        List<Scalar> results = write.apply(body);
        List<Dtype> outputs = Collections.nCopies(inPlace.size(), dtype);
        return new BoundLoop(body.build(results), Collections.nCopies(inputs, dtype), 0, outputs, inPlace, false, kernels);
    }

    private static void run(BoundLoop loop, MemorySegment[] segments, long[] extents, long[] bases, long[][] strides) {
        loop.run(segments, extents, bases, strides, -1, NO_LANES, NO_PARAMS);
    }

    /** Writes {@code count} neutral elements. */
    void identity(Monoid monoid, Dtype dtype, MemorySegment target, long count) {
        run(
                loop(Step.IDENTITY, monoid, dtype), new MemorySegment[] {target}, new long[] {count}, new long[] {0},
                new long[][] {{dtype.bytes()}});
    }

    /** Folds the lanes of (outer, n, LANES, inner) into (outer, n, inner). */
    void lanes(Monoid monoid, Dtype dtype, MemorySegment source, MemorySegment target, long count, long inner) {
        long bytes = dtype.bytes();
        MemorySegment[] segments = new MemorySegment[LANES + 1];
        long[] bases = new long[LANES + 1];
        long[][] strides = new long[LANES + 1][];
        long[] sourceStrides = {LANES * inner * bytes, bytes};
        for (int lane = 0; lane < LANES; lane++) {
            segments[lane] = source;
            bases[lane] = lane * inner * bytes;
            strides[lane] = sourceStrides;
        }
        segments[LANES] = target;
        strides[LANES] = new long[] {inner * bytes, bytes};
        run(loop(Step.LANES_TO_ONE, monoid, dtype), segments, new long[] {count, inner}, bases, strides);
    }

    /** Folds n of (outer, n, inner) pairwise by index, in place; the results are where each first element was. */
    void tree(Monoid monoid, Dtype dtype, MemorySegment scratch, long outer, long n, long inner) {
        long bytes = dtype.bytes();
        for (long left = n; left > 1; left = (left + 1) / 2) {
            // Pair j reads 2j and 2j + 1 and writes j: never ahead of what is still to be read.
            run(
                    loop(Step.PAIR, monoid, dtype),
                    new MemorySegment[] {scratch, scratch, scratch},
                    new long[] {outer, left / 2, inner},
                    new long[] {0, inner * bytes, 0},
                    new long[][] {
                        {n * inner * bytes, 2 * inner * bytes, bytes},
                        {n * inner * bytes, 2 * inner * bytes, bytes},
                        {n * inner * bytes, inner * bytes, bytes}
                    });
            if (left % 2 == 1) {
                copy(dtype, scratch, (left - 1) * inner * bytes, n * inner, scratch, left / 2 * inner * bytes, n * inner, outer, inner);
            }
        }
    }

    /** Copies (outer, inner) between memory whose outer steps are {@code sourceStep} and {@code targetStep} elements. */
    void copy(
            Dtype dtype,
            MemorySegment source,
            long sourceBase,
            long sourceStep,
            MemorySegment target,
            long targetBase,
            long targetStep,
            long outer,
            long inner) {
        long bytes = dtype.bytes();
        long[] extents = {outer, inner};
        copy(dtype, source, sourceBase, new long[] {sourceStep * bytes, bytes}, target, targetBase, new long[] {targetStep * bytes, bytes}, extents);
    }

    /** Copies a box of {@code extents} between memories with these bytes per step along each axis. */
    void copy(
            Dtype dtype,
            MemorySegment source,
            long sourceBase,
            long[] sourceStrides,
            MemorySegment target,
            long targetBase,
            long[] targetStrides,
            long[] extents) {
        MemorySegment[] segments = {source, target};
        run(loop(Step.COPY, Monoid.SUM, dtype), segments, extents, new long[] {sourceBase, targetBase}, new long[][] {sourceStrides, targetStrides});
    }

    /**
     * From the totals in {@code scratch} (outer, n, inner), in place, the fold in order of all before each; {@code running}
     * holds (outer, inner) neutral elements.
     */
    void carries(Monoid monoid, Dtype dtype, MemorySegment scratch, MemorySegment running, long outer, long n, long inner) {
        long bytes = dtype.bytes();
        long[] elements = {n * inner * bytes, inner * bytes, bytes};
        long[] carry = {inner * bytes, 0, bytes};
        run(
                loop(Step.CARRY, monoid, dtype), new MemorySegment[] {running, scratch, scratch, running},
                new long[] {outer, n, inner}, new long[4], new long[][] {carry, elements, elements, carry});
    }

    /** The loop of {@link #foldInto}. */
    BoundLoop pair(Monoid monoid, Dtype dtype) {
        return loop(Step.PAIR, monoid, dtype);
    }

    /** Combines the element at byte {@code at} with the one in {@code value}. */
    void foldInto(BoundLoop pair, MemorySegment target, long at, MemorySegment value, Dtype dtype) {
        long[] none = {};
        run(pair, new MemorySegment[] {target, value, target}, none, new long[] {at, 0, at}, new long[][] {none, none, none});
    }
}
