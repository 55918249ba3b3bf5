package syrtis.run;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A table with an entry per tile of an array, in chunks of {@value #LENGTH} entries that come into being when first used: a
 * plan of 10^9 tiles must start at once. Chunks are found by a table, or by a map where that would be long itself.
 */
final class Chunks<T> {
    static final int LENGTH = 4096;

    private static final long MOST_IN_TABLE = 1 << 18;

    private final long count;
    private final IntFunction<T> make;
    private final @Nullable T only;
    private final @Nullable AtomicReferenceArray<@Nullable T> table;
    private final @Nullable ConcurrentHashMap<Long, T> map;

    /** {@code make} makes a chunk of some length. */
    Chunks(long count, IntFunction<T> make) {
        this.count = count;
        this.make = make;
        long chunks = Math.ceilDiv(count, LENGTH);
        only = chunks <= 1 ? make.apply((int) count) : null;
        table = only == null && chunks <= MOST_IN_TABLE ? new AtomicReferenceArray<>((int) chunks) : null;
        map = only == null && table == null ? new ConcurrentHashMap<>() : null;
    }

    /** Where entry {@code index} is in its chunk. */
    static int place(long index) {
        return (int) (index % LENGTH);
    }

    /** The chunk of entry {@code index}; null if it has not been used. */
    @Nullable T find(long index) {
        if (only != null) {
            return only;
        }
        return table != null ? table.get((int) (index / LENGTH)) : mapped().get(index / LENGTH);
    }

    /** The chunk of entry {@code index}. */
    T at(long index) {
        T known = find(index);
        return known != null ? known : add(index / LENGTH);
    }

    private T add(long chunk) {
        T made = make.apply((int) Math.min(LENGTH, count - chunk * LENGTH));
        if (table == null) {
            T before = mapped().putIfAbsent(chunk, made);
            return before == null ? made : before;
        }
        T before = table.compareAndExchange((int) chunk, null, made);
        return before == null ? made : before;
    }

    private ConcurrentHashMap<Long, T> mapped() {
        return java.util.Objects.requireNonNull(map);
    }

    /** All chunks that were used. */
    void forEach(Consumer<T> action) {
        if (only != null) {
            action.accept(only);
        } else if (table == null) {
            mapped().values().forEach(action);
        } else {
            for (int k = 0; k < table.length(); k++) {
                T chunk = table.get(k);
                if (chunk != null) {
                    action.accept(chunk);
                }
            }
        }
    }
}
