package syrtis.program;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BinaryOperator;
import syrtis.NDArray;
import syrtis.program.Value.Num;

/**
 * An operator between two values: what it does to two numbers of Python, to two arrays, and to an array in place.
 */
@SuppressWarnings("ImmutableEnumChecker") // Its functions keep nothing.
enum Operator {
    BITWISE_OR("|", 1, Numbers::or, NDArray::bitwiseOr, NDArray::bitwiseOrInPlace),
    BITWISE_XOR("^", 2, Numbers::xor, NDArray::bitwiseXor, NDArray::bitwiseXorInPlace),
    BITWISE_AND("&", 3, Numbers::and, NDArray::bitwiseAnd, NDArray::bitwiseAndInPlace),
    LEFT_SHIFT("<<", 4, Numbers::shiftLeft, NDArray::leftShift, NDArray::leftShiftInPlace),
    RIGHT_SHIFT(">>", 4, Numbers::shiftRight, NDArray::rightShift, NDArray::rightShiftInPlace),
    ADD("+", 5, Numbers::add, NDArray::add, NDArray::addInPlace),
    SUBTRACT("-", 5, Numbers::subtract, NDArray::subtract, NDArray::subtractInPlace),
    MULTIPLY("*", 6, Numbers::multiply, NDArray::multiply, NDArray::multiplyInPlace),
    DIVIDE("/", 6, Numbers::divide, NDArray::divide, NDArray::divideInPlace),
    FLOOR_DIVIDE("//", 6, Numbers::floorDivide, NDArray::floorDivide, NDArray::floorDivideInPlace),
    REMAINDER("%", 6, Numbers::remainder, NDArray::remainder, NDArray::remainderInPlace),
    MATMUL("@", 6, Numbers::matmul, NDArray::matmul, Elements::matmulInPlace),
    /** Binds tighter than a sign at its left and groups to the right. */
    POWER("**", 8, Numbers::power, NDArray::power, NDArray::powerInPlace);

    /** How tightly a sign binds: between {@code *} and {@code **}. */
    static final int SIGN = 7;

    private final String symbol;
    private final int precedence;
    private final BinaryOperator<Num> numbers;
    private final BinaryOperator<NDArray> arrays;
    private final InPlace inPlace;

    /** Changes {@code target}. */
    interface InPlace {
        void apply(NDArray target, NDArray operand);
    }

    Operator(
            String symbol,
            int precedence,
            BinaryOperator<Num> numbers,
            BinaryOperator<NDArray> arrays,
            InPlace inPlace) {
        this.symbol = symbol;
        this.precedence = precedence;
        this.numbers = numbers;
        this.arrays = arrays;
        this.inPlace = inPlace;
    }

    static Optional<Operator> of(String symbol) {
        return Arrays.stream(values()).filter(o -> o.symbol.equals(symbol)).findFirst();
    }

    String symbol() {
        return symbol;
    }

    /** Larger binds tighter. */
    int precedence() {
        return precedence;
    }

    Num apply(Num a, Num b) {
        return numbers.apply(a, b);
    }

    NDArray apply(NDArray a, NDArray b) {
        return arrays.apply(a, b);
    }

    void applyInPlace(NDArray target, NDArray operand) {
        inPlace.apply(target, operand);
    }
}
