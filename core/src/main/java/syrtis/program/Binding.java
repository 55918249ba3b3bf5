package syrtis.program;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import syrtis.NDArray;
import syrtis.Ufuncs;
import syrtis.type.BugException;

/**
 * Finds the method of the API that a call means, and calls it. The table of functions is the API itself, read by reflection
 * when a program first calls something: the public static methods of a module's class, and the methods of the arrays, whose
 * first argument is then the array. Among overloads the one wins that takes every argument at the least cost of conversion
 * ({@link Conversion#cost}); among equals the one first in the alphabet of signatures.
 */
final class Binding {
    private static final ClassValue<Map<String, List<Overload>>> TABLES = new ClassValue<>() {
        @Override
        protected Map<String, List<Overload>> computeValue(Class<?> type) {
            return Arrays.stream(type.getMethods())
                    .filter(method ->
                            method.getDeclaringClass().getPackageName().equals("syrtis"))
                    .filter(method -> !method.isSynthetic() && !HIDDEN.contains(method.getName()))
                    .filter(method -> Conversion.isValue(method.getReturnType())
                            && Arrays.stream(method.getParameterTypes()).allMatch(Conversion::isArgument))
                    .sorted(Comparator.comparing(Method::toGenericString))
                    .map(Overload::new)
                    .collect(Collectors.groupingBy(overload -> Names.plain(overload.name())));
        }
    };

    /** What is Java's: programs write operators and subscripts for it. */
    private static final Set<String> HIDDEN =
            Set.of("equals", "hashCode", "toString", "get", "set", "assign", "item", "itemLong", "type", "scalar");

    /** Names that NumPy, or the array API standard, has for one function; the API may have any of them. */
    private static final List<List<String>> SYNONYMS = List.of(
            List.of("absolute", "abs"), List.of("arcsin", "asin"), List.of("arccos", "acos"), List.of("arctan", "atan"),
            List.of("arctan2", "atan2"), List.of("arcsinh", "asinh"), List.of("arccosh", "acosh"), List.of("arctanh", "atanh"),
            List.of("concatenate", "concat"), List.of("cumulative_max", "maximum_accumulate"),
            List.of("cumulative_min", "minimum_accumulate"), List.of("cumulative_sum", "add_accumulate"),
            List.of("cumulative_prod", "multiply_accumulate"), List.of("power", "pow"),
            List.of("invert", "bitwise_invert", "bitwise_not"), List.of("left_shift", "bitwise_left_shift"),
            List.of("right_shift", "bitwise_right_shift"), List.of("conjugate", "conj"), List.of("transpose", "permute_dims"),
            List.of("cumsum", "cumulative_sum"), List.of("cumprod", "cumulative_prod"), List.of("divide", "true_divide"),
            List.of("remainder", "mod"), List.of("max", "amax"), List.of("min", "amin"), List.of("round", "around"),
            List.of("matrix_transpose", "mT"), List.of("asarray", "array", "ascontiguousarray"),
            List.of("random", "random_sample"));

    /** Keywords of NumPy that say how to compute and not what; {@code order='F'} is the exception. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("order", "subok", "copy", "kind", "optimize", "assume_unique");

    private Binding() {}

    /** Whether the module, or for NumPy's a method of the arrays, is called {@code name}. */
    static boolean knows(Module module, String name) {
        return !statics(module, name).isEmpty()
                || (isOfArrays(module) && !methods(NDArray.class, name).isEmpty());
    }

    /** Whether {@code np.name} is computed element by element, of arrays alone; {@code operands} of them. */
    static boolean isElementwise(String name, int operands) {
        return statics(Module.NUMPY, name).stream()
                .map(Overload::method)
                .anyMatch(method -> method.getDeclaringClass() == Ufuncs.class && method.getParameterCount() == operands);
    }

    static boolean hasMethod(Class<?> type, String name) {
        return !methods(type, name).isEmpty();
    }

    /** The names of a class's functions as programs write them. */
    static Collection<String> names(Class<?> type) {
        return TABLES.get(type).values().stream()
                .map(overloads -> Names.snake(overloads.getFirst().name()))
                .collect(Collectors.toSet());
    }

    /** The result of {@code module.name(arguments)}. */
    static Object function(Module module, String name, Arguments arguments) {
        List<Overload> statics = statics(module, name);
        List<Overload> methods = isOfArrays(module) ? methods(NDArray.class, name) : List.of();
        if (statics.isEmpty() && methods.isEmpty()) {
            throw new Mistake(module.unknown(name));
        }
        return call(name, statics, methods, arguments);
    }

