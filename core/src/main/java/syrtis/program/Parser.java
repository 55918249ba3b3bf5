package syrtis.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import syrtis.program.Ast.Expr;
import syrtis.program.Ast.Statement;
import syrtis.program.Ast.Target;

/** Reads words into statements. The grammar is Python's, less what a program over arrays has no use for. */
final class Parser {
    private final Words words;
    private final ExpressionParser expressions;
    private int loops;
    private int functions;

    private Parser(Source source, Words words) {
        this.words = words;
        this.expressions = new ExpressionParser(source, words);
    }

    /** The statements of a program. */
    static List<Statement> program(Source source) {
        Parser parser = new Parser(source, new Words(Lexer.program(source), 0));
        List<Statement> statements = new ArrayList<>();
        while (parser.words.peek().kind() != Token.Kind.END) {
            parser.statement(statements);
        }
        return List.copyOf(statements);
    }

    private void statement(List<Statement> out) {
        Token token = words.peek();
        if (token.kind() == Token.Kind.INDENT) {
            throw new Mistake("this line is indented and no block begins before it")
                    .at(words.peek(1).span());
        }
        if (token.kind() != Token.Kind.KEYWORD) {
            line(out);
            return;
        }
        switch (token.text()) {
            case "if" -> out.add(words.nested(this::conditional));
            case "for" -> out.add(words.nested(this::forLoop));
            case "while" -> out.add(words.nested(this::whileLoop));
            case "def" -> out.add(words.nested(this::definition));
            default -> line(out);
        }
    }

    /** Statements up to the end of the line. */
    private void line(List<Statement> out) {
        out.add(simple());
        while (words.accept(";")) {
            if (words.peek().kind() == Token.Kind.NEWLINE) {
                break;
            }
            if (Set.of("if", "for", "while", "def").contains(words.peek().text())
                    && words.peek().kind() == Token.Kind.KEYWORD) {
                throw new Mistake("'" + words.peek().text()
                                + "' begins a block and stands on a line of its own: put a newline " + "before it")
                        .at(words.peek().span());
            }
            out.add(simple());
        }
        if (words.peek().kind() != Token.Kind.NEWLINE) {
            throw words.unexpected("an operator, ';' or the end of the line");
        }
        words.next();
    }

    private Statement simple() {
        Token token = words.peek();
        Span span = token.span();
        if (token.kind() != Token.Kind.KEYWORD) {
            return expressionStatement();
        }
        return switch (token.text()) {
            case "pass" -> {
                words.next();
                yield new Ast.Pass(span);
            }
            case "break", "continue" -> jump();
            case "return" -> returned();
            case "del" -> delete();
            case "assert" -> {
                words.next();
                Expr condition = expressions.expression();
                Optional<Expr> message = words.accept(",") ? Optional.of(expressions.expression()) : Optional.empty();
                yield new Ast.Assert(condition, message, span);
            }
            case "import" -> plainImport();
            case "from" -> fromImport();
            case "elif", "else" ->
                throw new Mistake("'" + token.text() + "' has no 'if' before it at this indentation").at(span);
            case "class", "try", "except", "finally", "raise", "with", "yield", "async", "await", "global", "nonlocal" ->
                throw new Mistake("'" + token.text() + "' is not part of the language of array programs").at(span);
            default -> expressionStatement();
        };
    }

    private Statement jump() {
        Token token = words.next();
        if (loops == 0) {
            throw new Mistake("'" + token.text() + "' stands outside a loop").at(token.span());
        }
        return token.is("break") ? new Ast.Break(token.span()) : new Ast.Continue(token.span());
    }

    private Statement returned() {
        Span span = words.next().span();
        if (functions == 0) {
            throw new Mistake("'return' stands outside a function: the value of the last line is the result").at(span);
        }
        return new Ast.Return(
                words.startsExpression() ? Optional.of(expressions.expressions()) : Optional.empty(), span);
    }

    private Statement delete() {
        Span span = words.next().span();
        List<Ast.Name> names = new ArrayList<>();
        do {
            Token name = words.name("a name to forget");
            names.add(new Ast.Name(name.text(), name.span()));
        } while (words.accept(","));
        return new Ast.Delete(List.copyOf(names), span);
    }

    private Statement expressionStatement() {
        Span begin = words.peek().span();
        Expr first = expressions.expressions();
        Token token = words.peek();
        if (token.kind() == Token.Kind.OPERATOR
                && token.text().endsWith("=")
                && token.text().length() > 1) {
            Optional<Operator> operator =
                    Operator.of(token.text().substring(0, token.text().length() - 1));
            if (operator.isPresent()) {
                Target target = ExpressionParser.target(first);
                words.next();
                if (target instanceof Ast.Unpack) {
                    throw new Mistake("'" + token.text() + "' changes one target, not several").at(token.span());
                }
                return new Ast.Augment(operator.get(), target, expressions.expressions(), token.span());
            }
        }
        if (!token.is("=")) {
            if (token.is(":") && first instanceof Ast.Name) {
                throw new Mistake("names have no types here: leave out ':' and what follows up to '='")
                        .at(token.span());
            }
            return new Ast.Evaluate(first, begin);
        }
        List<Target> targets = new ArrayList<>();
        Expr value = first;
        while (words.accept("=")) {
            targets.add(ExpressionParser.target(value));
            value = expressions.expressions();
        }
        return new Ast.Assign(List.copyOf(targets), value, token.span());
    }

