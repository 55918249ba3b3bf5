package syrtis.program;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import syrtis.NDArray;
import syrtis.type.Dtype;

/** What a name of a program can stand for. */
sealed interface Value {
    /** A number of Python: it has no dtype, and takes that of the array it meets. */
    sealed interface Num extends Value {}

    record Bool(boolean value) implements Num {
        static final Bool TRUE = new Bool(true);
        static final Bool FALSE = new Bool(false);

        static Bool of(boolean value) {
            return value ? TRUE : FALSE;
        }
    }

    record Int(long value) implements Num {}

    /** An integer of more than 64 bits: arrays cannot hold it, but it can be compared and reckoned with. */
    record Big(BigInteger value) implements Num {}

    record Real(double value) implements Num {}

    record Complex(double re, double im) implements Num {}

    record Str(String value) implements Value {}

    /** Several values in order. */
    sealed interface Sequence extends Value {}

    /** What is no number, no text, no array and no sequence. */
    sealed interface Opaque extends Value {}

    /** A tuple, or what unpacks like one; {@code names} are those of its items, none for a plain tuple. */
    record Tuple(List<Value> items, List<String> names) implements Sequence {
        public Tuple {
            items = List.copyOf(items);
            names = List.copyOf(names);
        }

        Tuple(List<Value> items) {
            this(items, List.of());
        }

        /** The item of that name. */
        Optional<Value> item(String name) {
            return IntStream.range(0, names.size())
                    .filter(i -> Names.plain(names.get(i)).equals(Names.plain(name)))
                    .mapToObj(items::get)
                    .findFirst();
        }
    }

    /** A list: the one value besides arrays that a program can change, so it is equal to itself only. */
    record Items(List<Value> items) implements Sequence {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** {@code range(start, stop, step)}. */
    record Range(long start, long stop, long step) implements Sequence {
        public Range {
            if (step == 0) {
                throw new Mistake("range needs a step other than 0");
            }
        }

        long size() {
            // Unsigned, so that the range of all integers has a size too.
            long distance = step > 0 ? stop - start : start - stop;
            boolean isEmpty = step > 0 ? stop <= start : start <= stop;
            return isEmpty ? 0 : Long.divideUnsigned(distance - 1, Math.abs(step)) + 1;
        }

        Int item(long index) {
            return new Int(start + index * step);
        }
    }

    /** {@code start:stop:step}; what is not written is {@link Special#NONE}. */
    record Slice(Value start, Value stop, Value step) implements Opaque {}

    /** The values there is one of. */
    enum Special implements Opaque {
        NONE,
        ELLIPSIS
    }

    /**
     * An array.
     *
     * @param frozen whether NumPy has a scalar here and no 0-d array: an element read or reduced out of an array, which {@code
     *     +=} replaces and does not change
     */
    record Array(NDArray array, boolean frozen) implements Value {}

    /** A dtype; called, it converts to it. */
    record Type(Dtype dtype) implements Opaque {}

    /** {@code np}, {@code np.linalg} and so on. */
    record Namespace(Module module) implements Opaque {}

    /** What the API returns besides arrays and numbers, good for calling its methods: a random generator. */
    record Foreign(Object object) implements Opaque {}

    /** What can be called. */
    sealed interface Callable extends Opaque permits Function, Method, Defined, Builtin {
        String label();
    }

    /** A function of the API, by the name that the program uses. */
    record Function(Module module, String name) implements Callable {
        @Override
        public String label() {
            return module.label() + "." + name;
        }
    }

    /** A method of a value. */
    record Method(Value receiver, String name) implements Callable {
        @Override
        public String label() {
            return name;
        }
    }

    /** A function that the program defines, with the names it can see and the defaults of its last parameters. */
    record Defined(Ast.Define definition, List<Value> defaults, Scope outer) implements Callable {
        @Override
        public String label() {
            return definition.name();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** What users of the program get. */
    default Result result() {
        return switch (this) {
            case Array array -> new Result.Single(array.array);
            case Num _, Range _ -> new Result.Single(Elements.array(this));
            case Tuple tuple -> several(tuple.items);
            case Items list -> several(list.items);
            case Special special ->
                switch (special) {
                    case NONE -> new Result.None();
                    case ELLIPSIS -> new Result.Other(Repr.of(special));
                };
            case Str _, Slice _, Type _, Namespace _, Foreign _, Callable _ -> new Result.Other(Repr.text(this));
        };
    }

    private static Result several(List<Value> items) {
        return new Result.Several(items.stream().map(Value::result).toList());
    }

    /** How messages call it: {@code float64[2, 3]}, {@code the integer 3}, {@code a tuple of 2}. */
    default String describe() {
        return switch (this) {
            case Bool bool -> bool.value ? "True" : "False";
            case Int integer -> "the integer " + integer.value;
            case Big big -> "the integer " + Repr.of(big);
            case Real real -> "the number " + Repr.of(real);
            case Complex complex -> "the number " + Repr.of(complex);
            case Str str -> "the string " + Repr.of(str);
            case Tuple tuple -> "a tuple of " + tuple.items.size();
            case Items list -> "a list of " + list.items.size();
            case Range range -> "a range of " + range.size();
            case Slice _ -> "a slice";
            case Special special ->
                switch (special) {
                    case NONE -> "None";
                    case ELLIPSIS -> "'...'";
                };
            case Array array -> array.array.dtype() + array.array.shape().toString();
            case Type type -> "the dtype " + type.dtype;
            case Namespace namespace -> "the module " + namespace.module.label();
            case Foreign foreign -> "a " + Names.snake(foreign.object.getClass().getSimpleName());
            case Callable callable -> "the function " + callable.label();
        };
    }
}
