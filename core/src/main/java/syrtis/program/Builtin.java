package syrtis.program;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import syrtis.NpzFile;
import syrtis.program.Value.Num;

/** A function of Python itself. Those that NumPy has too are NumPy's when they get an array. */
@SuppressWarnings("ImmutableEnumChecker") // Its functions keep nothing.
enum Builtin implements Value.Callable {
    ABS(1, 1, (machine, args) -> machine.elementwise("abs", args, Numbers::absolute)),
    ALL(1, 1, (machine, args) -> reduced(machine, "all", args).orElseGet(() -> Value.Bool.of(all(args, true)))),
    ANY(1, 1, (machine, args) -> reduced(machine, "any", args).orElseGet(() -> Value.Bool.of(!all(args, false)))),
    BOOL(0, 1, (_, args) -> Value.Bool.of(args.at(0, "x").map(Elements::truth).orElse(false))),
    COMPLEX(0, 2, (_, args) -> complex(args)),
    DIVMOD(
            2,
            2,
            (_, args) -> new Value.Tuple(List.of(
                    Operations.binary(
                            Operator.FLOOR_DIVIDE,
                            args.positional().get(0),
                            args.positional().get(1)),
                    Operations.binary(
                            Operator.REMAINDER,
                            args.positional().get(0),
                            args.positional().get(1))))),
    ENUMERATE(1, 2, Set.of("start"), (_, args) -> enumerated(args)),
    FLOAT(0, 1, (_, args) -> new Value.Real(args.at(0, "x").map(Builtin::real).orElse(0.0))),
    INT(0, 1, (_, args) -> args.at(0, "x").map(Builtin::integer).orElse(new Value.Int(0))),
    LEN(1, 1, (_, args) -> new Value.Int(length(args.positional().getFirst()))),
    LIST(0, 1, (_, args) -> new Value.Items(each(args))),
    MAX(1, Integer.MAX_VALUE, (machine, args) -> extreme(machine, "max", Comparator.GREATER, args)),
    MIN(1, Integer.MAX_VALUE, (machine, args) -> extreme(machine, "min", Comparator.LESS, args)),
    POW(
            2,
            2,
            (_, args) -> Operations.binary(
                    Operator.POWER, args.positional().get(0), args.positional().get(1))),
    PRINT(0, Integer.MAX_VALUE, Set.of("sep", "end", "flush"), Builtin::print),
    RANGE(1, 3, (_, args) -> range(args)),
    REPR(1, 1, (_, args) -> new Value.Str(Repr.of(args.positional().getFirst()))),
    REVERSED(1, 1, (_, args) -> new Value.Items(new ArrayList<>(each(args).reversed()))),
    ROUND(1, 2, (machine, args) -> round(machine, args)),
    SLICE(1, 3, (_, args) -> slice(args.positional())),
    SORTED(1, 1, Set.of("reverse"), (_, args) -> sorted(args)),
    STR(0, 1, (_, args) -> new Value.Str(args.at(0, "x").map(Repr::text).orElse(""))),
    SUM(1, 2, (machine, args) -> sum(machine, args)),
    TUPLE(0, 1, (_, args) -> new Value.Tuple(each(args))),
    ZIP(0, Integer.MAX_VALUE, (_, args) -> zip(args));

    private final String label = name().toLowerCase(Locale.ROOT);
    private final int least;
    private final int most;
    private final Set<String> keywords;
    private final Body body;

    private interface Body {
        Value call(Machine machine, Arguments arguments);
    }

    Builtin(int least, int most, Body body) {
        this(least, most, Set.of(), body);
    }

    Builtin(int least, int most, Set<String> keywords, Body body) {
        this.least = least;
        this.most = most;
        this.keywords = keywords;
        this.body = body;
    }

    static Optional<Builtin> of(String name) {
        return Arrays.stream(values()).filter(b -> b.label.equals(name)).findFirst();
    }

    static Set<String> names() {
        return Arrays.stream(values()).map(Builtin::label).collect(Collectors.toSet());
    }

    @Override
    public String label() {
        return label;
    }

