package syrtis.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import syrtis.kernel.Loop.Inner;
import syrtis.op.Body;
import syrtis.op.Constants;
import syrtis.op.Elementwise;
import syrtis.op.Generator;
import syrtis.op.MathFunction;
import syrtis.op.Monoid;
import syrtis.op.Op;
import syrtis.op.Prim;
import syrtis.op.Scalar;
import syrtis.testkit.Seeds;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;

/** Compiled kernels do what the interpreter does, bit for bit; any NaN is any NaN. */
@ParameterizedClass
@MethodSource("compilers")
class CompilerTest {
    private final KernelCompiler compiler;

    CompilerTest(KernelCompiler compiler) {
        this.compiler = compiler;
    }

    /** Bytecode, and whatever makes machine code here. */
    static Stream<Named<KernelCompiler>> compilers() {
        Stream<KernelCompiler> found =
                ServiceLoader.load(KernelCompiler.class).stream().map(ServiceLoader.Provider::get).filter(CompilerTest::hasLoops);
        return Stream.concat(Stream.of(new BytecodeCompiler()), found)
                .map(compiler -> Named.of(compiler.getClass().getSimpleName(), compiler));
    }

    private static boolean hasLoops(KernelCompiler compiler) {
        Body.Builder body = new Body.Builder();
        return compiler.objection(new Loop(body.build(List.of()), 1, List.of(), 0, List.of(), List.of())).isEmpty();
    }

    /** Only functions without a definition, those of integers, may be left to bytecode. */
    private Code compiled(Loop loop) {
        Optional<String> objection = compiler.objection(loop);
        objection.ifPresent(reason -> {
            assertTrue(reason.contains("GCD") || reason.contains("INTEGER_POWER"), reason);
            assertFalse(compiler instanceof BytecodeCompiler, reason);
        });
        return (objection.isEmpty() ? compiler : new BytecodeCompiler()).compile(loop);
    }

    private static final long[] LENGTHS = {1, 2, 15, 16, 17, 77, 1023, 1025};

    /** A shape of loop: the lengths of its levels from its longest one, and how operands move. */
    private enum Nest {
        UNIT,
        FIRST_FIXED,
        STRIDED,
        NEGATIVE,
        TWO_LEVELS,
        THREE_LEVELS,
        TURNED,
        LANES;

        long[] extents(long length) {
            return switch (this) {
                case UNIT, FIRST_FIXED, STRIDED, NEGATIVE -> new long[] {length};
                case TWO_LEVELS -> new long[] {3, length};
                case THREE_LEVELS -> new long[] {2, length, 2};
                case TURNED -> new long[] {19, length};
                case LANES -> new long[] {2, length};
            };
        }
    }

    // ---- rows

    @TestFactory
    Stream<DynamicTest> everyRowOfEveryDtypeIsCompiledAsItIsInterpreted() {
        return Stream.of(Elementwise.values()).map(row -> DynamicTest.dynamicTest(row.label(), () -> {
            int turn = row.ordinal();
            for (List<Dtype> operands : loops(row)) {
                for (long length : LENGTHS) {
                    Nest nest = Nest.values()[turn++ % Nest.values().length];
                    check(row.label() + operands, nest, length, operands, 0, row == Elementwise.POWER, body -> {
                        Scalar[] args = new Scalar[operands.size()];
                        for (int k = 0; k < args.length; k++) {
                            args[k] = body.load(k, operands.get(k));
                        }
                        return List.of(row.formula(args));
                    });
                }

            }
        }));
    }

    /** The operand dtypes that a row computes in. */
    private static Set<List<Dtype>> loops(Elementwise row) {
        Set<List<Dtype>> loops = new LinkedHashSet<>();
        for (Dtype a : Dtype.values()) {
            for (Dtype b : row.arity() == 1 ? new Dtype[] {a} : Dtype.values()) {
                List<Dtype> given =
                        switch (row.arity()) {
                            case 1 -> List.of(a);
                            case 2 -> List.of(a, b);
                            default -> List.of(Dtype.BOOL, a, b);
                        };
                try {
                    loops.add(row.signature(given).operands());
                } catch (DtypeException none) {
                    assertTrue(none.getMessage().startsWith(row.label()), none.getMessage());
                }
            }
        }
        return loops;
    }

    @Test
    void castsBetweenAllDtypesAreCompiledAsTheyAreInterpreted() {
        int turn = 0;
        for (Dtype from : Dtype.values()) {
            for (Dtype to : Dtype.values()) {
                Nest nest = Nest.values()[turn++ % Nest.values().length];
                check("cast " + from + " to " + to, nest, 1023, List.of(from), 0, false, body -> List.of(
                        body.load(0, from).cast(to)));
            }
        }
    }

