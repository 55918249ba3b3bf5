package syrtis.program;

import java.util.stream.Collectors;
import syrtis.type.ProgramException;

/**
 * The text of a program and what it is called: a file's name, or nothing for a text given directly.
 */
record Source(String name, String text) {
    /** Longer programs are data. */
    private static final int LONGEST = 16 << 20;

    private static final int EXCERPT = 100;

    Source {
        if (text.length() > LONGEST) {
            throw new ProgramException(
                    "a program has at most " + LONGEST + " characters, got " + text.length() + ": pass data as arrays");
        }
    }

    /** The line, from 1, that holds character {@code offset}. */
    int line(int offset) {
        int line = 1;
        for (int i = 0; i < Math.min(offset, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }

    /**
     * The mistake as users see it: what is wrong, then the line with carets under the place.
     *
     * <pre>
     * no name is called 'cumulativ_sum': did you mean 'cumulative_sum'?
     *   line 3: y = np.cumulativ_sum(x)
     *                  ^^^^^^^^^^^^^
     * </pre>
     */
    ProgramException error(Mistake mistake) {
        String message = mistake.text() + mistake.span().map(this::excerpt).orElse("");
        Throwable cause = mistake.getCause();
        return cause == null ? new ProgramException(message) : new ProgramException(message, cause);
    }

    private String excerpt(Span span) {
        int at = Math.min(span.start(), text.length());
        int begin = text.lastIndexOf('\n', at - 1) + 1;
        int newline = text.indexOf('\n', at);
        int end = newline < 0 ? text.length() : newline;
        int from = end - begin <= EXCERPT ? begin : Math.max(begin, at - EXCERPT / 2);
        int to = Math.min(end, from + EXCERPT);
        int stop = Math.clamp(span.end(), Math.min(at + 1, to), to);

        String before = from > begin ? "…" : "";
        String line = text.substring(from, to)
                .codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        String code = before + line + (to < end ? "…" : "");
        int indent = code.length() - code.stripLeading().length();
        String head = "  " + (name.isEmpty() ? "line " : name + ":") + line(at) + ": ";
        int column = Math.max(before.length() + at - from - indent, 0);
        return "\n" + head + code.strip() + "\n" + " ".repeat(head.length() + column)
                + "^".repeat(Math.max(stop - at, 1));
    }
}
