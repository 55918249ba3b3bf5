package syrtis.type;

/** What happened: one stream for progress bars, dashboards, logs and tests. Times are {@link System#nanoTime}. */
public sealed interface Event {
    /** A plan begins. */
    record PlanStarted(long plan, long tasks, long boundBytes) implements Event {}

    /** A task is done: tile {@code tile} of stage {@code stage}, called {@code label}. */
    record TaskFinished(long plan, int stage, String label, long tile, long startNanos, long endNanos) implements Event {}

    /** A plan is done, or stopped by {@code failure} (an empty text for none). */
    record PlanFinished(long plan, long tasks, long startNanos, long endNanos, long peakBytes, String failure) implements Event {}
}
