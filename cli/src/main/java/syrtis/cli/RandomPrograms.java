package syrtis.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import syrtis.NDArray;
import syrtis.program.Program;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.SyrtisException;

/**
 * Random programs in NumPy's syntax over arrays of awkward shapes and all dtypes: expressions, views, writes through views,
 * reductions, scans, gathers, scatters. Each statement is tried when it is added, without computing anything, so that a program
 * as a whole is right; its value is all of its arrays.
 */
final class RandomPrograms {
    /** Around the lengths of strips, of leaves of reductions and of what is unrolled; primes; nothing. */
    private static final long[] LENGTHS = {
        0, 1, 1, 2, 3, 4, 5, 7, 8, 13, 15, 16, 17, 31, 64, 100, 511, 512, 513, 1000, 1023, 1024, 1025, 2049, 4097,
        30_011
    };

    private static final List<String> UNARY = List.of(
            "negative",
            "absolute",
            "sqrt",
            "exp",
            "sin",
            "floor",
            "sign",
            "square",
            "isnan",
            "tanh",
            "cbrt",
            "conjugate",
            "logical_not",
            "rint",
            "log1p",
            "arctan",
            "signbit",
            "reciprocal",
            "real",
            "imag",
            "invert",
            "isfinite");
    private static final List<String> BINARY = List.of(
            "add",
            "subtract",
            "multiply",
            "divide",
            "floor_divide",
            "remainder",
            "maximum",
            "minimum",
            "hypot",
            "arctan2",
            "copysign",
            "fmin",
            "less",
            "equal",
            "logical_xor",
            "bitwise_and",
            "bitwise_or",
            "right_shift",
            "fmod",
            "heaviside");
    private static final List<String> REDUCTIONS = List.of(
            "sum",
            "sum",
            "prod",
            "max",
            "min",
            "mean",
            "var",
            "any",
            "all",
            "argmax",
            "argmin",
            "count_nonzero",
            "ptp");
    private static final List<String> OPERATORS = List.of("+", "-", "*", "//", "%", "|", "&", "/", "**");

    private final SplittableRandom random;
    private final long largest;
    private final List<String> statements = new ArrayList<>();
    private final List<Variable> variables = new ArrayList<>();

    private record Variable(String name, Dtype dtype, Shape shape) {}

    private RandomPrograms(SplittableRandom random) {
        this.random = random;
        this.largest = random.nextInt(5) == 0 ? 400_000 : 3000;
    }

    /** The statements of the program of a seed; the last one is its value. */
    static List<String> of(long seed) {
        return new RandomPrograms(new SplittableRandom(seed)).write();
    }

    private List<String> write() {
        int leaves = random.nextInt(1, 4);
        int steps = random.nextInt(3, 14);
        for (int k = 0; k < leaves; k++) {
            tryOut("v" + k + " = " + leaf());
        }
        for (int k = 0; k < steps && !variables.isEmpty(); k++) {
            boolean writes = random.nextInt(3) == 0;
            tryOut(writes ? write(any()) : "v" + variables.size() + " = " + expression(any()));
        }
        statements.add(value());
        return List.copyOf(statements);
    }

    /** Keeps a statement if NumPy's rules allow it here and its result is not too large. */
    private void tryOut(String statement) {
        String name = "v" + variables.size();
        boolean defines = statement.startsWith(name + " = ");
        String whole = String.join("\n", statements) + "\n" + statement + "\n" + (defines ? name : "0");
        try {
            List<NDArray> arrays = Program.of(whole).run().arrays();
            if (defines && arrays.getFirst().size() > largest) {
                return;
            }
            statements.add(statement);
            if (defines) {
                NDArray array = arrays.getFirst();
                variables.add(new Variable(name, array.dtype(), array.shape()));
            }
        } catch (SyrtisException refused) {
            // Most statements that nobody thought about are wrong; the next one is tried.
        }
    }

    private String value() {
        return variables.stream().map(variable -> variable.name + ", ").collect(Collectors.joining("", "(", ")"));
    }

