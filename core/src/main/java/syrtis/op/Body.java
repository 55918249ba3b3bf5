package syrtis.op;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * A scalar body: straight-line code in single-assignment form that is run once per element of a loop.
 *
 * <pre>
 *   x * x + 1, x float32           x % 3 == 0, x int64
 *   0  load in0: float32           0  load in0: int64
 *   1  multiply 0 0: float32       1  param 0: int64
 *   2  param 0: float32            2  remainder 0 1: int64
 *   3  add 1 2: float32            3  const 0: int64
 *   store 3                        4  equal 2 3: bool
 *                                  store 4
 * </pre>
 *
 * @param code instructions; each uses only earlier ones
 * @param stores the values written per element, in the order of the kernel's outputs and their parts
 */
public record Body(List<Instruction> code, List<Integer> stores) {
    public Body {
        code = List.copyOf(code);
        stores = List.copyOf(stores);
        for (int at = 0; at < code.size(); at++) {
            if (code.get(at) instanceof Instruction.Apply apply && (apply.a() >= at || apply.b() >= at || apply.c() >= at)) {
                throw new BugException("instruction " + at + " uses a later one: " + apply);
            }
        }
    }

    public int size() {
        return code.size();
    }

    /** Instructions with those of the functions that they call. */
    public long steps() {
        long steps = size();
        for (Instruction instruction : code) {
            if (instruction instanceof Instruction.Call(MathFunction function, Dtype dtype, int _, int _)) {
                steps += function.definition(dtype).map(definition -> definition.usual().size() - 1).orElse(0);
            }
        }
        return steps;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < code.size(); at++) {
            text.append("%3d  %s%n".formatted(at, describe(code.get(at))));
        }
        return text.append("store ").append(stores).toString();
    }

    private static String describe(Instruction instruction) {
        String value = switch (instruction) {
            case Instruction.Load(int input, int part, Dtype _) -> "load in" + input + (part == 1 ? ".imag" : "");
            case Instruction.Index(int iota) -> "index " + iota;
            case Instruction.Const(Dtype dtype, long bits) -> "const " + (dtype == Dtype.FLOAT64
                    ? Double.toString(Double.longBitsToDouble(bits))
                    : dtype == Dtype.FLOAT32 ? Float.toString(Float.intBitsToFloat((int) bits)) : Long.toString(bits));
            case Instruction.Param(int index, Dtype _) -> "param " + index;
            case Instruction.Apply(Prim prim, Dtype _, int a, int b, int c) -> prim.name().toLowerCase(java.util.Locale.ROOT)
                    + operands(a, b, c);
            case Instruction.Call(MathFunction function, Dtype _, int a, int b) ->
                function.name().toLowerCase(java.util.Locale.ROOT) + operands(a, b, -1);
        };
        return value + ": " + instruction.dtype();
    }

    private static String operands(int a, int b, int c) {
        return (a < 0 ? "" : " " + a) + (b < 0 ? "" : " " + b) + (c < 0 ? "" : " " + c);
    }

    /** Writes a body; equal instructions become one, constants fold. */
    public static final class Builder {
        private final List<Instruction> code = new ArrayList<>();
        private final Map<Instruction, Integer> numbers = new HashMap<>();
        private int params;

        int emit(Instruction instruction) {
            Integer known = numbers.get(instruction);
            if (known != null) {
                return known;
            }
            code.add(instruction);
            numbers.put(instruction, code.size() - 1);
            return code.size() - 1;
        }

        Instruction at(int number) {
            return code.get(number);
        }

        public int size() {
            return code.size();
        }

        /** Number of scalar arguments handed out so far. */
        public int params() {
            return params;
        }

        /** The current element of input {@code input}. */
        public Scalar load(int input, Dtype dtype) {
            Dtype part = dtype.part();
            int re = emit(new Instruction.Load(input, 0, part));
            return dtype.isComplex()
                    ? new Scalar(this, dtype, re, emit(new Instruction.Load(input, 1, part)))
                    : new Scalar(this, dtype, re, -1);
        }

        /** The current value of iota {@code iota}. */
        public Scalar index(int iota) {
            return new Scalar(this, Dtype.INT64, emit(new Instruction.Index(iota)), -1);
        }

        /** A new scalar argument; complex ones take two. */
        public Scalar param(Dtype dtype) {
            Dtype part = dtype.part();
            int re = emit(new Instruction.Param(params++, part));
            return dtype.isComplex()
                    ? new Scalar(this, dtype, re, emit(new Instruction.Param(params++, part)))
                    : new Scalar(this, dtype, re, -1);
        }

        /** A constant of the structure, from a number that the dtype holds exactly or rounds. */
        public Scalar constant(Dtype dtype, double value) {
            return constantBits(dtype, Constants.bits(dtype.part(), value));
        }

        /** An integer constant, wrapped to the dtype. */
        public Scalar constant(Dtype dtype, long value) {
            return constantBits(dtype, Constants.bits(dtype.part(), value));
        }

        Scalar constantBits(Dtype dtype, long bits) {
            Dtype part = dtype.part();
            int re = emit(new Instruction.Const(part, bits));
            return dtype.isComplex()
                    ? new Scalar(this, dtype, re, emit(new Instruction.Const(part, 0)))
                    : new Scalar(this, dtype, re, -1);
        }

        /** The finished body that stores {@code values}, without the instructions none of them needs. */
        public Body build(List<Scalar> values) {
            List<Integer> roots = new ArrayList<>();
            for (Scalar value : values) {
                roots.add(value.re());
                if (value.dtype().isComplex()) {
                    roots.add(value.im());
                }
            }
            boolean[] used = new boolean[code.size()];
            roots.forEach(root -> used[root] = true);
            for (int at = code.size() - 1; at >= 0; at--) {
                if (used[at]) {
                    switch (code.get(at)) {
                        case Instruction.Apply apply -> mark(used, apply.a(), apply.b(), apply.c());
                        case Instruction.Call call -> mark(used, call.a(), call.b(), -1);
                        case Instruction.Load _, Instruction.Index _, Instruction.Const _, Instruction.Param _ -> {}
                    }
                }
            }
            int[] moved = new int[code.size()];
            List<Instruction> kept = new ArrayList<>();
            for (int at = 0; at < code.size(); at++) {
                if (used[at]) {
                    moved[at] = kept.size();
                    kept.add(renumber(code.get(at), moved));
                }
            }
            return new Body(kept, roots.stream().map(root -> moved[root]).toList());
        }

        private static void mark(boolean[] used, int a, int b, int c) {
            if (a >= 0) {
                used[a] = true;
            }
            if (b >= 0) {
                used[b] = true;
            }
            if (c >= 0) {
                used[c] = true;
            }
        }

        private static Instruction renumber(Instruction instruction, int[] moved) {
            return switch (instruction) {
                case Instruction.Apply(Prim prim, Dtype dtype, int a, int b, int c) ->
                    new Instruction.Apply(prim, dtype, moved(moved, a), moved(moved, b), moved(moved, c));
                case Instruction.Call(MathFunction function, Dtype dtype, int a, int b) ->
                    new Instruction.Call(function, dtype, moved(moved, a), moved(moved, b));
                case Instruction.Load _, Instruction.Index _, Instruction.Const _, Instruction.Param _ -> instruction;
            };
        }

        private static int moved(int[] moved, int number) {
            return number < 0 ? -1 : moved[number];
        }
    }
}
