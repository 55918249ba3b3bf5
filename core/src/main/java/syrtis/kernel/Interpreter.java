package syrtis.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import syrtis.op.Body;
import syrtis.op.Constants;
import syrtis.op.Definition;
import syrtis.op.Instruction;
import syrtis.op.MathFunction;
import syrtis.op.Op;
import syrtis.op.Prim;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * Runs a loop one instruction at a time. It is the definition of what a kernel means: every compiler equals it bit for
 * bit. Values are held in 64 bits: integers extended, floats by their raw bits (see {@link Constants}).
 */
public final class Interpreter implements Code {
    private final Loop loop;
    private final List<Instruction> code;
    private final List<Optional<Definition>> definitions; // of the function that an instruction calls

    public Interpreter(Loop loop) {
        this.loop = loop;
        this.code = loop.body().code();
        this.definitions = code.stream()
                .map(step -> step instanceof Instruction.Call(MathFunction function, Dtype dtype, int _, int _)
                        ? function.definition(dtype)
                        : Optional.<Definition>empty())
                .toList();
    }

    @Override
    public void run(MemorySegment[] segments, long[] geometry, long[] params) {
        for (int level = 0; level < loop.levels(); level++) {
            if (geometry[level] == 0) {
                return;
            }
        }
        long[] at = new long[loop.levels()];
        long[] values = new long[code.size()];
        do {
            point(segments, geometry, params, at, values);
        } while (advance(at, geometry));
    }

    /** The next point, the last level fastest; false after the last one. */
    private static boolean advance(long[] at, long[] geometry) {
        for (int level = at.length - 1; level >= 0; level--) {
            if (++at[level] < geometry[level]) {
                return true;
            }
            at[level] = 0;
        }
        return false;
    }

    private void point(MemorySegment[] segments, long[] geometry, long[] params, long[] at, long[] values) {
        for (int k = 0; k < values.length; k++) {
            values[k] = switch (code.get(k)) {
                case Instruction.Load(int input, int part, Dtype dtype) ->
                    load(
                            segments[input],
                            address(geometry, input, at, loop.inputs().get(input).laneLevel()) + (long) part * dtype.bytes(),
                            dtype);
                case Instruction.Index(int iota) ->
                    address(geometry, loop.inputs().size() + iota, at, Loop.NO_LANES);
                case Instruction.Const(Dtype _, long bits) -> bits;
                case Instruction.Param(int index, Dtype _) -> params[index];
                case Instruction.Apply apply -> apply(code, apply, values);
                case Instruction.Call(MathFunction function, Dtype dtype, int a, int b) -> {
                    long second = b < 0 ? 0 : values[b];
                    yield definitions.get(k).isPresent()
                            ? compute(definitions.get(k).get(), values[a], second)
                            : Constants.bits(dtype, MathLibrary.call(function, dtype, values[a], second));
                }
            };
        }
        int store = 0;
        for (int output = 0; output < loop.outputs().size(); output++) {
            Loop.Operand operand = loop.outputs().get(output);
            int segment = loop.inputs().size() + output;
            long address = address(geometry, segment + loop.iotas(), at, operand.laneLevel());
            Dtype part = operand.dtype().part();
            for (int p = 0; p < operand.dtype().parts(); p++) {
                store(segments[segment], address + (long) p * part.bytes(), part, values[loop.body().stores().get(store++)]);
            }
        }
    }

    private long address(long[] geometry, int operand, long[] at, int laneLevel) {
        int base = loop.base(operand);
        long address = geometry[base];
        for (int level = 0; level < at.length; level++) {
            long index = level == laneLevel ? at[level] % Op.Reduce.LANES : at[level];
            address += index * geometry[base + 1 + level];
        }
        return address;
    }

