package syrtis.op;

import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import syrtis.op.Elementwise.Signature;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;

/**
 * How an elementwise operator finds its dtypes: NumPy 2's loop selection for ufuncs, said as a rule. There is no
 * float16; where NumPy has it, the rules say float32.
 */
enum Rule {
    /** In the common dtype. */
    ARITHMETIC("numbers or bool", any(), Dtype::promote, same()),

    /** In the common dtype, of which bool is not one. */
    SIGNED_ARITHMETIC("numbers (for bool use logical functions)", not(Dtype::isBool), Dtype::promote, same()),

    /** In the common dtype; bool in int8. */
    NUMBERS("numbers or bool", any(), Rule::promoteNumbers, same()),

    /** In the common dtype, not complex. */
    REAL("real numbers or bool", not(Dtype::isComplex), Dtype::promote, same()),

    /** In the common dtype, not complex; bool in int8. */
    REAL_ARITHMETIC("real numbers or bool", not(Dtype::isComplex), Rule::promoteNumbers, same()),

    /** In the common dtype, an integer. */
    INTEGER("integers", Dtype::isInteger, Dtype::promote, same()),

    /** In the common dtype, an integer or bool. */
    INTEGER_OR_BOOL("bool or integers", not(Dtype::isInexact), Dtype::promote, same()),

    /** In the common dtype, an integer; bool in int8. */
    SHIFT("bool or integers", Dtype::isInteger, Rule::promoteNumbers, same()),

    /** In the common float or complex dtype; integers count as the float that NumPy computes their roots in. */
    INEXACT("numbers or bool", any(), Rule::promoteInexact, same()),

    /** In the common float dtype. */
    REAL_INEXACT("real numbers or bool", not(Dtype::isComplex), Rule::promoteInexact, same()),

    /** In the common dtype; integers and bool in float64. */
    TRUE_DIVIDE("numbers or bool", any(), Rule::promoteQuotient, same()),

    /** In float64 or complex128. */
    FLOAT_POWER("numbers or bool", any(), (a, b) -> Dtype.promote(Dtype.promote(a, b), Dtype.FLOAT64), same()),

    /** From the operand's dtype to that of its parts. */
    MODULUS("numbers or bool", any(), Dtype::promote, Dtype::part),

    /** From the operand's float or complex dtype to that of its parts; bool counts as int64. */
    ARGUMENT("numbers or bool", any(), (a, b) -> a.isBool() ? Dtype.FLOAT64 : promoteInexact(a, b), Dtype::part),

    /** From the common float dtype to the complex dtype whose parts have it. */
    PARTS("real numbers or bool", not(Dtype::isComplex), Rule::promoteInexact, Dtype::toComplex),

    /** From the operand's dtype to bool. */
    TEST("numbers or bool", any(), Dtype::promote, toBool()),

    /** From the operand's dtype, not complex, to bool. */
    REAL_TEST("real numbers or bool", not(Dtype::isComplex), Dtype::promote, toBool()),

    /** From the common dtype to bool; of int64 and uint64, which have none, each its own. */
    COMPARE("numbers or bool", any(), Rule::comparison),

    /** Each operand as bool, to bool. */
    LOGICAL("numbers or bool", any(), args -> uniform(args.size(), Dtype.BOOL, Dtype.BOOL)),

    /** From a bool and two operands in their common dtype, to that. */
    SELECT("a condition and two arrays", any(), Rule::selection);

    private final String needs;
    private final Predicate<Dtype> accepts;
    private final Function<List<Dtype>, Signature> types;

    /** @param accepts what the operands may be, once they have the dtypes that {@code types} gives them */
    Rule(String needs, Predicate<Dtype> accepts, Function<List<Dtype>, Signature> types) {
        this.needs = needs;
        this.accepts = accepts;
        this.types = types;
    }

    /** All operands in one dtype, {@code promote} of them; a single operand is promoted with itself. */
    Rule(String needs, Predicate<Dtype> accepts, Promotion promote, UnaryOperator<Dtype> result) {
        this(needs, accepts, args -> {
            Dtype common = promote.of(args.getFirst(), args.getLast());
            return uniform(args.size(), common, result.apply(common));
        });
    }

    private interface Promotion {
        Dtype of(Dtype a, Dtype b);
    }

    Signature signature(String operator, List<Dtype> args) {
        Signature signature = types.apply(args);
        if (!allAccepted(signature.operands())) {
            boolean apartFine = allAccepted(args);
            throw new DtypeException(operator + " needs " + needs + ", got "
                    + args.stream().map(Dtype::label).collect(Collectors.joining(" and "))
                    + (apartFine ? ", whose common dtype is " + signature.operands().getFirst() + ": cast one" : ""));
        }
        return signature;
    }

    private boolean allAccepted(List<Dtype> dtypes) {
        for (Dtype dtype : dtypes) {
            if (!accepts.test(dtype)) {
                return false;
            }
        }
        return true;
    }

    private static Signature uniform(int count, Dtype operand, Dtype result) {
        return new Signature(Collections.nCopies(count, operand), result);
    }

    private static Dtype promoteNumbers(Dtype a, Dtype b) {
        return Dtype.promote(a, b) == Dtype.BOOL ? Dtype.INT8 : Dtype.promote(a, b);
    }

    /** Each on its own first: NumPy adds no width for mixed signs, int16 and uint16 meet in float32. */
    private static Dtype promoteInexact(Dtype a, Dtype b) {
        return Dtype.promote(a.toInexact(), b.toInexact());
    }

    private static Dtype promoteQuotient(Dtype a, Dtype b) {
        return Dtype.promote(a, b).isInexact() ? Dtype.promote(a, b) : Dtype.FLOAT64;
    }

    private static Signature comparison(List<Dtype> args) {
        Dtype a = args.getFirst();
        Dtype b = args.getLast();
        if (a == Dtype.UINT64 && b.kind() == Dtype.Kind.SIGNED) {
            return new Signature(List.of(a, Dtype.INT64), Dtype.BOOL);
        }
        if (b == Dtype.UINT64 && a.kind() == Dtype.Kind.SIGNED) {
            return new Signature(List.of(Dtype.INT64, b), Dtype.BOOL);
        }
        return uniform(2, Dtype.promote(a, b), Dtype.BOOL);
    }

    private static Signature selection(List<Dtype> args) {
        Dtype common = Dtype.promote(args.get(1), args.get(2));
        return new Signature(List.of(Dtype.BOOL, common, common), common);
    }

    private static Predicate<Dtype> any() {
        return _ -> true;
    }

    private static Predicate<Dtype> not(Predicate<Dtype> excluded) {
        return excluded.negate();
    }

    private static UnaryOperator<Dtype> same() {
        return UnaryOperator.identity();
    }

    private static UnaryOperator<Dtype> toBool() {
        return _ -> Dtype.BOOL;
    }
}
