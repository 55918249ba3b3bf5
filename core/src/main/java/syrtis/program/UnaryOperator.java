package syrtis.program;

import java.util.Arrays;
import java.util.Optional;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.program.Value.Num;

/** A sign: what it does to a number of Python and to an array. */
@SuppressWarnings("ImmutableEnumChecker") // Its functions keep nothing.
enum UnaryOperator {
    NEGATIVE("-", Numbers::negative, NDArray::negative),
    POSITIVE("+", Numbers::positive, Nd::positive),
    INVERT("~", Numbers::invert, Nd::bitwiseInvert);

    private final String symbol;
    private final java.util.function.UnaryOperator<Num> numbers;
    private final java.util.function.UnaryOperator<NDArray> arrays;

    UnaryOperator(
            String symbol,
            java.util.function.UnaryOperator<Num> numbers,
            java.util.function.UnaryOperator<NDArray> arrays) {
        this.symbol = symbol;
        this.numbers = numbers;
        this.arrays = arrays;
    }

    static Optional<UnaryOperator> of(String symbol) {
        return Arrays.stream(values()).filter(o -> o.symbol.equals(symbol)).findFirst();
    }

    String symbol() {
        return symbol;
    }

    Num apply(Num a) {
        return numbers.apply(a);
    }

    NDArray apply(NDArray a) {
        return arrays.apply(a);
    }
}