    /** Reads one real element as 64 bits. */
    public static long load(MemorySegment segment, long address, Dtype dtype) {
        return switch (dtype) {
            case BOOL -> segment.get(JAVA_BYTE, address) != 0 ? 1 : 0;
            case INT8 -> segment.get(JAVA_BYTE, address);
            case UINT8 -> segment.get(JAVA_BYTE, address) & 0xff;
            case INT16 -> segment.get(JAVA_SHORT_UNALIGNED, address);
            case UINT16 -> segment.get(JAVA_SHORT_UNALIGNED, address) & 0xffff;
            case INT32 -> segment.get(JAVA_INT_UNALIGNED, address);
            case UINT32 -> segment.get(JAVA_INT_UNALIGNED, address) & 0xffffffffL;
            case INT64, UINT64 -> segment.get(JAVA_LONG_UNALIGNED, address);
            case FLOAT32 -> Float.floatToRawIntBits(segment.get(JAVA_FLOAT_UNALIGNED, address)) & 0xffffffffL;
            case FLOAT64 -> Double.doubleToRawLongBits(segment.get(JAVA_DOUBLE_UNALIGNED, address));
            case COMPLEX64, COMPLEX128 -> throw new BugException("load of " + dtype);
        };
    }

    /** Writes one real element from 64 bits. */
    public static void store(MemorySegment segment, long address, Dtype dtype, long bits) {
        switch (dtype.bytes()) {
            case 1 -> segment.set(JAVA_BYTE, address, (byte) bits);
            case 2 -> segment.set(JAVA_SHORT_UNALIGNED, address, (short) bits);
            case 4 -> segment.set(JAVA_INT_UNALIGNED, address, (int) bits);
            default -> segment.set(JAVA_LONG_UNALIGNED, address, bits);
        }
    }

    private static long apply(List<Instruction> code, Instruction.Apply apply, long[] values) {
        long b = apply.b() < 0 ? 0 : values[apply.b()];
        long c = apply.c() < 0 ? 0 : values[apply.c()];
        return apply(apply.prim(), apply.dtype(), code.get(apply.a()).dtype(), values[apply.a()], b, c);
    }

    private static long apply(Prim prim, Dtype dtype, Dtype operand, long a, long b, long c) {
        return switch (prim) {
            case CAST -> cast(operand, dtype, a);
            case SELECT -> a != 0 ? b : c;
            case TO_BITS, FROM_BITS -> a;
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, FLOOR_DIVIDE, REMAINDER, FMOD, NEGATE, ABSOLUTE, FMA, SQRT, FLOOR, CEIL,
                    TRUNC, RINT, MINIMUM, MAXIMUM, AND, OR, XOR, NOT, SHIFT_LEFT, SHIFT_RIGHT, ROTATE_LEFT, MULTIPLY_HIGH,
                    LESS, LESS_EQUAL, EQUAL, NOT_EQUAL -> switch (Carrier.of(operand)) {
                case INT -> Constants.bits(dtype, integer(prim, operand, a, b));
                case LONG -> Constants.bits(dtype, operand == Dtype.UINT64 ? unsigned(prim, a, b) : integer(prim, operand, a, b));
                case FLOAT -> ofFloat(prim, Float.intBitsToFloat((int) a), Float.intBitsToFloat((int) b),
                        Float.intBitsToFloat((int) c));
                case DOUBLE -> ofDouble(prim, Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(c));
            };
        };
    }

