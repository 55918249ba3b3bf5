package syrtis;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.Shape;

/**
 * NumPy's functions by NumPy's names, in camel case. All are lazy unless they say so: they check shapes and dtypes,
 * record, and return at once.
 *
 * <p>They are inherited topic by topic: {@link Ufuncs} and {@link Composed} (element by element), {@link Creation},
 * {@link Shaping}, {@link Joining}, {@link Reductions}, {@link NanReductions}, {@link Selection}, {@link Contractions}.
 * Parameters have NumPy's names; many optional ones together are a record, such as {@link Over}.
 */
public final class Nd extends Contractions {
    private Nd() {}

    // ---- dtypes

    /** The elements converted to {@code dtype}, as C converts them. */
    public static NDArray astype(NDArray x, Dtype dtype) {
        return x.astype(dtype);
    }

    static NDArray cast(NDArray x, Dtype dtype) {
        return x.dtype() == dtype ? x : x.astype(dtype);
    }

    /** The dtype that operations between these dtypes have. */
    public static Dtype resultType(Dtype... dtypes) {
        return Arrays.stream(dtypes)
                .reduce(Dtype::promote)
                .orElseThrow(() -> new DtypeException("result_type needs at least one dtype"));
    }

    /** The dtype that operations between these arrays have; {@link Nd#scalar} counts by its kind only. */
    public static Dtype resultType(NDArray... arrays) {
        if (arrays.length == 0) {
            throw new DtypeException("result_type needs at least one array");
        }
        return Nodes.common(arrays);
    }

    /** The smallest dtype that holds all values of both: {@link Dtype#promote}. */
    public static Dtype promoteTypes(Dtype type1, Dtype type2) {
        return Dtype.promote(type1, type2);
    }

    /** Whether every value of {@code from} is a value of {@code to}. */
    public static boolean canCast(Dtype from, Dtype to) {
        return Dtype.promote(from, to) == to;
    }

    /**
     * Whether a cast is allowed: {@code "no"} and {@code "equiv"} change nothing, {@code "safe"} keeps every value, {@code
     * "same_kind"} stays within the kind of number or goes from bool to integer to float to complex, {@code "unsafe"} is any.
     */
    public static boolean canCast(Dtype from, Dtype to, String casting) {
        return switch (casting) {
            case "no", "equiv" -> from == to;
            case "safe" -> canCast(from, to);
            case "same_kind" -> from.kind().compareTo(to.kind()) <= 0;
            case "unsafe" -> true;
            default ->
                throw new DtypeException(
                        "can_cast has no casting '" + casting + "': use 'no', 'equiv', 'safe', 'same_kind' or 'unsafe'");
        };
    }

    /** Whether every value of the array's dtype is a value of {@code to}. */
    public static boolean canCast(NDArray from, Dtype to) {
        return canCast(from.dtype(), to);
    }

    /** Whether {@code dtype} is {@code kind}. */
    public static boolean isdtype(Dtype dtype, Dtype kind) {
        return dtype == kind;
    }

    /**
     * Whether {@code dtype} is of a kind: {@code "bool"}, {@code "signed integer"}, {@code "unsigned integer"}, {@code
     * "integral"}, {@code "real floating"}, {@code "complex floating"} or {@code "numeric"}.
     */
    public static boolean isdtype(Dtype dtype, String kind) {
        return switch (kind) {
            case "bool" -> dtype.isBool();
            case "signed integer" -> dtype.kind() == Dtype.Kind.SIGNED;
            case "unsigned integer" -> dtype.kind() == Dtype.Kind.UNSIGNED;
            case "integral" -> dtype.isInteger();
            case "real floating" -> dtype.isFloat();
            case "complex floating" -> dtype.isComplex();
            case "numeric" -> !dtype.isBool();
            default ->
                throw new DtypeException("isdtype has no kind '" + kind + "': use 'bool', 'signed integer', "
                        + "'unsigned integer', 'integral', 'real floating', 'complex floating' or 'numeric'");
        };
    }

    /** Whether {@code dtype} is of one of these kinds: {@link #isdtype(Dtype, String)}. */
    public static boolean isdtype(Dtype dtype, String[] kind) {
        return Arrays.stream(kind).anyMatch(one -> isdtype(dtype, one));
    }

    /** The limits of a float dtype, or of the parts of a complex one. */
    public static FloatInfo finfo(Dtype dtype) {
        return FloatInfo.of(dtype);
    }

    /** The limits of an integer dtype. */
    public static IntegerInfo iinfo(Dtype dtype) {
        return IntegerInfo.of(dtype);
    }

    /** Whether the dtype is complex. */
    public static boolean iscomplexobj(NDArray x) {
        return x.dtype().isComplex();
    }

    /** Whether the dtype is not complex. */
    public static boolean isrealobj(NDArray x) {
        return !x.dtype().isComplex();
    }

    // ---- facts

    /** Number of axes. */
    public static int ndim(NDArray a) {
        return a.ndim();
    }

    /** Length along each axis. */
    public static Shape shape(NDArray a) {
        return a.shape();
    }

    /** Number of elements. */
    public static long size(NDArray a) {
        return a.size();
    }

    /** Length along an axis. */
    public static long size(NDArray a, int axis) {
        return a.shape().dim(a.shape().axis("size", axis));
    }

    /** An array of its own with the same elements. */
    public static NDArray copy(NDArray a) {
        return a.copy();
    }

    // ---- evaluation

    /**
     * A runtime whose programs run on a cluster, with the credentials in the folder that the environment variable {@code
     * SYRTIS_CREDENTIALS} names, else in {@code .syrtis/cluster} of the user's home:
     *
     * <pre>{@code
     * try (Runtime cluster = Nd.connect("127.0.0.1:7700")) {
     *     double mean = cluster.run(() -> Random.defaultRng(0).normal(0, 1, Shape.of(100_000_000)).mean().item());
     * }
     * }</pre>
     *
     * @param addresses where supervisors listen for clients: {@code "host:port"}, several separated by commas
     * @throws syrtis.type.ConnectionException if there is no such cluster, it refuses, or the module {@code syrtis-cluster} is not there
     */
    public static Runtime connect(String addresses) {
        return Runtime.connect(Options.defaults(), addresses, Optional.empty());
    }

    /** The same, with the credentials in a folder: the cluster's {@code ca.pem}, and the {@code token} of its clients. */
    public static Runtime connect(String addresses, Path credentials) {
        return Runtime.connect(Options.defaults(), addresses, Optional.of(credentials));
    }

    /** Computes several arrays in one plan: what they share is computed once. */
    public static void evaluate(NDArray... arrays) {
        Evaluation.evaluate(List.of(arrays));
    }

    /** Computes several arrays in the background. */
    public static Evaluation submit(NDArray... arrays) {
        return Evaluation.submit(List.of(arrays));
    }
}
