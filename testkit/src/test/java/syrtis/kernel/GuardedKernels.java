package syrtis.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Stream;
import syrtis.kernel.Loop.Inner;
import syrtis.op.Body;
import syrtis.op.Constants;
import syrtis.op.MathFunction;
import syrtis.op.Monoid;
import syrtis.op.Op;
import syrtis.op.Scalar;
import syrtis.type.Dtype;

/**
 * A program that runs one compiler's kernels on {@link GuardedMemory}: each operand has exactly the bytes from the first to the
 * last one that its geometry speaks of, right before or right after a forbidden page, at lengths around those of vectors, so
 * that most begin at an odd element. It prints each kernel's name before it runs it, for it may die there.
 */
final class GuardedKernels {
    /** What stands before a kernel's name on a line of the output. */
    static final String KERNEL = "kernel: ";

    /** What stands before the number of kernels on the last line, if all went well. */
    static final String SOUND = "sound: ";

    /** Makes the last argument of {@link #main} ask for a step more than there is memory for. */
    static final String OVERRUN = "overrun";

    private static final List<Dtype> DTYPES = List.of(
            Dtype.FLOAT64, Dtype.FLOAT32, Dtype.INT64, Dtype.INT16, Dtype.UINT8, Dtype.BOOL, Dtype.COMPLEX128, Dtype.COMPLEX64);
    private static final long[] LENGTHS = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1023, 1024, 1025};
    private static final long OTHER = 17; // the length of levels beside the one whose length varies
    private static final long ROOM = 1 << 21;

    private final KernelCompiler compiler;
    private final long overrun;
    private final List<GuardedMemory> memories = new ArrayList<>();
    private int kernels;

    private GuardedKernels(KernelCompiler compiler, long overrun) {
        this.compiler = compiler;
        this.overrun = overrun;
    }

    /** The name of a compiler's class, and perhaps {@link #OVERRUN}. */
    public static void main(String[] args) {
        long overrun = args.length > 1 && args[1].equals(OVERRUN) ? 1 : 0;
        KernelCompiler compiler = compilers()
                .filter(found -> found.getClass().getName().equals(args[0]))
                .findFirst()
                .orElseThrow();
        GuardedKernels program = new GuardedKernels(compiler, overrun);
        for (Dtype dtype : DTYPES) {
            for (Form form : Form.values()) {
                if (!form.isLong() || dtype.isFloat()) {
                    program.run(form, dtype, false);
                    program.run(form, dtype, true);
                }
            }
        }
        System.out.println(SOUND + program.kernels);
    }

    /** Bytecode, and whatever makes machine code of loops here. */
    static Stream<KernelCompiler> compilers() {
        Body.Builder body = new Body.Builder();
        Loop loop = new Loop(body.build(List.of()), 1, List.of(), 0, List.of(), List.of());
        Stream<KernelCompiler> found = ServiceLoader.load(KernelCompiler.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(compiler -> compiler.objection(loop).isEmpty());
        return Stream.concat(Stream.of(new BytecodeCompiler()), found);
    }

    /** How an operand moves: elements per step of each level. Fixed levels have a stride of 0. */
    private record Walk(int laneLevel, long... strides) {
        static Walk of(long... strides) {
            return new Walk(Loop.NO_LANES, strides);
        }

        /** The last level's lie together, the others' before them, {@code gap} elements apart. */
        static Walk rows(long[] extents, long step, long gap) {
            long[] strides = new long[extents.length];
            long span = step;
            for (int level = extents.length - 1; level >= 0; level--) {
                strides[level] = span;
                span = span * extents[level] + gap;
            }
            return of(strides);
        }

        /** A fold's register, {@code step} elements between its elements, with lanes at {@code level}, leaving out {@code dropped}. */
        static Walk lanes(long[] extents, int level, long step, int dropped) {
            long[] strides = new long[extents.length];
            long span = step;
            for (int k = extents.length - 1; k >= 0; k--) {
                if (k != dropped) {
                    strides[k] = span;
                    span *= k == level ? Math.min(extents[k], Op.Reduce.LANES) : extents[k];
                }
            }
            return new Walk(level, strides);
        }

        private long steps(int level, long extent) {
            return (level == laneLevel ? Math.min(extent, Op.Reduce.LANES) : extent) - 1;
        }

        /** Elements from the first one touched to the last. */
        long span(long[] extents) {
            long span = 1;
            for (int level = 0; level < extents.length; level++) {
                span += steps(level, extents[level]) * Math.abs(strides[level]);
            }
            return span;
        }

        /** Where the first point's element is in that span. */
        long first(long[] extents) {
            long first = 0;
            for (int level = 0; level < extents.length; level++) {
                first -= steps(level, extents[level]) * Math.min(0, strides[level]);
            }
            return first;
        }

        Inner inner() {
            int last = strides.length - 1;
            if (strides[last] == 1) {
                return Inner.UNIT;
            }
            return strides[last] == 0 ? Inner.FIXED : last > 0 && laneLevel < 0 && strides[last - 1] == 1 ? Inner.TURNED : Inner.STRIDED;
        }
    }

    /** A nest over some extents; inputs and outputs in one row, of which output {@code k} may be in place of an input. */
    private record Nest(long[] extents, List<Walk> inputs, List<Walk> outputs, List<Integer> inPlace) {
        static Nest plain(long[] extents, Walk first, Walk second, Walk output) {
            return new Nest(extents, List.of(first, second), List.of(output), List.of(-1));
        }

        /** A fold of the first input into the second one. */
        static Nest fold(long[] extents, Walk input, Walk register) {
            return new Nest(extents, List.of(input, register), List.of(register), List.of(1));
        }
    }

    /** A form of kernel: its nest for a length. Its body adds, but for three. */
    private enum Form {
        UNIT(n -> Nest.plain(new long[] {n}, Walk.of(1), Walk.of(1), Walk.of(1))),
        LONG_BODY(n -> Nest.plain(new long[] {n}, Walk.of(1), Walk.of(1), Walk.of(1))),
        IN_PLACE(n -> new Nest(new long[] {n}, List.of(Walk.of(1), Walk.of(1)), List.of(Walk.of(1)), List.of(0))),
        FIXED_INPUT(n -> Nest.plain(new long[] {n}, Walk.of(0), Walk.of(1), Walk.of(1))),
        GATHERED(n -> Nest.plain(new long[] {n}, Walk.of(3), Walk.of(-1), Walk.of(1))),
        SCATTERED(n -> Nest.plain(new long[] {n}, Walk.of(1), Walk.of(-2), Walk.of(3))),
        ROWS(n -> {
            long[] extents = {3, n};
            return Nest.plain(extents, Walk.rows(extents, 1, 1), Walk.rows(extents, 2, 0), Walk.rows(extents, 1, 0));
        }),
        TURNED(n -> {
            long[] extents = {n, OTHER};
            return Nest.plain(extents, Walk.of(1, n), Walk.rows(extents, 1, 0), Walk.rows(extents, 1, 0));
        }),
        TURNED_WIDE(n -> {
            long[] extents = {OTHER, n};
            return Nest.plain(extents, Walk.of(1, OTHER), Walk.rows(extents, 1, 0), Walk.rows(extents, 1, 0));
        }),
        FOLD_IN_ORDER(n -> {
            long[] extents = {2, n};
            return Nest.fold(extents, Walk.rows(extents, 1, 0), Walk.of(1, 0));
        }),
        FOLD_OF_ROWS(n -> {
            long[] extents = {2, n};
            return Nest.fold(extents, Walk.rows(extents, 1, 0), Walk.lanes(extents, 1, 1, -1));
        }),
        FOLD_OF_LONG_BODY(FOLD_OF_ROWS.nest),
        FOLD_OF_ROWS_SPREAD(n -> {
            long[] extents = {2, n};
            return Nest.fold(extents, Walk.rows(extents, 2, 0), Walk.lanes(extents, 1, 3, -1));
        }),
        FOLD_OF_COLUMNS(n -> {
            long[] extents = {n, OTHER};
            return Nest.fold(extents, Walk.rows(extents, 1, 0), Walk.lanes(extents, 0, 1, -1));
        }),
        FOLD_OF_WIDE_COLUMNS(n -> {
            long[] extents = {2, OTHER + 20, n};
            return Nest.fold(extents, Walk.rows(extents, 1, 1), Walk.lanes(extents, 1, 1, -1));
        }),
        FOLD_OF_SPREAD_COLUMNS(n -> {
            long[] extents = {OTHER, n};
            return Nest.fold(extents, Walk.rows(extents, 2, 0), Walk.lanes(extents, 0, 2, -1));
        }),
        FOLD_OF_AN_OUTER_LEVEL(n -> {
            long[] extents = {OTHER, 2, n};
            return Nest.fold(extents, Walk.rows(extents, 1, 1), Walk.lanes(extents, 0, 1, -1));
        }),
        SCAN(n -> { // Values, what is accumulated, and a carry; the accumulated comes out, and is written to each point.
            long[] extents = {2, n};
            Walk one = Walk.of(1, 0);
            Walk rows = Walk.rows(extents, 1, 0);
            return new Nest(extents, List.of(rows, one, one), List.of(one, rows), List.of(1, -1));
        });

        private final Function<Long, Nest> nest;

        Form(Function<Long, Nest> nest) {
            this.nest = nest;
        }

        boolean isLong() {
            return this == LONG_BODY || this == FOLD_OF_LONG_BODY;
        }

        Body body(Dtype dtype) {
            Body.Builder body = new Body.Builder();
            Scalar x = body.load(0, dtype);
            Scalar sum = Monoid.SUM.combine(body.load(1, dtype), x);
            return switch (this) {
                case UNIT, IN_PLACE, FIXED_INPUT, GATHERED, SCATTERED, ROWS, TURNED, TURNED_WIDE, FOLD_IN_ORDER, FOLD_OF_ROWS,
                        FOLD_OF_ROWS_SPREAD, FOLD_OF_COLUMNS, FOLD_OF_WIDE_COLUMNS, FOLD_OF_SPREAD_COLUMNS, FOLD_OF_AN_OUTER_LEVEL ->
                    body.build(List.of(sum));
                case LONG_BODY, FOLD_OF_LONG_BODY -> {
                    for (int k = 0; k < 30; k++) {
                        sum = sum.plus(x.call(k % 10 == 0 ? MathFunction.EXP : MathFunction.SIN));
                    }
                    yield body.build(List.of(sum));
                }
                case SCAN -> body.build(List.of(sum, Monoid.SUM.combine(body.load(2, dtype), sum)));
            };
        }

        Loop loop(Dtype dtype, Nest nest, boolean streams) {
            Function<Walk, Loop.Operand> operand = walk -> new Loop.Operand(dtype, walk.inner(), walk.laneLevel);
            return new Loop(
                    body(dtype),
                    nest.extents.length,
                    nest.inputs.stream().map(operand).toList(),
                    0,
                    nest.outputs.stream().map(operand).toList(),
                    nest.inPlace,
                    streams);
        }
    }

    private void run(Form form, Dtype dtype, boolean streams) {
        Loop known = null;
        Code code = null;
        for (long length : LENGTHS) {
            Nest nest = form.nest.apply(length);
            Loop loop = form.loop(dtype, nest, streams);
            if (code == null || !loop.equals(known)) { // Strides of 1 make other kernels.
                code = compiler.compile(loop);
                known = loop;
            }
            run(form + " of " + dtype + (streams ? " past the caches, " : ", ") + Arrays.toString(nest.extents), loop, code, nest, dtype);
        }
    }

    private void run(String name, Loop loop, Code code, Nest nest, Dtype dtype) {
        long[] geometry = new long[loop.geometry()];
        System.arraycopy(nest.extents, 0, geometry, 0, nest.extents.length);
        List<Walk> walks = new ArrayList<>(nest.inputs);
        walks.addAll(nest.outputs);
        for (int k = 0; k < walks.size(); k++) {
            Walk walk = walks.get(k);
            geometry[loop.base(k)] = walk.first(nest.extents) * dtype.bytes();
            for (int level = 0; level < nest.extents.length; level++) {
                geometry[loop.base(k) + 1 + level] = walk.strides[level] * dtype.bytes();
            }
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment[] expected = new MemorySegment[walks.size()];
            for (int k = 0; k < walks.size(); k++) {
                int shared = shared(nest, k);
                expected[k] = shared >= 0 ? expected[shared] : arena.allocate(walks.get(k).span(nest.extents) * dtype.bytes(), 64);
                fill(expected[k], dtype, k);
            }
            List<MemorySegment> content = Stream.of(expected).map(one -> arena.allocate(one.byteSize(), 64).copyFrom(one)).toList();
            new Interpreter(loop).run(expected, geometry, new long[0]);
            for (GuardedMemory.Side side : GuardedMemory.Side.values()) {
                kernels++;
                System.out.println(KERNEL + name + ", where memory " + side.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " the page");
                guarded(name, code, nest, geometry, side, content, expected);
            }
        }
    }

    /** The input in whose memory segment {@code k} is; -1 for its own. */
    private static int shared(Nest nest, int k) {
        return k < nest.inputs.size() ? -1 : nest.inPlace.get(k - nest.inputs.size());
    }

    /** Small whole numbers: all sums of them are exact. */
    private static void fill(MemorySegment segment, Dtype dtype, int seed) {
        Dtype part = dtype.part();
        for (long k = 0; k < segment.byteSize() / part.bytes(); k++) {
            long value = (k * 7 + seed) % (dtype.isBool() ? 2 : 5);
            Interpreter.store(segment, k * part.bytes(), part, part.isFloat() ? Constants.bits(part, (double) value) : value);
        }
    }

    private void guarded(
            String name,
            Code code,
            Nest nest,
            long[] geometry,
            GuardedMemory.Side side,
            List<MemorySegment> content,
            MemorySegment[] expected) {
        MemorySegment[] segments = new MemorySegment[expected.length];
        while (memories.size() < segments.length) {
            memories.add(new GuardedMemory(ROOM));
        }
        for (int k = 0; k < segments.length; k++) {
            int shared = shared(nest, k);
            segments[k] = shared >= 0 ? segments[shared] : memories.get(k).piece(side, expected[k].byteSize());
            segments[k].copyFrom(content.get(k));
        }
        long[] asked = geometry.clone();
        asked[nest.extents.length - 1] += overrun;
        code.run(segments, asked, new long[0]);
        for (int k = 0; k < segments.length; k++) {
            long at = expected[k].mismatch(segments[k]);
            if (at >= 0) {
                throw new AssertionError(name + ": segment " + k + " differs from the interpreter's at byte " + at);
            }
        }
    }
}