    /** Integers that a signed long holds, and bool; the caller wraps the result. */
    private static long integer(Prim prim, Dtype dtype, long a, long b) {
        return switch (prim) {
            case ADD -> dtype.isBool() ? a | b : a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> dtype.isBool() ? a & b : a * b;
            case FLOOR_DIVIDE -> Arithmetic.floorDivide(a, b);
            case REMAINDER -> Arithmetic.remainder(a, b);
            case FMOD -> Arithmetic.fmod(a, b);
            case NEGATE -> -a;
            case ABSOLUTE -> a < 0 ? -a : a;
            case MINIMUM -> Math.min(a, b);
            case MAXIMUM -> Math.max(a, b);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case NOT -> dtype.isBool() ? a ^ 1 : ~a;
            case SHIFT_LEFT -> Carrier.of(dtype) == Carrier.INT
                    ? Arithmetic.shiftLeft((int) a, (int) b)
                    : Arithmetic.shiftLeft(a, b);
            case SHIFT_RIGHT -> Carrier.of(dtype) == Carrier.INT
                    ? Arithmetic.shiftRight((int) a, (int) b)
                    : Arithmetic.shiftRight(a, b);
            case LESS -> a < b ? 1 : 0;
            case LESS_EQUAL -> a <= b ? 1 : 0;
            case EQUAL -> a == b ? 1 : 0;
            case NOT_EQUAL -> a != b ? 1 : 0;
            case DIVIDE, FMA, SQRT, FLOOR, CEIL, TRUNC, RINT, ROTATE_LEFT, MULTIPLY_HIGH, SELECT, CAST, TO_BITS, FROM_BITS ->
                throw new BugException(prim + " of " + dtype);
        };
    }

    private static long unsigned(Prim prim, long a, long b) {
        return switch (prim) {
            case ADD, SUBTRACT, MULTIPLY, NEGATE, AND, OR, XOR, NOT, EQUAL, NOT_EQUAL -> integer(prim, Dtype.UINT64, a, b);
            case SHIFT_LEFT -> Arithmetic.shiftLeftUnsigned(a, b);
            case SHIFT_RIGHT -> Arithmetic.shiftRightUnsigned(a, b);
            case FLOOR_DIVIDE -> Arithmetic.floorDivideUnsigned(a, b);
            case REMAINDER, FMOD -> Arithmetic.remainderUnsigned(a, b);
            case ABSOLUTE -> a;
            case MINIMUM -> Long.compareUnsigned(a, b) <= 0 ? a : b;
            case MAXIMUM -> Long.compareUnsigned(a, b) >= 0 ? a : b;
            case LESS -> Long.compareUnsigned(a, b) < 0 ? 1 : 0;
            case LESS_EQUAL -> Long.compareUnsigned(a, b) <= 0 ? 1 : 0;
            case ROTATE_LEFT -> Long.rotateLeft(a, (int) b);
            case MULTIPLY_HIGH -> Math.unsignedMultiplyHigh(a, b);
            case DIVIDE, FMA, SQRT, FLOOR, CEIL, TRUNC, RINT, SELECT, CAST, TO_BITS, FROM_BITS ->
                throw new BugException(prim + " of uint64");
        };
    }

    private static long ofFloat(Prim prim, float a, float b, float c) {
        return switch (prim) {
            case ADD -> bits(a + b);
            case SUBTRACT -> bits(a - b);
            case MULTIPLY -> bits(a * b);
            case DIVIDE -> bits(a / b);
            case FLOOR_DIVIDE -> bits(Arithmetic.floorDivide(a, b));
            case REMAINDER -> bits(Arithmetic.remainder(a, b));
            case FMOD -> bits(Arithmetic.fmod(a, b));
            case NEGATE -> bits(-a);
            case ABSOLUTE -> bits(Math.abs(a));
            case FMA -> bits(Math.fma(a, b, c));
            case SQRT -> bits((float) Math.sqrt(a));
            case FLOOR -> bits((float) Math.floor(a));
            case CEIL -> bits((float) Math.ceil(a));
            case TRUNC -> bits((float) Arithmetic.trunc(a));
            case RINT -> bits((float) Math.rint(a));
            case MINIMUM -> bits(Arithmetic.minimum(a, b));
            case MAXIMUM -> bits(Arithmetic.maximum(a, b));
            case LESS -> a < b ? 1 : 0;
            case LESS_EQUAL -> a <= b ? 1 : 0;
            case EQUAL -> a == b ? 1 : 0;
            case NOT_EQUAL -> a != b ? 1 : 0;
            case AND, OR, XOR, NOT, SHIFT_LEFT, SHIFT_RIGHT, ROTATE_LEFT, MULTIPLY_HIGH, SELECT, CAST, TO_BITS, FROM_BITS ->
                throw new BugException(prim + " of float32");
        };
    }

