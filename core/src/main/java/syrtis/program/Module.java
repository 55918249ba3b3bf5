package syrtis.program;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import syrtis.InputOutput;
import syrtis.Linalg;
import syrtis.Nd;
import syrtis.Random;
import syrtis.type.Dtype;

/** A module that a program can name, and the public classes whose static methods are its functions. */
enum Module {
    NUMPY("np", "numpy", Nd.class, InputOutput.class),
    LINALG("np.linalg", "numpy.linalg", Linalg.class),
    RANDOM("np.random", "numpy.random", Random.class),
    FFT("np.fft", "numpy.fft"),
    /** NumPy's functions under their Python names, for numbers: their results are numbers again. */
    MATH("math", "math", Nd.class);

    private static final Map<String, Value> CONSTANTS = Map.of(
            "pi", new Value.Real(Math.PI), "tau", new Value.Real(2 * Math.PI), "e", new Value.Real(Math.E),
            "euler_gamma", new Value.Real(0.5772156649015329), "inf", new Value.Real(Double.POSITIVE_INFINITY),
            "nan", new Value.Real(Double.NaN), "newaxis", Value.Special.NONE, "True_", Value.Bool.TRUE, "False_", Value.Bool.FALSE);

    /** Groups of dtypes, which stand for their names in {@code isdtype}. */
    private static final Map<String, Value> KINDS = Map.of(
            "number", new Value.Str("numeric"), "integer", new Value.Str("integral"),
            "signedinteger", new Value.Str("signed integer"), "unsignedinteger", new Value.Str("unsigned integer"),
            "floating", new Value.Str("real floating"), "complexfloating", new Value.Str("complex floating"));

    /** C's names of dtypes, on the machines of today. */
    private static final Map<String, Dtype> C_NAMES = Map.ofEntries(
            Map.entry("byte", Dtype.INT8), Map.entry("ubyte", Dtype.UINT8), Map.entry("short", Dtype.INT16),
            Map.entry("ushort", Dtype.UINT16), Map.entry("intc", Dtype.INT32), Map.entry("uintc", Dtype.UINT32),
            Map.entry("long", Dtype.INT64), Map.entry("ulong", Dtype.UINT64), Map.entry("longlong", Dtype.INT64),
            Map.entry("ulonglong", Dtype.UINT64), Map.entry("uintp", Dtype.UINT64), Map.entry("csingle", Dtype.COMPLEX64),
            Map.entry("cdouble", Dtype.COMPLEX128));

    private final String label;
    private final String path;
    private final List<Class<?>> functions;

    Module(String label, String path, Class<?>... functions) {
        this.label = label;
        this.path = path;
        this.functions = List.of(functions);
    }

    /** The module that an import calls {@code path}. */
    static Optional<Module> of(String path) {
        return Arrays.stream(values()).filter(m -> m.path.equals(path)).findFirst();
    }

    /** How messages call it. */
    String label() {
        return label;
    }

    List<Class<?>> functions() {
        return functions;
    }

    /** What {@code module.name} stands for. */
    Optional<Value> member(String name) {
        Optional<Value> constant = constant(name);
        if (constant.isPresent()) {
            return constant;
        }
        for (Module module : values()) {
            if (this == NUMPY && module.path.equals("numpy." + name)) {
                return Optional.of(new Value.Namespace(module));
            }
        }
        Optional<GridMaker> maker = this == NUMPY ? GridMaker.of(name) : Optional.empty();
        if (maker.isPresent()) {
            return maker.map(Value.Foreign::new);
        }
        boolean isOfPrograms = this == NUMPY
                && (Creation.isCalled(name) || NumPyFunction.of(name).isPresent() || UfuncMethods.isCalled(name));
        boolean isFunction = isOfPrograms || Binding.knows(this, name);
        return isFunction ? Optional.of(new Value.Function(this, name)) : Optional.empty();
    }

    private Optional<Value> constant(String name) {
        return switch (this) {
            case NUMPY ->
                Optional.ofNullable(CONSTANTS.get(name))
                        .or(() -> Optional.ofNullable(KINDS.get(name)))
                        .or(() -> dtype(name));
            case MATH -> Optional.ofNullable(CONSTANTS.get(name)).filter(Value.Real.class::isInstance);
            case LINALG, RANDOM, FFT -> Optional.empty();
        };
    }

    private static Optional<Value> dtype(String name) {
        if (C_NAMES.containsKey(name)) {
            return Optional.ofNullable(C_NAMES.get(name)).map(Value.Type::new);
        }
        boolean isName = Arrays.stream(Dtype.values()).anyMatch(d -> d.label().equals(name))
                || Set.of("bool_", "int_", "intp", "uint", "double", "single").contains(name);
        return isName ? Optional.of(new Value.Type(Dtype.of(name))) : Optional.empty();
    }

    /** What is wrong with {@code module.name} where there is no such member. */
    String unknown(String name) {
        Optional<String> planned = Planned.reason(label + "." + name, name);
        if (planned.isPresent()) {
            return planned.get();
        }
        for (Module other : values()) {
            if (other != this && other.member(name).isPresent()) {
                return label + " has no '" + name + "': did you mean '" + other.label + "." + name + "'?";
            }
        }
        return label + " has no '" + name + "'" + Names.hint(name, names());
    }

    /** Every name it has, for hints. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        functions.forEach(type -> names.addAll(Binding.names(type)));
        if (this == NUMPY) {
            names.addAll(CONSTANTS.keySet());
            names.addAll(NumPyFunction.names());
            Arrays.stream(GridMaker.values()).map(GridMaker::label).forEach(names::add);
            names.addAll(Set.of("linalg", "random", "fft"));
            Arrays.stream(Dtype.values()).map(Dtype::label).forEach(names::add);
        }
        return names;
    }
}
