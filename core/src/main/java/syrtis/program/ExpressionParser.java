package syrtis.program;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import syrtis.program.Ast.Argument;
import syrtis.program.Ast.Expr;
import syrtis.program.Ast.Target;

/** Reads words into expressions: recursive descent, and precedence climbing between operands. */
final class ExpressionParser {
    private static final int LONGEST_INTEGER = 4000;

    private final Source source;
    private final Words words;

    ExpressionParser(Source source, Words words) {
        this.source = source;
        this.words = words;
    }

    /** One expression, or several with commas between: a tuple. */
    Expr expressions() {
        Span begin = words.peek().span();
        Expr first = expression();
        if (!words.peek().is(",")) {
            return first;
        }
        List<Expr> items = new ArrayList<>(List.of(first));
        while (words.accept(",") && words.startsExpression()) {
            items.add(expression());
        }
        return new Ast.TupleOf(List.copyOf(items), begin.to(words.previous().span()));
    }

    Expr expression() {
        return words.nested(() -> {
            if (words.peek().is("lambda")) {
                return lambda();
            }
            Expr value = disjunction();
            if (!words.peek().is("if")) {
                return value;
            }
            Span span = words.next().span();
            Expr condition = disjunction();
            words.expect("else", "'else' and the other value");
            return new Ast.Conditional(condition, value, expression(), span);
        });
    }

    private Expr lambda() {
        Span span = words.next().span();
        List<Ast.Parameter> parameters = parameters(":");
        words.expect(":", "':' and the value of the function");
        Expr value = expression();
        List<Ast.Statement> body = List.of(new Ast.Return(Optional.of(value), value.span()));
        return new Ast.Lambda(new Ast.Define("lambda", parameters, body, span), span);
    }

    /** The arguments that a function takes, up to {@code end}. */
    List<Ast.Parameter> parameters(String end) {
        List<Ast.Parameter> parameters = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        while (!words.peek().is(end)) {
            if (words.peek().is("*") || words.peek().is("**") || words.peek().is("/")) {
                throw new Mistake("a function takes a fixed list of arguments here: name each")
                        .at(words.peek().span());
            }
            Token parameter = words.name("the name of an argument");
            if (!seen.add(parameter.text())) {
                throw new Mistake("two arguments are called '" + parameter.text() + "'").at(parameter.span());
            }
            Optional<Expr> fallback = words.accept("=") ? Optional.of(expression()) : Optional.empty();
            if (fallback.isEmpty()
                    && !parameters.isEmpty()
                    && parameters.getLast().fallback().isPresent()) {
                throw new Mistake("'" + parameter.text() + "' needs a default too: an argument before it has one")
                        .at(parameter.span());
            }
            parameters.add(new Ast.Parameter(parameter.text(), fallback));
            if (!words.accept(",")) {
                break;
            }
        }
        return List.copyOf(parameters);
    }

    private Expr disjunction() {
        Expr first = conjunction();
        if (!words.peek().is("or")) {
            return first;
        }
        Span span = words.peek().span();
        List<Expr> operands = new ArrayList<>(List.of(first));
        while (words.accept("or")) {
            operands.add(conjunction());
        }
        return new Ast.Logical(false, List.copyOf(operands), span);
    }

    private Expr conjunction() {
        Expr first = inversion();
        if (!words.peek().is("and")) {
            return first;
        }
        Span span = words.peek().span();
        List<Expr> operands = new ArrayList<>(List.of(first));
        while (words.accept("and")) {
            operands.add(inversion());
        }
        return new Ast.Logical(true, List.copyOf(operands), span);
    }

    private Expr inversion() {
        if (!words.peek().is("not")) {
            return comparison();
        }
        Span span = words.next().span();
        return words.nested(() -> new Ast.Not(inversion(), span));
    }