    private Statement conditional() {
        Span span = words.next().span();
        List<Ast.Branch> branches = new ArrayList<>();
        branches.add(branch("if"));
        while (words.accept("elif")) {
            branches.add(branch("elif"));
        }
        return new Ast.If(List.copyOf(branches), otherwise(), span);
    }

    private Ast.Branch branch(String keyword) {
        Expr condition = condition(keyword);
        return new Ast.Branch(condition, block(keyword));
    }

    private Expr condition(String keyword) {
        Expr condition = expressions.expression();
        if (words.peek().is("=")) {
            throw new Mistake("'=' assigns: write '==' to compare in '" + keyword + "'")
                    .at(words.peek().span());
        }
        return condition;
    }

    private List<Statement> otherwise() {
        if (!words.accept("else")) {
            return List.of();
        }
        if (words.peek().is("if")) {
            throw new Mistake("'else if' is written 'elif'").at(words.peek().span());
        }
        return block("else");
    }

    private Statement forLoop() {
        Span span = words.next().span();
        Target target = expressions.loopTarget();
        words.expect("in", "'in' after what 'for' counts with");
        Expr iterable = expressions.expressions();
        loops++;
        List<Statement> body = block("for");
        loops--;
        return new Ast.For(target, iterable, body, otherwise(), span);
    }

    private Statement whileLoop() {
        Span span = words.next().span();
        Expr condition = condition("while");
        loops++;
        List<Statement> body = block("while");
        loops--;
        return new Ast.While(condition, body, otherwise(), span);
    }

    private Statement definition() {
        Span span = words.next().span();
        Token name = words.name("the function's name");
        words.expect("(", "'(' and the names of the arguments");
        List<Ast.Parameter> parameters = expressions.parameters(")");
        words.expect(")", "',' or ')'");
        int outerLoops = loops;
        loops = 0;
        functions++;
        List<Statement> body = block("def");
        functions--;
        loops = outerLoops;
        return new Ast.Define(name.text(), parameters, body, span.to(name.span()));
    }

    /** {@code : statements} on the same line, or indented on the next ones. */
    private List<Statement> block(String keyword) {
        words.expect(":", "':' and the block of '" + keyword + "'");
        List<Statement> body = new ArrayList<>();
        if (words.peek().kind() != Token.Kind.NEWLINE) {
            line(body);
            return List.copyOf(body);
        }
        words.next();
        if (words.peek().kind() != Token.Kind.INDENT) {
            throw new Mistake("the block of '" + keyword
                            + "' is empty: indent the lines that belong to it, or write 'pass'")
                    .at(words.peek().span());
        }
        words.next();
        while (words.peek().kind() != Token.Kind.DEDENT && words.peek().kind() != Token.Kind.END) {
            statement(body);
        }
        words.accept(Token.Kind.DEDENT);
        return List.copyOf(body);
    }

    private Statement plainImport() {
        Span span = words.next().span();
        List<Ast.Imported> names = new ArrayList<>();
        do {
            Token begin = words.peek();
            String path = path();
            Module module = Module.of(path)
                    .orElseThrow(() ->
                            noModule(path, begin.span().to(words.previous().span())));
            if (words.accept("as")) {
                names.add(new Ast.Imported(words.name("a name").text(), new Value.Namespace(module)));
            } else {
                // import numpy.linalg brings the name numpy.
                Module root = Module.of(begin.text()).orElseThrow(() -> noModule(path, begin.span()));
                names.add(new Ast.Imported(begin.text(), new Value.Namespace(root)));
            }
        } while (words.accept(","));
        return new Ast.Import(List.copyOf(names), span);
    }

    private Statement fromImport() {
        Span span = words.next().span();
        Token begin = words.peek();
        String path = path();
        Module module = Module.of(path)
                .orElseThrow(
                        () -> noModule(path, begin.span().to(words.previous().span())));
        words.expect("import", "'import'");
        List<Ast.Imported> names = new ArrayList<>();
        if (words.accept("*")) {
            // Every name of numpy can be used as it is; this one is Python's after 'import numpy'.
            return new Ast.Import(List.of(new Ast.Imported("sum", new Value.Function(module, "sum"))), span);
        }
        boolean bracketed = words.accept("(");
        do {
            Token name = words.name("a name to import");
            Value value = module.member(name.text())
                    .orElseThrow(() -> new Mistake(module.unknown(name.text())).at(name.span()));
            names.add(new Ast.Imported(words.accept("as") ? words.name("a name").text() : name.text(), value));
        } while (words.accept(",") && !(bracketed && words.peek().is(")")));
        if (bracketed) {
            words.expect(")", "',' or ')'");
        }
        return new Ast.Import(List.copyOf(names), span);
    }

    private String path() {
        StringBuilder path =
                new StringBuilder(words.name("the name of a module").text());
        while (words.accept(".")) {
            path.append('.').append(words.name("the name of a module").text());
        }
        return path.toString();
    }

    private static Mistake noModule(String path, Span span) {
        return new Mistake("there is no module '" + path + "' here: import numpy or math").at(span);
    }
}
