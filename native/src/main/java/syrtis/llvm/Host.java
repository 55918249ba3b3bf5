package syrtis.llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What code is made for, and what makes it: LLVM's version, and its names of this system, processor and the processor's features. */
record Host(String version, String triple, String cpu, String features) {
    static Host of(LlvmFunctions llvm) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment version = arena.allocate(ValueLayout.JAVA_INT, 3);
            long at = version.address();
            llvm.getVersion().call(at, at + Integer.BYTES, at + 2 * Integer.BYTES);
            return new Host(
                    version.getAtIndex(ValueLayout.JAVA_INT, 0) + "." + version.getAtIndex(ValueLayout.JAVA_INT, 1)
                            + "." + version.getAtIndex(ValueLayout.JAVA_INT, 2),
                    llvm.text(llvm.getDefaultTargetTriple().call()),
                    llvm.text(llvm.getHostCpuName().call()),
                    llvm.text(llvm.getHostCpuFeatures().call()));
        }
    }
}
