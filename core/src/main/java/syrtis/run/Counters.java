package syrtis.run;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** One small number per tile of an array, 0 at first; memory is taken for parts that are used. */
final class Counters {
    private final Chunks<AtomicIntegerArray> chunks;

    Counters(long count) {
        chunks = new Chunks<>(count, AtomicIntegerArray::new);
    }

    int get(long index) {
        AtomicIntegerArray chunk = chunks.find(index);
        return chunk == null ? 0 : chunk.get(Chunks.place(index));
    }

    void set(long index, int value) {
        chunks.at(index).set(Chunks.place(index), value);
    }

    /** Sets {@code value} if the number is still 0. */
    boolean claim(long index, int value) {
        return chunks.at(index).compareAndSet(Chunks.place(index), 0, value);
    }

    /** Adds and answers the sum. */
    int add(long index, int change) {
        return chunks.at(index).addAndGet(Chunks.place(index), change);
    }
}