    Value call(Machine machine, Arguments arguments) {
        boolean isForNumPy = !keywords.containsAll(arguments.keywords().keySet())
                || arguments.positional().size() > most;
        if (isForNumPy && Module.NUMPY.member(label).isPresent()) {
            return machine.call(new Value.Function(Module.NUMPY, label), arguments);
        }
        for (String keyword : arguments.keywords().keySet()) {
            if (!keywords.contains(keyword)) {
                throw new Mistake(label + " has no keyword '" + keyword + "'" + Names.hint(keyword, keywords));
            }
        }
        int count = arguments.positional().size();
        if (count < least || count > most) {
            String wanted = least == most ? String.valueOf(least) : least + " to " + most;
            throw new Mistake(label + " takes " + (most == Integer.MAX_VALUE ? "at least " + least : wanted)
                    + (most == 1 && least == 1 ? " argument" : " arguments") + ", got " + count);
        }
        return body.call(machine, arguments);
    }

    private static List<Value> each(Arguments arguments) {
        List<Value> values = new ArrayList<>();
        if (!arguments.positional().isEmpty()) {
            for (Iterator<Value> each = Indexing.each(arguments.positional().getFirst()); each.hasNext(); ) {
                Elements.limited(values.size() + 1L);
                values.add(each.next());
            }
        }
        return values;
    }

    private static boolean all(Arguments arguments, boolean wanted) {
        return each(arguments).stream().allMatch(value -> Elements.truth(value) == wanted);
    }

    /** NumPy's reduction, for an array. */
    private static Optional<Value> reduced(Machine machine, String name, Arguments arguments) {
        return arguments.positional().getFirst() instanceof Value.Array
                ? Optional.of(machine.call(new Value.Function(Module.NUMPY, name), arguments))
                : Optional.empty();
    }

    private static Value extreme(Machine machine, String name, Comparator better, Arguments arguments) {
        List<Value> values = arguments.positional();
        if (values.size() == 1) {
            Optional<Value> reduced = reduced(machine, name, arguments);
            if (reduced.isPresent()) {
                return reduced.get();
            }
            values = each(arguments);
        }
        if (values.isEmpty()) {
            throw new Mistake(name + " of nothing has no value");
        }
        Value best = values.getFirst();
        for (Value value : values.subList(1, values.size())) {
            best = Elements.truth(better.apply(value, best)) ? value : best;
        }
        return best;
    }

    private static Value sum(Machine machine, Arguments arguments) {
        Value values = arguments.positional().getFirst();
        boolean isPython = machine.isPython()
                && values instanceof Value.Array array
                && array.array().ndim() > 1;
        if (!isPython && arguments.positional().size() == 1) {
            Optional<Value> reduced = reduced(machine, "sum", arguments);
            if (reduced.isPresent()) {
                return reduced.get();
            }
        }
        Value total = arguments.at(1, "start").orElse(new Value.Int(0));
        for (Iterator<Value> each = Indexing.each(values); each.hasNext(); ) {
            total = Operations.binary(Operator.ADD, total, each.next());
        }
        return total;
    }

    private static long length(Value value) {
        return switch (value) {
            case Value.Array array -> {
                if (array.array().ndim() == 0) {
                    throw new Mistake("len needs an array with axes, got " + value.describe());
                }
                yield array.array().shape().dim(0);
            }
            case Value.Range range -> range.size();
            case Value.Foreign(Flat flat) -> flat.array().size();
            case Value.Foreign(NpzFile archive) -> archive.files().size();
            case Value.Tuple tuple -> tuple.items().size();
            case Value.Items list -> list.items().size();
            case Value.Str text -> text.value().codePointCount(0, text.value().length());
            case Num _, Value.Opaque _ ->
                throw new Mistake("len needs an array, a list or a tuple, got " + value.describe());
        };
    }

    private static Num number(Value value) {
        return switch (value) {
            case Num number -> number;
            case Value.Array array -> Elements.number(array.array());
            case Value.Str _, Value.Sequence _, Value.Opaque _ ->
                throw new Mistake("a number is needed here, got " + value.describe());
        };
    }

    /** {@code float(value)}. */
    static double real(Value value) {
        if (!(value instanceof Value.Str text)) {
            return Numbers.real(number(value));
        }
        String plain = text.value().strip().toLowerCase(Locale.ROOT).replace("_", "");
        String unsigned = plain.replaceFirst("^[+-]", "");
        double sign = plain.startsWith("-") ? -1 : 1;
        if (unsigned.equals("inf") || unsigned.equals("infinity")) {
            return sign * Double.POSITIVE_INFINITY;
        }
        if (unsigned.equals("nan")) {
            return Double.NaN;
        }
        if (!unsigned.matches("(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?")) {
            throw new Mistake("float needs a number, got " + value.describe());
        }
        return Double.parseDouble(plain);
    }

