package syrtis.llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import syrtis.type.BugException;

/**
 * Makes object code, or assembly text, of textual IR. The code does exactly what the IR says: nothing is switched on that would let
 * LLVM contract, reassociate or approximate. Thread-safe, for every call has its own LLVM context.
 */
final class CodeGenerator {
    private static final String PIPELINE = "default<O3>";
    private static final int AGGRESSIVE = 3; // LLVMCodeGenLevelAggressive
    private static final int POSITION_INDEPENDENT = 2; // LLVMRelocPIC
    private static final int SMALL = 3; // LLVMCodeModelSmall: one object's parts lie together
    private static final int RETURN_STATUS = 2; // LLVMReturnStatusAction
    private static final int SEVERITY_ERROR = 0; // LLVMDSError

    /** What is made, with LLVM's number of it. */
    private enum Form {
        ASSEMBLY(0), // LLVMAssemblyFile
        OBJECT(1); // LLVMObjectFile

        private final int number;

        Form(int number) {
            this.number = number;
        }
    }

    private final LlvmFunctions llvm;
    private final Host host;

    CodeGenerator(LlvmFunctions llvm, Host host) {
        this.llvm = llvm;
        this.host = host;
    }

    /** The object that defines {@code function}. */
    byte[] object(String ir, String function) {
        return generate(ir, function, Form.OBJECT);
    }

    /** The assembly text of everything in the IR. */
    String assembly(String ir) {
        return new String(generate(ir, "", Form.ASSEMBLY), StandardCharsets.UTF_8);
    }

    private byte[] generate(String ir, String function, Form form) {
        try (Arena arena = Arena.ofConfined()) {
            long context = llvm.createContext().call();
            try {
                Diagnostics errors = new Diagnostics(llvm, ir);
                llvm.setDiagnosticHandler().call(context, errors.handler(arena), 0);
                long module = parse(arena, context, ir, errors);
                try {
                    return emit(arena, module, function, form, errors);
                } finally {
                    llvm.disposeModule().call(module);
                }
            } finally {
                llvm.disposeContext().call(context);
            }
        }
    }

    private static long text(Arena arena, String text) {
        return arena.allocateFrom(text).address();
    }

    private long parse(Arena arena, long context, String ir, Diagnostics errors) {
        MemorySegment text = arena.allocateFrom(ir);
        long buffer = llvm.copyToBuffer().call(text.address(), text.byteSize() - 1, text(arena, "ir"));
        MemorySegment module = arena.allocate(ValueLayout.JAVA_LONG);
        MemorySegment message = arena.allocate(ValueLayout.JAVA_LONG);
        if ((int) llvm.parseIr().call(context, buffer, module.address(), message.address()) != 0) { // It took the buffer.
            throw errors.failed("parse", llvm.text(message.get(ValueLayout.JAVA_LONG, 0)));
        }
        return module.get(ValueLayout.JAVA_LONG, 0);
    }

    private byte[] emit(Arena arena, long module, String function, Form form, Diagnostics errors) {
        MemorySegment message = arena.allocate(ValueLayout.JAVA_LONG);
        boolean isBroken = (int) llvm.verifyModule().call(module, RETURN_STATUS, message.address()) != 0;
        String broken = llvm.text(message.get(ValueLayout.JAVA_LONG, 0));
        if (isBroken) {
            throw errors.failed("verify", broken);
        }
        if (form == Form.OBJECT && !defines(arena, module, function)) {
            throw errors.failed("find", "nothing defines a function " + function);
        }
        long machine = machine(arena);
        try {
            long layout = llvm.createTargetDataLayout().call(machine);
            llvm.setModuleDataLayout().call(module, layout);
            llvm.disposeTargetData().call(layout);
            llvm.setTarget().call(module, text(arena, host.triple()));
            optimise(arena, module, machine);
            return emit(arena, module, machine, form, errors);
        } finally {
            llvm.disposeTargetMachine().call(machine);
        }
    }