    private static long ofDouble(Prim prim, double a, double b, double c) {
        return switch (prim) {
            case ADD -> bits(a + b);
            case SUBTRACT -> bits(a - b);
            case MULTIPLY -> bits(a * b);
            case DIVIDE -> bits(a / b);
            case FLOOR_DIVIDE -> bits(Arithmetic.floorDivide(a, b));
            case REMAINDER -> bits(Arithmetic.remainder(a, b));
            case FMOD -> bits(Arithmetic.fmod(a, b));
            case NEGATE -> bits(-a);
            case ABSOLUTE -> bits(Math.abs(a));
            case FMA -> bits(Math.fma(a, b, c));
            case SQRT -> bits(Math.sqrt(a));
            case FLOOR -> bits(Math.floor(a));
            case CEIL -> bits(Math.ceil(a));
            case TRUNC -> bits(Arithmetic.trunc(a));
            case RINT -> bits(Math.rint(a));
            case MINIMUM -> bits(Arithmetic.minimum(a, b));
            case MAXIMUM -> bits(Arithmetic.maximum(a, b));
            case LESS -> a < b ? 1 : 0;
            case LESS_EQUAL -> a <= b ? 1 : 0;
            case EQUAL -> a == b ? 1 : 0;
            case NOT_EQUAL -> a != b ? 1 : 0;
            case AND, OR, XOR, NOT, SHIFT_LEFT, SHIFT_RIGHT, ROTATE_LEFT, MULTIPLY_HIGH, SELECT, CAST, TO_BITS, FROM_BITS ->
                throw new BugException(prim + " of float64");
        };
    }

    private static long bits(float value) {
        return Float.floatToRawIntBits(value) & 0xffffffffL;
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static long cast(Dtype from, Dtype to, long a) {
        return switch (Carrier.of(from)) {
            case INT, LONG -> switch (Carrier.of(to)) {
                case INT, LONG -> Constants.bits(to, a);
                case FLOAT -> bits(from == Dtype.UINT64 ? Arithmetic.unsignedToFloat(a) : (float) a);
                case DOUBLE -> bits(from == Dtype.UINT64 ? Arithmetic.unsignedToDouble(a) : (double) a);
            };
            case FLOAT -> castDouble(to, Float.intBitsToFloat((int) a));
            case DOUBLE -> castDouble(to, Double.longBitsToDouble(a));
        };
    }

    private static long castDouble(Dtype to, double a) {
        return switch (Carrier.of(to)) {
            case INT -> Constants.bits(to, (long) Arithmetic.toInt(a));
            case LONG -> Constants.bits(to, to == Dtype.UINT64 ? Arithmetic.toUnsignedLong(a) : Arithmetic.toLong(a));
            case FLOAT -> bits((float) a);
            case DOUBLE -> bits(a);
        };
    }

    private static long compute(Definition definition, long a, long b) {
        boolean usual = definition.rare().isEmpty()
                || evaluate(definition.rare().get().condition(), a, b) == 0;
        return evaluate(usual ? definition.usual() : definition.rare().orElseThrow().value(), a, b);
    }

    /** The value that the body of a function stores. */
    private static long evaluate(Body body, long a, long b) {
        List<Instruction> code = body.code();
        long[] values = new long[code.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = switch (code.get(k)) {
                case Instruction.Load(int input, int _, Dtype _) -> input == 0 ? a : b;
                case Instruction.Const(Dtype _, long bits) -> bits;
                case Instruction.Apply apply -> apply(code, apply, values);
                case Instruction.Index _, Instruction.Param _, Instruction.Call _ ->
                    throw new BugException("not in the body of a function: " + code.get(k));
            };
        }
        return values[body.stores().getFirst()];
    }
}
