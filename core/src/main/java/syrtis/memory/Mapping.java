package syrtis.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import syrtis.type.BugException;

/**
 * Memory straight from Linux, in huge pages where it has whole ones: large arrays then meet a page fault per 2 MiB and not per
 * 4 KiB, and nobody clears them twice. Elsewhere there is none, and a slab comes from its arena.
 *
 * @param map {@code void *mmap(void *, size_t, int, int, int, off_t)}
 * @param unmap {@code int munmap(void *, size_t)}
 * @param advise {@code int madvise(void *, size_t, int)}
 */
record Mapping(MethodHandle map, MethodHandle unmap, MethodHandle advise) {
    /** Bytes of a huge page, and so the least that is worth a mapping. */
    static final long HUGE = 2 << 20;

    /** Bytes of a small page, at most. */
    private static final long PAGE = 64 << 10;

    private static final int READ_AND_WRITE = 0x3; // PROT_READ | PROT_WRITE
    private static final int PRIVATE_AND_ANONYMOUS = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS
    private static final int HUGE_PAGES = 14; // MADV_HUGEPAGE

    private static final class Here {
        private static final Optional<Mapping> MAPPING = link();
    }

    private static Optional<Mapping> link() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!system.equals("Linux amd64") && !system.equals("Linux aarch64")) {
            return Optional.empty();
        }
        Linker linker = Linker.nativeLinker();
        SymbolLookup symbols = linker.defaultLookup();
        return Optional.of(new Mapping(
                linker.downcallHandle(
                        symbols.findOrThrow("mmap"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG)),
                linker.downcallHandle(
                        symbols.findOrThrow("munmap"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG)),
                linker.downcallHandle(
                        symbols.findOrThrow("madvise"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT))));
    }

    /**
     * At least {@value #HUGE} bytes of zeros that live as long as {@code arena}, aligned to huge pages; empty where there are no
     * mappings.
     *
     * @throws OutOfMemoryError if the operating system refuses
     */
    static Optional<MemorySegment> allocate(long bytes, Arena arena) {
        return Here.MAPPING.map(mapping -> mapping.mapped(bytes, arena));
    }

    private MemorySegment mapped(long bytes, Arena arena) {
        try {
            long all = bytes + HUGE + PAGE;
            long start = (long) map.invokeExact(0L, all, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, -1, 0L);
            if (start == -1) {
                throw new OutOfMemoryError("mmap of " + bytes + " bytes");
            }
            long aligned = (start + HUGE - 1) & -HUGE;
            long end = (aligned + bytes + PAGE - 1) & -PAGE;
            unmap(start, aligned - start);
            unmap(end, start + all - end);
            // A huge page that is only partly ours would cost more than was reserved. A kernel that has none says so, and small
            // ones do as well: it is advice.
            int ignored = (int) advise.invokeExact(aligned, bytes & -HUGE, HUGE_PAGES);
            return MemorySegment.ofAddress(aligned).reinterpret(bytes, arena, memory -> unmap(memory.address(), end - aligned));
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new BugException("mmap failed", impossible);
        }
    }

    private void unmap(long start, long bytes) {
        if (bytes <= 0) {
            return;
        }
        try {
            int failed = (int) unmap.invokeExact(start, bytes);
            if (failed != 0) {
                throw new BugException("munmap of " + bytes + " bytes failed");
            }
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new BugException("munmap failed", impossible);
        }
    }
}
