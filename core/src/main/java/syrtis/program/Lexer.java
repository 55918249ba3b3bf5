package syrtis.program;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts a program into words, as Python does: indentation becomes {@link Token.Kind#INDENT} and {@code DEDENT}, line ends
 * within brackets vanish. Brackets are balanced in what it returns.
 */
final class Lexer {
    private static final Set<String> KEYWORDS = Set.of(
            "and", "or", "not", "is", "in", "if", "elif", "else", "for", "while", "break", "continue", "pass", "def", "return", "import",
            "from", "as", "del", "assert", "True", "False", "None", "lambda", "class", "try", "except", "finally", "raise", "with", "yield",
            "async", "await", "global", "nonlocal");

    /** Longest first. */
    private static final List<String> OPERATORS = List.of(
            "**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", ":=", "+=", "-=",
            "*=", "/=", "%=", "@=", "&=", "|=", "^=", "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "(",
            ")", "[", "]", "{", "}", ",", ":", ".", ";", "=");

    /** Brackets open at once, and blocks within blocks. */
    private static final int DEEPEST = 200;

    private final String text;
    private final int end;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Token> brackets = new ArrayDeque<>();
    private final Deque<Integer> indents = new ArrayDeque<>();
    private int at;

    private Lexer(Source source, int from, int to) {
        this.text = source.text();
        this.at = from;
        this.end = to;
    }

    /** The words of the whole program. */
    static List<Token> program(Source source) {
        Lexer lexer = new Lexer(source, 0, source.text().length());
        lexer.lines();
        return lexer.tokens;
    }

    /** The words of one expression that stands somewhere within the program: in the braces of an f-string. */
    static List<Token> expression(Source source, Span span) {
        Lexer lexer = new Lexer(source, span.start(), span.end());
        lexer.words(true);
        lexer.add(Token.Kind.NEWLINE, "", lexer.at);
        lexer.add(Token.Kind.END, "", lexer.at);
        return lexer.tokens;
    }

    private void lines() {
        while (at < end) {
            int start = at;
            int column = indentation();
            if (at < end && !isLineEnd() && text.charAt(at) != '#') {
                indent(column, start);
            }
            words(false);
        }
        while (indents.size() > 1) {
            indents.pop();
            add(Token.Kind.DEDENT, "", at);
        }
        add(Token.Kind.END, "", at);
    }

    private int indentation() {
        int column = 0;
        for (; at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t' || text.charAt(at) == '\f'); at++) {
            column = text.charAt(at) == '\t' ? (column / 8 + 1) * 8 : column + 1;
        }
        return column;
    }

    /** The first line sets the outermost column, so a program may be indented as a whole. */
    private void indent(int column, int start) {
        if (indents.isEmpty()) {
            indents.push(column);
        }
        if (column > indents.element()) {
            if (indents.size() > DEEPEST) {
                throw new Mistake("blocks are nested more than " + DEEPEST + " deep").at(new Span(at, at + 1));
            }
            indents.push(column);
            add(Token.Kind.INDENT, "", start);
        }
        while (column < indents.element()) {
            indents.pop();
            if (indents.isEmpty() || column > indents.element()) {
                throw new Mistake(
                                "this line is indented like no line before it: indent it like the block it belongs to")
                        .at(new Span(start, at + 1));
            }
            add(Token.Kind.DEDENT, "", at);
        }
    }

    /** The words of one logical line, or of the whole range where line ends do not count. */
    private void words(boolean throughLineEnds) {
        int first = tokens.size();
        while (true) {
            indentation();
            if (at < end && text.charAt(at) == '#') {
                while (at < end && !isLineEnd()) {
                    at++;
                }
            }
            if (at >= end) {
                if (!brackets.isEmpty()) {
                    throw new Mistake("'" + brackets.element().text() + "' is never closed")
                            .at(brackets.element().span());
                }
                break;
            }
            if (isLineEnd()) {
                if (brackets.isEmpty() && !throughLineEnds) {
                    break;
                }
                at++;
            } else if (text.charAt(at) == '\\') {
                continueLine();
            } else {
                word();
            }
        }
        if (!throughLineEnds) {
            if (tokens.size() > first) {
                add(Token.Kind.NEWLINE, "", at);
            }
            at = Math.min(at + (text.startsWith("\r\n", at) ? 2 : 1), end);
        }
    }

    private void continueLine() {
        int slash = at++;
        if (at < end && text.charAt(at) == '\r') {
            at++;
        }
        if (at >= end || (text.charAt(at) != '\n' && text.charAt(at - 1) != '\r')) {
            throw new Mistake("'\\' continues a line and stands at its end").at(new Span(slash, slash + 1));
        }
        at += text.charAt(at) == '\n' ? 1 : 0;
    }

    private void word() {
        int start = at;
        char c = text.charAt(at);
        int codePoint = text.codePointAt(at);
        if (c == '"' || c == '\'') {
            string("");
        } else if (isDigit(c) || (c == '.' && at + 1 < end && isDigit(text.charAt(at + 1)))) {
            number();
        } else if (Character.isUnicodeIdentifierStart(codePoint) || c == '_') {
            name();
        } else {
            String operator = OPERATORS.stream()
                    .filter(o -> text.startsWith(o, start) && start + o.length() <= end)
                    .findFirst()
                    .orElseThrow(() -> strange(codePoint, start));
            at += operator.length();
            bracket(add(Token.Kind.OPERATOR, operator, start));
        }
    }

    private static Mistake strange(int codePoint, int start) {
        String what = Character.isISOControl(codePoint)
                ? "character U+%04X".formatted(codePoint)
                : "'" + Character.toString(codePoint) + "'";
        String advice = switch (codePoint) {
            case '!' -> ": write 'not'";
            case '?' -> ": write 'x if condition else y'";
            case '“', '”', '‘', '’' -> ": use plain quotes";
            case '−', '–' -> ": use a plain minus";
            case '×' -> ": write '*'";
            default -> "";
        };
        return new Mistake(what + " means nothing here" + advice)
                .at(new Span(start, start + Character.charCount(codePoint)));
    }

    private void bracket(Token token) {
        switch (token.text()) {
            case "(", "[", "{" -> {
                brackets.push(token);
                if (brackets.size() > DEEPEST) {
                    throw new Mistake("more than " + DEEPEST
                                    + " brackets are open here: give parts of the expression names")
                            .at(token.span());
                }
            }
            case ")", "]", "}" -> {
                if (brackets.isEmpty()) {
                    throw new Mistake("'" + token.text() + "' closes nothing").at(token.span());
                }
                String open = brackets.pop().text();
                if ("([{".indexOf(open) != ")]}".indexOf(token.text())) {
                    throw new Mistake("'" + token.text() + "' does not close '" + open + "'").at(token.span());
                }
            }
            default -> {}
        }
    }

    private void name() {
        int start = at;
        while (at < end && (Character.isUnicodeIdentifierPart(text.codePointAt(at)) || text.charAt(at) == '_')) {
            at += Character.charCount(text.codePointAt(at));
        }
        String name = text.substring(start, at);
        boolean quoted = at < end && (text.charAt(at) == '"' || text.charAt(at) == '\'');
        if (quoted && name.matches("(?i)[rfu]|rf|fr")) {
            string(name.toLowerCase(Locale.ROOT));
        } else {
            add(KEYWORDS.contains(name) ? Token.Kind.KEYWORD : Token.Kind.NAME, name, start);
        }
    }

    private void number() {
        int start = at;
        Token.Kind kind = Token.Kind.INTEGER;
        if (text.charAt(at) == '0' && at + 1 < end && "xXoObB".indexOf(text.charAt(at + 1)) >= 0) {
            at += 2;
            digits(16);
        } else {
            digits(10);
            // 1.e5 and 1. are numbers.
            if (at < end && text.charAt(at) == '.') {
                at++;
                digits(10);
                kind = Token.Kind.REAL;
            }
            if (at < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
                int sign = at + 1 < end && "+-".indexOf(text.charAt(at + 1)) >= 0 ? 1 : 0;
                if (at + 1 + sign < end && isDigit(text.charAt(at + 1 + sign))) {
                    at += 1 + sign;
                    digits(10);
                    kind = Token.Kind.REAL;
                }
            }
            if (at < end && (text.charAt(at) == 'j' || text.charAt(at) == 'J')) {
                at++;
                kind = Token.Kind.IMAGINARY;
            }
        }
        String word = text.substring(start, at);
        if (at < end && (Character.isUnicodeIdentifierPart(text.codePointAt(at)) || text.charAt(at) == '_')) {
            String rest = text.substring(at, Math.min(end, at + 1));
            throw new Mistake("'" + word + rest + "' is neither a number nor a name: if a product is meant, write '*'")
                    .at(new Span(start, at + 1));
        }
        if (kind == Token.Kind.INTEGER && word.length() > 1 && word.matches("0[0-9_]*[1-9][0-9_]*")) {
            throw new Mistake("an integer does not begin with 0: write " + word.replaceAll("^[0_]+", ""))
                    .at(new Span(start, at));
        }
        add(kind, word, start);
    }

    private void digits(int radix) {
        while (isDigit(at, radix) || (at < end && text.charAt(at) == '_' && isDigit(at + 1, radix))) {
            at++;
        }
    }

    private void string(String prefix) {
        int start = at - prefix.length();
        char quote = text.charAt(at);
        String fence = String.valueOf(quote).repeat(3);
        boolean isLong = text.startsWith(fence, at);
        String close = isLong ? fence : String.valueOf(quote);
        at += close.length();
        int body = at;
        while (!text.startsWith(close, at) || at >= end) {
            if (at >= end || (!isLong && isLineEnd())) {
                throw new Mistake("this string is never closed").at(new Span(start, body));
            }
            at += text.charAt(at) == '\\' && at + 1 < end ? 2 : 1;
        }
        String raw = text.substring(body, at);
        at += close.length();
        if (prefix.contains("f")) {
            // What stands between the quotes is the parser's: it needs the place, not the text.
            tokens.add(new Token(Token.Kind.TEMPLATE, prefix, new Span(body, at - close.length())));
        } else {
            add(Token.Kind.STRING, prefix.contains("r") ? raw : unescape(raw, new Span(start, at)), start);
        }
    }

    /** The text that a string literal's inside stands for. */
    static String unescape(String raw, Span span) {
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\' || i + 1 == raw.length()) {
                out.append(c);
                continue;
            }
            char escape = raw.charAt(++i);
            int hex = switch (escape) {
                case 'x' -> 2;
                case 'u' -> 4;
                default -> 0;
            };
            if (hex > 0) {
                if (i + hex >= raw.length()
                        || !raw.substring(i + 1, i + 1 + hex).matches("[0-9a-fA-F]+")) {
                    throw new Mistake("'\\" + escape + "' needs " + hex + " hexadecimal digits").at(span);
                }
                out.append((char) Integer.parseInt(raw.substring(i + 1, i + 1 + hex), 16));
                i += hex;
                continue;
            }
            switch (escape) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case '0' -> out.append('\0');
                case '\n' -> {}
                case '\\', '\'', '"' -> out.append(escape);
                default -> out.append('\\').append(escape);
            }
        }
        return out.toString();
    }

    private boolean isLineEnd() {
        return text.charAt(at) == '\n' || text.charAt(at) == '\r';
    }

    private boolean isDigit(int position, int radix) {
        return position < end && text.charAt(position) < 128 && Character.digit(text.charAt(position), radix) >= 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private Token add(Token.Kind kind, String word, int start) {
        Token token = new Token(kind, word, new Span(start, at));
        tokens.add(token);
        return token;
    }
}