    /** The result of {@code array.name(arguments)}: a method, or a function of NumPy that takes the array first. */
    static Object method(NDArray array, String name, Arguments arguments) {
        List<Overload> methods = methods(NDArray.class, name);
        List<Overload> statics = statics(Module.NUMPY, name);
        if (methods.isEmpty() && statics.isEmpty()) {
            throw unknownMethod("an array", NDArray.class, name);
        }
        return call(name, methods, statics, arguments.prepend(new Value.Array(array, false)));
    }

    /** The result of {@code object.name(arguments)} for what is no array. */
    static Object method(Object object, String name, Arguments arguments) {
        List<Overload> methods = methods(object.getClass(), name);
        Value receiver = new Value.Foreign(object);
        if (methods.isEmpty()) {
            throw unknownMethod(receiver.describe(), object.getClass(), name);
        }
        return call(name, methods, List.of(), arguments.prepend(receiver));
    }

    static Mistake unknownMethod(String receiver, Class<?> type, String name) {
        return new Mistake(Planned.reason("array." + name, name)
                .filter(_ -> type == NDArray.class)
                .orElseGet(() -> receiver + " has no '" + name + "'" + Names.hint(name, names(type))));
    }

    private static boolean isOfArrays(Module module) {
        return module == Module.NUMPY || module == Module.MATH;
    }

    private static List<Overload> statics(Module module, String name) {
        return module.functions().stream()
                .map(type -> named(type, name, true))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<Overload> methods(Class<?> type, String name) {
        return named(type, name, false);
    }

    private static List<Overload> named(Class<?> type, String name, boolean isStatic) {
        Map<String, List<Overload>> table = TABLES.get(type);
        List<Overload> found = table.getOrDefault(Names.plain(name), List.of());
        if (found.isEmpty()) {
            found = SYNONYMS.stream()
                    .filter(names -> names.stream().anyMatch(n -> Names.plain(n).equals(Names.plain(name))))
                    .flatMap(List::stream)
                    .map(synonym -> table.getOrDefault(Names.plain(synonym), List.of()))
                    .filter(overloads -> !overloads.isEmpty())
                    .findFirst()
                    .orElse(List.of());
        }
        return found.stream()
                .filter(overload -> overload.isMethod() != isStatic)
                .toList();
    }

    /** Calls what fits best of the first list, or else of the second; each time first as written, then more loosely. */
    private static Object call(String name, List<Overload> first, List<Overload> second, Arguments written) {
        List<Overload.Fit> misfits = new ArrayList<>();
        for (List<Overload> overloads : List.of(first, second)) {
            for (Arguments arguments : readings(written)) {
                List<Overload.Fit> fits = overloads.stream()
                        .map(overload -> overload.fit(arguments))
                        .toList();
                Optional<Overload.Fit> best =
                        fits.stream().filter(Overload.Fit::isWhole).min(Comparator.comparingInt(Overload.Fit::cost));
                if (best.isPresent()) {
                    return best.get().invoke();
                }
                misfits.addAll(fits);
            }
        }
        throw misfit(name, misfits, written);
    }

    /** The arguments as written, and without those that are as good as left out. */
    private static List<Arguments> readings(Arguments written) {
        Arguments given = written.withoutNone();
        Arguments effective = given;
        for (String keyword : WITHOUT_EFFECT) {
            boolean matters =
                    given.keyword(keyword).filter(new Value.Str("F")::equals).isPresent();
            effective = matters ? effective : effective.without(keyword);
        }
        return Stream.of(written, given, effective).distinct().toList();
    }

    private static Mistake misfit(String name, List<Overload.Fit> misfits, Arguments written) {
        Overload.Fit nearest = misfits.stream()
                .reduce((a, b) -> b.taken() > a.taken() ? b : a)
                .orElseThrow(() -> new BugException("no overload of " + name));
        boolean isMethod = nearest.overload().isMethod();
        Arguments shown = isMethod ? written.withoutFirst() : written;
        String forms = misfits.stream()
                .filter(fit -> fit.overload().isMethod() == isMethod)
                .map(fit -> name + fit.overload().signature())
                .distinct()
                .collect(Collectors.joining(" or "));
        return new Mistake(name + shown.describe() + " cannot be called: "
                + nearest.misfit().orElse("") + "; write " + forms);
    }
}
