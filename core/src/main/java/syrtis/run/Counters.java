package syrtis.run;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/** One small number per tile of an array, 0 at first: a plain table, or a map where there may be very many tiles. */
final class Counters {
    private static final long LARGEST_TABLE = 1 << 16;

    private final @Nullable AtomicIntegerArray table;
    private final @Nullable ConcurrentHashMap<Long, Integer> map;

    Counters(long count) {
        table = count <= LARGEST_TABLE ? new AtomicIntegerArray((int) count) : null;
        map = table == null ? new ConcurrentHashMap<>() : null;
    }

    int get(long index) {
        return table != null ? table.get((int) index) : java.util.Objects.requireNonNull(map).getOrDefault(index, 0);
    }

    void set(long index, int value) {
        if (table != null) {
            table.set((int) index, value);
        } else {
            java.util.Objects.requireNonNull(map).put(index, value);
        }
    }

    /** Sets {@code value} if the number is still 0. */
    boolean claim(long index, int value) {
        return table != null
                ? table.compareAndSet((int) index, 0, value)
                : java.util.Objects.requireNonNull(map).putIfAbsent(index, value) == null;
    }

    /** Adds and answers the sum. */
    int add(long index, int change) {
        return table != null
                ? table.addAndGet((int) index, change)
                : java.util.Objects.requireNonNull(map).merge(index, change, Integer::sum);
    }
}
