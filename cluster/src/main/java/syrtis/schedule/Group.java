package syrtis.schedule;

/** Tasks {@code first} to {@code first + count - 1} of stage {@code stage} of a plan: they are done together, by one worker. */
public record Group(int stage, long first, long count) {}
