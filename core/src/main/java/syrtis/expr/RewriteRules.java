package syrtis.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import syrtis.op.Elementwise;
import syrtis.op.Generator;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.Type;

/**
 * The rewrite rules, a line a rule. Exact rules keep every bit of the result: for floats {@code x * 1} is exact, {@code x +
 * 0} is not (it turns -0.0 into 0.0) and {@code x - 0} is.
 */
public final class RewriteRules {
    private RewriteRules() {}

    /** Rules that keep every bit. */
    public static final List<Rule> EXACT = List.of(
            rule("view that moves nothing", View.class, RewriteRules::identityView),
            rule("view of view", View.class, RewriteRules::viewOfView),
            rule("view of a constant", View.class, RewriteRules::viewOfConstant),
            rule("view through elementwise", View.class, RewriteRules::viewThroughElementwise),
            rule("cast to the own dtype", Op.Cast.class, RewriteRules::sameCast),
            rule("cast of a widening cast", Op.Cast.class, RewriteRules::castOfCast),
            rule("x * 1, x / 1, x ** 1", Elementwise.class, RewriteRules::timesOne),
            rule("x - 0", Elementwise.class, RewriteRules::minusZero),
            rule("integer x + 0", Elementwise.class, RewriteRules::plusIntegerZero),
            rule("- - x", Elementwise.class, (node, make) -> inverseOfItself(node, Elementwise.NEGATIVE)),
            rule("~ ~ x", Elementwise.class, (node, make) -> inverseOfItself(node, Elementwise.INVERT)),
            rule("not not x", Elementwise.class, (node, make) -> inverseOfItself(node, Elementwise.LOGICAL_NOT)),
            rule("conj conj x", Elementwise.class, (node, make) -> inverseOfItself(node, Elementwise.CONJUGATE)),
            rule("x ** 2", Elementwise.class, RewriteRules::powerOfTwo),
            rule("where of one value", Elementwise.class, RewriteRules::whereOfSame),
            rule("reshape of reshape", Op.Reshape.class, RewriteRules::reshapeOfReshape),
            rule("reshape to the own shape", Op.Reshape.class, RewriteRules::sameReshape),
            rule("reshape through elementwise", Op.Reshape.class, RewriteRules::reshapeThroughElementwise),
            rule("reshape of a generator", Op.Reshape.class, RewriteRules::reshapeOfGenerator),
            rule("concat of one", Op.Concat.class, RewriteRules::concatOfOne),
            rule("update of everything", Op.Update.class, RewriteRules::updateOfEverything));

    /** Rules that may move a rounding: the order of a chain of matrix products. */
    public static final List<Rule> ALL = concat(EXACT, rule("matrix chain order", Op.Contract.class, MatrixChain::reorder));

    private static Rule rule(String name, Class<? extends Op> family, Rule rule) {
        return new Named(name, family, rule);
    }

    /** Rules by the family of operators they look at. */
    record Table(Map<Class<? extends Op>, List<Rule>> families) {
        private static final Table NO_RULES = new Table(Map.of());
        private static final Table EXACT_RULES = new Table(byFamily(EXACT));
        private static final Table ALL_RULES = new Table(byFamily(ALL));

        static Table of(Rewriter.Rules which) {
            return switch (which) {
                case NONE -> NO_RULES;
                case EXACT -> EXACT_RULES;
                case ALL -> ALL_RULES;
            };
        }

        private static Map<Class<? extends Op>, List<Rule>> byFamily(List<Rule> rules) {
            return rules.stream().collect(Collectors.groupingBy(rule -> ((Named) rule).family));
        }

        /** The rules that may fit a node of {@code op}, in order. */
        List<Rule> of(Op op) {
            return families.getOrDefault(op.getClass(), List.of());
        }
    }

    /** A rule with the name its golden has, and the family of operators it looks at. */
    public record Named(String name, Class<? extends Op> family, Rule rule) implements Rule {
        @Override
        public Optional<Expr> apply(Expr node, Maker make) {
            return rule.apply(node, make);
        }
    }

    private static List<Rule> concat(List<Rule> rules, Rule more) {
        List<Rule> all = new ArrayList<>(rules);
        all.add(more);
        return List.copyOf(all);
    }

