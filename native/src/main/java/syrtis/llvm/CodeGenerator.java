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
            MemorySegment context = (MemorySegment) llvm.createContext().invokeExact();
            try {
                Diagnostics errors = new Diagnostics(llvm, ir);
                llvm.setDiagnosticHandler().invokeExact(context, errors.handler(arena), MemorySegment.NULL);
                MemorySegment module = parse(arena, context, ir, errors);
                try {
                    return emit(arena, module, function, form, errors);
                } finally {
                    llvm.disposeModule().invokeExact(module);
                }
            } finally {
                llvm.disposeContext().invokeExact(context);
            }
        } catch (Throwable failure) {
            throw LlvmFunctions.failed(failure);
        }
    }

    private MemorySegment parse(Arena arena, MemorySegment context, String ir, Diagnostics errors) throws Throwable {
        MemorySegment text = arena.allocateFrom(ir);
        MemorySegment buffer =
                (MemorySegment) llvm.copyToBuffer().invokeExact(text, text.byteSize() - 1, arena.allocateFrom("ir"));
        MemorySegment module = arena.allocate(ValueLayout.ADDRESS);
        MemorySegment message = arena.allocate(ValueLayout.ADDRESS);
        if ((int) llvm.parseIr().invokeExact(context, buffer, module, message) != 0) { // It took the buffer.
            throw errors.failed("parse", llvm.text(message.get(ValueLayout.ADDRESS, 0)));
        }
        return module.get(ValueLayout.ADDRESS, 0);
    }

    private byte[] emit(Arena arena, MemorySegment module, String function, Form form, Diagnostics errors)
            throws Throwable {
        MemorySegment message = arena.allocate(ValueLayout.ADDRESS);
        boolean isBroken = (int) llvm.verifyModule().invokeExact(module, RETURN_STATUS, message) != 0;
        String broken = llvm.text(message.get(ValueLayout.ADDRESS, 0));
        if (isBroken) {
            throw errors.failed("verify", broken);
        }
        if (form == Form.OBJECT && !defines(arena, module, function)) {
            throw errors.failed("find", "nothing defines a function " + function);
        }
        MemorySegment machine = machine(arena);
        try {
            MemorySegment layout = (MemorySegment) llvm.createTargetDataLayout().invokeExact(machine);
            llvm.setModuleDataLayout().invokeExact(module, layout);
            llvm.disposeTargetData().invokeExact(layout);
            llvm.setTarget().invokeExact(module, arena.allocateFrom(host.triple()));
            optimise(arena, module, machine);
            return emit(arena, module, machine, form, errors);
        } finally {
            llvm.disposeTargetMachine().invokeExact(machine);
        }
    }

    private boolean defines(Arena arena, MemorySegment module, String function) throws Throwable {
        MemorySegment found = (MemorySegment) llvm.getNamedFunction().invokeExact(module, arena.allocateFrom(function));
        return !LlvmFunctions.isNull(found) && (int) llvm.isDeclaration().invokeExact(found) == 0;
    }

    private MemorySegment machine(Arena arena) throws Throwable {
        MemorySegment triple = arena.allocateFrom(host.triple());
        MemorySegment target = arena.allocate(ValueLayout.ADDRESS);
        MemorySegment message = arena.allocate(ValueLayout.ADDRESS);
        if ((int) llvm.getTargetFromTriple().invokeExact(triple, target, message) != 0) {
            throw new BugException(
                    "LLVM has no target " + host.triple() + ": " + llvm.text(message.get(ValueLayout.ADDRESS, 0)));
        }
        return (MemorySegment) llvm.createTargetMachine()
                .invokeExact(
                        target.get(ValueLayout.ADDRESS, 0),
                        triple,
                        arena.allocateFrom(host.cpu()),
                        arena.allocateFrom(host.features()),
                        AGGRESSIVE,
                        POSITION_INDEPENDENT,
                        SMALL);
    }

    private void optimise(Arena arena, MemorySegment module, MemorySegment machine) throws Throwable {
        MemorySegment options = (MemorySegment) llvm.createPassOptions().invokeExact();
        try {
            llvm.setLoopInterleaving().invokeExact(options, 1);
            llvm.setLoopVectorization().invokeExact(options, 1);
            llvm.setSlpVectorization().invokeExact(options, 1);
            llvm.check("run " + PIPELINE, (MemorySegment)
                    llvm.runPasses().invokeExact(module, arena.allocateFrom(PIPELINE), machine, options));
        } finally {
            llvm.disposePassOptions().invokeExact(options);
        }
    }

    private byte[] emit(Arena arena, MemorySegment module, MemorySegment machine, Form form, Diagnostics errors)
            throws Throwable {
        MemorySegment message = arena.allocate(ValueLayout.ADDRESS);
        MemorySegment made = arena.allocate(ValueLayout.ADDRESS);
        if ((int) llvm.emit().invokeExact(machine, module, form.number, message, made) != 0) {
            throw errors.failed("emit", llvm.text(message.get(ValueLayout.ADDRESS, 0)));
        }
        MemorySegment buffer = made.get(ValueLayout.ADDRESS, 0);
        try {
            errors.throwAny();
            MemorySegment start = (MemorySegment) llvm.getBufferStart().invokeExact(buffer);
            return start.reinterpret((long) llvm.getBufferSize().invokeExact(buffer))
                    .toArray(ValueLayout.JAVA_BYTE);
        } finally {
            llvm.disposeBuffer().invokeExact(buffer);
        }
    }

    /** What LLVM says while it works on one text. Without a handler it would end the process at the first error. */
    private static final class Diagnostics {
        private static final FunctionDescriptor HANDLER =
                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        private static final MethodHandle HANDLE = handle();

        private final LlvmFunctions llvm;
        private final String ir;
        private final StringBuilder errors = new StringBuilder();

        Diagnostics(LlvmFunctions llvm, String ir) {
            this.llvm = llvm;
            this.ir = ir;
        }

        MemorySegment handler(Arena arena) {
            return Linker.nativeLinker().upcallStub(HANDLE.bindTo(this), HANDLER, arena);
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
        private void handle(MemorySegment diagnostic, MemorySegment nothing) {
            try {
                if ((int) llvm.getDiagnosticSeverity().invokeExact(diagnostic) == SEVERITY_ERROR) {
                    errors.append('\n').append(llvm.text((MemorySegment)
                            llvm.getDiagnosticDescription().invokeExact(diagnostic)));
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
                                MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class));
            } catch (ReflectiveOperationException impossible) {
                throw new BugException("cannot find the handler of diagnostics", impossible);
            }
        }
    }
}
