package syrtis.program;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import syrtis.NDArray;
import syrtis.type.Shape;

/** {@code np.add.reduce} and {@code np.add.outer}, in terms of other functions: {@code np.add_reduce} is how they are named. */
final class UfuncMethods {
    private static final String REDUCE = "_reduce";
    private static final String OUTER = "_outer";

    private static final Map<String, String> REDUCTIONS = Map.of(
            "add", "sum", "multiply", "prod", "maximum", "max", "minimum", "min", "logical_and", "all", "logical_or", "any");

    private UfuncMethods() {}

    static boolean isCalled(String name) {
        return reduction(name).isPresent() || outer(name).isPresent();
    }

    /** The result of {@code np.name(arguments)}. */
    static Value call(Machine machine, String name, Arguments arguments) {
        Optional<String> reduction = reduction(name);
        if (reduction.isPresent()) {
            boolean hasAxis = arguments.at(1, "axis").isPresent();
            Arguments all = hasAxis ? arguments : arguments.with("axis", new Value.Int(0)); // NumPy's default here.
            return machine.call(new Value.Function(Module.NUMPY, reduction.get()), all);
        }
        if (arguments.positional().size() != 2) {
            throw new Mistake(name.replace('_', '.') + " takes two arrays, got " + arguments.describe());
        }
        NDArray a = Elements.array(arguments.positional().getFirst());
        NDArray b = Elements.array(arguments.positional().getLast());
        Shape shape = a.shape();
        for (int k = 0; k < b.ndim(); k++) {
            shape = shape.insert(shape.rank(), 1);
        }
        List<Value> operands = Stream.of(a.reshape(shape), b)
                .map(operand -> (Value) new Value.Array(operand, false))
                .toList();
        Value.Function function = new Value.Function(Module.NUMPY, outer(name).orElseThrow());
        return machine.call(function, new Arguments(operands, arguments.keywords()));
    }

    private static Optional<String> reduction(String name) {
        return name.endsWith(REDUCE)
                ? Optional.ofNullable(REDUCTIONS.get(name.substring(0, name.length() - REDUCE.length())))
                : Optional.empty();
    }

    private static Optional<String> outer(String name) {
        return Optional.of(name)
                .filter(n -> n.endsWith(OUTER))
                .map(n -> n.substring(0, n.length() - OUTER.length()))
                .filter(n -> Binding.isElementwise(n, 2));
    }
}
