package syrtis.llvm;

import syrtis.op.Prim;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * The primitives of scalar bodies as LLVM IR, for vectors of {@code lanes} elements. Each is total, as {@link Prim} says:
 * where an instruction of LLVM is undefined or poison, its operand is made harmless first and the result is selected after.
 * Nothing has a fast-math flag, so nothing is contracted or reordered.
 */
final class PrimIr {
    private final IrText ir;
    private final int lanes;

    PrimIr(IrText ir, int lanes) {
        this.ir = ir;
        this.lanes = lanes;
    }

    String type(Dtype dtype) {
        return IrText.vector(IrText.element(dtype), lanes);
    }

    /** {@code prim} on values of dtype {@code operand} (of a select: of its second and third), giving {@code result}. */
    String apply(Prim prim, Dtype operand, Dtype result, String a, String b, String c) {
        return switch (prim) {
            case ADD -> operand.isBool() ? two("or", operand, a, b) : two(operand.isFloat() ? "fadd" : "add", operand, a, b);
            case SUBTRACT -> two(operand.isFloat() ? "fsub" : operand.isBool() ? "xor" : "sub", operand, a, b);
            case MULTIPLY -> operand.isBool() ? two("and", operand, a, b) : two(operand.isFloat() ? "fmul" : "mul", operand, a, b);
            case DIVIDE -> two("fdiv", operand, a, b);
            case FLOOR_DIVIDE -> operand.isFloat() ? floorDivide(operand, a, b) : quotient(operand, a, b);
            case REMAINDER -> operand.isFloat() ? remainder(operand, a, b) : rest(operand, a, b, true);
            case FMOD -> operand.isFloat() ? two("frem", operand, a, b) : rest(operand, a, b, false);
            case NEGATE -> operand.isFloat() ? ir.let("fneg " + type(operand) + " " + a) : two("sub", operand, integer(operand, 0), a);
            case ABSOLUTE -> absolute(operand, a);
            case FMA -> intrinsic("fma", operand, a, b, c);
            case SQRT -> intrinsic("sqrt", operand, a);
            case FLOOR -> intrinsic("floor", operand, a);
            case CEIL -> intrinsic("ceil", operand, a);
            case TRUNC -> intrinsic("trunc", operand, a);
            case RINT -> intrinsic("roundeven", operand, a);
            case MINIMUM -> extreme(operand, "ole", "le", a, b);
            case MAXIMUM -> extreme(operand, "oge", "ge", a, b);
            case AND -> two("and", operand, a, b);
            case OR -> two("or", operand, a, b);
            case XOR -> two("xor", operand, a, b);
            case NOT -> two("xor", operand, a, operand.isBool() ? integerText(operand, "true") : integer(operand, -1));
            case SHIFT_LEFT -> shift("shl", operand, a, b);
            case SHIFT_RIGHT -> isSigned(operand) ? signedShift(operand, a, b) : shift("lshr", operand, a, b);
            case ROTATE_LEFT -> intrinsic("fshl", operand, a, a, b);
            case MULTIPLY_HIGH -> multiplyHigh(operand, a, b);
            case LESS -> compare(operand, "olt", "lt", a, b);
            case LESS_EQUAL -> compare(operand, "ole", "le", a, b);
            case EQUAL -> compare(operand, "oeq", "eq", a, b);
            case NOT_EQUAL -> compare(operand, "une", "ne", a, b);
            case SELECT -> select(a, operand, b, c);
            case CAST -> cast(operand, result, a);
            case TO_BITS, FROM_BITS -> ir.let("bitcast " + type(operand) + " " + a + " to " + type(result));
        };
    }

    // ---- building blocks

    private String two(String operation, Dtype dtype, String a, String b) {
        return ir.let(operation + " " + type(dtype) + " " + a + ", " + b);
    }

    private String select(String condition, Dtype dtype, String yes, String no) {
        return ir.let("select " + type(Dtype.BOOL) + " " + condition + ", " + type(dtype) + " " + yes + ", " + type(dtype) + " " + no);
    }

    private String intrinsic(String name, Dtype dtype, String... arguments) {
        StringBuilder call = new StringBuilder("call ").append(type(dtype)).append(" @llvm.").append(name).append('.')
                .append(IrText.mangled(IrText.element(dtype), lanes)).append('(');
        for (int k = 0; k < arguments.length; k++) {
            call.append(k == 0 ? "" : ", ").append(type(dtype)).append(' ').append(arguments[k]);
        }
        return ir.let(call.append(')').toString());
    }

    private String integer(Dtype dtype, long value) {
        return integerText(dtype, Long.toString(value));
    }

    private String integerText(Dtype dtype, String value) {
        return IrText.splat(IrText.element(dtype), lanes, value);
    }

    private String number(Dtype dtype, double value) {
        long bits = dtype == Dtype.FLOAT32 ? Float.floatToRawIntBits((float) value) : Double.doubleToRawLongBits(value);
        return IrText.splat(IrText.element(dtype), lanes, IrText.constant(dtype, bits));
    }

