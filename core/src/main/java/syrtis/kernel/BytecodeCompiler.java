package syrtis.kernel;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import syrtis.op.Instruction;
import syrtis.op.MathFunction;
import syrtis.op.Op;
import syrtis.op.Prim;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * Compiles a loop to a hidden class of counted loops over memory segments, which HotSpot then compiles: {@code run} walks the
 * outer levels, {@code inner} does up to {@value #STRIP} steps of the innermost one. One local variable per instruction; what
 * does not change is computed before the innermost loop.
 *
 * <p>HotSpot vectorises short loops over heap arrays but not loops over segments. A long run of integer arithmetic that needs
 * no memory, which is what random numbers are, is therefore done strip by strip first, in loops of their own over heap
 * arrays ({@link Strips}); that makes them four times as fast.
 */
public final class BytecodeCompiler implements KernelCompiler {
    private static final ClassDesc SEGMENT = MemorySegment.class.describeConstable().orElseThrow();
    private static final ClassDesc LAYOUT = ValueLayout.class.describeConstable().orElseThrow();
    private static final ClassDesc ARITHMETIC = Arithmetic.class.describeConstable().orElseThrow();
    private static final ClassDesc MATH_LIBRARY = MathLibrary.class.describeConstable().orElseThrow();
    private static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();
    private static final ClassDesc LONG_CLASS = Long.class.describeConstable().orElseThrow();
    private static final ClassDesc CODE = Code.class.describeConstable().orElseThrow();
    private static final ClassDesc THIS = ClassDesc.of("syrtis.kernel.CompiledKernel");
    private static final MethodTypeDesc RUN =
            MethodTypeDesc.of(CD_void, SEGMENT.arrayType(), CD_long.arrayType(), CD_long.arrayType());
    private static final MethodTypeDesc INNER = MethodTypeDesc.of(
            CD_void,
            SEGMENT.arrayType(),
            CD_long.arrayType(),
            CD_long.arrayType(),
            CD_long.arrayType(),
            CD_int,
            CD_long.arrayType().arrayType());
    private static final MethodTypeDesc STRIP_METHOD = MethodTypeDesc.of(
            CD_void,
            CD_long.arrayType(),
            CD_long.arrayType(),
            CD_long.arrayType(),
            CD_int,
            CD_long.arrayType().arrayType());
    private static final int PRIVATE_STATIC = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC;

    /** Steps of the innermost level per call; a multiple of the lanes, and short enough for strips to stay in the cache. */
    static final int STRIP = 256;

    /** The same where there are no strips. */
    private static final int LONG_STRIP = 4096;

    @Override
    public Code compile(Loop loop) {
        Strips strips = Strips.of(loop.body());
        byte[] bytes = ClassFile.of().build(THIS, type -> {
            type.withInterfaceSymbols(CODE)
                .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                .withMethodBody(INIT_NAME, MTD_void, 0, code -> code.aload(0)
                        .invokespecial(CD_Object, INIT_NAME, MTD_void)
                        .return_())
                .withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, code -> new Nest(loop, strips, code).emit())
                .withMethodBody(
                        "inner", INNER, PRIVATE_STATIC, code -> new Emitter(loop, strips, code).inner());
            for (int piece = 0; piece < strips.pieces().size(); piece++) {
                int number = piece;
                type.withMethodBody(
                        "strip" + number, STRIP_METHOD, PRIVATE_STATIC, code -> new Emitter(loop, strips, code).strip(number));
            }
        });
        try {
            return (Code) MethodHandles.lookup()
                    .defineHiddenClass(bytes, true)
                    .lookupClass()
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | LinkageError failure) {
            throw new BugException("compiled kernel does not load:\n" + loop.body(), failure);
        }
    }

    /** Writes the {@code run} method: the outer levels, which move the addresses and call {@code inner}. */
    private static final class Nest {
        private static final int SEGMENTS = 1;
        private static final int GEOMETRY = 2;
        private static final int PARAMS = 3;

        private final Loop loop;
        private final CodeBuilder code;
        private final int operands;
        private final Strips strips;
        private final int bases;
        private final int scratch;
        private final int[][] at; // per operand and level: the address where the level begins

        Nest(Loop loop, Strips strips, CodeBuilder code) {
            this.loop = loop;
            this.strips = strips;
            this.code = code;
            scratch = code.allocateLocal(TypeKind.REFERENCE);
            operands = loop.inputs().size() + loop.iotas() + loop.outputs().size();
            bases = code.allocateLocal(TypeKind.REFERENCE);
            at = new int[operands][loop.levels()];
        }

        void emit() {
            code.loadConstant(operands).newarray(TypeKind.LONG).astore(bases);
            if (strips.slots() == 0) {
                code.aconst_null().astore(scratch);
            } else {
                code.loadConstant(strips.slots()).loadConstant((long) STRIP);
                geometry(loop.levels() - 1);
                code.invokestatic(MATH, "min", MethodTypeDesc.of(CD_long, CD_long, CD_long))
                        .l2i()
                        .multianewarray(CD_long.arrayType().arrayType(), 2)
                        .astore(scratch);
            }
            for (int operand = 0; operand < operands; operand++) {
                at[operand][0] = code.allocateLocal(TypeKind.LONG);
                geometry(loop.base(operand));
                code.lstore(at[operand][0]);
            }
            level(0);
            code.return_();
        }

        private void geometry(int index) {
            code.aload(GEOMETRY).loadConstant(index).laload();
        }

        private void level(int level) {
            if (level == loop.levels() - 1) {
                innerStrips(level);
                return;
            }
            int index = code.allocateLocal(TypeKind.LONG);
            for (int operand = 0; operand < operands; operand++) {
                at[operand][level + 1] = code.allocateLocal(TypeKind.LONG);
            }
            code.lconst_0().lstore(index);
            Label head = code.newBoundLabel();
            Label end = code.newLabel();
            code.lload(index);
            geometry(level);
            code.lcmp().ifge(end);
            for (int operand = 0; operand < operands; operand++) {
                code.lload(at[operand][level]).lload(index);
                if (loop.laneLevel(operand) == level) {
                    code.loadConstant(Op.Reduce.LANES - 1L).land();
                }
                geometry(loop.base(operand) + 1 + level);
                code.lmul().ladd().lstore(at[operand][level + 1]);
            }
            level(level + 1);
            code.lload(index).lconst_1().ladd().lstore(index).goto_(head).labelBinding(end);
        }

        /** Calls {@code inner} for one strip of the innermost level after the other. */
        private void innerStrips(int level) {
            long strip = strips.slots() == 0 ? LONG_STRIP : STRIP;
            int index = code.allocateLocal(TypeKind.LONG);
            code.lconst_0().lstore(index);
            Label head = code.newBoundLabel();
            Label end = code.newLabel();
            code.lload(index);
            geometry(level);
            code.lcmp().ifge(end);
            for (int operand = 0; operand < operands; operand++) {
                code.aload(bases).loadConstant(operand).lload(at[operand][level]);
                if (loop.laneLevel(operand) != level) { // A strip begins at lane 0.
                    code.lload(index);
                    geometry(loop.base(operand) + 1 + level);
                    code.lmul().ladd();
                }
                code.lastore();
            }
            code.aload(SEGMENTS).aload(GEOMETRY).aload(PARAMS).aload(bases).loadConstant(strip);
            geometry(level);
            code.lload(index)
                    .lsub()
                    .invokestatic(MATH, "min", MethodTypeDesc.of(CD_long, CD_long, CD_long))
                    .l2i()
                    .aload(scratch)
                    .invokestatic(THIS, "inner", INNER);
            code.lload(index).loadConstant(strip).ladd().lstore(index).goto_(head).labelBinding(end);
        }
    }

    /**
     * Writes the {@code inner} method, a strip of the innermost level alone, and those of the strips. It is a method of its own
     * because HotSpot gives up on some nests with long bodies ("too many clones in partial peeling").
     */
    private static final class Emitter {
        private static final int SEGMENTS = 0;
        private static final int GEOMETRY = 1;
        private static final int PARAMS = 2;
        private static final int BASES = 3;
        private static final int COUNT = 4;
        private static final int SCRATCH = 5;
        private static final int NO_INDEX = -1;

        private final Loop loop;
        private final Strips strips;
        private final CodeBuilder code;
        private final List<Instruction> body;
        private final int inputs;
        private final int outputs;
        private final int last;

        private final int[] segments; // per input, then output
        private final int[] strides; // per operand (inputs, iotas, outputs)
        private final int[] bases; // per operand
        private final int[] values; // per instruction
        private final boolean[] invariant; // per instruction
        private int paramsLocal = PARAMS;

        Emitter(Loop loop, Strips strips, CodeBuilder code) {
            this.loop = loop;
            this.strips = strips;
            this.code = code;
            body = loop.body().code();
            inputs = loop.inputs().size();
            outputs = loop.outputs().size();
            last = loop.levels() - 1;
            segments = new int[loop.segments()];
            int operands = inputs + loop.iotas() + outputs;
            strides = new int[operands];
            bases = new int[operands];
            values = new int[body.size()];
            invariant = new boolean[body.size()];
        }

        void inner() {
            for (int piece = 0; piece < strips.pieces().size(); piece++) {
                code.aload(GEOMETRY).aload(PARAMS).aload(BASES).iload(COUNT).aload(SCRATCH)
                        .invokestatic(THIS, "strip" + piece, STRIP_METHOD);
            }
            for (int k = 0; k < segments.length; k++) {
                segments[k] = code.allocateLocal(TypeKind.REFERENCE);
                code.aload(SEGMENTS).loadConstant(k).aaload().astore(segments[k]);
            }
            for (int operand = 0; operand < bases.length; operand++) {
                bases[operand] = code.allocateLocal(TypeKind.LONG);
                code.aload(BASES).loadConstant(operand).laload().lstore(bases[operand]);
                if (!isStatic(operand)) {
                    strides[operand] = code.allocateLocal(TypeKind.LONG);
                    code.aload(GEOMETRY).loadConstant(loop.base(operand) + 1 + last).laload().lstore(strides[operand]);
                }
            }
            Set<Integer> wanted = new LinkedHashSet<>();
            for (int k = 0; k < body.size(); k++) {
                invariant[k] = isInvariant(body.get(k));
                if (!strips.isStripped(k) && !invariant[k]) {
                    wanted.addAll(Strips.operands(body.get(k)));
                    values[k] = local(k);
                }
            }
            wanted.addAll(loop.body().stores());
            invariants(wanted);
            innerLevel(wanted);
            code.return_();
        }

        /** Computes the values of {@code wanted} that do not change in the loop, and those they need, into locals. */
        private void invariants(Set<Integer> wanted) {
            boolean[] needed = new boolean[body.size()];
            wanted.forEach(k -> needed[k] = true);
            for (int k = body.size() - 1; k >= 0; k--) {
                if (needed[k] && invariant[k]) {
                    Strips.operands(body.get(k)).forEach(operand -> needed[operand] = true);
                }
            }
            for (int k = 0; k < body.size(); k++) {
                if (needed[k] && invariant[k]) {
                    values[k] = local(k);
                    instruction(k, NO_INDEX);
                }
            }
        }

        private int local(int k) {
            return code.allocateLocal(kind(Carrier.of(body.get(k).dtype())));
        }

        /** One loop of a strip: {@code (geometry, params, bases, count, scratch)}. */
        void strip(int piece) {
            int geometry = 0;
            int parameters = 1;
            int starts = 2;
            int count = 3;
            int scratch = 4;
            paramsLocal = parameters;
            Strips.Piece part = strips.pieces().get(piece);
            Set<Integer> wanted = new LinkedHashSet<>();
            for (int k = 0; k < body.size(); k++) {
                invariant[k] = isInvariant(body.get(k));
            }
            part.code().forEach(k -> wanted.addAll(Strips.operands(body.get(k))));
            invariants(wanted);
            Map<Integer, Integer> arrays = new HashMap<>();
            for (int k : part.arrays()) {
                int array = code.allocateLocal(TypeKind.REFERENCE);
                code.aload(scratch).loadConstant(strips.slot(k)).aaload().astore(array);
                arrays.put(k, array);
            }
            for (int k : part.code()) {
                values[k] = local(k);
                if (body.get(k) instanceof Instruction.Index(int iota)) {
                    int operand = inputs + iota;
                    bases[operand] = code.allocateLocal(TypeKind.LONG);
                    strides[operand] = code.allocateLocal(TypeKind.LONG);
                    code.aload(starts).loadConstant(operand).laload().lstore(bases[operand]);
                    code.aload(geometry).loadConstant(loop.base(operand) + 1 + last).laload().lstore(strides[operand]);
                }
            }
            for (int k : part.reads()) {
                values[k] = local(k);
            }
            int index = code.allocateLocal(TypeKind.INT);
            code.iconst_0().istore(index);
            Label head = code.newBoundLabel();
            Label end = code.newLabel();
            code.iload(index).iload(count).if_icmpge(end);
            for (int k : part.reads()) {
                code.aload(arrays.get(k)).iload(index).laload();
                store(k);
            }
            for (int k : part.code()) {
                instruction(k, index);
            }
            for (int k : part.writes()) {
                code.aload(arrays.get(k)).iload(index);
                load(k);
                code.lastore();
            }
            code.iinc(index, 1).goto_(head).labelBinding(end).return_();
        }

        /** Whether an instruction has one value for the whole run: it is computed before the loops. */
        private boolean isInvariant(Instruction instruction) {
            return switch (instruction) {
                case Instruction.Const _, Instruction.Param _ -> true;
                case Instruction.Load _, Instruction.Index _ -> false;
                case Instruction.Apply(var _, var _, int a, int b, int c) ->
                    invariant[a] && (b < 0 || invariant[b]) && (c < 0 || invariant[c]);
                case Instruction.Call(var _, var _, int a, int b) -> invariant[a] && (b < 0 || invariant[b]);
            };
        }

        /** Whether the stride is known at compile time. */
        private boolean isStatic(int operand) {
            Loop.Operand known = operand < inputs
                    ? loop.inputs().get(operand)
                    : operand >= inputs + loop.iotas() ? loop.outputs().get(operand - inputs - loop.iotas()) : null;
            return known != null && known.inner() != Loop.Inner.STRIDED && known.laneLevel() != last;
        }

        private void innerLevel(Set<Integer> wanted) {
            Map<Integer, Integer> arrays = new LinkedHashMap<>();
            for (int k : wanted) {
                if (strips.isStripped(k)) {
                    int array = code.allocateLocal(TypeKind.REFERENCE);
                    code.aload(SCRATCH).loadConstant(strips.slot(k)).aaload().astore(array);
                    values[k] = local(k);
                    arrays.put(k, array);
                }
            }
            for (int k = 0; k < body.size(); k++) {
                if (body.get(k) instanceof Instruction.Load load && isFixed(load)) {
                    loadElement(k, load, () -> code.lload(bases[load.input()]));
                }
            }
            int index = code.allocateLocal(TypeKind.INT);
            code.iconst_0().istore(index);
            Label head = code.newBoundLabel();
            Label end = code.newLabel();
            code.iload(index).iload(COUNT).if_icmpge(end);
            arrays.forEach((k, array) -> {
                code.aload(array).iload(index).laload();
                store(k);
            });
            for (int k = 0; k < body.size(); k++) {
                if (!invariant[k] && !strips.isStripped(k)) {
                    instruction(k, index);
                }
            }
            int store = 0;
            for (int output = 0; output < outputs; output++) {
                Loop.Operand operand = loop.outputs().get(output);
                Dtype part = operand.dtype().part();
                for (int p = 0; p < operand.dtype().parts(); p++) {
                    code.aload(segments[inputs + output]);
                    layout(part);
                    address(inputs + loop.iotas() + output, operand, index);
                    offset(p, part);
                    load(loop.body().stores().get(store++));
                    narrow(part);
                    code.invokeinterface(SEGMENT, "set", MethodTypeDesc.of(CD_void, layoutClass(part), CD_long, memoryType(part)));
                }
            }
            code.iinc(index, 1).goto_(head).labelBinding(end);
        }

        private boolean isFixed(Instruction.Load load) {
            return loop.inputs().get(load.input()).inner() == Loop.Inner.FIXED;
        }

        private void loadElement(int k, Instruction.Load load, Runnable address) {
            code.aload(segments[load.input()]);
            layout(load.dtype());
            address.run();
            offset(load.part(), load.dtype());
            code.invokeinterface(
                    SEGMENT, "get", MethodTypeDesc.of(memoryType(load.dtype()), layoutClass(load.dtype()), CD_long));
            widen(load.dtype());
            store(k);
        }

        /** Pushes the address of an operand's current element. */
        private void address(int operand, Loop.Operand structure, int index) {
            code.lload(bases[operand]);
            if (structure.inner() == Loop.Inner.FIXED && structure.laneLevel() != last) {
                return;
            }
            code.iload(index);
            if (structure.laneLevel() == last) {
                code.loadConstant(Op.Reduce.LANES - 1).iand();
            }
            code.i2l();
            if (isStatic(operand)) {
                code.loadConstant((long) structure.dtype().bytes());
            } else {
                code.lload(strides[operand]);
            }
            code.lmul().ladd();
        }

        private void offset(int part, Dtype dtype) {
            if (part > 0) {
                code.loadConstant((long) part * dtype.bytes()).ladd();
            }
        }

        private void instruction(int k, int index) {
            switch (body.get(k)) {
                case Instruction.Const(Dtype dtype, long bits) -> {
                    constant(dtype, bits);
                    store(k);
                }
                case Instruction.Param(int position, Dtype dtype) -> {
                    code.aload(paramsLocal).loadConstant(position).laload();
                    fromBits(dtype);
                    store(k);
                }
                case Instruction.Load load -> {
                    if (!isFixed(load)) {
                        loadElement(k, load, () -> address(load.input(), loop.inputs().get(load.input()), index));
                    }
                }
                case Instruction.Index(int iota) -> {
                    int operand = inputs + iota;
                    code.lload(bases[operand]).iload(index).i2l().lload(strides[operand]).lmul().ladd();
                    store(k);
                }
                case Instruction.Apply apply -> {
                    apply(apply);
                    store(k);
                }
                case Instruction.Call(MathFunction function, Dtype dtype, int a, int b) -> {
                    call(function, dtype, a, b);
                    store(k);
                }
            }
        }

        private void apply(Instruction.Apply apply) {
            Dtype operand = body.get(apply.a()).dtype();
            switch (apply.prim()) {
                case SELECT -> select(apply);
                case CAST -> {
                    load(apply.a());
                    cast(operand, apply.dtype());
                }
                case TO_BITS, FROM_BITS -> {
                    load(apply.a());
                    reinterpret(operand);
                }
                case ADD, SUBTRACT, MULTIPLY, DIVIDE, FLOOR_DIVIDE, REMAINDER, FMOD, NEGATE, ABSOLUTE, FMA, SQRT, FLOOR, CEIL,
                        TRUNC, RINT, MINIMUM, MAXIMUM, AND, OR, XOR, NOT, SHIFT_LEFT, SHIFT_RIGHT, ROTATE_LEFT,
                        MULTIPLY_HIGH, LESS, LESS_EQUAL, EQUAL, NOT_EQUAL -> {
                    load(apply.a());
                    if (isPlainShift(apply, operand)) {
                        plainShift(apply, operand);
                        return;
                    }
                    if (apply.b() >= 0) {
                        load(apply.b());
                    }
                    if (apply.c() >= 0) {
                        load(apply.c());
                    }
                    arithmetic(apply.prim(), operand);
                    if (!apply.prim().isComparison()) {
                        wrap(operand);
                    }
                }
            }
        }

        /** Whether the distance of a shift of a 64-bit integer is a constant within the width. */
        private boolean isPlainShift(Instruction.Apply apply, Dtype dtype) {
            return (apply.prim() == Prim.SHIFT_LEFT || apply.prim() == Prim.SHIFT_RIGHT)
                    && dtype.bytes() == 8
                    && body.get(apply.b()) instanceof Instruction.Const(var _, long distance)
                    && distance >= 0
                    && distance < Long.SIZE;
        }

        private void plainShift(Instruction.Apply apply, Dtype dtype) {
            code.loadConstant((int) ((Instruction.Const) body.get(apply.b())).bits());
            if (apply.prim() == Prim.SHIFT_LEFT) {
                code.lshl();
            } else if (dtype == Dtype.UINT64) {
                code.lushr();
            } else {
                code.lshr();
            }
        }

        private void select(Instruction.Apply apply) {
            Label otherwise = code.newLabel();
            Label end = code.newLabel();
            load(apply.a());
            code.ifeq(otherwise);
            load(apply.b());
            code.goto_(end).labelBinding(otherwise);
            load(apply.c());
            code.labelBinding(end);
        }

        /** The primitive on operands that are on the stack. */
        private void arithmetic(Prim prim, Dtype dtype) {
            switch (Carrier.of(dtype)) {
                case INT -> intArithmetic(prim, dtype);
                case LONG -> longArithmetic(prim, dtype == Dtype.UINT64);
                case FLOAT -> floatArithmetic(prim);
                case DOUBLE -> doubleArithmetic(prim);
            }
        }

        private void intArithmetic(Prim prim, Dtype dtype) {
            switch (prim) {
                case ADD -> {
                    if (dtype.isBool()) {
                        code.ior();
                    } else {
                        code.iadd();
                    }
                }
                case SUBTRACT -> code.isub();
                case MULTIPLY -> {
                    if (dtype.isBool()) {
                        code.iand();
                    } else {
                        code.imul();
                    }
                }
                case FLOOR_DIVIDE, REMAINDER, FMOD, SHIFT_LEFT, SHIFT_RIGHT -> library(prim, CD_int);
                case NEGATE -> code.ineg();
                case ABSOLUTE -> math("abs", CD_int, 1);
                case MINIMUM -> math("min", CD_int, 2);
                case MAXIMUM -> math("max", CD_int, 2);
                case AND -> code.iand();
                case OR -> code.ior();
                case XOR -> code.ixor();
                case NOT -> code.loadConstant(dtype.isBool() ? 1 : -1).ixor();
                case LESS -> truth(end -> code.if_icmplt(end));
                case LESS_EQUAL -> truth(end -> code.if_icmple(end));
                case EQUAL -> truth(end -> code.if_icmpeq(end));
                case NOT_EQUAL -> truth(end -> code.if_icmpne(end));
                case DIVIDE, FMA, SQRT, FLOOR, CEIL, TRUNC, RINT, ROTATE_LEFT, MULTIPLY_HIGH, SELECT, CAST, TO_BITS,
                        FROM_BITS -> throw new BugException(prim + " of " + dtype);
            }
        }

        private void longArithmetic(Prim prim, boolean unsigned) {
            switch (prim) {
                case ADD -> code.ladd();
                case SUBTRACT -> code.lsub();
                case MULTIPLY -> code.lmul();
                case FLOOR_DIVIDE, SHIFT_LEFT, SHIFT_RIGHT, REMAINDER -> library(prim, CD_long, unsigned);
                case FMOD -> library(unsigned ? Prim.REMAINDER : prim, CD_long, unsigned);
                case NEGATE -> code.lneg();
                case ABSOLUTE -> {
                    if (!unsigned) {
                        math("abs", CD_long, 1);
                    }
                }
                case MINIMUM, MAXIMUM -> {
                    if (unsigned) {
                        library(prim, CD_long, true);
                    } else {
                        math(prim == Prim.MINIMUM ? "min" : "max", CD_long, 2);
                    }
                }
                case AND -> code.land();
                case OR -> code.lor();
                case XOR -> code.lxor();
                case NOT -> code.loadConstant(-1L).lxor();
                case ROTATE_LEFT -> code.l2i()
                        .invokestatic(LONG_CLASS, "rotateLeft", MethodTypeDesc.of(CD_long, CD_long, CD_int));
                case MULTIPLY_HIGH -> math("unsignedMultiplyHigh", CD_long, 2);
                case LESS -> compareLongs(unsigned, end -> code.iflt(end));
                case LESS_EQUAL -> compareLongs(unsigned, end -> code.ifle(end));
                case EQUAL -> compareLongs(false, end -> code.ifeq(end));
                case NOT_EQUAL -> compareLongs(false, end -> code.ifne(end));
                case DIVIDE, FMA, SQRT, FLOOR, CEIL, TRUNC, RINT, SELECT, CAST, TO_BITS, FROM_BITS ->
                    throw new BugException(prim + " of 64-bit integers");
            }
        }

        private void compareLongs(boolean unsigned, Consumer<Label> jump) {
            if (unsigned) {
                code.invokestatic(LONG_CLASS, "compareUnsigned", MethodTypeDesc.of(CD_int, CD_long, CD_long));
            } else {
                code.lcmp();
            }
            truth(jump);
        }

        private void floatArithmetic(Prim prim) {
            switch (prim) {
                case ADD -> code.fadd();
                case SUBTRACT -> code.fsub();
                case MULTIPLY -> code.fmul();
                case DIVIDE -> code.fdiv();
                case FLOOR_DIVIDE, REMAINDER, FMOD, MINIMUM, MAXIMUM -> library(prim, CD_float);
                case NEGATE -> code.fneg();
                case ABSOLUTE -> math("abs", CD_float, 1);
                case FMA -> math("fma", CD_float, 3);
                case SQRT, FLOOR, CEIL, TRUNC, RINT -> {
                    // Exact in double, so rounding once more changes nothing (sqrt: Figueroa, SIGNUM 30(3), 1995).
                    code.f2d();
                    doubleArithmetic(prim);
                    code.d2f();
                }
                case LESS -> {
                    code.fcmpg();
                    truth(end -> code.iflt(end));
                }
                case LESS_EQUAL -> {
                    code.fcmpg();
                    truth(end -> code.ifle(end));
                }
                case EQUAL -> {
                    code.fcmpg();
                    truth(end -> code.ifeq(end));
                }
                case NOT_EQUAL -> {
                    code.fcmpg();
                    truth(end -> code.ifne(end));
                }
                case AND, OR, XOR, NOT, SHIFT_LEFT, SHIFT_RIGHT, ROTATE_LEFT, MULTIPLY_HIGH, SELECT, CAST, TO_BITS, FROM_BITS ->
                    throw new BugException(prim + " of float32");
            }
        }

        private void doubleArithmetic(Prim prim) {
            switch (prim) {
                case ADD -> code.dadd();
                case SUBTRACT -> code.dsub();
                case MULTIPLY -> code.dmul();
                case DIVIDE -> code.ddiv();
                case FLOOR_DIVIDE, REMAINDER, FMOD, TRUNC, MINIMUM, MAXIMUM -> library(prim, CD_double);
                case NEGATE -> code.dneg();
                case ABSOLUTE -> math("abs", CD_double, 1);
                case FMA -> math("fma", CD_double, 3);
                case SQRT -> math("sqrt", CD_double, 1);
                case FLOOR -> math("floor", CD_double, 1);
                case CEIL -> math("ceil", CD_double, 1);
                case RINT -> math("rint", CD_double, 1);
                case LESS -> {
                    code.dcmpg();
                    truth(end -> code.iflt(end));
                }
                case LESS_EQUAL -> {
                    code.dcmpg();
                    truth(end -> code.ifle(end));
                }
                case EQUAL -> {
                    code.dcmpg();
                    truth(end -> code.ifeq(end));
                }
                case NOT_EQUAL -> {
                    code.dcmpg();
                    truth(end -> code.ifne(end));
                }
                case AND, OR, XOR, NOT, SHIFT_LEFT, SHIFT_RIGHT, ROTATE_LEFT, MULTIPLY_HIGH, SELECT, CAST, TO_BITS, FROM_BITS ->
                    throw new BugException(prim + " of float64");
            }
        }

        /** Turns a conditional jump into 0 or 1 on the stack. */
        private void truth(Consumer<Label> jump) {
            Label yes = code.newLabel();
            Label end = code.newLabel();
            jump.accept(yes);
            code.iconst_0().goto_(end).labelBinding(yes).iconst_1().labelBinding(end);
        }

        private void library(Prim prim, ClassDesc type) {
            library(prim, type, false);
        }

        private void library(Prim prim, ClassDesc type, boolean unsigned) {
            ClassDesc[] operands = new ClassDesc[prim.arity()];
            Arrays.fill(operands, type);
            code.invokestatic(ARITHMETIC, camel(prim) + (unsigned ? "Unsigned" : ""), MethodTypeDesc.of(type, operands));
        }

        private void math(String name, ClassDesc type, int arity) {
            ClassDesc[] operands = new ClassDesc[arity];
            Arrays.fill(operands, type);
            code.invokestatic(MATH, name, MethodTypeDesc.of(type, operands));
        }

        private void call(MathFunction function, Dtype dtype, int a, int b) {
            boolean integer = !dtype.isFloat();
            boolean own = function == MathFunction.NEXTAFTER && dtype == Dtype.FLOAT32;
            ClassDesc type = integer ? CD_long : own ? CD_float : CD_double;
            operand(a, dtype, own);
            if (b >= 0) {
                operand(b, dtype, own);
            }
            String name = camel(function) + (function == MathFunction.GCD && dtype == Dtype.UINT64 ? "Unsigned" : "");
            code.invokestatic(
                    MATH_LIBRARY, name, b < 0 ? MethodTypeDesc.of(type, type) : MethodTypeDesc.of(type, type, type));
            switch (Carrier.of(dtype)) {
                case INT -> code.l2i();
                case FLOAT -> {
                    if (!own) {
                        code.d2f();
                    }
                }
                case LONG, DOUBLE -> {}
            }
            wrap(dtype);
        }

        /** An operand of a function: integers as long, floats as double unless the function has a float form. */
        private void operand(int k, Dtype dtype, boolean own) {
            load(k);
            switch (Carrier.of(dtype)) {
                case INT -> code.i2l();
                case FLOAT -> {
                    if (!own) {
                        code.f2d();
                    }
                }
                case LONG, DOUBLE -> {}
            }
        }

        private void reinterpret(Dtype from) {
            switch (from) {
                case FLOAT32 -> {
                    code.invokestatic(Float.class.describeConstable().orElseThrow(), "floatToRawIntBits",
                            MethodTypeDesc.of(CD_int, CD_float)).i2l();
                    wrap(Dtype.UINT32);
                }
                case FLOAT64 -> code.invokestatic(Double.class.describeConstable().orElseThrow(), "doubleToRawLongBits",
                        MethodTypeDesc.of(CD_long, CD_double));
                case UINT32 -> code.l2i().invokestatic(Float.class.describeConstable().orElseThrow(), "intBitsToFloat",
                        MethodTypeDesc.of(CD_float, CD_int));
                case UINT64 -> code.invokestatic(Double.class.describeConstable().orElseThrow(), "longBitsToDouble",
                        MethodTypeDesc.of(CD_double, CD_long));
                case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, COMPLEX64, COMPLEX128 ->
                    throw new BugException("bits of " + from);
            }
        }

        private void cast(Dtype from, Dtype to) {
            switch (Carrier.of(from)) {
                case INT -> {
                    switch (Carrier.of(to)) {
                        case INT -> {}
                        case LONG -> code.i2l();
                        case FLOAT -> code.i2f();
                        case DOUBLE -> code.i2d();
                    }
                }
                case LONG -> {
                    switch (Carrier.of(to)) {
                        case INT -> code.l2i();
                        case LONG -> {}
                        case FLOAT -> {
                            if (from == Dtype.UINT64) {
                                code.invokestatic(ARITHMETIC, "unsignedToFloat", MethodTypeDesc.of(CD_float, CD_long));
                            } else {
                                code.l2f();
                            }
                        }
                        case DOUBLE -> {
                            if (from == Dtype.UINT64) {
                                code.invokestatic(ARITHMETIC, "unsignedToDouble", MethodTypeDesc.of(CD_double, CD_long));
                            } else {
                                code.l2d();
                            }
                        }
                    }
                }
                case FLOAT -> {
                    if (Carrier.of(to) != Carrier.FLOAT) {
                        code.f2d();
                        castDouble(to);
                    }
                }
                case DOUBLE -> castDouble(to);
            }
            wrap(to);
        }

        private void castDouble(Dtype to) {
            switch (Carrier.of(to)) {
                case INT -> code.invokestatic(ARITHMETIC, "toInt", MethodTypeDesc.of(CD_int, CD_double));
                case LONG -> code.invokestatic(
                        ARITHMETIC, to == Dtype.UINT64 ? "toUnsignedLong" : "toLong", MethodTypeDesc.of(CD_long, CD_double));
                case FLOAT -> code.d2f();
                case DOUBLE -> {}
            }
        }

        /** Brings the value on the stack back into the range of its dtype. */
        private void wrap(Dtype dtype) {
            switch (dtype) {
                case INT8 -> code.i2b();
                case INT16 -> code.i2s();
                case UINT8 -> code.loadConstant(0xff).iand();
                case UINT16 -> code.i2c();
                case UINT32 -> code.loadConstant(0xffffffffL).land();
                case BOOL, INT32, INT64, UINT64, FLOAT32, FLOAT64, COMPLEX64, COMPLEX128 -> {}
            }
        }

        /** From 64 bits to the carrier. */
        private void fromBits(Dtype dtype) {
            switch (Carrier.of(dtype)) {
                case INT -> code.l2i();
                case LONG -> {}
                case FLOAT -> code.l2i().invokestatic(Float.class.describeConstable().orElseThrow(), "intBitsToFloat",
                        MethodTypeDesc.of(CD_float, CD_int));
                case DOUBLE -> code.invokestatic(Double.class.describeConstable().orElseThrow(), "longBitsToDouble",
                        MethodTypeDesc.of(CD_double, CD_long));
            }
        }

        private void constant(Dtype dtype, long bits) {
            switch (Carrier.of(dtype)) {
                case INT -> code.loadConstant((int) bits);
                case LONG -> code.loadConstant(bits);
                case FLOAT -> code.loadConstant(Float.intBitsToFloat((int) bits));
                case DOUBLE -> code.loadConstant(Double.longBitsToDouble(bits));
            }
        }

        /** From what memory holds to the carrier. */
        private void widen(Dtype dtype) {
            switch (dtype) {
                case UINT8 -> code.loadConstant(0xff).iand();
                case UINT16 -> code.loadConstant(0xffff).iand();
                case UINT32 -> code.i2l().loadConstant(0xffffffffL).land();
                case BOOL -> truth(end -> code.ifne(end));
                case INT8, INT16, INT32, INT64, UINT64, FLOAT32, FLOAT64, COMPLEX64, COMPLEX128 -> {}
            }
        }

        /** From the carrier to what memory holds. */
        private void narrow(Dtype dtype) {
            switch (dtype) {
                case BOOL, INT8, UINT8 -> code.i2b();
                case INT16, UINT16 -> code.i2s();
                case UINT32 -> code.l2i();
                case INT32, INT64, UINT64, FLOAT32, FLOAT64, COMPLEX64, COMPLEX128 -> {}
            }
        }

        private void layout(Dtype dtype) {
            String name = switch (dtype) {
                case BOOL, INT8, UINT8 -> "JAVA_BYTE";
                case INT16, UINT16 -> "JAVA_SHORT_UNALIGNED";
                case INT32, UINT32 -> "JAVA_INT_UNALIGNED";
                case INT64, UINT64 -> "JAVA_LONG_UNALIGNED";
                case FLOAT32 -> "JAVA_FLOAT_UNALIGNED";
                case FLOAT64 -> "JAVA_DOUBLE_UNALIGNED";
                case COMPLEX64, COMPLEX128 -> throw new BugException("layout of " + dtype);
            };
            code.getstatic(LAYOUT, name, layoutClass(dtype));
        }

        private static ClassDesc layoutClass(Dtype dtype) {
            Class<?> type = switch (dtype) {
                case BOOL, INT8, UINT8 -> ValueLayout.OfByte.class;
                case INT16, UINT16 -> ValueLayout.OfShort.class;
                case INT32, UINT32 -> ValueLayout.OfInt.class;
                case INT64, UINT64 -> ValueLayout.OfLong.class;
                case FLOAT32 -> ValueLayout.OfFloat.class;
                case FLOAT64 -> ValueLayout.OfDouble.class;
                case COMPLEX64, COMPLEX128 -> throw new BugException("layout of " + dtype);
            };
            return type.describeConstable().orElseThrow();
        }

        private static ClassDesc memoryType(Dtype dtype) {
            return switch (dtype) {
                case BOOL, INT8, UINT8 -> CD_byte;
                case INT16, UINT16 -> CD_short;
                case INT32, UINT32 -> CD_int;
                case INT64, UINT64 -> CD_long;
                case FLOAT32 -> CD_float;
                case FLOAT64 -> CD_double;
                case COMPLEX64, COMPLEX128 -> throw new BugException("memory type of " + dtype);
            };
        }

        private void load(int k) {
            code.loadLocal(kind(Carrier.of(body.get(k).dtype())), values[k]);
        }

        private void store(int k) {
            code.storeLocal(kind(Carrier.of(body.get(k).dtype())), values[k]);
        }

        private static TypeKind kind(Carrier carrier) {
            return switch (carrier) {
                case INT -> TypeKind.INT;
                case LONG -> TypeKind.LONG;
                case FLOAT -> TypeKind.FLOAT;
                case DOUBLE -> TypeKind.DOUBLE;
            };
        }

        /** {@code FLOOR_DIVIDE} is {@code floorDivide}. */
        private static String camel(Enum<?> name) {
            StringBuilder camel = new StringBuilder();
            for (String word : name.name().toLowerCase(Locale.ROOT).split("_")) {
                camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
            }
            return camel.toString();
        }
    }
}