    // ---- mathematical functions

    /** On all pairs of awkward arguments, and on random bits; functions of one argument ignore the second. */
    @TestFactory
    Stream<DynamicTest> everyDefinitionIsCompiledAsItIsInterpreted() {
        return Stream.of(MathFunction.values()).map(function -> DynamicTest.dynamicTest(function.name(), () -> {
            for (Dtype dtype : Dtype.values()) {
                if (function.definition(dtype).isPresent()) {
                    functions(function, dtype);
                }
            }
        }));
    }

    private void functions(MathFunction function, Dtype dtype) {
        Body.Builder builder = new Body.Builder();
        Scalar a = builder.load(0, dtype);
        Scalar b = builder.load(1, dtype);
        Body body = builder.build(List.of(function.arity() == 1 ? a.call(function) : a.call(function, b)));
        Loop.Operand operand = new Loop.Operand(dtype, Inner.UNIT, Loop.NO_LANES);
        Loop loop = new Loop(body, 1, List.of(operand, operand), 0, List.of(operand), List.of(-1));
        int awkward = Values.AWKWARD.length;
        int count = awkward * awkward + 4000;
        long bytes = dtype.bytes();
        long[] geometry = {count, 0, bytes, 0, bytes, 0, bytes};
        SplittableRandom random = new SplittableRandom(function.ordinal());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment first = arena.allocate(count * bytes, 64);
            MemorySegment second = arena.allocate(count * bytes, 64);
            for (int k = 0; k < count; k++) {
                boolean pair = k < awkward * awkward;
                long x = pair ? Constants.bits(dtype, Values.AWKWARD[k % awkward]) : Values.bits(dtype, random);
                long y = pair ? Constants.bits(dtype, Values.AWKWARD[k / awkward]) : Values.bits(dtype, random);
                Interpreter.store(first, k * bytes, dtype, x);
                Interpreter.store(second, k * bytes, dtype, y);
            }
            MemorySegment expected = arena.allocate(count * bytes, 64);
            MemorySegment got = arena.allocate(count * bytes, 64);
            new Interpreter(loop).run(new MemorySegment[] {first, second, expected}, geometry, new long[0]);
            compiled(loop).run(new MemorySegment[] {first, second, got}, geometry, new long[0]);
            Values.assertSame(expected, got, dtype, () -> function + " of " + dtype);
        }
    }

    /** HotSpot leaves longer methods to the interpreter for good. */
    @Test
    void noFunctionIsTooLongForHotSpot() {
        int methods = 0;
        for (MathFunction function : MathFunction.values()) {
            for (Dtype dtype : List.of(Dtype.FLOAT64, Dtype.FLOAT32)) {
                Body.Builder builder = new Body.Builder();
                Scalar a = builder.load(0, dtype);
                Body body = builder.build(List.of(
                        function.arity() == 1 ? a.call(function) : a.call(function, builder.load(1, dtype))));
                byte[] bytes = ClassFile.of().build(BytecodeCompiler.THIS, type -> FunctionWriter.write(type, body));
                for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
                    CodeAttribute code = method.findAttribute(Attributes.code()).orElseThrow();
                    assertTrue(code.codeLength() < 8000, () -> method.methodName() + " has " + code.codeLength());
                    methods++;
                }
            }
        }
        assertTrue(methods >= 2 * 26, "functions are methods");
    }

    // ---- generators

    /** Dtypes of random arrays. */
    private static final List<Dtype> RANDOM = List.of(Dtype.FLOAT64, Dtype.FLOAT32, Dtype.INT64);

    @TestFactory
    Stream<DynamicTest> everyGeneratorIsCompiledAsItIsInterpreted() {
        return Stream.of(Generator.values()).map(generator -> DynamicTest.dynamicTest(generator.label(), () -> {
            for (Dtype dtype : generator.isCheap() ? List.of(Dtype.values()) : RANDOM) {
                int turn = dtype.ordinal();
                for (long length : LENGTHS) {
                    Nest nest = Nest.values()[turn++ % Nest.values().length];
                    check(generator.label() + " " + dtype, nest, length, List.of(), 3, false, body -> List.of(
                            generator.formula(new At(body), params(generator, body, dtype), dtype)));
                }
            }
        }));
    }

    private static List<Scalar> params(Generator generator, Body.Builder body, Dtype dtype) {
        List<Dtype> dtypes =
                switch (generator) {
                    case FULL, ARANGE -> List.of(dtype, dtype);
                    case LINSPACE -> List.of(Dtype.FLOAT64, Dtype.FLOAT64, Dtype.FLOAT64, Dtype.INT64);
                    case EYE, LOWER_TRIANGLE -> List.of(Dtype.INT64);
                    case UNIFORM, NORMAL, EXPONENTIAL -> List.of(Dtype.UINT64, Dtype.UINT64, Dtype.FLOAT64, Dtype.FLOAT64);
                    case INTEGERS -> List.of(Dtype.UINT64, Dtype.UINT64, Dtype.UINT64, Dtype.UINT64);
                };
        return dtypes.stream().map(body::param).toList();
    }

    /** Iota 0 is the row-major index, 1 the row, 2 the column. */
    private record At(Body.Builder body) implements Generator.Position {
        @Override
        public Scalar axis(int axis) {
            return body.index(axis == -1 ? 2 : 1);
        }

        @Override
        public Scalar flat() {
            return body.index(0);
        }

        @Override
        public Scalar pair() {
            return flat().apply(Prim.SHIFT_RIGHT, flat().constant(1L));
        }

        @Override
        public Scalar odd() {
            return flat().and(flat().constant(1L)).isEqual(flat().constant(1L));
        }
    }

    // ---- folds

    @TestFactory
    Stream<DynamicTest> foldsIntoTheirOwnInputAreCompiledAsTheyAreInterpreted() {
        return Stream.of(Monoid.values()).map(monoid -> DynamicTest.dynamicTest(monoid.label(), () -> {
            for (Dtype dtype : Dtype.values()) {
                boolean foldable = monoid == Monoid.ALL || monoid == Monoid.ANY
                        ? dtype.isBool()
                        : !dtype.isComplex() || monoid == Monoid.SUM || monoid == Monoid.PROD;
                if (foldable) {
                    for (long length : LENGTHS) {
                        accumulate(monoid, dtype, length, Loop.NO_LANES);
                        accumulate(monoid, dtype, length, 1);
                    }
                    for (long rows : new long[] {1, 15, 16, 17, 47, 64}) {
                        for (long columns : new long[] {1, 7, 8, 9, 16, 33}) {
                            accumulateColumns(monoid, dtype, rows, columns);
                        }
                    }
                }
            }
        }));
    }

    /** {@code out[i, lane] = out[i, lane] combined with x[i, j]}; the register is the memory of the output. */
    private void accumulate(Monoid monoid, Dtype dtype, long length, int laneLevel) {
        Body.Builder builder = new Body.Builder();
        Body body = builder.build(List.of(monoid.combine(builder.load(1, dtype), builder.load(0, dtype))));
        Loop.Operand register = new Loop.Operand(dtype, laneLevel < 0 ? Inner.FIXED : Inner.UNIT, laneLevel);
        Loop loop = new Loop(
                body,
                2,
                List.of(new Loop.Operand(dtype, Inner.UNIT, Loop.NO_LANES), register),
                0,
                List.of(register),
                List.of(1));
        long bytes = dtype.bytes();
        long lanes = laneLevel >= 0 ? Op.Reduce.LANES : 1;
        long step = laneLevel >= 0 ? bytes : 0;
        long[] geometry = {
            3, length, 0, length * bytes, bytes, 0, lanes * bytes, step, 0, lanes * bytes, step
        };
        SplittableRandom random = new SplittableRandom(length);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = arena.allocate(3 * length * bytes, 64);
            Values.fill(x, dtype, random, false);
            MemorySegment first = arena.allocate(3 * lanes * bytes, 64);
            Values.fill(first, dtype, random, false);
            MemorySegment second = arena.allocate(first.byteSize(), 64).copyFrom(first);
            new Interpreter(loop).run(new MemorySegment[] {x, first, first}, geometry, new long[0]);
            compiled(loop).run(new MemorySegment[] {x, second, second}, geometry, new long[0]);
            Values.assertSame(first, second, dtype, () -> monoid + " of " + length + " " + dtype + ", lanes " + laneLevel);
        }
    }

    /** {@code out[i, row mod lanes, column] = that combined with x[i, row, column]}. */
    private void accumulateColumns(Monoid monoid, Dtype dtype, long rows, long columns) {
        Body.Builder builder = new Body.Builder();
        Body body = builder.build(List.of(monoid.combine(builder.load(1, dtype), builder.load(0, dtype))));
        int spread = rows % 2 == 0 ? 1 : 2;
        Loop.Operand register = new Loop.Operand(dtype, spread == 1 ? Inner.UNIT : Inner.STRIDED, 1);
        Loop loop = new Loop(
                body, 3, List.of(new Loop.Operand(dtype, Inner.UNIT, Loop.NO_LANES), register), 0, List.of(register), List.of(1));
        long bytes = dtype.bytes();
        long lanes = Math.min(rows, Op.Reduce.LANES); // Others are not there.
        long row = spread * columns * bytes;
        long[] geometry = {
            2, rows, columns, 0, rows * columns * bytes, columns * bytes, bytes, 0, lanes * row, row, spread * bytes, 0, lanes * row, row,
            spread * bytes
        };
        SplittableRandom random = new SplittableRandom(rows * 100 + columns);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = arena.allocate(2 * rows * columns * bytes, 64);
            Values.fill(x, dtype, random, false);
            MemorySegment first = arena.allocate(2 * lanes * row, 64);
            Values.fill(first, dtype, random, false);
            MemorySegment second = arena.allocate(first.byteSize(), 64).copyFrom(first);
            new Interpreter(loop).run(new MemorySegment[] {x, first, first}, geometry, new long[0]);
            compiled(loop).run(new MemorySegment[] {x, second, second}, geometry, new long[0]);
            Values.assertSame(first, second, dtype, () -> monoid + " of columns, " + rows + " x " + columns + " " + dtype);
        }
    }

    /** {@code a = f(a, b)}: each point reads the element that it then writes. */
    @Test
    void bodiesThatWriteOverTheirInputAreCompiledAsTheyAreInterpreted() {
        Seeds.each(200, random -> {
            Dtype dtype = Values.REAL.get(random.nextInt(Values.REAL.size()));
            long length = LENGTHS[random.nextInt(LENGTHS.length)];
            Body.Builder builder = new Body.Builder();
            Scalar value = RandomBody.write(builder, List.of(dtype, dtype), 0, random.nextInt(1, 40), random).getFirst();
            Body body = builder.build(List.of(value.cast(dtype)));
            boolean unit = random.nextBoolean();
            Loop.Operand operand = new Loop.Operand(dtype, unit ? Inner.UNIT : Inner.STRIDED, Loop.NO_LANES);
            Loop loop = new Loop(body, 1, List.of(operand, operand), 0, List.of(operand), List.of(0));
            long step = (unit ? 1 : 2) * dtype.bytes();
            long[] geometry = {length, 0, step, 0, step, 0, step};
            long[] params = new long[builder.params()];
            for (int k = 0; k < params.length; k++) {
                params[k] = Values.bits(param(body, k), random);
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment first = arena.allocate(length * step, 64);
                Values.fill(first, dtype, random, false);
                MemorySegment second = arena.allocate(length * step, 64).copyFrom(first);
                MemorySegment other = arena.allocate(length * step, 64);
                Values.fill(other, dtype, random, false);
                new Interpreter(loop).run(new MemorySegment[] {first, other, first}, geometry, params);
                compiled(loop).run(new MemorySegment[] {second, other, second}, geometry, params);
                Values.assertSame(first, second, dtype, () -> length + " " + dtype + "\n" + body);
            }
        });
    }

    @Test
    void foldsOfRandomBodiesAreCompiledAsTheyAreInterpreted() {
        Seeds.each(200, random -> {
            Dtype dtype = Values.REAL.get(random.nextInt(Values.REAL.size()));
            Monoid monoid = dtype.isBool() ? Monoid.ANY : Monoid.values()[random.nextInt(4)];
            int registers = random.nextInt(1, 3);
            long length = LENGTHS[random.nextInt(LENGTHS.length)];
            Body.Builder builder = new Body.Builder();
            List<Scalar> values = random.nextInt(3) == 0
                    ? List.of(Generator.UNIFORM.formula(
                            new At(builder), params(Generator.UNIFORM, builder, Dtype.FLOAT64), Dtype.FLOAT64))
                    : RandomBody.write(builder, List.of(dtype), 3, random.nextInt(1, 30), random);
            List<Scalar> folded = new ArrayList<>();
            for (int k = 0; k < registers; k++) {
                folded.add(monoid.combine(builder.load(1 + k, dtype), values.get(k % values.size()).cast(dtype)));
            }
            Body body = builder.build(folded);
            boolean rows = random.nextBoolean(); // Lanes along the last level; else along the one before.
            Loop.Operand register = new Loop.Operand(dtype, random.nextBoolean() ? Inner.UNIT : Inner.STRIDED, rows ? 1 : 0);
            int spread = register.inner() == Inner.UNIT ? 1 : 3;
            List<Loop.Operand> ins = new ArrayList<>(Collections.nCopies(registers, register));
            ins.addFirst(new Loop.Operand(dtype, Inner.UNIT, Loop.NO_LANES));
            Loop loop = new Loop(
                    body,
                    2,
                    ins,
                    3,
                    Collections.nCopies(registers, register),
                    IntStream.rangeClosed(1, registers).boxed().toList());
            long bytes = dtype.bytes();
            long[] geometry = new long[loop.geometry()];
            long other = rows ? 2 : random.nextInt(1, 20);
            long row = rows ? length : other;
            geometry[0] = rows ? other : length;
            geometry[1] = row;
            for (int k = 0; k < 1 + 2 * registers + 3; k++) {
                boolean iota = k > registers && k <= registers + 3;
                geometry[loop.base(k)] = iota ? random.nextInt(100) : 0;
                geometry[loop.base(k) + 1] = iota
                        ? random.nextInt(2000)
                        : k == 0 ? row * bytes : spread * (rows ? Op.Reduce.LANES : row) * bytes;
                geometry[loop.base(k) + 2] = iota ? random.nextInt(4) : k == 0 ? bytes : spread * bytes;
            }
            long[] params = new long[builder.params()];
            for (int k = 0; k < params.length; k++) {
                params[k] = Values.bits(param(body, k), random);
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment[] expected = new MemorySegment[1 + 2 * registers];
                MemorySegment[] got = new MemorySegment[1 + 2 * registers];
                expected[0] = got[0] = arena.allocate(other * length * bytes, 64);
                Values.fill(expected[0], dtype, random, false);
                for (int k = 1; k <= registers; k++) {
                    MemorySegment memory = arena.allocate(other * spread * Op.Reduce.LANES * bytes, 64);
                    Values.fill(memory, dtype, random, false);
                    expected[k] = expected[k + registers] = memory;
                    got[k] = got[k + registers] = arena.allocate(memory.byteSize(), 64).copyFrom(memory);
                }
                new Interpreter(loop).run(expected, geometry, params);
                compiled(loop).run(got, geometry, params);
                for (int k = 1; k <= registers; k++) {
                    Values.assertSame(expected[k], got[k], dtype, () -> monoid + " of " + length + " " + dtype + "\n" + body);
                }
            }
        });
    }

    // ---- random bodies

    @Test
    void randomBodiesAreCompiledAsTheyAreInterpreted() {
        Seeds.each(400, random -> {
            int inputs = random.nextInt(1, 4);
            List<Dtype> operands = new ArrayList<>();
            for (int k = 0; k < inputs; k++) {
                operands.add(Values.REAL.get(random.nextInt(Values.REAL.size())));
            }
            Nest nest = Nest.values()[random.nextInt(Nest.values().length)];
            long length = LENGTHS[random.nextInt(6)];
            int size = random.nextInt(1, 60);
            check("random body", nest, length, operands, 2, false, body -> RandomBody.write(body, operands, 2, size, random));
        });
    }

    @Test
    void aVeryLongBodyIsCompiledAsItIsInterpreted() {
        List<Dtype> operands = List.of(Dtype.FLOAT64);
        check("long body", Nest.UNIT, 17, operands, 0, false, body -> {
            Scalar x = body.load(0, Dtype.FLOAT64);
            Scalar sum = x;
            for (int k = 1; k < 500; k++) {
                sum = sum.times(x.constant(1.0 / k)).plus(x);
            }
            return List.of(sum);
        });
    }

    @Test
    void nothingIsWrittenWhereALevelHasNoSteps() {
        for (long[] extents : new long[][] {{0}, {3, 0}, {0, 3}}) {
            Body.Builder builder = new Body.Builder();
            Body body = builder.build(List.of(builder.load(0, Dtype.INT32)));
            Loop.Operand operand = new Loop.Operand(Dtype.INT32, Inner.UNIT, Loop.NO_LANES);
            Loop loop = new Loop(body, extents.length, List.of(operand), 0, List.of(operand), List.of(-1));
            long[] geometry = new long[loop.geometry()];
            System.arraycopy(extents, 0, geometry, 0, extents.length);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_INT, 7);
                MemorySegment out = arena.allocateFrom(ValueLayout.JAVA_INT, 42);
                for (Code code : List.of(new Interpreter(loop), compiled(loop))) {
                    code.run(new MemorySegment[] {in, out}, geometry, new long[0]);
                    assertEquals(42, out.get(ValueLayout.JAVA_INT, 0));
                }
            }
        }
    }

    @Test
    void storesPastTheCachesMayBeginAnywhere() {
        for (Dtype dtype : List.of(Dtype.FLOAT64, Dtype.FLOAT32, Dtype.INT16, Dtype.BOOL)) {
            Body.Builder builder = new Body.Builder();
            Body body = builder.build(List.of(builder.load(0, dtype)));
            Loop.Operand operand = new Loop.Operand(dtype, Inner.UNIT, Loop.NO_LANES);
            Loop loop = new Loop(body, 1, List.of(operand), 0, List.of(operand), List.of(-1), true);
            Code code = compiled(loop);
            for (int first = 0; first < 70; first++) {
                for (int length : new int[] {0, 1, 7, 15, 16, 17, 33, 100}) {
                    streamed(code, dtype, first, length);
                }
            }
        }
    }

    private static void streamed(Code code, Dtype dtype, int first, int length) {
        int bytes = dtype.bytes();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment in = arena.allocate((long) length * bytes + 1, 64);
            Values.fill(in, dtype, new SplittableRandom(first), false);
            MemorySegment expected = arena.allocate((first + length + 20L) * bytes, 64).fill((byte) 1);
            MemorySegment got = arena.allocate(expected.byteSize(), 64).fill((byte) 1);
            MemorySegment.copy(in, 0, expected, (long) first * bytes, (long) length * bytes);
            code.run(new MemorySegment[] {in, got}, new long[] {length, 0, bytes, (long) first * bytes, bytes}, new long[0]);
            Values.assertSame(expected, got, dtype, () -> length + " of " + dtype + " from " + first + " on");
        }
    }

    /** The check itself must see one wrong bit in one element. */
    @Test
    void aDifferentBodyIsSeen() {
        boolean seen = false;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocate(64);
            MemorySegment b = arena.allocate(64);
            b.set(ValueLayout.JAVA_BYTE, 40, (byte) 1);
            Values.assertSame(a, b, Dtype.FLOAT64, () -> "");
        } catch (AssertionError wrong) {
            seen = true;
        }
        assertTrue(seen);
    }

    // ---- one check

    private void check(
            String what,
            Nest nest,
            long length,
            List<Dtype> operands,
            int iotas,
            boolean smallSecond,
            Function<Body.Builder, List<Scalar>> write) {
        Body.Builder builder = new Body.Builder();
        List<Scalar> results = write.apply(builder);
        Body body = builder.build(results);
        SplittableRandom random = new SplittableRandom(what.hashCode() * 31L + length);
        long[] extents = nest.extents(length);
        int levels = extents.length;
        List<Loop.Operand> ins = new ArrayList<>();
        for (int k = 0; k < operands.size(); k++) {
            ins.add(operand(nest, operands.get(k), k));
        }
        List<Loop.Operand> outs = new ArrayList<>();
        for (Scalar result : results) {
            outs.add(operand(nest, result.dtype(), -1));
        }
        List<Integer> inPlace = Collections.nCopies(outs.size(), -1);
        Loop loop = new Loop(body, levels, ins, iotas, outs, inPlace, random.nextBoolean());
        long[] geometry = new long[loop.geometry()];
        System.arraycopy(extents, 0, geometry, 0, levels);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment[] expected = new MemorySegment[loop.segments()];
            MemorySegment[] got = new MemorySegment[loop.segments()];
            for (int k = 0; k < ins.size(); k++) {
                long bytes = place(geometry, loop.base(k), extents, ins.get(k));
                expected[k] = arena.allocate(bytes, 64);
                Values.fill(expected[k], ins.get(k).dtype(), random, smallSecond && k == 1);
                got[k] = expected[k];
            }
            for (int k = 0; k < iotas; k++) {
                int base = loop.base(ins.size() + k);
                geometry[base] = random.nextInt(1000);
                for (int level = 0; level < levels; level++) {
                    geometry[base + 1 + level] = random.nextInt(-2, 5);
                }
                if (k == 0) {
                    geometry[base] += 4 * length * 6; // A row-major index is not negative.
                }
            }
            for (int k = 0; k < outs.size(); k++) {
                long bytes = place(geometry, loop.base(ins.size() + iotas + k), extents, outs.get(k));
                expected[ins.size() + k] = arena.allocate(bytes, 64).fill((byte) 1);
                got[ins.size() + k] = arena.allocate(bytes, 64).fill((byte) 1);
            }
            long[] params = new long[builder.params()];
            for (int k = 0; k < params.length; k++) {
                params[k] = Values.bits(param(body, k), random);
            }
            new Interpreter(loop).run(expected, geometry, params);
            compiled(loop).run(got, geometry, params);
            for (int k = 0; k < outs.size(); k++) {
                Values.assertSame(
                        expected[ins.size() + k],
                        got[ins.size() + k],
                        outs.get(k).dtype(),
                        () -> what + ", " + nest + " of " + length + "\n" + body);
            }
        }
    }

    private static Dtype param(Body body, int index) {
        return body.code().stream()
                .filter(step -> step instanceof syrtis.op.Instruction.Param(int at, Dtype _) && at == index)
                .map(syrtis.op.Instruction::dtype)
                .findFirst()
                .orElse(Dtype.INT64);
    }

    private static Loop.Operand operand(Nest nest, Dtype dtype, int input) {
        return switch (nest) {
            case UNIT -> new Loop.Operand(dtype, Inner.UNIT, Loop.NO_LANES);
            case FIRST_FIXED -> new Loop.Operand(dtype, input == 0 ? Inner.FIXED : Inner.UNIT, Loop.NO_LANES);
            case STRIDED, NEGATIVE -> new Loop.Operand(dtype, Inner.STRIDED, Loop.NO_LANES);
            case TWO_LEVELS -> new Loop.Operand(dtype, input == 1 ? Inner.STRIDED : Inner.UNIT, Loop.NO_LANES);
            case THREE_LEVELS -> new Loop.Operand(dtype, input == 0 ? Inner.FIXED : Inner.STRIDED, Loop.NO_LANES);
            case TURNED -> new Loop.Operand(dtype, input == 0 ? Inner.TURNED : Inner.UNIT, Loop.NO_LANES);
            // Inputs that move by lanes are registers, the memory of an output: see the folds.
            case LANES -> new Loop.Operand(dtype, Inner.STRIDED, input < 0 ? 1 : Loop.NO_LANES);
        };
    }

    /** Writes base and strides of an operand into the geometry; the bytes its memory needs. */
    private static long place(long[] geometry, int base, long[] extents, Loop.Operand operand) {
        long bytes = operand.dtype().bytes();
        int last = extents.length - 1;
        if (operand.inner() == Inner.TURNED) { // Two levels: the first one is together in memory.
            geometry[base + 1] = bytes;
            geometry[base + 2] = (extents[0] + 1) * bytes;
            return (extents[0] + 1) * extents[1] * bytes;
        }
        long step = switch (operand.inner()) {
            case UNIT -> bytes;
            case FIXED -> 0;
            case TURNED -> throw new AssertionError("placed above");
            case STRIDED -> extents.length == 1 ? -3 * bytes : extents.length == 2 ? 2 * bytes : -bytes;
        };
        long[] strides = new long[extents.length];
        strides[last] = step;
        long span = Math.max(1, Math.abs(step) / bytes) * extents[last];
        for (int level = last - 1; level >= 0; level--) {
            strides[level] = (span + 1) * bytes;
            span = (span + 1) * extents[level];
        }
        geometry[base] = step < 0 ? -step * (extents[last] - 1) : 0;
        System.arraycopy(strides, 0, geometry, base + 1, strides.length);
        return (span + 1) * bytes;
    }

    /** Random straight-line code over every primitive that a dtype has. */
    private static final class RandomBody {
        private final SplittableRandom random;
        private final List<Scalar> values = new ArrayList<>();

        private RandomBody(SplittableRandom random) {
            this.random = random;
        }

        static List<Scalar> write(Body.Builder body, List<Dtype> operands, int iotas, int size, SplittableRandom random) {
            RandomBody writer = new RandomBody(random);
            for (int k = 0; k < operands.size(); k++) {
                writer.values.add(body.load(k, operands.get(k)));
            }
            for (int k = 0; k < iotas; k++) {
                writer.values.add(body.index(k));
            }
            writer.values.add(body.param(operands.getFirst()));
            while (body.size() < size + 3) {
                writer.step();
            }
            Collections.reverse(writer.values);
            return List.copyOf(writer.values.subList(0, Math.min(2, writer.values.size())));
        }

        private Scalar any() {
            return values.get(random.nextInt(values.size()));
        }

        /** A value of this dtype: one there is, or a cast. */
        private Scalar of(Dtype dtype) {
            for (int k = 0; k < 4; k++) {
                Scalar value = any();
                if (value.dtype() == dtype) {
                    return value;
                }
            }
            return any().cast(dtype);
        }

        private void step() {
            Scalar a = any();
            Dtype dtype = a.dtype();
            if (random.nextInt(8) == 0) {
                values.add(a.cast(Values.REAL.get(random.nextInt(Values.REAL.size()))));
            } else if (random.nextInt(8) == 0) {
                values.add(of(Dtype.BOOL).select(a, of(dtype)));
            } else if (random.nextInt(12) == 0) {
                values.add(dtype.isFloat() ? a.constant(random.nextDouble() * 4 - 2) : a.constant((long) random.nextInt(5)));
            } else if (random.nextInt(12) == 0 && dtype.isFloat()) {
                Dtype whole = dtype == Dtype.FLOAT32 ? Dtype.UINT32 : Dtype.UINT64;
                values.add(a.isNan().select(a.constant(0.5), a).reinterpret(whole)); // A NaN's sign and payload are nobody's.
            } else if (random.nextInt(12) == 0 && (dtype == Dtype.UINT32 || dtype == Dtype.UINT64)) {
                values.add(a.reinterpret(dtype == Dtype.UINT32 ? Dtype.FLOAT32 : Dtype.FLOAT64));
            } else {
                List<Prim> prims = prims(dtype);
                Prim prim = prims.get(random.nextInt(prims.size()));
                values.add(
                        switch (prim.arity()) {
                            case 1 -> a.apply(prim);
                            case 2 -> prim == Prim.ROTATE_LEFT
                                    ? a.apply(prim, of(dtype).apply(Prim.AND, a.constant(63L)))
                                    : a.apply(prim, of(dtype));
                            default -> a.fma(of(dtype), of(dtype));
                        });
            }
        }

        private static List<Prim> prims(Dtype dtype) {
            List<Prim> all = new ArrayList<>(List.of(
                    Prim.ADD, Prim.MULTIPLY, Prim.MINIMUM, Prim.MAXIMUM, Prim.LESS, Prim.LESS_EQUAL, Prim.EQUAL, Prim.NOT_EQUAL));
            if (!dtype.isBool()) {
                all.addAll(List.of(Prim.SUBTRACT, Prim.NEGATE, Prim.ABSOLUTE, Prim.FLOOR_DIVIDE, Prim.REMAINDER, Prim.FMOD));
            }
            if (dtype.isFloat()) {
                all.addAll(List.of(Prim.DIVIDE, Prim.FMA, Prim.SQRT, Prim.FLOOR, Prim.CEIL, Prim.TRUNC, Prim.RINT));
            } else {
                all.addAll(List.of(Prim.AND, Prim.OR, Prim.XOR, Prim.NOT));
            }
            if (dtype.isInteger()) {
                all.addAll(List.of(Prim.SHIFT_LEFT, Prim.SHIFT_RIGHT));
            }
            if (dtype == Dtype.UINT64) {
                all.addAll(List.of(Prim.ROTATE_LEFT, Prim.MULTIPLY_HIGH));
            }
            return all;
        }
    }

    /** Elements with all that is awkward among them. */
    private static final class Values {
        private static final List<Dtype> REAL =
                Stream.of(Dtype.values()).filter(dtype -> !dtype.isComplex()).toList();
        private static final double[] AWKWARD = {
            0.0, -0.0, 1, -1, 0.5, -2.5, 1e300, -1e-300, 1e-40, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN,
            Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0x1p31, -0x1p63, 0x1p64, 255.5, -129, Math.PI
        };

        static long bits(Dtype dtype, SplittableRandom random) {
            if (dtype.isFloat()) {
                return switch (random.nextInt(4)) {
                    case 0 -> Constants.bits(dtype, AWKWARD[random.nextInt(AWKWARD.length)]);
                    case 1 -> Constants.bits(dtype, (double) random.nextInt(-9, 10));
                    case 2 -> Constants.bits(dtype, random.nextDouble(-100, 100));
                    default -> dtype == Dtype.FLOAT64 ? random.nextLong() : random.nextLong() & 0xffffffffL;
                };
            }
            long value = switch (random.nextInt(4)) {
                case 0 -> dtype.minimum() + random.nextInt(2);
                case 1 -> dtype.maximum() - random.nextInt(2);
                case 2 -> random.nextInt(-9, 10);
                default -> random.nextLong();
            };
            return dtype.isBool() ? value & 1 : Constants.bits(dtype, value);
        }

        static void fill(MemorySegment segment, Dtype dtype, SplittableRandom random, boolean small) {
            Dtype part = dtype.part();
            for (long at = 0; at + part.bytes() <= segment.byteSize(); at += part.bytes()) {
                long bits = small && dtype.isInteger() ? random.nextInt(70) : bits(part, random);
                Interpreter.store(segment, at, part, bits);
            }
        }

        static void assertSame(MemorySegment expected, MemorySegment got, Dtype dtype, java.util.function.Supplier<String> what) {
            if (expected.mismatch(got) < 0) {
                return;
            }
            Dtype part = dtype.part();
            for (long at = 0; at + part.bytes() <= expected.byteSize(); at += part.bytes()) {
                long a = Interpreter.load(expected, at, part);
                long b = Interpreter.load(got, at, part);
                boolean nan = part.isFloat()
                        && Double.isNaN(Constants.toDouble(part, a))
                        && Double.isNaN(Constants.toDouble(part, b));
                if (a != b && !nan) {
                    throw new AssertionError(what.get() + "\nat byte " + at + " interpreted " + Long.toHexString(a) + " ("
                            + Constants.toDouble(part, a) + "), compiled " + Long.toHexString(b) + " ("
                            + Constants.toDouble(part, b) + ")");
                }
            }
        }
    }
}
