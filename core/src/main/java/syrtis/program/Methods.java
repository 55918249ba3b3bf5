package syrtis.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import syrtis.NDArray;
import syrtis.program.Value.Num;

/** Calls of methods: those of arrays and of other objects of the API, and the few of Python's lists and numbers. */
final class Methods {
    /** Methods whose results without axes are arrays in NumPy, not scalars. */
    private static final Set<String> KEEPING_ARRAYS =
            Set.of("reshape", "squeeze", "transpose", "astype", "copy", "view");

    /** Methods that NumPy can let read elements in column-major order. */
    private static final Set<String> ORDERED = Set.of("reshape", "ravel", "flatten");

    private Methods() {}

    /** {@code receiver.name(arguments)}. */
    static Value call(Value.Method method, Arguments arguments) {
        String name = method.name();
        return switch (method.receiver()) {
            case Value.Array array
            when isOfArrays(name) && arguments.equals(Arguments.NONE) ->
                name.equals("item") ? Elements.number(array.array()) : Elements.list(array.array());
            case Value.Array array
            when isColumnMajor(name, arguments) ->
                new Value.Array(columnMajor(array.array(), name, arguments.without("order")), false);
            case Value.Array array -> {
                boolean frozen = array.frozen() || !KEEPING_ARRAYS.contains(Names.plain(name));
                yield Conversion.value(Binding.method(array.array(), name, arguments), frozen);
            }
            case Value.Foreign foreign -> Conversion.value(Binding.method(foreign.object(), name, arguments), true);
            case Value.Items list -> ofList(list, name, arguments).orElseThrow(() -> unknown(method));
            case Value.Tuple tuple -> ofItems(tuple.items(), name, arguments).orElseThrow(() -> unknown(method));
            // Python's numbers have hardly any methods; a program that calls one takes them for NumPy's.
            case Num number -> Conversion.value(Binding.method(Elements.array(number), name, arguments), true);
            case Value.Str _,
                    Value.Range _,
                    Value.Slice _,
                    Value.Special _,
                    Value.Type _,
                    Value.Namespace _,
                    Value.Callable _ -> throw unknown(method);
        };
    }

    /** Whether it is a method of NumPy's arrays whose result is Python's: a number or a list. */
    static boolean isOfArrays(String name) {
        return name.equals("item") || name.equals("tolist");
    }

    /** Whether elements are to be taken column by column, as Fortran does. */
    static boolean isColumnMajor(String name, Arguments arguments) {
        return ORDERED.contains(name)
                && arguments.keyword("order").filter(new Value.Str("F")::equals).isPresent();
    }

    /** The elements of an array in column-major order are those of its transpose in row-major order. */
    static NDArray columnMajor(NDArray array, String name, Arguments shape) {
        if (!name.equals("reshape")) {
            return (NDArray) Binding.method(array.T(), name, shape);
        }
        List<Value> lengths = shape.positional().size() == 1
                ? Elements.items(shape.positional().getFirst()).orElse(shape.positional())
                : shape.positional();
        return ((NDArray) Binding.method(array.T(), name, new Arguments(lengths.reversed(), shape.keywords()))).T();
    }

    private static Mistake unknown(Value.Method method) {
        List<String> known = method.receiver() instanceof Value.Items
                ? List.of("append", "extend", "pop", "index", "count")
                : List.of();
        return new Mistake(
                method.receiver().describe() + " has no '" + method.name() + "'" + Names.hint(method.name(), known));
    }

    private static Optional<Value> ofList(Value.Items list, String name, Arguments arguments) {
        if (name.equals("append") || name.equals("extend")) {
            Value added = one(name, arguments);
            if (name.equals("append")) {
                Elements.limited(list.items().size() + 1L);
                list.items().add(added);
            } else {
                Operations.update(Operator.ADD, list, added);
            }
            return Optional.of(Value.Special.NONE);
        }
        if (name.equals("pop")
                && arguments.keywords().isEmpty()
                && arguments.positional().size() <= 1) {
            Value index = arguments.at(0, "index").orElse(new Value.Int(-1));
            return Optional.of(Indexing.remove(list, index));
        }
        return ofItems(list.items(), name, arguments);
    }

    private static Optional<Value> ofItems(List<Value> items, String name, Arguments arguments) {
        if (!name.equals("index") && !name.equals("count")) {
            return Optional.empty();
        }
        Value wanted = one(name, arguments);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (Elements.truth(Comparator.EQUAL.apply(items.get(i), wanted))) {
                places.add(i);
            }
        }
        if (name.equals("index") && places.isEmpty()) {
            throw new Mistake(wanted.describe() + " is not among these values");
        }
        return Optional.of(new Value.Int(name.equals("index") ? places.getFirst() : places.size()));
    }

    private static Value one(String name, Arguments arguments) {
        if (arguments.positional().size() != 1 || !arguments.keywords().isEmpty()) {
            throw new Mistake(name + " takes one value, got " + arguments.describe());
        }
        return arguments.positional().getFirst();
    }
}
