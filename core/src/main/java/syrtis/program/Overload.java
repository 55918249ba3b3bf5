package syrtis.program;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import syrtis.NDArray;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/** One method of the API, and how a call's arguments fit its parameters. A method's first parameter is its receiver. */
record Overload(Method method) {
    /** What it costs to leave a parameter out that may be left out. */
    private static final int OMITTED = 1;

    /** More than any argument costs, so that an overload without the parameter is better. */
    private static final int DEFAULTED = 100;

    /** Keywords that NumPy has two names for. */
    private static final Map<String, String> SYNONYMS = Map.of("correction", "ddof", "a_min", "min", "a_max", "max");

    /** NumPy's defaults, of parameters that have the same one wherever they occur. */
    private static final Map<String, Value> DEFAULTS = Map.of(
            "low", new Value.Real(0), "high", new Value.Real(1), "loc", new Value.Real(0), "scale", new Value.Real(1),
            "size", new Value.Tuple(List.of()), "num", new Value.Int(50), "endpoint", Value.Bool.TRUE, "k", new Value.Int(0));

    String name() {
        return method.getName();
    }

    boolean isMethod() {
        return !Modifier.isStatic(method.getModifiers());
    }

    /** {@code (a, axis=, keepdims=)}: the parameters as a program would write them, without the receiver. */
    String signature() {
        List<String> parts = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            if (Keywords.isOptions(parameter.getType())) {
                Keywords.of(parameter.getType()).names().forEach(name -> parts.add(Names.snake(name) + "="));
            } else {
                parts.add((isRest(parameter) ? "*" : "") + Names.snake(parameter.getName()));
            }
        }
        return "(" + String.join(", ", parts) + ")";
    }

    /** Tries the arguments on; converts nothing yet. */
    Fit fit(Arguments arguments) {
        return new Fitting(arguments).fit();
    }

    private boolean isRest(Parameter parameter) {
        return method.isVarArgs() && parameter.isVarArgs();
    }

    /**
     * How arguments fit.
     *
     * @param values what to pass, converted when asked for
     * @param cost how much of a stretch it is
     * @param taken how many arguments were taken before the first that does not fit
     * @param misfit what does not fit
     */
    record Fit(Overload overload, List<Supplier<Object>> values, int cost, int taken, Optional<String> misfit) {
        boolean isWhole() {
            return misfit.isEmpty();
        }

        /** Calls the method; what it throws comes out as it is. */
        Object invoke() {
            Object[] passed = values.stream().map(Supplier::get).toArray();
            Method method = overload.method;
            try {
                Object result = overload.isMethod()
                        ? method.invoke(passed[0], Arrays.copyOfRange(passed, 1, passed.length))
                        : method.invoke(null, passed);
                return result == null ? Value.Special.NONE : result;
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof RuntimeException wrong) {
                    throw wrong;
                }
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw new BugException("calling " + method, e);
            } catch (IllegalAccessException e) {
                throw new BugException("calling " + method, e);
            }
        }
    }

    /** The work of fitting: takes arguments from the front and keywords by name, one parameter after the other. */
    private final class Fitting {
        private final List<Value> positional;
        private final Map<String, Value> keywords = new LinkedHashMap<>();
        private final List<Supplier<Object>> values = new ArrayList<>();
        private int next;
        private int cost;
        private int taken;
        private @Nullable String misfit;

        Fitting(Arguments arguments) {
            positional = arguments.positional();
            arguments.keywords().forEach((name, value) -> keywords.put(name, value));
        }

        Fit fit() {
            if (isMethod()) {
                Type receiver = method.getDeclaringClass();
                single("self", receiver);
            }
            for (Parameter parameter : method.getParameters()) {
                if (misfit == null) {
                    parameter(parameter);
                }
            }
            if (misfit == null && next < positional.size()) {
                misfit = "it takes " + (next - (isMethod() ? 1 : 0)) + " arguments without a keyword";
            }
            if (misfit == null && !keywords.isEmpty()) {
                String keyword = keywords.keySet().iterator().next();
                misfit = "it has no keyword '" + keyword + "'" + Names.hint(keyword, keywordNames());
            }
            return new Fit(Overload.this, List.copyOf(values), cost, taken, Optional.ofNullable(misfit));
        }

        private void parameter(Parameter parameter) {
            if (Keywords.isOptions(parameter.getType())) {
                options(Keywords.of(parameter.getType()));
            } else if (isRest(parameter)) {
                rest(parameter);
            } else {
                single(parameter.getName(), parameter.getParameterizedType());
            }
        }

        private void single(String name, Type type) {
            Optional<Value> byKeyword = keyword(name);
            if (next < positional.size()) {
                if (byKeyword.isPresent()) {
                    misfit = "'" + Names.snake(name) + "' is given twice";
                    return;
                }
                take(name, positional.get(next++), type);
            } else if (byKeyword.isPresent()) {
                take(name, byKeyword.get(), type);
            } else {
                Value fallback = DEFAULTS.get(Names.snake(name));
                if (fallback == null) {
                    misfit = "'" + Names.snake(name) + "' is missing";
                    return;
                }
                cost += DEFAULTED;
                take(name, fallback, type);
                taken--;
            }
        }

        private void rest(Parameter parameter) {
            Type type = parameter.getParameterizedType();
            Optional<Value> byKeyword = keyword(parameter.getName());
            List<Value> several = positional.subList(next, positional.size());
            if (byKeyword.isPresent() && several.isEmpty()) {
                take(parameter.getName(), byKeyword.get(), type);
            } else if (several.size() == 1 && isWhole(several.getFirst(), parameter)) {
                next++;
                take(parameter.getName(), several.getFirst(), type);
            } else {
                cost += several.isEmpty() ? OMITTED : 0;
                next = positional.size();
                take(parameter.getName(), new Value.Tuple(several), type);
            }
        }

        /** Whether one argument stands for all of the rest: {@code reshape((2, 3))}, {@code concatenate([a, b])}. */
        private static boolean isWhole(Value value, Parameter parameter) {
            return parameter.getType().getComponentType() != NDArray.class
                    || Elements.items(value).orElse(List.of()).stream().anyMatch(item -> !(item instanceof Value.Num));
        }

        private void options(Keywords options) {
            Map<String, Value> given = new LinkedHashMap<>();
            // np.sum(a, 0), np.clip(a, None, 1): what is given by position are the first options; not before a rest,
            // which takes it.
            for (String name : method.isVarArgs() ? List.<String>of() : options.names()) {
                if (next < positional.size()) {
                    given.put(name, positional.get(next++));
                    cost += 2;
                }
            }
            options.names().forEach(name -> keyword(name).ifPresent(value -> given.put(name, value)));
            cost += given.isEmpty() ? OMITTED : 0;
            for (Map.Entry<String, Value> option : given.entrySet()) {
                taken++;
                OptionalInt price = options.cost(option.getKey(), option.getValue());
                if (price.isEmpty()) {
                    refuse(option.getKey(), option.getValue());
                    return;
                }
                cost += price.getAsInt();
            }
            values.add(() -> options.with(given));
        }

        private void take(String name, Value value, Type type) {
            taken++;
            OptionalInt price = Conversion.cost(value, type);
            if (price.isEmpty()) {
                refuse(name, value);
                return;
            }
            cost += price.getAsInt();
            values.add(() -> Conversion.convert(value, type));
        }

        private void refuse(String name, Value value) {
            String hint = name.equals("dtype") && value instanceof Value.Str text
                    ? Names.hint(
                            text.value(),
                            Arrays.stream(Dtype.values()).map(Dtype::label).toList())
                    : "";
            misfit = "'" + Names.snake(name) + "' cannot be " + value.describe() + hint;
        }

        private Optional<Value> keyword(String parameter) {
            Optional<String> written = keywords.keySet().stream()
                    .filter(name ->
                            Names.plain(SYNONYMS.getOrDefault(name, name)).equals(Names.plain(parameter)))
                    .findFirst();
            return written.map(keywords::remove);
        }

        private List<String> keywordNames() {
            return Arrays.stream(method.getParameters())
                    .flatMap(p -> Keywords.isOptions(p.getType())
                            ? Keywords.of(p.getType()).names().stream()
                            : java.util.stream.Stream.of(p.getName()))
                    .map(Names::snake)
                    .collect(Collectors.toList());
        }
    }
}
