package syrtis.schedule;

import java.util.List;

/** What a worker is told to do. */
public sealed interface Order {
    /** The number of the worker. */
    int worker();

    /** Do a group's tasks, after bringing what is missing from {@code sources}. */
    record Run(int worker, Group group, List<Source> sources) implements Order {}

    /** Let tiles go. */
    record Release(int worker, TileRange tiles) implements Order {}
}
