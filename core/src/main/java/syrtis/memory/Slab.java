package syrtis.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory of the operating system, cut into blocks of one size; those of a large size have one block. */
final class Slab {
    private final Arena arena;
    private final MemorySegment memory;
    private final long blockSize;
    private final Owner owner;

    /** Who lends the blocks. */
    @FunctionalInterface
    interface Owner {
        void takeBack(Slab slab, int place);
    }

    Slab(Arena arena, MemorySegment memory, long blockSize, Owner owner) {
        this.arena = arena;
        this.memory = memory;
        this.blockSize = blockSize;
        this.owner = owner;
    }

    long blockSize() {
        return blockSize;
    }

    /** Bytes of all blocks, and of what is left over. */
    long bytes() {
        return memory.byteSize();
    }

    int blocks() {
        return (int) (memory.byteSize() / blockSize);
    }

    /** The first {@code bytes} bytes of block {@code place}. */
    MemorySegment block(int place, long bytes) {
        return bytes == memory.byteSize() ? memory : memory.asSlice(place * blockSize, bytes);
    }

    void takeBack(int place) {
        owner.takeBack(this, place);
    }

    /** Gives the memory back to the operating system. */
    void close() {
        arena.close();
    }
}
