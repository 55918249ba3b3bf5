package syrtis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import syrtis.Options.Rules;
import syrtis.expr.Dag;
import syrtis.expr.Expr;
import syrtis.expr.RewriteRules;
import syrtis.expr.Rule;
import syrtis.op.Elementwise;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.program.Program;
import syrtis.testkit.CleanRuntime;
import syrtis.testkit.Comparison;
import syrtis.testkit.Elements;
import syrtis.testkit.Goldens;
import syrtis.testkit.Seeds;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/** Every rewrite rule does what its golden shows, and the exact ones keep every bit. */
class RulesTest {
    @RegisterExtension
    final CleanRuntime clean = new CleanRuntime();

    // ---- one example per rule

    private static NDArray reals(long... shape) {
        double[] elements = new double[(int) Shape.of(shape).size()];
        Arrays.setAll(elements, k -> k * 0.75 - 2);
        return Nd.array(elements, Shape.of(shape));
    }

    private static NDArray integers(long... shape) {
        long[] elements = new long[(int) Shape.of(shape).size()];
        Arrays.setAll(elements, k -> k - 2);
        return Nd.array(elements, Shape.of(shape));
    }

    /** What the public API would not record, because it knows better. */
    private static NDArray recorded(Op op, NDArray... operands) {
        return NDArray.of(new Nodes().of(op, Nodes.exprs(operands)));
    }

    private static Map<String, Supplier<NDArray>> examples() {
        Map<String, Supplier<NDArray>> examples = new LinkedHashMap<>();
        examples.put("view that moves nothing", () -> recorded(View.identity(Shape.of(3, 4)), reals(3, 4)));
        examples.put("view of view", () -> {
            NDArray copy = NDArray.of(reals(3, 4).T().expr());
            return copy.get(Index.at(1));
        });
        examples.put("view of a constant", () -> Nd.ones(Shape.of(3, 4)).get(Index.at(1)));
        examples.put("view through elementwise", () -> reals(3, 4).exp().get(Index.at(1)));
        examples.put("cast to the own dtype", () -> recorded(new Op.Cast(Dtype.FLOAT64), reals(4)));
        examples.put(
                "cast of a widening cast", () -> integers(4).astype("int8").evaluate().astype("int32").astype("float64"));
        examples.put("x * 1, x / 1, x ** 1", () -> reals(4).multiply(1.0).divide(1.0).power(1.0));
        examples.put("x - 0", () -> reals(4).subtract(0.0));
        examples.put("integer x + 0", () -> integers(4).add(0L));
        examples.put("- - x", () -> reals(4).negative().negative());
        examples.put("~ ~ x", () -> Nd.invert(Nd.invert(integers(4))));
        examples.put("not not x", () -> Nd.logicalNot(Nd.logicalNot(Nd.of(true, false))));
        examples.put("conj conj x", () -> Nd.conjugate(Nd.conjugate(reals(4).astype("complex128").evaluate())));
        examples.put("x ** 2", () -> recorded(Elementwise.POWER, reals(4), Nd.full(Shape.of(4), 2.0, Dtype.FLOAT64)));
        examples.put("where of one value", () -> {
            NDArray x = reals(2);
            return Nd.where(Nd.of(true, false), x, x);
        });
        examples.put("reshape of reshape", () -> reals(3, 4).reshape(4, 3).copy().reshape(2, 6));
        examples.put("reshape to the own shape", () -> recorded(new Op.Reshape(Shape.of(4)), reals(4)));
        examples.put("reshape through elementwise", () -> reals(3, 4).exp().reshape(2, 6));
        examples.put("reshape of a generator", () -> Nd.arange(12).reshape(3, 4));
        examples.put("concat of one", () -> recorded(new Op.Concat(0), reals(4)));
        examples.put(
                "update of everything",
                () -> recorded(new Op.Update(View.identity(Shape.of(4))), reals(4), Nd.of(1.0, 2.0, 3.0, 4.0)));
        examples.put("matrix chain order", () -> reals(50, 2).matmul(reals(2, 50)).matmul(reals(50, 3)));
        return examples;
    }

    private static List<RewriteRules.Named> named() {
        return RewriteRules.ALL.stream().map(RewriteRules.Named.class::cast).toList();
    }

    @Test
    void everyRuleHasAnExampleThatItFits() {
        Map<String, Supplier<NDArray>> examples = examples();
        assertEquals(
                named().stream().map(RewriteRules.Named::name).sorted().toList(),
                examples.keySet().stream().sorted().toList());
        Rule.Maker make = (op, args, like) -> Runtime.current().interner().of(op, args, like.site());
        for (RewriteRules.Named rule : named()) {
            NDArray example = Objects.requireNonNull(examples.get(rule.name())).get();
            Optional<Expr> rewritten = Optional.empty();
            for (Expr node : Dag.walk(List.of(example.expr()))) {
                rewritten = rewritten.or(() -> rule.apply(node, make).filter(better -> better != node));
            }
            assertTrue(rewritten.isPresent(), rule.name() + " fits nothing of\n" + example.explain("record"));
        }
    }

