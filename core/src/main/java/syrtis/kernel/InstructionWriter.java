package syrtis.kernel;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import syrtis.op.Instruction;
import syrtis.op.MathFunction;
import syrtis.op.Prim;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * Writes the bytecode of single instructions, from and to one local variable per instruction. What is not one JVM instruction
 * is a call of {@link Arithmetic} or {@link MathLibrary}.
 */
final class InstructionWriter {
    private static final ClassDesc ARITHMETIC = Arithmetic.class.describeConstable().orElseThrow();
    private static final ClassDesc MATH_LIBRARY = MathLibrary.class.describeConstable().orElseThrow();
    private static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();
    private static final ClassDesc LONG_CLASS = Long.class.describeConstable().orElseThrow();

    /** Of a constant: it is pushed where it is used. */
    private static final int NOWHERE = -1;

    private final CodeBuilder code;
    private final List<Instruction> body;
    private final int[] values; // local per instruction, or NOWHERE

    InstructionWriter(CodeBuilder code, List<Instruction> body) {
        this.code = code;
        this.body = body;
        values = new int[body.size()];
        Arrays.fill(values, NOWHERE);
    }

    /** Gives instruction {@code k} a local variable. */
    void allocate(int k) {
        values[k] = code.allocateLocal(kind(Carrier.of(body.get(k).dtype())));
    }

    /** Says where the value of instruction {@code k} already is. */
    void place(int k, int local) {
        values[k] = local;
    }

    /** Computes an instruction that needs neither memory nor an index. */
    void write(int k, int params) {
        switch (body.get(k)) {
            case Instruction.Const(Dtype dtype, long bits) -> constant(dtype, bits);
            case Instruction.Param(int position, Dtype dtype) -> {
                code.aload(params).loadConstant(position).laload();
                fromBits(dtype);
            }
            case Instruction.Apply apply -> apply(apply);
            case Instruction.Call(MathFunction function, Dtype dtype, int a, int b) -> call(function, dtype, a, b);
            case Instruction.Load _, Instruction.Index _ -> throw new BugException("no memory here: " + body.get(k));
        }
        store(k);
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

    /** A function with a definition is a method of the kernel's class ({@link FunctionWriter}), others are of integers. */
    private void call(MathFunction function, Dtype dtype, int a, int b) {
        boolean defined = function.definition(dtype).isPresent();
        operand(a, defined);
        if (b >= 0) {
            operand(b, defined);
        }
        if (defined) {
            code.invokestatic(
                    BytecodeCompiler.THIS, FunctionWriter.name(function, dtype), FunctionWriter.type(function, dtype));
            return;
        }
        String name = camel(function) + (function == MathFunction.GCD && dtype == Dtype.UINT64 ? "Unsigned" : "");
        code.invokestatic(
                MATH_LIBRARY, name, b < 0 ? MethodTypeDesc.of(CD_long, CD_long) : MethodTypeDesc.of(CD_long, CD_long, CD_long));
        if (Carrier.of(dtype) == Carrier.INT) {
            code.l2i();
        }
        wrap(dtype);
    }

    /** An operand of a function; Java methods take integers as long. */
    private void operand(int k, boolean defined) {
        load(k);
        if (!defined && Carrier.of(body.get(k).dtype()) == Carrier.INT) {
            code.i2l();
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
    void widen(Dtype dtype) {
        switch (dtype) {
            case UINT8 -> code.loadConstant(0xff).iand();
            case UINT16 -> code.loadConstant(0xffff).iand();
            case UINT32 -> code.i2l().loadConstant(0xffffffffL).land();
            case BOOL -> truth(end -> code.ifne(end));
            case INT8, INT16, INT32, INT64, UINT64, FLOAT32, FLOAT64, COMPLEX64, COMPLEX128 -> {}
        }
    }

    /** From the carrier to what memory holds. */
    void narrow(Dtype dtype) {
        switch (dtype) {
            case BOOL, INT8, UINT8 -> code.i2b();
            case INT16, UINT16 -> code.i2s();
            case UINT32 -> code.l2i();
            case INT32, INT64, UINT64, FLOAT32, FLOAT64, COMPLEX64, COMPLEX128 -> {}
        }
    }

    /** Pushes the value of instruction {@code k}. */
    void load(int k) {
        if (values[k] == NOWHERE && body.get(k) instanceof Instruction.Const(Dtype dtype, long bits)) {
            constant(dtype, bits);
            return;
        }
        code.loadLocal(kind(Carrier.of(body.get(k).dtype())), values[k]);
    }

    /** Pops the value of instruction {@code k}. */
    void store(int k) {
        code.storeLocal(kind(Carrier.of(body.get(k).dtype())), values[k]);
    }

    static TypeKind kind(Carrier carrier) {
        return switch (carrier) {
            case INT -> TypeKind.INT;
            case LONG -> TypeKind.LONG;
            case FLOAT -> TypeKind.FLOAT;
            case DOUBLE -> TypeKind.DOUBLE;
        };
    }

    /** {@code FLOOR_DIVIDE} is {@code floorDivide}. */
    static String camel(Enum<?> name) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.name().toLowerCase(Locale.ROOT).split("_")) {
            camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camel.toString();
    }
}
