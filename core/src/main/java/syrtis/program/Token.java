package syrtis.program;

/**
 * A word of a program. The text of a string is its value, that of a {@link Kind#TEMPLATE} what stands between the quotes.
 */
record Token(Kind kind, String text, Span span) {
    /** What sort of word. */
    enum Kind {
        NAME, KEYWORD, INTEGER, REAL, IMAGINARY, STRING,
        /** An f-string. */
        TEMPLATE,
        OPERATOR, NEWLINE, INDENT, DEDENT, END
    }

    boolean is(String operatorOrKeyword) {
        return (kind == Kind.OPERATOR || kind == Kind.KEYWORD) && text.equals(operatorOrKeyword);
    }

    /** How messages call it. */
    String describe() {
        return switch (kind) {
            case NAME, KEYWORD, INTEGER, REAL, IMAGINARY, OPERATOR -> "'" + text + "'";
            case STRING, TEMPLATE -> "a string";
            case NEWLINE -> "the end of the line";
            case INDENT -> "a deeper indentation";
            case DEDENT -> "the end of the block";
            case END -> "the end of the program";
        };
    }
}
