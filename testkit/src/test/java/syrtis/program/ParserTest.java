package syrtis.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How programs are read; trees are written with the operator first, as in {@code (+ 1 (* 2 3))}. */
class ParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Precedence and grouping
                "1 + 2 * 3             | (+ 1 (* 2 3))",
                "1 - 2 - 3             | (- (- 1 2) 3)",
                "(1 - 2) - 3           | (- (- 1 2) 3)",
                "1 - (2 - 3)           | (- 1 (- 2 3))",
                "2 ** 3 ** 2           | (** 2 (** 3 2))",
                "-x ** 2               | (- (** x 2))",
                "x ** -y               | (** x (- y))",
                "-x @ y                | (@ (- x) y)",
                "~x & y                | (& (~ x) y)",
                "a << b + c            | (<< a (+ b c))",
                "a @ b % c // d / e    | (/ (// (% (@ a b) c) d) e)",
                "a.T ** 2              | (** (. a T) 2)",
                // Conditions
                "not a == b            | (not (a == b))",
                "not a and b or c      | (or (and (not a) b) c)",
                "a or b or c           | (or a b c)",
                "a < b <= c            | (a < b <= c)",
                "a & b == c            | ((& a b) == c)",
                "a not in b            | (a not in b)",
                "a is not None         | (a is not None)",
                "x if c else y         | (if c x y)",
                "x if c else y if d else z | (if c x (if d y z))",
                "not not a             | (not (not a))",
                // Numbers and strings
                "1_000                 | 1000",
                "0x1f                  | 31",
                "0b101                 | 5",
                "0o17                  | 15",
                "1e9                   | 1000000000.0",
                "1.                    | 1.0",
                ".5                    | 0.5",
                "1.5e-3                | 0.0015",
                "2j                    | 2j",
                "1.5J                  | 1.5j",
                "'a' \"b\"             | 'ab'",
                "'it\\'s'              | \"it's\"",
                "r'a\\b'               | 'a\\\\b'",
                "True, False, None     | (tuple True False None)",
                // Calls
                "f()                   | (call f)",
                "f(x, *y, axis=0)      | (call f x *y axis=0)",
                "f(x,)                 | (call f x)",
                "a.sum(axis=(0, 1)).T  | (. (call (. a sum) axis=(tuple 0 1)) T)",
                "f(x for x in y)       | (call f (each x (for x y)))",
                // Subscripts
                "a[1]                  | (at a 1)",
                "a[1:]                 | (at a (slice 1 _ _))",
                "a[:-1]                | (at a (slice _ (- 1) _))",
                "a[::2]                | (at a (slice _ _ 2))",
                "a[1:2:3]              | (at a (slice 1 2 3))",
                "a[:]                  | (at a (slice _ _ _))",
                "a[1:, ::-2, None]     | (at a (tuple (slice 1 _ _) (slice _ _ (- 2)) None))",
                "a[..., 0]             | (at a (tuple Ellipsis 0))",
                "a[0,]                 | (at a (tuple 0))",
                "a[a > 0][0]           | (at (at a (a > 0)) 0)",
                "a[x if c else y:]     | (at a (slice (if c x y) _ _))",
                // Tuples and lists
                "()                    | (tuple)",
                "(1,)                  | (tuple 1)",
                "(1)                   | 1",
                "1, 2,                 | (tuple 1 2)",
                "[]                    | (list)",
                "[1, [2, 3],]          | (list 1 (list 2 3))",
                "[x*y for x, y in z if x if y] | (each (* x y) (for (x y) z x y))",
                "[x for y in z for x in y]     | (each x (for y z) (for x y))",
                // f-strings
                "f'{x:.2f} and {{y}} {z!r}'    | `f'{x:.2f} and {y} {z!r}'`",
                "f'{a[1:2]}'           | f'{(at a (slice 1 2 _))}'",
            })
    void anExpressionIsReadAsPythonReadsIt(String text, String tree) {
        assertEquals(tree, tree(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x = y = 1             | (= x y 1)",
                "a, (b, c) = d         | (= (a (b c)) d)",
                "[a, b] = c            | (= (a b) c)",
                "x[1:] = 2             | (= (at x (slice 1 _ _)) 2)",
                "x += 1                | (+= x 1)",
                "x[0] **= 2            | (**= (at x 0) 2)",
                "x @= y                | (@= x y)",
                "x //= y, z            | (//= x (tuple y z))",
                "a; b;                 | a; b",
                "pass; del a, b        | pass; (del a b)",
                "assert a, 'no'        | (assert a 'no')",
                "import numpy as np    | (import np)",
                "import numpy.linalg   | (import numpy)",
                "import math, numpy    | (import math numpy)",
                "if a: b; c            | (if a [b; c])",
                "for i in range(3): a  | (for i (call range 3) [a])",
                "for i, j in a, b: c   | (for (i j) (tuple a b) [c])",
                "while a < b: break    | (while (a < b) [break])",
                "def f(x, y=1): return x + y | (def f x y=1 [(return (+ x y))])",
                "f = lambda x, y=1: x + y if x else y | (= f (def lambda x y=1 [(return (if x (+ x y) y))]))",
            })
    void aStatementIsReadAsPythonReadsIt(String text, String tree) {
        assertEquals(tree, tree(text));
    }

    @Test
    void bitOperatorsBindLooserThanArithmetic() {
        assertEquals("(| a (^ b (& c (<< d (+ e f)))))", tree("a | b ^ c & d << e + f"));
    }

    @Test
    void blocksAreIndentedAndMayBeNested() {
        assertEquals("(for i n [(if i [a] elif j [b] else [c]); d]); e", tree("""
            for i in n:
                if i:
                    a
                elif j:   # a comment
              # a comment that is indented anyhow

                    b
                else:
                  c
                d
            e
            """));
    }

    @Test
    void aLoopMayHaveAnElse() {
        assertEquals("(while a [break] else [b])", tree("while a:\n  break\nelse:\n  b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f(1,\n  2)",
                "f(1, # one\n 2)",
                "f(1, \\\n 2)",
                "f(1,\r\n2)\r\n",
                "\n\n  f(1, 2)\n\n",
                "f(1,2)#end"
            })
    void linesGoOnInBracketsAndAfterABackslash(String text) {
        assertEquals("(call f 1 2)", tree(text));
    }

    @Test
    void aProgramMayBeIndentedAsAWhole() {
        assertEquals("(if a [b]); c", tree("    if a:\n        b\n    c\n"));
    }

    @Test
    void lineEndsOfAllSystemsAreRead() {
        assertEquals("a; b; c", tree("a\r\nb\nc"));
    }

    @Test
    void aSumOfAHundredThousandTermsIsRead() {
        int terms = 100_000;
        List<Ast.Statement> program = Parser.program(new Source("", "1" + "+1".repeat(terms)));
        Ast.Expr expr = ((Ast.Evaluate) program.getFirst()).value();
        int links = 0;
        while (expr instanceof Ast.Binary sum) {
            expr = sum.head();
            links++;
        }
        assertEquals(terms, links);
    }

    private static String tree(String text) {
        return block(Parser.program(new Source("", text)));
    }

    private static String block(List<Ast.Statement> statements) {
        return statements.stream().map(ParserTest::show).collect(Collectors.joining("; "));
    }

    private static String show(Ast.Statement statement) {
        return switch (statement) {
            case Ast.Evaluate e -> show(e.value());
            case Ast.Assign a ->
                "(= " + a.targets().stream().map(ParserTest::show).collect(Collectors.joining(" ")) + " "
                        + show(a.value()) + ")";
            case Ast.Augment a -> "(" + a.operator().symbol() + "= " + show(a.target()) + " " + show(a.value()) + ")";
            case Ast.If i ->
                i.branches().stream()
                        .map(b -> show(b.condition()) + " [" + block(b.body()) + "]")
                        .collect(Collectors.joining(" elif ", "(if ", otherwise(i.otherwise()) + ")"));
            case Ast.For f ->
                "(for " + show(f.target()) + " " + show(f.iterable()) + " [" + block(f.body()) + "]"
                        + otherwise(f.otherwise()) + ")";
            case Ast.While w ->
                "(while " + show(w.condition()) + " [" + block(w.body()) + "]" + otherwise(w.otherwise()) + ")";
            case Ast.Define d ->
                "(def " + d.name()
                        + d.parameters().stream()
                                .map(p -> " " + p.name()
                                        + p.fallback().map(f -> "=" + show(f)).orElse(""))
                                .collect(Collectors.joining())
                        + " [" + block(d.body()) + "])";
            case Ast.Return r -> "(return" + r.value().map(v -> " " + show(v)).orElse("") + ")";
            case Ast.Break _ -> "break";
            case Ast.Continue _ -> "continue";
            case Ast.Pass _ -> "pass";
            case Ast.Delete d -> d.names().stream().map(Ast.Name::name).collect(Collectors.joining(" ", "(del ", ")"));
            case Ast.Assert a ->
                "(assert " + show(a.condition())
                        + a.message().map(m -> " " + show(m)).orElse("") + ")";
            case Ast.Import i ->
                i.names().stream().map(Ast.Imported::name).collect(Collectors.joining(" ", "(import ", ")"));
        };
    }

    private static String otherwise(List<Ast.Statement> block) {
        return block.isEmpty() ? "" : " else [" + block(block) + "]";
    }

    private static String show(Ast.Target target) {
        return switch (target) {
            case Ast.Name name -> name.name();
            case Ast.Subscript subscript -> show((Ast.Expr) subscript);
            case Ast.Unpack unpack ->
                unpack.targets().stream().map(ParserTest::show).collect(Collectors.joining(" ", "(", ")"));
        };
    }

    private static String show(Ast.Expr expr) {
        return switch (expr) {
            case Ast.Constant c -> Repr.of(c.value());
            case Ast.Lambda l -> show((Ast.Statement) l.definition());
            case Ast.Name n -> n.name();
            case Ast.TupleOf t -> "(tuple" + all(t.items()) + ")";
            case Ast.ListOf l -> "(list" + all(l.items()) + ")";
            case Ast.Comprehension c ->
                "(each " + show(c.element())
                        + c.clauses().stream()
                                .map(k -> " (for " + show(k.target()) + " " + show(k.iterable()) + all(k.conditions())
                                        + ")")
                                .collect(Collectors.joining())
                        + ")";
            case Ast.Template t ->
                t.pieces().stream()
                        .map(p -> switch (p) {
                            case Ast.Piece.Literal literal -> literal.text();
                            case Ast.Piece.Inserted i ->
                                "{" + show(i.value()) + (i.quoted() ? "!r" : "")
                                        + (i.format().isEmpty() ? "" : ":" + i.format()) + "}";
                        })
                        .collect(Collectors.joining("", "f'", "'"));
            case Ast.Unary u -> "(" + u.operator().symbol() + " " + show(u.operand()) + ")";
            case Ast.Not n -> "(not " + show(n.operand()) + ")";
            case Ast.Binary b -> "(" + b.operator().symbol() + " " + show(b.head()) + " " + show(b.right()) + ")";
            case Ast.Comparison c ->
                "(" + show(c.first())
                        + c.rest().stream()
                                .map(r -> " " + r.comparator().symbol() + " " + show(r.right()))
                                .collect(Collectors.joining())
                        + ")";
            case Ast.Logical l -> "(" + (l.isAnd() ? "and" : "or") + all(l.operands()) + ")";
            case Ast.Conditional c ->
                "(if " + show(c.condition()) + " " + show(c.then()) + " " + show(c.otherwise()) + ")";
            case Ast.Call c ->
                "(call " + show(c.head())
                        + c.arguments().stream()
                                .map(a -> switch (a) {
                                    case Ast.Argument.Positional p -> " " + show(p.value());
                                    case Ast.Argument.Starred s -> " *" + show(s.value());
                                    case Ast.Argument.Keyword k -> " " + k.name() + "=" + show(k.value());
                                })
                                .collect(Collectors.joining())
                        + ")";
            case Ast.Attribute a -> "(. " + show(a.head()) + " " + a.name() + ")";
            case Ast.Subscript s -> "(at " + show(s.head()) + " " + show(s.index()) + ")";
            case Ast.SliceOf s ->
                "(slice " + s.start().map(ParserTest::show).orElse("_") + " "
                        + s.stop().map(ParserTest::show).orElse("_") + " "
                        + s.step().map(ParserTest::show).orElse("_") + ")";
        };
    }

    private static String all(List<Ast.Expr> exprs) {
        return exprs.stream().map(e -> " " + show(e)).collect(Collectors.joining());
    }
}
