package syrtis.program;

import java.util.List;
import java.util.Set;

/** The words of a program and how far they are read. */
final class Words {
    private static final int DEEPEST = 200;

    private final List<Token> tokens;
    private int at;
    private int depth;

    Words(List<Token> tokens, int depth) {
        this.tokens = tokens;
        this.depth = depth;
    }

    /** What is read next. */
    Token peek() {
        return tokens.get(at);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    /** What was read last. */
    Token previous() {
        return tokens.get(Math.max(at - 1, 0));
    }

    Token next() {
        return tokens.get(at++);
    }

    void back() {
        at--;
    }

    boolean accept(String word) {
        boolean found = peek().is(word);
        at += found ? 1 : 0;
        return found;
    }

    boolean accept(Token.Kind kind) {
        boolean found = peek().kind() == kind;
        at += found ? 1 : 0;
        return found;
    }

    /** Reads {@code word}; {@code wanted} says in an error what should stand here. */
    Token expect(String word, String wanted) {
        if (!peek().is(word)) {
            throw unexpected(wanted);
        }
        return next();
    }

    Token name(String wanted) {
        if (peek().kind() == Token.Kind.KEYWORD) {
            throw new Mistake("'" + peek().text() + "' is a word of the language and cannot be a name")
                    .at(peek().span());
        }
        if (peek().kind() != Token.Kind.NAME) {
            throw unexpected(wanted);
        }
        return next();
    }

    boolean startsExpression() {
        Token token = peek();
        return switch (token.kind()) {
            case NAME, INTEGER, REAL, IMAGINARY, STRING, TEMPLATE -> true;
            case KEYWORD -> Set.of("not", "True", "False", "None", "lambda").contains(token.text());
            case OPERATOR -> Set.of("(", "[", "{", "+", "-", "~", "...").contains(token.text());
            case NEWLINE, INDENT, DEDENT, END -> false;
        };
    }

    /** What to say where {@code wanted} should stand next and does not. */
    Mistake unexpected(String wanted) {
        Token token = peek();
        String advice = "";
        if (at > 0 && startsExpression() && endsValue(previous())) {
            advice =
                    ": an operator or a comma is missing between " + previous().describe() + " and " + token.describe();
        } else if (at > 0 && token.is("&") && previous().is("&")) {
            advice = ": write '&' between arrays, 'and' between conditions";
        } else if (at > 0 && token.is("|") && previous().is("|")) {
            advice = ": write '|' between arrays, 'or' between conditions";
        } else if (token.is("=")) {
            advice = ": is '==' meant?";
        }
        return new Mistake("expected " + wanted + ", found " + token.describe() + advice).at(token.span());
    }

    private static boolean endsValue(Token token) {
        return switch (token.kind()) {
            case NAME, INTEGER, REAL, IMAGINARY, STRING, TEMPLATE -> true;
            case OPERATOR -> token.text().equals(")") || token.text().equals("]");
            case KEYWORD, NEWLINE, INDENT, DEDENT, END -> false;
        };
    }

    /** A rule of the grammar. */
    interface Rule<T> {
        T read();
    }

    /** Reads one level deeper; a program that is nested without end is refused before it overflows the stack. */
    <T> T nested(Rule<T> rule) {
        if (++depth > DEEPEST) {
            throw new Mistake("this is nested more than " + DEEPEST + " deep: give parts of it names")
                    .at(peek().span());
        }
        T result = rule.read();
        depth--;
        return result;
    }

    int depth() {
        return depth;
    }
}