    private static boolean isSigned(Dtype dtype) {
        return switch (dtype.kind()) {
            case SIGNED -> true;
            case BOOL, UNSIGNED -> false;
            case FLOAT, COMPLEX -> throw new BugException("sign of " + dtype);
        };
    }

    private static int bits(Dtype dtype) {
        return 8 * dtype.bytes();
    }

    private String both(String a, String b) {
        return two("and", Dtype.BOOL, a, b);
    }

    private String either(String a, String b) {
        return two("or", Dtype.BOOL, a, b);
    }

    /** {@code order} is the integers' relation: eq, ne, lt, le, gt or ge. */
    private String compare(Dtype dtype, String floats, String order, String a, String b) {
        if (dtype.isFloat()) {
            return two("fcmp " + floats, dtype, a, b);
        }
        boolean equality = order.equals("eq") || order.equals("ne");
        return two("icmp " + (equality ? order : (isSigned(dtype) ? "s" : "u") + order), dtype, a, b);
    }

    // ---- order and signs

    private String extreme(Dtype dtype, String floats, String order, String a, String b) {
        String first = compare(dtype, floats, order, a, b);
        if (dtype.isFloat()) {
            first = either(first, two("fcmp uno", dtype, a, a));
        }
        return select(first, dtype, a, b);
    }

    private String absolute(Dtype dtype, String a) {
        if (dtype.isFloat()) {
            return intrinsic("fabs", dtype, a);
        }
        if (!isSigned(dtype)) {
            return a;
        }
        String negative = compare(dtype, "", "lt", a, integer(dtype, 0));
        return select(negative, dtype, two("sub", dtype, integer(dtype, 0), a), a);
    }

    // ---- shifts and wide products

    private String shift(String operation, Dtype dtype, String a, String b) {
        String inside = two("icmp ult", dtype, b, integer(dtype, bits(dtype)));
        String shifted = two(operation, dtype, a, select(inside, dtype, b, integer(dtype, 0)));
        return select(inside, dtype, shifted, integer(dtype, 0));
    }

    private String signedShift(Dtype dtype, String a, String b) {
        String inside = two("icmp ult", dtype, b, integer(dtype, bits(dtype)));
        return two("ashr", dtype, a, select(inside, dtype, b, integer(dtype, bits(dtype) - 1)));
    }

    /** The high word of a product of 64-bit words from four products of their halves, which vectors have. */
    private String multiplyHigh(Dtype dtype, String a, String b) {
        String half = integer(dtype, 32);
        String low = integer(dtype, 0xffffffffL);
        String aLow = two("and", dtype, a, low);
        String aHigh = two("lshr", dtype, a, half);
        String bLow = two("and", dtype, b, low);
        String bHigh = two("lshr", dtype, b, half);
        String carried = two("lshr", dtype, two("mul", dtype, aLow, bLow), half);
        String middle = two("add", dtype, two("mul", dtype, aHigh, bLow), carried);
        String other = two("add", dtype, two("mul", dtype, aLow, bHigh), two("and", dtype, middle, low));
        String top = two("add", dtype, two("mul", dtype, aHigh, bHigh), two("lshr", dtype, middle, half));
        return two("add", dtype, top, two("lshr", dtype, other, half));
    }

    // ---- division of integers: by zero it gives 0, MIN / -1 wraps to MIN

    private String quotient(Dtype dtype, String a, String b) {
        String zero = integer(dtype, 0);
        String byZero = two("icmp eq", dtype, b, zero);
        if (!isSigned(dtype)) {
            String divisor = select(byZero, dtype, integer(dtype, 1), b);
            return select(byZero, dtype, zero, two("udiv", dtype, a, divisor));
        }
        String byMinusOne = two("icmp eq", dtype, b, integer(dtype, -1));
        String divisor = select(either(byZero, byMinusOne), dtype, integer(dtype, 1), b);
        String truncated = two("sdiv", dtype, a, divisor);
        String rest = two("sub", dtype, a, two("mul", dtype, truncated, divisor));
        String floored = select(isBelow(dtype, rest, divisor), dtype, two("sub", dtype, truncated, integer(dtype, 1)), truncated);
        return select(byZero, dtype, zero, select(byMinusOne, dtype, two("sub", dtype, zero, a), floored));
    }

    private String rest(Dtype dtype, String a, String b, boolean floored) {
        String zero = integer(dtype, 0);
        String byZero = two("icmp eq", dtype, b, zero);
        if (!isSigned(dtype)) {
            String divisor = select(byZero, dtype, integer(dtype, 1), b);
            return select(byZero, dtype, zero, two("urem", dtype, a, divisor));
        }
        String harmless = either(byZero, two("icmp eq", dtype, b, integer(dtype, -1))); // MIN % -1 would trap.
        String divisor = select(harmless, dtype, integer(dtype, 1), b);
        String rest = two("srem", dtype, a, divisor);
        if (floored) {
            rest = select(isBelow(dtype, rest, divisor), dtype, two("add", dtype, rest, divisor), rest);
        }
        return rest; // By 1, -1 and, here, 0 it is 0.
    }