    // ---- views

    private static Optional<Expr> identityView(Expr node, Rule.Maker make) {
        return node.op() instanceof View view && view.isIdentity() ? Optional.of(node.arg(0)) : Optional.empty();
    }

    private static Optional<Expr> viewOfView(Expr node, Rule.Maker make) {
        return node.op() instanceof View outer && node.arg(0).op() instanceof View inner
                ? Optional.of(make.make(inner.then(outer), node.arg(0).args(), node))
                : Optional.empty();
    }

    private static Optional<Expr> viewOfConstant(Expr node, Rule.Maker make) {
        return node.op() instanceof View view && isConstant(node.arg(0), _ -> true)
                ? Optional.of(shaped(node.arg(0), view.shape(), make))
                : Optional.empty();
    }

    /** A view that leaves elements out, or the last axis in its order, moves to the operands. */
    private static Optional<Expr> viewThroughElementwise(Expr node, Rule.Maker make) {
        if (node.args().isEmpty()) {
            return Optional.empty();
        }
        Expr inner = node.arg(0);
        if (!(node.op() instanceof View view) || view.shape().size() > view.source().size()
                || view.shape().isEmpty() || make.isShared(inner)) {
            return Optional.empty();
        }
        return switch (inner.op()) {
            case Elementwise _, Op.Cast _ -> Optional.of(make.make(
                    inner.op(), inner.args().stream().map(arg -> make.make(view, List.of(arg), node)).toList(), inner));
            case Op.Generate _, Op.Stored _, Op.Read _, View _, Op.Reshape _, Op.Reduce _, Op.Scan _, Op.Contract _,
                    Op.Concat _, Op.Update _, Op.Gather _, Op.Scatter _ -> Optional.empty();
        };
    }

    // ---- arithmetic

    private static Optional<Expr> sameCast(Expr node, Rule.Maker make) {
        return node.op() instanceof Op.Cast(Dtype to) && node.arg(0).type().dtype() == to
                ? Optional.of(node.arg(0))
                : Optional.empty();
    }

    /** Only where the inner cast loses nothing: int8 to int32 to float64. */
    private static Optional<Expr> castOfCast(Expr node, Rule.Maker make) {
        if (!(node.op() instanceof Op.Cast) || !(node.arg(0).op() instanceof Op.Cast(Dtype middle))) {
            return Optional.empty();
        }
        Expr innermost = node.arg(0).arg(0);
        Dtype from = innermost.type().dtype();
        boolean lossless = Dtype.promote(from, middle) == middle
                && !(from.isInteger() && from.bytes() == 8 && !middle.isInteger());
        return lossless && !from.isComplex()
                ? Optional.of(make.make(node.op(), List.of(innermost), node))
                : Optional.empty();
    }

    private static Optional<Expr> timesOne(Expr node, Rule.Maker make) {
        if (node.op() == Elementwise.MULTIPLY && !node.type().dtype().isComplex() && !node.type().dtype().isBool()) {
            if (isConstant(node.arg(1), value -> value == 1)) {
                return Optional.of(node.arg(0));
            }
            return isConstant(node.arg(0), value -> value == 1) ? Optional.of(node.arg(1)) : Optional.empty();
        }
        boolean right = node.op() == Elementwise.DIVIDE || node.op() == Elementwise.POWER;
        return right && !node.type().dtype().isComplex() && isConstant(node.arg(1), value -> value == 1)
                ? Optional.of(node.arg(0))
                : Optional.empty();
    }

    private static Optional<Expr> minusZero(Expr node, Rule.Maker make) {
        return node.op() == Elementwise.SUBTRACT
                        && !node.type().dtype().isComplex()
                        && isConstant(node.arg(1), value -> Double.doubleToRawLongBits(value) == 0)
                ? Optional.of(node.arg(0))
                : Optional.empty();
    }

    private static Optional<Expr> plusIntegerZero(Expr node, Rule.Maker make) {
        if (node.op() != Elementwise.ADD || !node.type().dtype().isInteger()) {
            return Optional.empty();
        }
        if (isConstant(node.arg(1), value -> value == 0)) {
            return Optional.of(node.arg(0));
        }
        return isConstant(node.arg(0), value -> value == 0) ? Optional.of(node.arg(1)) : Optional.empty();
    }

