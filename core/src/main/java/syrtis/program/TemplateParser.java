package syrtis.program;

import java.util.List;
import syrtis.program.Ast.Expr;

/** Takes f-strings apart: text, and values in braces with their formats. */
final class TemplateParser {
    private final Source source;
    private final int depth;

    TemplateParser(Source source, int depth) {
        this.source = source;
        this.depth = depth;
    }

    /** Adds the pieces of {@code token}. */
    void read(Token token, List<Ast.Piece> pieces) {
        String text = source.text();
        StringBuilder literal = new StringBuilder();
        int end = token.span().end();
        for (int i = token.span().start(); i < end; i++) {
            char c = text.charAt(i);
            boolean doubled = i + 1 < end && text.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                literal.append(c);
                i++;
            } else if (c == '}') {
                throw new Mistake("'}' closes nothing: write '}}' for the character").at(new Span(i, i + 1));
            } else if (c == '{') {
                pieces.add(literal(literal, token));
                literal.setLength(0);
                i = inserted(i, end, pieces);
            } else {
                literal.append(c);
            }
        }
        pieces.add(literal(literal, token));
    }

    private static Ast.Piece literal(StringBuilder raw, Token token) {
        String text = raw.toString();
        return new Ast.Piece.Literal(token.text().contains("r") ? text : Lexer.unescape(text, token.span()));
    }

    /** The piece in the braces that open at {@code open}; returns where they close. */
    private int inserted(int open, int end, List<Ast.Piece> pieces) {
        String text = source.text();
        int close = open + 1;
        int colon = -1;
        int bang = -1;
        int brackets = 0;
        char quote = 0;
        for (; close < end; close++) {
            char c = text.charAt(close);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (colon < 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == '(' || c == '[') {
                brackets++;
            } else if (c == ')' || c == ']') {
                brackets--;
            } else if (c == '}') {
                break;
            } else if (c == ':' && brackets == 0 && colon < 0) {
                colon = close;
            } else if (c == '!' && brackets == 0 && colon < 0 && close + 1 < end && text.charAt(close + 1) != '=') {
                bang = close;
            }
        }
        if (close >= end) {
            throw new Mistake("'{' is never closed: write '{{' for the character").at(new Span(open, open + 1));
        }
        int specAt = colon < 0 ? close : colon;
        int expressionEnd = bang < 0 ? specAt : bang;
        boolean quoted = bang >= 0 && text.startsWith("r", bang + 1);
        Words inner = new Words(Lexer.expression(source, new Span(open + 1, expressionEnd)), depth + 1);
        Expr value = new ExpressionParser(source, inner).expressions();
        if (inner.peek().kind() != Token.Kind.NEWLINE) {
            throw inner.unexpected("an operator or '}'");
        }
        pieces.add(new Ast.Piece.Inserted(value, quoted, colon < 0 ? "" : text.substring(colon + 1, close)));
        return close;
    }
}
