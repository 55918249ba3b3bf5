package syrtis.program;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;
import syrtis.NDArray;
import syrtis.program.Value.Num;

/** A comparison of two values: element by element where one is an array, else Python's. */
@SuppressWarnings("ImmutableEnumChecker") // Its functions keep nothing.
enum Comparator {
    LESS("<", NDArray::less, order -> order < 0),
    LESS_EQUAL("<=", NDArray::lessEqual, order -> order <= 0),
    GREATER(">", NDArray::greater, order -> order > 0),
    GREATER_EQUAL(">=", NDArray::greaterEqual, order -> order >= 0),
    EQUAL("==", NDArray::equal, order -> order == 0),
    NOT_EQUAL("!=", NDArray::notEqual, order -> order != 0),
    IS("is", NDArray::equal, order -> order == 0),
    IS_NOT("is not", NDArray::notEqual, order -> order != 0),
    IN("in", NDArray::equal, order -> order == 0),
    NOT_IN("not in", NDArray::notEqual, order -> order != 0);

    private final String symbol;
    private final BinaryOperator<NDArray> arrays;
    private final IntPredicate holds;

    Comparator(String symbol, BinaryOperator<NDArray> arrays, IntPredicate holds) {
        this.symbol = symbol;
        this.arrays = arrays;
        this.holds = holds;
    }

    static Optional<Comparator> of(String symbol) {
        return Arrays.stream(values()).filter(c -> c.symbol.equals(symbol)).findFirst();
    }

    String symbol() {
        return symbol;
    }

    Value apply(Value a, Value b) {
        return switch (this) {
            case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL ->
                meetElementwise(a, b) ? elementwise(a, b) : Value.Bool.of(ordered(a, b));
            case EQUAL, NOT_EQUAL ->
                meetElementwise(a, b) ? elementwise(a, b) : Value.Bool.of(equal(a, b) == (this == EQUAL));
            case IS, IS_NOT -> Value.Bool.of(same(a, b) == (this == IS));
            case IN, NOT_IN -> Value.Bool.of(contains(b, a) == (this == IN));
        };
    }

    private static boolean meetElementwise(Value a, Value b) {
        return (a instanceof Value.Array && isArrayLike(b)) || (b instanceof Value.Array && isArrayLike(a));
    }

    private static boolean isArrayLike(Value value) {
        return switch (value) {
            case Value.Array _, Num _, Value.Sequence _ -> true;
            case Value.Str _, Value.Opaque _ -> false;
        };
    }

    private Value elementwise(Value a, Value b) {
        return Elements.result(arrays.apply(operand(a, b), operand(b, a)));
    }

    /** Unlike arithmetic, a comparison takes integers that the array cannot hold. */
    private static NDArray operand(Value value, Value other) {
        return value instanceof Value.Big big
                        && other instanceof Value.Array array
                        && !array.array().dtype().isBool()
                ? Elements.weak(Numbers.beyond(big, array.array().dtype()))
                : Elements.operand(value);
    }

    private boolean ordered(Value a, Value b) {
        if (a instanceof Num x && b instanceof Num y) {
            if (x instanceof Value.Complex || y instanceof Value.Complex) {
                throw new Mistake("complex numbers have no order: '" + symbol + "' needs abs() or .real");
            }
            boolean unordered = isNan(x) || isNan(y);
            return !unordered && holds.test(Numbers.compare(x, y));
        }
        if (a instanceof Value.Str x && b instanceof Value.Str y) {
            return holds.test(x.value().compareTo(y.value()));
        }
        Optional<List<Value>> left = Elements.items(a);
        Optional<List<Value>> right = Elements.items(b);
        if (left.isPresent() && right.isPresent()) {
            int shorter = Math.min(left.get().size(), right.get().size());
            for (int i = 0; i < shorter; i++) {
                if (!equal(left.get().get(i), right.get().get(i))) {
                    return Elements.truth(apply(left.get().get(i), right.get().get(i)));
                }
            }
            return holds.test(Integer.compare(left.get().size(), right.get().size()));
        }
        throw new Mistake("'" + symbol + "' cannot compare " + a.describe() + " with " + b.describe());
    }

    private static boolean isNan(Num number) {
        return number instanceof Value.Real real && Double.isNaN(real.value());
    }

    private static boolean equal(Value a, Value b) {
        if (meetElementwise(a, b)) {
            return Elements.truth(EQUAL.elementwise(a, b));
        }
        if (a instanceof Num x && b instanceof Num y) {
            return Numbers.equal(x, y);
        }
        if (a instanceof Value.Type type) {
            return Conversion.dtype(b).filter(type.dtype()::equals).isPresent();
        }
        if (b instanceof Value.Type) {
            return equal(b, a);
        }
        if (a instanceof Value.Tuple x && b instanceof Value.Tuple y) {
            return equal(x.items(), y.items());
        }
        if (a instanceof Value.Items x && b instanceof Value.Items y) {
            return equal(x.items(), y.items());
        }
        return a.equals(b);
    }

    private static boolean equal(List<Value> a, List<Value> b) {
        boolean equal = a.size() == b.size();
        for (int i = 0; equal && i < a.size(); i++) {
            equal = equal(a.get(i), b.get(i));
        }
        return equal;
    }

    private static boolean same(Value a, Value b) {
        if (a instanceof Value.Array x && b instanceof Value.Array y) {
            return x.array() == y.array();
        }
        return a.equals(b);
    }

    private static boolean contains(Value container, Value value) {
        if (container instanceof Value.Str text && value instanceof Value.Str part) {
            return text.value().contains(part.value());
        }
        if (container instanceof Value.Array array) {
            return Elements.truth(
                    Elements.result(array.array().equal(Elements.operand(value)).any()));
        }
        return Elements.items(container)
                .orElseThrow(() ->
                        new Mistake("'in' needs a list, a tuple or an array at its right, got " + container.describe()))
                .stream()
                .anyMatch(item -> equal(item, value));
    }
}