    /** Whether a remainder is not zero and has the other sign than its divisor. */
    private String isBelow(Dtype dtype, String rest, String divisor) {
        String unequal = two("icmp slt", dtype, two("xor", dtype, rest, divisor), integer(dtype, 0));
        return both(two("icmp ne", dtype, rest, integer(dtype, 0)), unequal);
    }

    // ---- division of floats: as syrtis.kernel.Arithmetic has it from npy_divmod

    private String floorDivide(Dtype dtype, String a, String b) {
        String zero = number(dtype, 0);
        String plain = two("fdiv", dtype, a, b);
        String rest = two("frem", dtype, a, b);
        String raw = two("fdiv", dtype, two("fsub", dtype, a, rest), b);
        String quotient = select(isOpposite(dtype, rest, b), dtype, two("fsub", dtype, raw, number(dtype, 1)), raw);
        String floor = intrinsic("floor", dtype, quotient);
        String above = two("fcmp ogt", dtype, two("fsub", dtype, quotient, floor), number(dtype, 0.5));
        String nearest = select(above, dtype, two("fadd", dtype, floor, number(dtype, 1)), floor);
        String whole = select(two("fcmp oeq", dtype, quotient, zero), dtype, intrinsic("copysign", dtype, zero, plain), nearest);
        return select(two("fcmp oeq", dtype, b, zero), dtype, plain, whole);
    }

    private String remainder(Dtype dtype, String a, String b) {
        String zero = number(dtype, 0);
        String rest = two("frem", dtype, a, b);
        String moved = select(isOpposite(dtype, rest, b), dtype, two("fadd", dtype, rest, b), rest);
        String signed = select(two("fcmp oeq", dtype, rest, zero), dtype, intrinsic("copysign", dtype, zero, b), moved);
        return select(two("fcmp oeq", dtype, b, zero), dtype, rest, signed);
    }

    /** rest != 0 and (rest &lt; 0) != (b &lt; 0), as Java evaluates it with NaN. */
    private String isOpposite(Dtype dtype, String rest, String b) {
        String zero = number(dtype, 0);
        String signs = two("xor", Dtype.BOOL, two("fcmp olt", dtype, rest, zero), two("fcmp olt", dtype, b, zero));
        return both(two("fcmp une", dtype, rest, zero), signs);
    }

    // ---- casts

    private String cast(Dtype from, Dtype to, String a) {
        if (to.isBool()) {
            throw new BugException("a cast to bool is a comparison");
        }
        if (from.isFloat()) {
            return to.isFloat() ? floatToFloat(from, to, a) : toInteger(from, to, a);
        }
        String operation = to.isFloat()
                ? isSigned(from) ? "sitofp" : "uitofp"
                : integerBits(to) < integerBits(from) ? "trunc" : isSigned(from) ? "sext" : "zext";
        return !to.isFloat() && integerBits(to) == integerBits(from) ? a : convert(operation, from, a, to);
    }

    private static int integerBits(Dtype dtype) {
        return dtype.isBool() ? 1 : bits(dtype);
    }

    private String convert(String operation, Dtype from, String a, Dtype to) {
        return ir.let(operation + " " + type(from) + " " + a + " to " + type(to));
    }

    private String floatToFloat(Dtype from, Dtype to, String a) {
        return from == to ? a : convert(to == Dtype.FLOAT64 ? "fpext" : "fptrunc", from, a, to);
    }

    /** By way of int32 or int64: what is out of range becomes MIN, and then wraps. */
    private String toInteger(Dtype from, Dtype to, String a) {
        String wide = floatToFloat(from, Dtype.FLOAT64, a);
        if (to == Dtype.UINT64) {
            String limit = number(Dtype.FLOAT64, 0x1p63);
            String high = two("xor", Dtype.INT64, truncated(two("fsub", Dtype.FLOAT64, wide, limit), Dtype.INT64), integer(Dtype.INT64, Long.MIN_VALUE));
            return select(two("fcmp oge", Dtype.FLOAT64, wide, limit), to, high, truncated(wide, Dtype.INT64));
        }
        Dtype through = to == Dtype.INT64 || to == Dtype.UINT32 ? Dtype.INT64 : Dtype.INT32;
        String whole = truncated(wide, through);
        return bits(to) == bits(through) ? whole : convert("trunc", through, whole, to);
    }

    private String truncated(String wide, Dtype to) {
        Dtype from = Dtype.FLOAT64;
        double limit = to == Dtype.INT64 ? 0x1p63 : 0x1p31;
        String above = to == Dtype.INT64
                ? two("fcmp oge", from, wide, number(from, -limit))
                : two("fcmp ogt", from, wide, number(from, -limit - 1));
        String inside = both(above, two("fcmp olt", from, wide, number(from, limit)));
        String whole = convert("fptosi", from, select(inside, from, wide, number(from, 0)), to);
        return select(inside, to, whole, integer(to, to == Dtype.INT64 ? Long.MIN_VALUE : Integer.MIN_VALUE));
    }
}