    private static Optional<Expr> inverseOfItself(Expr node, Elementwise row) {
        return node.op() == row && node.arg(0).op() == row ? Optional.of(node.arg(0).arg(0)) : Optional.empty();
    }

    /** Exact for floats: both are one correctly rounded product; NumPy does the same. */
    private static Optional<Expr> powerOfTwo(Expr node, Rule.Maker make) {
        return node.op() == Elementwise.POWER
                        && !node.type().dtype().isComplex()
                        && isConstant(node.arg(1), value -> value == 2)
                ? Optional.of(make.make(Elementwise.SQUARE, List.of(node.arg(0)), node))
                : Optional.empty();
    }

    private static Optional<Expr> whereOfSame(Expr node, Rule.Maker make) {
        return node.op() == Elementwise.WHERE && node.arg(1) == node.arg(2) ? Optional.of(node.arg(1)) : Optional.empty();
    }

    // ---- reshapes and assemblies

    private static Optional<Expr> reshapeOfReshape(Expr node, Rule.Maker make) {
        return node.op() instanceof Op.Reshape && node.arg(0).op() instanceof Op.Reshape
                ? Optional.of(make.make(node.op(), node.arg(0).args(), node))
                : Optional.empty();
    }

    private static Optional<Expr> sameReshape(Expr node, Rule.Maker make) {
        return node.op() instanceof Op.Reshape(Shape shape) && node.arg(0).type().shape().equals(shape)
                ? Optional.of(node.arg(0))
                : Optional.empty();
    }

    private static Optional<Expr> reshapeThroughElementwise(Expr node, Rule.Maker make) {
        if (!(node.op() instanceof Op.Reshape)) {
            return Optional.empty();
        }
        Expr inner = node.arg(0);
        boolean pointwise = inner.op() instanceof Elementwise || inner.op() instanceof Op.Cast;
        // Only towards one array or generator: several would have to be rearranged instead of one.
        boolean single = inner.args().stream().filter(arg -> !isConstant(arg, _ -> true)).distinct().count() == 1;
        return pointwise && single
                ? Optional.of(make.make(
                        inner.op(),
                        inner.args().stream().map(arg -> make.make(node.op(), List.of(arg), node)).toList(),
                        inner))
                : Optional.empty();
    }

    private static Optional<Expr> reshapeOfGenerator(Expr node, Rule.Maker make) {
        if (!(node.op() instanceof Op.Reshape(Shape shape)) || !(node.arg(0).op() instanceof Op.Generate generate)) {
            return Optional.empty();
        }
        return switch (generate.generator()) {
            case FULL, ARANGE, LINSPACE, UNIFORM, NORMAL, EXPONENTIAL, INTEGERS ->
                Optional.of(shaped(node.arg(0), shape, make));
            case EYE, LOWER_TRIANGLE -> Optional.empty(); // They depend on rows and columns.
        };
    }

    private static Optional<Expr> concatOfOne(Expr node, Rule.Maker make) {
        return node.op() instanceof Op.Concat && node.args().size() == 1 ? Optional.of(node.arg(0)) : Optional.empty();
    }

    private static Optional<Expr> updateOfEverything(Expr node, Rule.Maker make) {
        return node.op() instanceof Op.Update(View region) && region.isIdentity()
                ? Optional.of(node.arg(1))
                : Optional.empty();
    }

    // ---- constants

    private static boolean isConstant(Expr node, Predicate<Double> test) {
        return node.op() instanceof Op.Generate generate
                && generate.generator() == Generator.FULL
                && !generate.type().dtype().isComplex()
                && test.test(generate.params().getFirst().doubleValue());
    }

    private static Expr shaped(Expr generated, Shape shape, Rule.Maker make) {
        Op.Generate generate = (Op.Generate) generated.op();
        Type type = new Type(generate.type().dtype(), shape);
        return make.make(
                new Op.Generate(generate.generator(), generate.params(), generate.paramDtypes(), type), List.of(), generated);
    }
}