    private Expr comparison() {
        Expr first = binary(0);
        List<Ast.Rest> rest = new ArrayList<>();
        for (Optional<Comparator> next = comparator(); next.isPresent(); next = comparator()) {
            Span span = words.previous().span();
            rest.add(new Ast.Rest(next.get(), binary(0), span));
        }
        return rest.isEmpty()
                ? first
                : new Ast.Comparison(first, List.copyOf(rest), rest.getFirst().span());
    }

    private Optional<Comparator> comparator() {
        Token token = words.peek();
        boolean isWord = token.kind() == Token.Kind.OPERATOR || token.kind() == Token.Kind.KEYWORD;
        boolean isDouble = (token.is("is") && words.peek(1).is("not"))
                || (token.is("not") && words.peek(1).is("in"));
        Optional<Comparator> comparator = isDouble
                ? Comparator.of(token.text() + " " + words.peek(1).text())
                : Comparator.of(isWord ? token.text() : "");
        if (comparator.isPresent()) {
            words.next();
        }
        if (isDouble) {
            words.next();
        }
        return comparator;
    }

    /** Operands with operators of at least this precedence between them. */
    private Expr binary(int minimum) {
        Expr left = unary();
        while (words.peek().kind() == Token.Kind.OPERATOR) {
            Optional<Operator> operator = Operator.of(words.peek().text());
            if (operator.isEmpty() || operator.get().precedence() < minimum || operator.get() == Operator.POWER) {
                break;
            }
            Span span = words.next().span();
            left = new Ast.Binary(operator.get(), left, binary(operator.get().precedence() + 1), span);
        }
        return left;
    }

    private Expr unary() {
        Token token = words.peek();
        Optional<UnaryOperator> sign =
                token.kind() == Token.Kind.OPERATOR ? UnaryOperator.of(token.text()) : Optional.empty();
        if (sign.isEmpty()) {
            return power();
        }
        words.next();
        return words.nested(() -> new Ast.Unary(sign.get(), unary(), token.span()));
    }

    private Expr power() {
        Expr base = links();
        if (!words.peek().is("**")) {
            return base;
        }
        Span span = words.next().span();
        return words.nested(() -> new Ast.Binary(Operator.POWER, base, unary(), span));
    }

    /** An atom and what hangs on it: calls, subscripts, attributes. */
    private Expr links() {
        Expr expr = atom();
        while (true) {
            Token token = words.peek();
            if (words.accept("(")) {
                List<Argument> arguments = arguments();
                // An error of a call points at the function's name.
                expr = new Ast.Call(expr, arguments, expr.span());
            } else if (words.accept("[")) {
                Expr index = subscript();
                words.expect("]", "',' or ']'");
                expr = new Ast.Subscript(
                        expr, index, token.span().to(words.previous().span()));
            } else if (words.accept(".")) {
                Token name = words.name("the name of an attribute after '.'");
                expr = new Ast.Attribute(expr, name.text(), name.span());
            } else {
                return expr;
            }
        }
    }

    private List<Argument> arguments() {
        List<Argument> arguments = new ArrayList<>();
        Set<String> keywords = new HashSet<>();
        while (!words.peek().is(")")) {
            Token token = words.peek();
            if (token.is("**")) {
                throw new Mistake("'**' in a call is not part of the language: write the keywords out")
                        .at(token.span());
            }
            if (words.accept("*")) {
                arguments.add(new Argument.Starred(expression()));
            } else if (token.kind() == Token.Kind.NAME && words.peek(1).is("=")) {
                words.next();
                words.next();
                if (!keywords.add(token.text())) {
                    throw new Mistake("'" + token.text() + "' is given twice").at(token.span());
                }
                arguments.add(new Argument.Keyword(token.text(), expression(), token.span()));
            } else {
                Expr value = expression();
                if (words.peek().is("for")) {
                    value = comprehension(value, token.span());
                }
                if (!keywords.isEmpty()) {
                    throw new Mistake("an argument without a keyword stands before those with one").at(token.span());
                }
                arguments.add(new Argument.Positional(value));
            }
            if (!words.accept(",")) {
                break;
            }
        }
        words.expect(")", "',' or ')'");
        return List.copyOf(arguments);
    }

