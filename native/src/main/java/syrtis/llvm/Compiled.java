package syrtis.llvm;

import java.lang.foreign.MemorySegment;

/**
 * Machine code of one function, at {@link #address}. It is unloaded when that segment is unreachable; a method handle made of the
 * segment holds it, so whoever can call the code keeps it.
 */
public final class Compiled {
    private final MemorySegment address;

    Compiled(MemorySegment address) {
        this.address = address;
    }

    public MemorySegment address() {
        return address;
    }
}