    /** Machines of a cluster plan alike: what was alive before, or collected, must not matter. */
    @Test
    void theSameProgramIsPlannedTheSameWhateverWasBefore() {
        Options tiles = Options.defaults().withThreads(1).withLongestTile(3);
        Program program = Program.of("""
                n = 6
                a = 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
                x = np.zeros(n)
                for _ in range(20):
                    x = (np.ones(n) - (a @ x - 2 * x)) / 2
                x
                """);
        Set<String> plans = new HashSet<>();
        for (int turn = 0; turn < 30; turn++) {
            if (turn % 5 == 0) {
                System.gc();
            }
            plans.add(clean.in(tiles, () -> program.run().array().explain("plan")));
        }
        assertEquals(1, plans.size());
    }

    @Test
    void everyRuleDoesWhatItsGoldenShows() {
        Options all = Options.defaults().withThreads(2).withRules(Rules.ALL);
        StringBuilder text = new StringBuilder("# Rewrite rules: an example before and after. Written by RulesTest.\n");
        for (RewriteRules.Named rule : named()) {
            clean.in(all, () -> {
                NDArray example = Objects.requireNonNull(examples().get(rule.name())).get();
                String before = example.explain("record");
                String after = example.explain("rewrite");
                assertNotEquals(before, after, rule.name());
                return text.append("\n== ").append(rule.name()).append("\n").append(before).append("\n->\n").append(after).append("\n");
            });
        }
        Goldens.check("syrtis/rules.txt", text.toString());
    }

    @Test
    void everyExactRuleKeepsTheBitsOfItsExample() {
        for (String rule : examples().keySet()) {
            Elements plain = run(Rules.NONE, examples().get(rule));
            assertSame(plain, run(Rules.EXACT, examples().get(rule)), rule);
            assertEquals(
                    Optional.empty(),
                    Comparison.difference(plain, run(Rules.ALL, examples().get(rule)), new Comparison.Near(1e-12, 1e-12)),
                    rule);
        }
    }

    private Elements run(Rules rules, Supplier<NDArray> program) {
        return clean.in(Options.defaults().withRules(rules), () -> Elements.of(program.get()));
    }

    private static void assertSame(Elements expected, Elements got, String what) {
        assertEquals(Optional.empty(), Comparison.difference(expected, got, Comparison.EXACT), what);
    }

    // ---- what must not be rewritten

    @Test
    void whatWouldChangeABitIsLeftAlone() {
        List<Supplier<NDArray>> programs = List.of(
                () -> Nd.of(-0.0, 1.0).add(0.0), // 0.0 + -0.0 is 0.0
                () -> Nd.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0).multiply(0.0),
                () -> Nd.of(-0.0, 2.0).subtract(-0.0),
                () -> Nd.of(0.1, -2.5).astype("float32").astype("float64"),
                () -> Nd.of(1L << 53, (1L << 53) + 1).astype("float64").astype("int64"),
                () -> Nd.of(300L, -1L).astype("uint8").astype("int64"),
                () -> Nd.logicalNot(Nd.logicalNot(Nd.of(3L, 0L))),
                () -> Nd.of(true, false).multiply(Nd.of(true, true)),
                () -> Nd.of(-8.0, 0.0, -0.0, Double.NEGATIVE_INFINITY).power(2.0),
                () -> Nd.of(3L, -3L).power(Nd.scalar(2L)),
                () -> Nd.complexArray(new double[] {1, -0.0, Double.NaN, 2}, Shape.of(2)).multiply(1.0),
                () -> Nd.eye(4).reshape(2, 8),
                () -> Nd.eye(5).get(Index.slice(null, null, 2L), Index.from(1)),
                () -> syrtis.Random.defaultRng(3).random(Shape.of(6, 5)).T().reshape(3, 10));
        for (int k = 0; k < programs.size(); k++) {
            assertSame(run(Rules.NONE, programs.get(k)), run(Rules.EXACT, programs.get(k)), "program " + k);
        }
    }

    // ---- random expressions

    @Test
    void randomExpressionsKeepEveryBit() {
        Seeds.each(400, random -> {
            long seed = random.nextLong();
            Elements[] results = new Elements[2];
            for (Rules rules : List.of(Rules.NONE, Rules.EXACT)) {
                results[rules.ordinal()] = run(rules, () -> new RandomExpressions(new SplittableRandom(seed)).write(14));
            }
            assertSame(results[0], results[1], "expression");
        });
    }
}
