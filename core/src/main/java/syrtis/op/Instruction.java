package syrtis.op;

import java.util.List;
import syrtis.type.Dtype;

/**
 * One step of a scalar body. Operands are the numbers of earlier instructions; every value is real (a complex element
 * is two values). Instructions are compared by value, which is how a {@link Body} shares equal ones.
 */
public sealed interface Instruction {
    /** The dtype of the value; never complex. */
    Dtype dtype();

    /** The numbers of the instructions whose values this one uses. */
    default List<Integer> operands() {
        return switch (this) {
            case Apply(var _, var _, int a, int b, int c) -> c >= 0 ? List.of(a, b, c) : b >= 0 ? List.of(a, b) : List.of(a);
            case Call(var _, var _, int a, int b) -> b >= 0 ? List.of(a, b) : List.of(a);
            case Load _, Index _, Const _, Param _ -> List.of();
        };
    }

    /** Part {@code part} (0 real, 1 imaginary) of the current element of input {@code input}. */
    record Load(int input, int part, Dtype dtype) implements Instruction {}

    /** The current value of iota {@code iota}: an int64 that is affine in the loop's indices. */
    record Index(int iota) implements Instruction {
        @Override
        public Dtype dtype() {
            return Dtype.INT64;
        }
    }

    /** A constant of the structure: its bits as the dtype stores them, integers extended to 64 bits. */
    record Const(Dtype dtype, long bits) implements Instruction {}

    /** Scalar argument {@code index} of the kernel: a constant of the user's program. */
    record Param(int index, Dtype dtype) implements Instruction {}

    /** A primitive; unused operands are -1. */
    record Apply(Prim prim, Dtype dtype, int a, int b, int c) implements Instruction {}

    /** A mathematical function; an unused operand is -1. */
    record Call(MathFunction function, Dtype dtype, int a, int b) implements Instruction {}
}
