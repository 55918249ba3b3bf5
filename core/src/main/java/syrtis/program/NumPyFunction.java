package syrtis.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import syrtis.InputOutput;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.program.Value.Num;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/**
 * A function of NumPy that takes or gives what only programs have: functions of their own, positions as tuples, keywords of
 * any name. All other functions are the API's.
 */
@SuppressWarnings("ImmutableEnumChecker") // Its functions keep nothing.
enum NumPyFunction {
    DTYPE("dtype(name)", (_, args) -> new Value.Type(Creation.dtype(one(args, "dtype")))),
    FROMFUNCTION("fromfunction(function, shape, dtype=)", NumPyFunction::fromFunction),
    ISSCALAR("isscalar(element)", (_, args) -> Value.Bool.of(isScalar(one(args, "element")))),
    ISSUBDTYPE("issubdtype(dtype, kind)", (_, args) -> isSubdtype(args)),
    LOAD("load(file)", (_, args) -> load(args)),
    NDENUMERATE("ndenumerate(arr)", (_, args) -> enumerated(Elements.array(one(args, "arr")))),
    NDINDEX("ndindex(shape)", (_, args) -> new Value.Items(positions(shape(args)))),
    SAVEZ("savez(file, name=array)", (_, args) -> savez(args));

    private final String form;
    private final Body body;

    private interface Body {
        Value call(Machine machine, Arguments arguments);
    }

    NumPyFunction(String form, Body body) {
        this.form = form;
        this.body = body;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<NumPyFunction> of(String name) {
        return Arrays.stream(values()).filter(f -> f.label().equals(name)).findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(NumPyFunction::label).toList();
    }

    /** @throws Mistake if the arguments do not fit */
    Value call(Machine machine, Arguments arguments) {
        try {
            return body.call(machine, arguments);
        } catch (Misfit misfit) {
            throw new Mistake(label() + arguments.describe() + " cannot be called: write " + form);
        }
    }

    /** Arguments do not fit: {@link #call} knows how to say it. */
    private static final class Misfit extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static Value one(Arguments arguments, String name) {
        if (arguments.positional().size() + arguments.keywords().size() != 1) {
            throw new Misfit();
        }
        return arguments.at(0, name).orElseThrow(Misfit::new);
    }

    private static String text(Value value) {
        if (value instanceof Value.Str text) {
            return text.value();
        }
        throw new Misfit();
    }

    private static Value load(Arguments arguments) {
        String file = text(one(arguments, "file"));
        return Conversion.value(InputOutput.isArchive(file) ? InputOutput.loadz(file) : InputOutput.load(file), false);
    }

    /** Arrays without a keyword are called arr_0, arr_1 and so on. */
    private static Value savez(Arguments arguments) {
        String file = text(arguments.at(0, "file").orElseThrow(Misfit::new));
        List<Value> unnamed = arguments.positional().isEmpty()
                ? List.of()
                : arguments.positional().subList(1, arguments.positional().size());
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < unnamed.size(); i++) {
            arrays.put("arr_" + i, Elements.array(unnamed.get(i)));
        }
        arguments.without("file").keywords().forEach((name, value) -> {
            if (arrays.put(name, Elements.array(value)) != null) {
                throw new Mistake("savez got two arrays called '" + name + "'");
            }
        });
        InputOutput.savez(file, arrays);
        return Value.Special.NONE;
    }

    private static Value fromFunction(Machine machine, Arguments arguments) {
        if (!(arguments.at(0, "function").orElseThrow(Misfit::new) instanceof Value.Callable function)) {
            throw new Misfit();
        }
        Value shape = arguments.at(1, "shape").orElseThrow(Misfit::new);
        Dtype dtype = arguments.at(2, "dtype").map(Creation::dtype).orElse(Dtype.FLOAT64);
        NDArray indices = Nd.indices((Shape) Conversion.convert(shape, Shape.class), dtype);
        List<Value> places = Indexing.rows(indices);
        return machine.call(function, new Arguments(places, Map.of()));
    }

    private static boolean isScalar(Value value) {
        return value instanceof Num
                || value instanceof Value.Str
                || (value instanceof Value.Array array && array.frozen());
    }

    /** {@code kind} is a dtype, or a group of them, which stands for its name in {@link Nd#isdtype(Dtype, String)}. */
    private static Value isSubdtype(Arguments arguments) {
        if (arguments.positional().size() != 2) {
            throw new Misfit();
        }
        Dtype dtype = Creation.dtype(arguments.positional().getFirst());
        Value kind = arguments.positional().getLast();
        return Value.Bool.of(
                kind instanceof Value.Str name && Conversion.dtype(kind).isEmpty()
                        ? Nd.isdtype(dtype, name.value())
                        : Nd.isdtype(dtype, Creation.dtype(kind)));
    }

    private static Shape shape(Arguments arguments) {
        Value whole = arguments.positional().size() == 1
                ? arguments.positional().getFirst()
                : new Value.Tuple(arguments.positional());
        if (Conversion.cost(whole, Shape.class).isEmpty()) {
            throw new Misfit();
        }
        return (Shape) Conversion.convert(whole, Shape.class);
    }

    /** The positions of all elements, in row-major order. */
    private static List<Value> positions(Shape shape) {
        Elements.limited(shape.size());
        long[] strides = shape.strides();
        List<Value> positions = new ArrayList<>();
        for (long at = 0; at < shape.size(); at++) {
            long place = at;
            positions.add(new Value.Tuple(LongStream.range(0, shape.rank())
                    .mapToObj(axis -> (Value) new Value.Int(place / strides[(int) axis] % shape.dim((int) axis)))
                    .toList()));
        }
        return positions;
    }

    private static Value enumerated(NDArray array) {
        List<Value> pairs = new ArrayList<>();
        for (Value position : positions(array.shape())) {
            pairs.add(new Value.Tuple(List.of(position, Indexing.get(new Value.Array(array, false), position))));
        }
        return new Value.Items(pairs);
    }
}