    private Variable any() {
        int back = Math.min(variables.size(), 4);
        return variables.get(
                random.nextBoolean() ? random.nextInt(variables.size()) : variables.size() - 1 - random.nextInt(back));
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String dtype() {
        return "'" + Dtype.values()[random.nextInt(Dtype.values().length)].label() + "'";
    }

    // ---- leaves

    private String leaf() {
        List<Long> dims = dims();
        String shape = dims.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ",)"));
        long size = dims.stream().reduce(1L, (a, b) -> a * b);
        int seed = random.nextInt(1000);
        return switch (random.nextInt(7)) {
            case 0 -> "np.full(" + shape + ", " + random.nextInt(-1, 4) + ", " + dtype() + ")";
            case 1 -> "np.arange(" + size + ").reshape(" + shape + ")";
            case 2 ->
                "(np.arange(" + size + ") % " + random.nextInt(2, 40) + ").reshape(" + shape + ").astype(" + dtype()
                        + ")";
            case 3 -> "np.random.default_rng(" + seed + ").integers(-9, 9, " + shape + ").astype(" + dtype() + ")";
            case 4 -> "np.random.default_rng(" + seed + ").normal(0, 1, " + shape + ")";
            case 5 -> "np.linspace(-2, 2, " + size + ").reshape(" + shape + ")";
            default -> "np.random.default_rng(" + seed + ").uniform(-9, 9, " + shape + ").astype(" + dtype() + ")";
        };
    }

    private List<Long> dims() {
        int rank = random.nextInt(1, 5);
        long size = 1;
        List<Long> dims = new ArrayList<>();
        for (int k = 0; k < rank; k++) {
            long length = LENGTHS[random.nextInt(LENGTHS.length)];
            length = length == 0 && random.nextInt(4) != 0 ? 6 : length;
            length = size * length > largest ? random.nextInt(1, 4) : length;
            size *= Math.max(1, length);
            dims.add(length);
        }
        return dims;
    }

    // ---- expressions

    private String expression(Variable x) {
        String name = x.name;
        String axis = axis(x);
        return switch (random.nextInt(26)) {
            case 0, 1 -> "np." + one(UNARY) + "(" + name + ")";
            case 2, 3 -> "np." + one(BINARY) + "(" + name + ", " + other(x) + ")";
            case 4 -> name + " " + one(OPERATORS) + " " + constant();
            case 5 -> "np.where(" + name + " > " + constant() + ", " + name + ", " + other(x) + ")";
            case 6 -> name + ".astype(" + dtype() + ")";
            case 7, 8 ->
                "np." + one(REDUCTIONS) + "(" + name + ", axis=" + axis
                        + (random.nextInt(3) == 0 ? ", keepdims=True)" : ")");
            case 9 -> name + " - " + name + ".mean(axis=" + axis + ", keepdims=True)";
            case 10 ->
                "np." + one(List.of("cumsum", "cumprod", "maximum.accumulate", "cumulative_min")) + "(" + name
                        + ", axis=" + axis + ")";
            case 11, 12, 13 -> name + subscript(x);
            case 14 -> name + one(List.of(".T", ".ravel()", "[None]", ".copy()", "[...]", ".view()"));
            case 15 -> name + ".reshape(" + one(List.of("-1", "-1, 2", "3, -1", "2, -1, 2", "1, -1")) + ")";
            case 16 ->
                "np." + one(List.of("flip", "roll", "squeeze", "tril", "expand_dims")) + "(" + name + ", " + axis + ")";
            case 17 -> "np.concatenate([" + name + ", " + other(x) + "], axis=" + axis + ")";
            case 18 -> "np.stack([" + name + ", " + name + subscriptOfSameShape() + "], axis=" + axis + ")";
            case 19 -> "np.take(" + name + ", " + indices(x) + ", axis=" + axis + ")";
            case 20 -> name + "[" + name + " > " + constant() + "]";
            case 21 -> name + " @ " + one(List.of(name + ".T", other(x)));
            case 22 ->
                "np.pad(" + name + ", " + random.nextInt(3)
                        + one(List.of(")", ", mode='edge')", ", mode='wrap')", ", mode='reflect')"));
            case 23 ->
                "np." + one(List.of("diff", "repeat", "cumsum")) + "(" + name + ", " + random.nextInt(1, 3) + ", axis="
                        + axis + ")";
            case 24 -> "np.swapaxes(" + name + ", 0, " + axis + ")";
            default ->
                "np.take_along_axis(" + name + ", np.argmax(" + name + ", axis=" + axis + ", keepdims=True), " + axis
                        + ")";
        };
    }

    private String axis(Variable x) {
        return Integer.toString(x.shape.rank() == 0 ? 0 : random.nextInt(-x.shape.rank(), x.shape.rank()));
    }

    private String constant() {
        return one(List.of("0", "1", "2", "3", "-1", "0.5", "-2.25", "7", "1j"));
    }

    /** Another operand, that more often than not broadcasts with {@code x}. */
    private String other(Variable x) {
        List<Variable> equal =
                variables.stream().filter(v -> v.shape.equals(x.shape)).toList();
        return switch (random.nextInt(7)) {
            case 0 -> any().name;
            case 1 -> constant();
            case 2 -> x.name + "[::-1]";
            case 3 -> x.name + ".sum(axis=" + axis(x) + ", keepdims=True)";
            case 4 -> x.name + ".T";
            default -> one(equal).name;
        };
    }

    private String subscriptOfSameShape() {
        return one(List.of("", "[::-1]", "[..., ::-1]", "[...]", " + 1"));
    }

    /** Brackets of slices, integers, lists, None and dots. */
    private String subscript(Variable x) {
        int rank = x.shape.rank();
        int count = rank == 0 ? 0 : random.nextInt(1, rank + 1);
        boolean isList = random.nextInt(6) == 0;
        List<String> parts = new ArrayList<>(IntStream.range(0, count)
                .mapToObj(k -> isList && random.nextBoolean() ? list(x.shape.dim(k)) : part(x.shape.dim(k)))
                .toList());
        if (random.nextInt(6) == 0) {
            parts.add(random.nextInt(parts.size() + 1), random.nextBoolean() ? "None" : "...");
        }
        return parts.isEmpty() ? "[...]" : "[" + String.join(", ", parts) + "]";
    }

    private String part(long length) {
        int within = (int) Math.max(1, Math.min(length, 1 << 20));
        String start = random.nextInt(3) == 0 ? "" : Integer.toString(random.nextInt(within) / random.nextInt(1, 5));
        String stop = random.nextInt(3) == 0 ? "" : Integer.toString(-random.nextInt(within) / 3);
        stop = stop.equals("0") ? "" : stop;
        return switch (random.nextInt(6)) {
            case 0 -> Integer.toString(random.nextInt(within));
            case 1 -> "::-1";
            case 2 -> "::" + one(List.of("2", "3", "-2", "7"));
            case 3 -> ":";
            default -> start + ":" + stop;
        };
    }

    private String list(long length) {
        int within = (int) Math.max(1, Math.min(length, 1 << 20));
        return IntStream.range(0, 3)
                .mapToObj(k -> Integer.toString(random.nextInt(within)))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private String indices(Variable x) {
        long least = x.shape.rank() == 0
                ? 1
                : IntStream.range(0, x.shape.rank())
                        .mapToLong(x.shape::dim)
                        .min()
                        .orElse(1);
        return random.nextBoolean() || least == 0
                ? list(least)
                : String.format(
                        Locale.ROOT, "np.arange(%d) * %d %% %d", random.nextInt(1, 40), random.nextInt(1, 9), least);
    }

    // ---- writes

    private String write(Variable x) {
        String name = x.name;
        String part = name + (random.nextInt(4) == 0 ? "" : subscript(x));
        String target = part.equals(name) ? name + "[...]" : part;
        return switch (random.nextInt(11)) {
            case 0, 1 -> target + " " + one(OPERATORS.subList(0, 5)) + "= " + constant();
            case 2 -> target + " = " + constant();
            case 3 -> target + " = " + other(x);
            case 4 -> name + " += " + name + "[::-1]";
            case 5 -> name + "[1:] = " + name + "[:-1]";
            case 6 -> name + "[" + name + " > " + constant() + "] = " + constant();
            case 7 ->
                "np.add.at(" + name + ", " + list(x.shape.rank() == 0 ? 1 : x.shape.dim(0)) + ", " + constant() + ")";
            case 8 -> name + ".T[...] = " + name + ".T[::-1]";
            case 9 -> name + " *= " + other(x);
            default -> "s" + statements.size() + " = float(abs(" + name + ".sum()))"; // Evaluates in the middle.
        };
    }

    /** The program without one statement; nothing where that is its value. */
    static Optional<List<String>> without(List<String> statements, int at) {
        if (at >= statements.size() - 1) {
            return Optional.empty();
        }
        List<String> fewer = new ArrayList<>(statements);
        String gone = fewer.remove(at);
        String name = gone.replaceFirst(" = .*", "");
        String value = fewer.removeLast().replace(name + ", ", "");
        fewer.add(value.equals("()") ? "0" : value);
        return Optional.of(fewer);
    }
}
