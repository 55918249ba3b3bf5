package syrtis.program;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import syrtis.Index;
import syrtis.NDArray;
import syrtis.program.Value.Num;
import syrtis.type.Dtype;

/** How programs make arrays of what they wrote: {@code np.array([[1, 2], [3, 4]])} and {@code np.float32(x)}. */
final class Creation {
    private static final Set<String> COPYING = Set.of("array");
    private static final Set<String> PASSING = Set.of("asarray", "asanyarray", "ascontiguousarray");

    private Creation() {}

    /** Whether {@code np.name} is one of the functions here. */
    static boolean isCalled(String name) {
        return COPYING.contains(name) || PASSING.contains(name);
    }

    /** {@code np.array(object, dtype)}; an array is copied by {@code array} and passed on by {@code asarray}. */
    static Value array(String name, Arguments arguments) {
        for (String keyword : arguments.keywords().keySet()) {
            if (!Set.of("dtype", "copy", "order", "ndmin", "object", "a").contains(keyword)) {
                throw new Mistake(
                        name + " has no keyword '" + keyword + "'" + Names.hint(keyword, List.of("dtype", "copy")));
            }
        }
        Value value = arguments
                .at(0, "object")
                .or(() -> arguments.keyword("a"))
                .orElseThrow(() -> new Mistake(name + " needs a list of numbers or an array"));
        Optional<Dtype> dtype = arguments
                .at(1, "dtype")
                .filter(given -> given != Value.Special.NONE)
                .map(Creation::dtype);
        NDArray array = dtype.isPresent() ? cast(value, dtype.get()) : Elements.array(value);
        boolean copies = COPYING.contains(name)
                && arguments.keyword("copy").map(Elements::truth).orElse(true);
        if (copies && value instanceof Value.Array given && given.array() == array) {
            array = array.copy();
        }
        long axes = arguments
                .keyword("ndmin")
                .map(n -> n instanceof Num number ? Numbers.integer(number) : 0)
                .orElse(0L);
        while (array.ndim() < axes) {
            array = array.get(Index.newAxis(), Index.ellipsis());
        }
        return new Value.Array(array, false);
    }

    /** {@code np.float32(x)}: a number becomes a scalar of that dtype, an array an array. */
    static Value cast(Dtype dtype, Arguments arguments) {
        if (arguments.positional().size() > 1 || !arguments.keywords().isEmpty()) {
            throw new Mistake(dtype + " takes one value, got " + arguments.describe());
        }
        Value value = arguments.positional().isEmpty()
                ? new Value.Int(0)
                : arguments.positional().getFirst();
        return Elements.result(cast(
                value instanceof Value.Str ? new Value.Real(Builtin.real(value)) : value, dtype));
    }

    private static NDArray cast(Value value, Dtype dtype) {
        if (value instanceof Num number) {
            requireWithin(number, dtype);
        }
        NDArray array = Elements.array(value);
        return array.dtype() == dtype ? array : array.astype(dtype);
    }

    /** NumPy 2 refuses integers that the dtype cannot hold. */
    private static void requireWithin(Num number, Dtype dtype) {
        if (!dtype.isInteger() || !Numbers.isInteger(number)) {
            return;
        }
        Num most = dtype.kind() == Dtype.Kind.UNSIGNED
                ? Numbers.unsigned(dtype.maximum())
                : new Value.Int(dtype.maximum());
        if (Numbers.compare(number, new Value.Int(dtype.minimum())) < 0 || Numbers.compare(number, most) > 0) {
            throw new Mistake(dtype + " cannot hold " + Repr.of(number) + ": it goes from " + dtype.minimum() + " to "
                    + Repr.of(most));
        }
    }

    /** The dtype that a program means. */
    static Dtype dtype(Value value) {
        return Conversion.dtype(value)
                .orElseThrow(() -> new Mistake(value.describe() + " is no dtype: use one like 'float32'"));
    }
}
