package syrtis.llvm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import syrtis.library.CFunction;
import syrtis.library.Search;

/** LLVM's name of the family of processors that this JVM runs on; only that one's code generator is switched on. */
enum HostTarget {
    X86("X86", "amd64"),
    AARCH64("AArch64", "aarch64");

    private static final List<String> PARTS = List.of("TargetInfo", "Target", "TargetMC", "AsmPrinter", "AsmParser");

    private final String llvmName;
    private final String processor;

    HostTarget(String llvmName, String processor) {
        this.llvmName = llvmName;
        this.processor = processor;
    }

    static Search<HostTarget> here() {
        String processor = System.getProperty("os.arch");
        for (HostTarget target : values()) {
            if (target.processor.equals(processor)) {
                return new Search.Found<>(target);
            }
        }
        return new Search.Missing<>("no code is generated for processors of the kind " + processor);
    }

    /** Switches it on in the library; doing so again changes nothing. */
    Search<HostTarget> initialize(SymbolLookup library) {
        List<CFunction> functions = new ArrayList<>();
        for (String part : PARTS) {
            String name = "LLVMInitialize" + llvmName + part;
            Optional<MemorySegment> function = library.find(name);
            if (function.isEmpty()) {
                return new Search.Missing<>(
                        "it has no function " + name + ": it was built without code for this processor");
            }
            functions.add(new CFunction(function.get()));
        }
        functions.forEach(CFunction::call);
        return new Search.Found<>(this);
    }
}