    private Expr subscript() {
        Span begin = words.peek().span();
        if (words.peek().is("]")) {
            throw new Mistake("the index is missing: write [...] for all elements").at(begin);
        }
        Expr first = slice();
        if (!words.peek().is(",")) {
            return first;
        }
        List<Expr> items = new ArrayList<>(List.of(first));
        while (words.accept(",") && !words.peek().is("]")) {
            items.add(slice());
        }
        return new Ast.TupleOf(List.copyOf(items), begin.to(words.previous().span()));
    }

    private Expr slice() {
        Span begin = words.peek().span();
        Optional<Expr> start = words.peek().is(":") ? Optional.empty() : Optional.of(expression());
        if (!words.accept(":")) {
            return start.orElseThrow();
        }
        Optional<Expr> stop = slicePart();
        Optional<Expr> step = words.accept(":") ? slicePart() : Optional.empty();
        return new Ast.SliceOf(start, stop, step, begin.to(words.previous().span()));
    }

    private Optional<Expr> slicePart() {
        return words.startsExpression() ? Optional.of(expression()) : Optional.empty();
    }

    /** Names between 'for' and 'in': no comparison, for which 'in' would be an operator. */
    Target loopTarget() {
        Span begin = words.peek().span();
        List<Expr> items = new ArrayList<>();
        items.add(binary(0));
        boolean several = false;
        while (words.accept(",")) {
            several = true;
            if (words.peek().is("in")) {
                break;
            }
            items.add(binary(0));
        }
        return several ? unpack(items, begin.to(words.previous().span())) : target(items.getFirst());
    }

    /** What an expression at the left of '=' means there. */
    static Target target(Expr expr) {
        return switch (expr) {
            case Ast.Name name -> name;
            case Ast.Subscript subscript -> subscript;
            case Ast.TupleOf tuple -> unpack(tuple.items(), tuple.span());
            case Ast.ListOf list -> unpack(list.items(), list.span());
            case Ast.Attribute attribute ->
                throw new Mistake("'." + attribute.name() + "' cannot be assigned: assign a new array to the name")
                        .at(attribute.span());
            case Ast.Comparison _, Ast.Logical _, Ast.Not _ ->
                throw new Mistake("a condition cannot be assigned to: is '==' meant?").at(expr.span());
            case Ast.Constant _,
                    Ast.Lambda _,
                    Ast.Comprehension _,
                    Ast.Template _,
                    Ast.Unary _,
                    Ast.Binary _,
                    Ast.Conditional _,
                    Ast.Call _,
                    Ast.SliceOf _ ->
                throw new Mistake("only a name, x[...] or several of them can be assigned to").at(expr.span());
        };
    }

    private static Target unpack(List<Expr> items, Span span) {
        return new Ast.Unpack(items.stream().map(ExpressionParser::target).toList(), span);
    }

    private Expr atom() {
        Token token = words.next();
        Span span = token.span();
        return switch (token.kind()) {
            case NAME -> new Ast.Name(token.text(), span);
            case INTEGER -> new Ast.Constant(integer(token), span);
            case REAL -> new Ast.Constant(new Value.Real(real(token.text())), span);
            case IMAGINARY -> {
                String digits = token.text().substring(0, token.text().length() - 1);
                yield new Ast.Constant(new Value.Complex(0, real(digits)), span);
            }
            case STRING, TEMPLATE -> string(token);
            case KEYWORD -> keyword(token);
            case OPERATOR ->
                switch (token.text()) {
                    case "..." -> new Ast.Constant(Value.Special.ELLIPSIS, span);
                    case "(" -> parentheses(span);
                    case "[" -> list(span);
                    case "{" ->
                        throw new Mistake("sets and dictionaries are not part of the language of array programs")
                                .at(span);
                    default -> {
                        words.back();
                        throw words.unexpected("a value");
                    }
                };
            case NEWLINE, INDENT, DEDENT, END -> {
                words.back();
                throw words.unexpected("a value");
            }
        };
    }