    private static Value integer(Value value) {
        if (value instanceof Value.Str text) {
            try {
                return Numbers.of(new BigInteger(text.value().strip().replace("_", "")));
            } catch (NumberFormatException _) {
                throw new Mistake("int needs an integer, got " + value.describe());
            }
        }
        Num number = number(value);
        return switch (number) {
            case Value.Bool _, Value.Int _, Value.Big _ -> Numbers.positive(number);
            case Value.Real real -> Numbers.truncate(real.value());
            case Value.Complex _ -> throw new Mistake("int needs a real number, got " + number.describe());
        };
    }

    private static Value complex(Arguments arguments) {
        Num re = arguments.at(0, "real").map(Builtin::number).orElse(new Value.Int(0));
        Num im = arguments.at(1, "imag").map(Builtin::number).orElse(new Value.Int(0));
        if (!(re instanceof Value.Complex) && !(im instanceof Value.Complex)) {
            return new Value.Complex(
                    Numbers.real(re), Numbers.real(im)); // As written: i times infinity has a real part.
        }
        return Numbers.add(Numbers.complex(re), Numbers.multiply(new Value.Complex(0, 1), im));
    }

    private static Value range(Arguments arguments) {
        List<Long> bounds = arguments.positional().stream()
                .map(value -> Numbers.integer(number(value)))
                .toList();
        return bounds.size() == 1
                ? new Value.Range(0, bounds.get(0), 1)
                : new Value.Range(bounds.get(0), bounds.get(1), bounds.size() > 2 ? bounds.get(2) : 1);
    }

    private static Value slice(List<Value> bounds) {
        Value none = Value.Special.NONE;
        return bounds.size() == 1
                ? new Value.Slice(none, bounds.get(0), none)
                : new Value.Slice(bounds.get(0), bounds.get(1), bounds.size() > 2 ? bounds.get(2) : none);
    }

    private static Value sorted(Arguments arguments) {
        boolean reversed = arguments.keyword("reverse").map(Elements::truth).orElse(false);
        java.util.Comparator<Value> order = (a, b) ->
                Elements.truth(Comparator.LESS.apply(a, b)) ? -1 : Elements.truth(Comparator.LESS.apply(b, a)) ? 1 : 0;
        List<Value> values = each(arguments);
        values.sort(reversed ? order.reversed() : order);
        return new Value.Items(values);
    }

    private static Value enumerated(Arguments arguments) {
        long index = arguments
                .at(1, "start")
                .map(value -> Numbers.integer(number(value)))
                .orElse(0L);
        List<Value> pairs = new ArrayList<>();
        for (Value value : each(arguments)) {
            pairs.add(new Value.Tuple(List.of(new Value.Int(index++), value)));
        }
        return new Value.Items(pairs);
    }

    private static Value zip(Arguments arguments) {
        List<List<Value>> columns = arguments.positional().stream()
                .map(value -> each(Arguments.of(value)))
                .toList();
        int rows = columns.stream().mapToInt(List::size).min().orElse(0);
        List<Value> zipped = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            int at = row;
            zipped.add(new Value.Tuple(
                    columns.stream().map(column -> column.get(at)).toList()));
        }
        return new Value.Items(zipped);
    }

    private static Value round(Machine machine, Arguments arguments) {
        if (!(arguments.positional().getFirst() instanceof Num number)) {
            return machine.call(new Value.Function(Module.NUMPY, "round"), arguments);
        }
        Optional<Value> places = arguments.at(1, "ndigits").filter(value -> value != Value.Special.NONE);
        if (Numbers.isInteger(number) && places.isEmpty()) {
            return Numbers.positive(number);
        }
        double value = Numbers.real(number);
        if (places.isEmpty()) {
            return Numbers.truncate(Math.rint(value));
        }
        if (!Double.isFinite(value)) {
            return number;
        }
        int digits = Math.clamp(Numbers.integer(number(places.get())), -400, 400);
        double rounded =
                new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).doubleValue();
        return Numbers.isInteger(number) ? Numbers.truncate(rounded) : new Value.Real(rounded);
    }

    private static Value print(Machine machine, Arguments arguments) {
        String separator = arguments
                .keyword("sep")
                .filter(Value.Str.class::isInstance)
                .map(Repr::text)
                .orElse(" ");
        String end = arguments
                .keyword("end")
                .filter(Value.Str.class::isInstance)
                .map(Repr::text)
                .orElse("\n");
        machine.print(arguments.positional().stream().map(Repr::text).collect(Collectors.joining(separator)) + end);
        return Value.Special.NONE;
    }
}
