package syrtis.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import syrtis.type.BugException;

/** What the process is connected to. Java tells it of standard input and output only. */
final class Terminal {
    private static final int STANDARD_ERROR = 2;

    private Terminal() {}

    /** Whether standard error is a terminal: C's {@code isatty(2)}. */
    static boolean isStandardError() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> isatty = linker.defaultLookup().find("isatty");
        if (isatty.isEmpty()) {
            return false;
        }
        try {
            FunctionDescriptor type = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
            return (int) linker.downcallHandle(isatty.get(), type).invokeExact(STANDARD_ERROR) != 0;
        } catch (Throwable impossible) {
            throw new BugException("isatty failed", impossible);
        }
    }
}
