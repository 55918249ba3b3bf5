package syrtis.run;

import java.lang.foreign.MemorySegment;

/**
 * Memory that a loop writes or accumulates in: the address of the first point of its box, and how far it moves, in bytes,
 * per step along each axis of the space. A folded window moves along the folded axis by lane and by leaf instead.
 *
 * @param lane bytes from one lane of an accumulator to the next; 0 for folds in order
 * @param leaf bytes from one leaf's element to the next
 */
record Window(MemorySegment segment, long base, long[] strides, boolean folded, long lane, long leaf) {
    static Window plain(MemorySegment segment, long base, long[] strides) {
        return new Window(segment, base, strides, false, 0, 0);
    }

    static Window folded(MemorySegment segment, long[] strides, long lane, long leaf) {
        return new Window(segment, 0, strides, true, lane, leaf);
    }
}