    private Expr keyword(Token token) {
        return switch (token.text()) {
            case "True" -> new Ast.Constant(Value.Bool.TRUE, token.span());
            case "False" -> new Ast.Constant(Value.Bool.FALSE, token.span());
            case "None" -> new Ast.Constant(Value.Special.NONE, token.span());
            default -> {
                words.back();
                throw words.unexpected("a value");
            }
        };
    }

    private Expr parentheses(Span open) {
        if (words.accept(")")) {
            return new Ast.TupleOf(List.of(), open.to(words.previous().span()));
        }
        Expr inner = expressions();
        if (words.peek().is("for")) {
            inner = comprehension(inner, open);
        }
        words.expect(")", "',' or ')'");
        return inner;
    }

    private Expr list(Span open) {
        List<Expr> items = new ArrayList<>();
        while (!words.peek().is("]")) {
            items.add(expression());
            if (items.size() == 1 && words.peek().is("for")) {
                Expr comprehension = comprehension(items.getFirst(), open);
                words.expect("]", "']'");
                return comprehension;
            }
            if (!words.accept(",")) {
                break;
            }
        }
        words.expect("]", "',' or ']'");
        return new Ast.ListOf(List.copyOf(items), open.to(words.previous().span()));
    }

    private Expr comprehension(Expr element, Span span) {
        List<Ast.Clause> clauses = new ArrayList<>();
        while (words.accept("for")) {
            Target target = loopTarget();
            words.expect("in", "'in' after what 'for' counts with");
            Expr iterable = disjunction();
            List<Expr> conditions = new ArrayList<>();
            while (words.accept("if")) {
                conditions.add(disjunction());
            }
            clauses.add(new Ast.Clause(target, iterable, List.copyOf(conditions)));
        }
        return new Ast.Comprehension(element, List.copyOf(clauses), span);
    }

    /** Strings that stand side by side are one. */
    private Expr string(Token first) {
        List<Ast.Piece> pieces = new ArrayList<>();
        boolean plain = true;
        words.back();
        while (words.peek().kind() == Token.Kind.STRING || words.peek().kind() == Token.Kind.TEMPLATE) {
            Token token = words.next();
            if (token.kind() == Token.Kind.STRING) {
                pieces.add(new Ast.Piece.Literal(token.text()));
            } else {
                plain = false;
                new TemplateParser(source, words.depth()).read(token, pieces);
            }
        }
        if (!plain) {
            return new Ast.Template(List.copyOf(pieces), first.span());
        }
        StringBuilder text = new StringBuilder();
        for (Ast.Piece piece : pieces) {
            if (piece instanceof Ast.Piece.Literal literal) {
                text.append(literal.text());
            }
        }
        return new Ast.Constant(new Value.Str(text.toString()), first.span());
    }

    private static Value integer(Token token) {
        String digits = token.text().replace("_", "");
        if (digits.length() > LONGEST_INTEGER) {
            throw new Mistake("an integer has at most " + LONGEST_INTEGER + " digits, got " + digits.length())
                    .at(token.span());
        }
        try {
            if (digits.length() > 1 && !Character.isDigit(digits.charAt(1))) {
                int radix = switch (Character.toLowerCase(digits.charAt(1))) {
                    case 'x' -> 16;
                    case 'o' -> 8;
                    default -> 2;
                };
                return Numbers.of(new BigInteger(digits.substring(2), radix));
            }
            return Numbers.of(new BigInteger(digits));
        } catch (NumberFormatException _) {
            throw new Mistake("'" + digits + "' is no integer").at(token.span());
        }
    }

    private static double real(String digits) {
        return Double.parseDouble(digits.replace("_", ""));
    }
}
