package syrtis.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import syrtis.program.Value.Num;

/** What operators do to values of all sorts. */
final class Operations {
    private Operations() {}

    /** {@code a operator b}: Python's arithmetic between numbers, the API's where an array takes part. */
    static Value binary(Operator operator, Value a, Value b) {
        if (a instanceof Num x && b instanceof Num y) {
            return operator.apply(x, y);
        }
        if (a instanceof Value.Array || b instanceof Value.Array) {
            return Elements.result(operator.apply(operand(operator, a, b, a), operand(operator, a, b, b)));
        }
        return ofSequences(operator, a, b).orElseThrow(() -> refused(operator, a, b));
    }

    /** {@code target operator= operand}: the value that the name has afterwards. */
    static Value update(Operator operator, Value target, Value operand) {
        if (target instanceof Value.Array array && !array.frozen()) {
            operator.applyInPlace(array.array(), operand(operator, target, operand, operand));
            return array;
        }
        if (target instanceof Value.Items list && operator == Operator.ADD) {
            List<Value> added = new ArrayList<>();
            Indexing.each(operand).forEachRemaining(added::add);
            Elements.limited((long) list.items().size() + added.size());
            list.items().addAll(added);
            return list;
        }
        return binary(operator, target, operand);
    }

    static Value unary(UnaryOperator operator, Value operand) {
        return switch (operand) {
            case Num number -> operator.apply(number);
            case Value.Array array -> Elements.result(operator.apply(array.array()));
            case Value.Str _, Value.Sequence _, Value.Opaque _ ->
                throw new Mistake("'" + operator.symbol() + "' needs a number or an array, got " + operand.describe());
        };
    }

    private static syrtis.NDArray operand(Operator operator, Value a, Value b, Value which) {
        return switch (which) {
            case Num _, Value.Array _, Value.Sequence _ -> Elements.operand(which);
            case Value.Str _, Value.Opaque _ -> throw refused(operator, a, b);
        };
    }

    private static Mistake refused(Operator operator, Value a, Value b) {
        boolean uncalled = a instanceof Value.Callable || b instanceof Value.Callable;
        return new Mistake("'" + operator.symbol() + "' is not defined between " + a.describe() + " and " + b.describe()
                + (uncalled ? ": call it with (...)" : ""));
    }

    /** {@code +} joins and {@code *} repeats strings, tuples and lists. */
    private static Optional<Value> ofSequences(Operator operator, Value a, Value b) {
        if (operator == Operator.ADD) {
            return switch (a) {
                case Value.Str x when b instanceof Value.Str y -> Optional.of(new Value.Str(x.value() + y.value()));
                case Value.Tuple x
                when b instanceof Value.Tuple y -> Optional.of(new Value.Tuple(joined(x.items(), y.items())));
                case Value.Items x
                when b instanceof Value.Items y -> Optional.of(new Value.Items(joined(x.items(), y.items())));
                default -> Optional.empty();
            };
        }
        if (operator == Operator.MULTIPLY) {
            if (a instanceof Num) {
                return b instanceof Num ? Optional.empty() : ofSequences(operator, b, a);
            }
            if (b instanceof Num times && Numbers.isInteger(times)) {
                long count = Math.max(0, Numbers.integer(times));
                return switch (a) {
                    case Value.Str text ->
                        Optional.of(new Value.Str(
                                text.value().repeat(total(text.value().length(), count))));
                    case Value.Tuple tuple -> Optional.of(new Value.Tuple(repeated(tuple.items(), count)));
                    case Value.Items list -> Optional.of(new Value.Items(repeated(list.items(), count)));
                    default -> Optional.empty();
                };
            }
        }
        return Optional.empty();
    }

    private static List<Value> joined(List<Value> a, List<Value> b) {
        Elements.limited((long) a.size() + b.size());
        List<Value> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private static List<Value> repeated(List<Value> items, long count) {
        List<Value> all = new ArrayList<>();
        for (int i = total(items.size(), count); i > 0; i--) {
            all.addAll(items);
        }
        return all;
    }

    /** {@code count}, if that many times {@code size} is a list that may be. */
    private static int total(int size, long count) {
        Elements.limited(
                size == 0 || count <= Elements.MOST_ITEMS ? size * Math.min(count, Elements.MOST_ITEMS) : count);
        return size == 0 ? 0 : (int) count;
    }
}
