package syrtis.memory;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The idle blocks of one small size, in stacks that threads share out among themselves: a thread uses its own first, so threads
 * that do tiny tasks do not wait for each other.
 */
final class SmallBlocks implements Slab.Owner {
    private static final int STACKS = 8;

    private final LongAdder live;
    private final Stack[] stacks = new Stack[STACKS];

    /** {@code live} counts bytes that are lent out. */
    SmallBlocks(LongAdder live) {
        this.live = live;
        Arrays.setAll(stacks, _ -> new Stack());
    }

    private static int own() {
        return (int) Thread.currentThread().threadId() & STACKS - 1;
    }

    /** A buffer over an idle block; null if there is none. */
    @Nullable Buffer reuse(long bytes) {
        int own = own();
        for (int k = 0; k < STACKS; k++) {
            Buffer buffer = stacks[own + k & STACKS - 1].pop(bytes);
            if (buffer != null) {
                live.add(buffer.footprint());
                return buffer;
            }
        }
        return null;
    }

    /** A buffer over a block of {@code slab}, which is new; its other blocks are idle from now on. */
    Buffer first(Slab slab, long bytes) {
        Stack stack = stacks[own()];
        for (int place = slab.blocks() - 1; place >= 1; place--) {
            stack.push(slab, place);
        }
        live.add(slab.blockSize());
        return new Buffer(slab, 0, bytes);
    }

    @Override
    public void takeBack(Slab slab, int place) {
        live.add(-slab.blockSize());
        stacks[own()].push(slab, place);
    }

    /** Blocks, the last one in first out. */
    private static final class Stack {
        private Slab[] slabs = new Slab[0];
        private int[] places = new int[0];
        private int size;

        synchronized void push(Slab slab, int place) {
            if (size == places.length) {
                int longer = Math.max(16, size * 2);
                slabs = Arrays.copyOf(slabs, longer);
                places = Arrays.copyOf(places, longer);
            }
            slabs[size] = slab;
            places[size++] = place;
        }

        synchronized @Nullable Buffer pop(long bytes) {
            return size == 0 ? null : new Buffer(slabs[--size], places[size], bytes);
        }
    }
}
