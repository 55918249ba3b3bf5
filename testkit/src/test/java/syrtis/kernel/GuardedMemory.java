package syrtis.kernel;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Memory between two pages that nobody may touch: a process that does dies at once. For Linux. */
final class GuardedMemory {
    private static final int INACCESSIBLE = 0; // PROT_NONE
    private static final int READ_WRITE = 3; // PROT_READ | PROT_WRITE
    private static final int PRIVATE_ANONYMOUS = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS
    private static final long GUARD = 64 << 10; // The largest page of any Linux.

    private static final MethodHandle MAP = function("mmap", FunctionDescriptor.of(
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG));
    private static final MethodHandle PROTECT = function("mprotect", FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

    /** Where a piece of the memory lies: next to which of the two pages. */
    enum Side {
        BEGINS_AFTER,
        ENDS_AT
    }

    private final MemorySegment inside;

    /** Room for {@code bytes}, a multiple of 64 KiB. */
    GuardedMemory(long bytes) {
        try {
            MemorySegment all = (MemorySegment)
                    MAP.invokeExact(MemorySegment.NULL, bytes + 2 * GUARD, INACCESSIBLE, PRIVATE_ANONYMOUS, -1, 0L);
            if (all.address() == -1) {
                throw new OutOfMemoryError("mmap of " + bytes + " bytes");
            }
            inside = all.reinterpret(bytes + 2 * GUARD).asSlice(GUARD, bytes);
            if ((int) PROTECT.invokeExact(inside, bytes, READ_WRITE) != 0) {
                throw new AssertionError("mprotect of " + bytes + " bytes failed");
            }
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup symbols = linker.defaultLookup();
        return linker.downcallHandle(symbols.findOrThrow(name), descriptor);
    }

    /** {@code bytes} of it without any between them and the page. */
    MemorySegment piece(Side side, long bytes) {
        return switch (side) {
            case BEGINS_AFTER -> inside.asSlice(0, bytes);
            case ENDS_AT -> inside.asSlice(inside.byteSize() - bytes, bytes);
        };
    }
}
