package syrtis.program;

/** A stretch of a program's text, in character offsets: where an error's carets stand. */
record Span(int start, int end) {
    /** From the start of this to the end of {@code other}. */
    Span to(Span other) {
        return new Span(start, other.end);
    }
}