    private boolean defines(Arena arena, long module, String function) {
        long found = llvm.getNamedFunction().call(module, text(arena, function));
        return found != 0 && (int) llvm.isDeclaration().call(found) == 0;
    }

    private long machine(Arena arena) {
        long triple = text(arena, host.triple());
        MemorySegment target = arena.allocate(ValueLayout.JAVA_LONG);
        MemorySegment message = arena.allocate(ValueLayout.JAVA_LONG);
        if ((int) llvm.getTargetFromTriple().call(triple, target.address(), message.address()) != 0) {
            throw new BugException("LLVM has no target " + host.triple() + ": " + llvm.text(message.get(ValueLayout.JAVA_LONG, 0)));
        }
        return llvm.createTargetMachine()
                .call(
                        target.get(ValueLayout.JAVA_LONG, 0),
                        triple,
                        text(arena, host.cpu()),
                        text(arena, host.features()),
                        AGGRESSIVE,
                        POSITION_INDEPENDENT,
                        SMALL);
    }

    private void optimise(Arena arena, long module, long machine) {
        long options = llvm.createPassOptions().call();
        try {
            llvm.setLoopInterleaving().call(options, 1);
            llvm.setLoopVectorization().call(options, 1);
            llvm.setSlpVectorization().call(options, 1);
            llvm.check("run " + PIPELINE, llvm.runPasses().call(module, text(arena, PIPELINE), machine, options));
        } finally {
            llvm.disposePassOptions().call(options);
        }
    }

    private byte[] emit(Arena arena, long module, long machine, Form form, Diagnostics errors) {
        MemorySegment message = arena.allocate(ValueLayout.JAVA_LONG);
        MemorySegment made = arena.allocate(ValueLayout.JAVA_LONG);
        if ((int) llvm.emit().call(machine, module, form.number, message.address(), made.address()) != 0) {
            throw errors.failed("emit", llvm.text(message.get(ValueLayout.JAVA_LONG, 0)));
        }
        long buffer = made.get(ValueLayout.JAVA_LONG, 0);
        try {
            errors.throwAny();
            return MemorySegment.ofAddress(llvm.getBufferStart().call(buffer))
                    .reinterpret(llvm.getBufferSize().call(buffer))
                    .toArray(ValueLayout.JAVA_BYTE);
        } finally {
            llvm.disposeBuffer().call(buffer);
        }
    }

    /** What LLVM says while it works on one text. Without a handler it would end the process at the first error. */
    private static final class Diagnostics {
        private static final FunctionDescriptor HANDLER =
                FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
        private static final MethodHandle HANDLE = handle();

        private final LlvmFunctions llvm;
        private final String ir;
        private final StringBuilder errors = new StringBuilder();

        Diagnostics(LlvmFunctions llvm, String ir) {
            this.llvm = llvm;
            this.ir = ir;
        }

        long handler(Arena arena) {
            return Linker.nativeLinker().upcallStub(HANDLE.bindTo(this), HANDLER, arena).address();
        }

        BugException failed(String asked, String message) {
            return new BugException("LLVM cannot " + asked + " this IR: " + message.strip() + errors + "\n" + ir);
        }

        void throwAny() {
            if (!errors.isEmpty()) {
                throw failed("emit", "");
            }
        }

        /** Called by LLVM, which no exception may reach. */
        @SuppressWarnings({"unused", "CatchAndPrintStackTrace"})
        private void handle(long diagnostic, long nothing) {
            try {
                if ((int) llvm.getDiagnosticSeverity().call(diagnostic) == SEVERITY_ERROR) {
                    errors.append('\n').append(llvm.text(llvm.getDiagnosticDescription().call(diagnostic)));
                }
            } catch (Throwable failure) {
                errors.append('\n').append(failure);
            }
        }

        private static MethodHandle handle() {
            try {
                return MethodHandles.lookup()
                        .findVirtual(
                                Diagnostics.class,
                                "handle",
                                MethodType.methodType(void.class, long.class, long.class));
            } catch (ReflectiveOperationException impossible) {
                throw new BugException("cannot find the handler of diagnostics", impossible);
            }
        }
    }
}
