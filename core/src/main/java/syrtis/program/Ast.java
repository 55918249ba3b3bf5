package syrtis.program;

import java.util.List;
import java.util.Optional;

/** The parsed program. Each node knows the word that an error about it points at. */
sealed interface Ast {
    Span span();

    /** What has a value. */
    sealed interface Expr extends Ast {}

    /** What can be assigned to. */
    sealed interface Target extends Ast {}

    /** An expression that goes on from another one at its left; a chain of them may be long, so it is walked in a loop. */
    sealed interface Link extends Expr {
        Expr head();
    }

    record Constant(Value value, Span span) implements Expr {}

    /** {@code lambda x: value}: a function without a name of its own, whose body is one {@code return}. */
    record Lambda(Define definition, Span span) implements Expr {}

    record Name(String name, Span span) implements Expr, Target {}

    record TupleOf(List<Expr> items, Span span) implements Expr {}

    record ListOf(List<Expr> items, Span span) implements Expr {}

    /** {@code [element for target in iterable if condition ...]}. */
    record Comprehension(Expr element, List<Clause> clauses, Span span) implements Expr {}

    record Clause(Target target, Expr iterable, List<Expr> conditions) {}

    /** An f-string. */
    record Template(List<Piece> pieces, Span span) implements Expr {}

    /** A literal piece, or a value with its format. */
    sealed interface Piece {
        record Literal(String text) implements Piece {}

        record Inserted(Expr value, boolean quoted, String format) implements Piece {}
    }

    record Unary(UnaryOperator operator, Expr operand, Span span) implements Expr {}

    record Not(Expr operand, Span span) implements Expr {}

    record Binary(Operator operator, Expr head, Expr right, Span span) implements Link {}

    /** {@code first < second <= third}: each is evaluated at most once, and none after the first that is false. */
    record Comparison(Expr first, List<Rest> rest, Span span) implements Expr {}

    record Rest(Comparator comparator, Expr right, Span span) {}

    /** {@code and} or {@code or} of at least two. */
    record Logical(boolean isAnd, List<Expr> operands, Span span) implements Expr {}

    record Conditional(Expr condition, Expr then, Expr otherwise, Span span) implements Expr {}

    record Call(Expr head, List<Argument> arguments, Span span) implements Link {}

    /** A positional argument, {@code *several}, or one with a keyword. */
    sealed interface Argument {
        Expr value();

        record Positional(Expr value) implements Argument {}

        record Starred(Expr value) implements Argument {}

        record Keyword(String name, Expr value, Span span) implements Argument {}
    }

    record Attribute(Expr head, String name, Span span) implements Link {}

    record Subscript(Expr head, Expr index, Span span) implements Link, Target {}

    record SliceOf(Optional<Expr> start, Optional<Expr> stop, Optional<Expr> step, Span span) implements Expr {}

    /** Several targets that share out one value. */
    record Unpack(List<Target> targets, Span span) implements Target {}

    /** What is done. */
    sealed interface Statement extends Ast {}

    record Evaluate(Expr value, Span span) implements Statement {}

    /** {@code targets[0] = targets[1] = value}. */
    record Assign(List<Target> targets, Expr value, Span span) implements Statement {}

    /** {@code target += value}: in place where the target is an array. */
    record Augment(Operator operator, Target target, Expr value, Span span) implements Statement {}

    record If(List<Branch> branches, List<Statement> otherwise, Span span) implements Statement {}

    record Branch(Expr condition, List<Statement> body) {}

    record For(Target target, Expr iterable, List<Statement> body, List<Statement> otherwise, Span span)
            implements Statement {}

    record While(Expr condition, List<Statement> body, List<Statement> otherwise, Span span) implements Statement {}

    record Define(String name, List<Parameter> parameters, List<Statement> body, Span span) implements Statement {}

    record Parameter(String name, Optional<Expr> fallback) {}

    record Return(Optional<Expr> value, Span span) implements Statement {}

    record Break(Span span) implements Statement {}

    record Continue(Span span) implements Statement {}

    record Pass(Span span) implements Statement {}

    record Delete(List<Name> names, Span span) implements Statement {}

    record Assert(Expr condition, Optional<Expr> message, Span span) implements Statement {}

    /** Each name that an import brings, and what it stands for. */
    record Import(List<Imported> names, Span span) implements Statement {}

    record Imported(String name, Value value) {}
}
