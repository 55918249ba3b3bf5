package syrtis.llvm;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import syrtis.library.Symbol;
import syrtis.type.BugException;
import syrtis.type.SyrtisException;

/**
 * The functions of LLVM's C API that are used here, as of LLVM 16 and later. Their documentation is in LLVM's headers llvm-c/Core.h,
 * TargetMachine.h, Transforms/PassBuilder.h, Orc.h and LLJIT.h; which call owns what is said there too.
 */
record LlvmFunctions(
        @Symbol(
                name = "LLVMGetVersion",
                takes = {MemorySegment.class, MemorySegment.class, MemorySegment.class})
        MethodHandle getVersion,

        @Symbol(name = "LLVMGetDefaultTargetTriple", returns = MemorySegment.class)
        MethodHandle getDefaultTargetTriple,

        @Symbol(name = "LLVMGetHostCPUName", returns = MemorySegment.class)
        MethodHandle getHostCpuName,

        @Symbol(name = "LLVMGetHostCPUFeatures", returns = MemorySegment.class)
        MethodHandle getHostCpuFeatures,

        @Symbol(
                name = "LLVMGetTargetFromTriple",
                returns = int.class,
                takes = {MemorySegment.class, MemorySegment.class, MemorySegment.class})
        MethodHandle getTargetFromTriple,

        @Symbol(
                name = "LLVMCreateTargetMachine",
                returns = MemorySegment.class,
                takes = {
                    MemorySegment.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    int.class,
                    int.class,
                    int.class
                })
        MethodHandle createTargetMachine,

        @Symbol(name = "LLVMDisposeTargetMachine", takes = MemorySegment.class)
        MethodHandle disposeTargetMachine,

        @Symbol(name = "LLVMCreateTargetDataLayout", returns = MemorySegment.class, takes = MemorySegment.class)
        MethodHandle createTargetDataLayout,

        @Symbol(name = "LLVMDisposeTargetData", takes = MemorySegment.class)
        MethodHandle disposeTargetData,

        @Symbol(name = "LLVMContextCreate", returns = MemorySegment.class)
        MethodHandle createContext,

        @Symbol(name = "LLVMContextDispose", takes = MemorySegment.class)
        MethodHandle disposeContext,

        @Symbol(
                name = "LLVMContextSetDiagnosticHandler",
                takes = {MemorySegment.class, MemorySegment.class, MemorySegment.class})
        MethodHandle setDiagnosticHandler,

        @Symbol(name = "LLVMGetDiagInfoDescription", returns = MemorySegment.class, takes = MemorySegment.class)
        MethodHandle getDiagnosticDescription,

        @Symbol(name = "LLVMGetDiagInfoSeverity", returns = int.class, takes = MemorySegment.class)
        MethodHandle getDiagnosticSeverity,

        @Symbol(
                name = "LLVMParseIRInContext",
                returns = int.class,
                takes = {MemorySegment.class, MemorySegment.class, MemorySegment.class, MemorySegment.class})
        MethodHandle parseIr,

        @Symbol(
                name = "LLVMVerifyModule",
                returns = int.class,
                takes = {MemorySegment.class, int.class, MemorySegment.class})
        MethodHandle verifyModule,

        @Symbol(
                name = "LLVMSetTarget",
                takes = {MemorySegment.class, MemorySegment.class})
        MethodHandle setTarget,

        @Symbol(
                name = "LLVMSetModuleDataLayout",
                takes = {MemorySegment.class, MemorySegment.class})
        MethodHandle setModuleDataLayout,

        @Symbol(
                name = "LLVMGetNamedFunction",
                returns = MemorySegment.class,
                takes = {MemorySegment.class, MemorySegment.class})
        MethodHandle getNamedFunction,

        @Symbol(name = "LLVMIsDeclaration", returns = int.class, takes = MemorySegment.class)
        MethodHandle isDeclaration,

        @Symbol(name = "LLVMDisposeModule", takes = MemorySegment.class)
        MethodHandle disposeModule,

        @Symbol(name = "LLVMCreatePassBuilderOptions", returns = MemorySegment.class)
        MethodHandle createPassOptions,

        @Symbol(
                name = "LLVMPassBuilderOptionsSetLoopInterleaving",
                takes = {MemorySegment.class, int.class})
        MethodHandle setLoopInterleaving,

        @Symbol(
                name = "LLVMPassBuilderOptionsSetLoopVectorization",
                takes = {MemorySegment.class, int.class})
        MethodHandle setLoopVectorization,

        @Symbol(
                name = "LLVMPassBuilderOptionsSetSLPVectorization",
                takes = {MemorySegment.class, int.class})
        MethodHandle setSlpVectorization,

        @Symbol(name = "LLVMDisposePassBuilderOptions", takes = MemorySegment.class)
        MethodHandle disposePassOptions,

        @Symbol(
                name = "LLVMRunPasses",
                returns = MemorySegment.class,
                takes = {MemorySegment.class, MemorySegment.class, MemorySegment.class, MemorySegment.class})
        MethodHandle runPasses,

        @Symbol(
                name = "LLVMTargetMachineEmitToMemoryBuffer",
                returns = int.class,
                takes = {MemorySegment.class, MemorySegment.class, int.class, MemorySegment.class, MemorySegment.class})
        MethodHandle emit,

        @Symbol(
                name = "LLVMCreateMemoryBufferWithMemoryRangeCopy",
                returns = MemorySegment.class,
                takes = {MemorySegment.class, long.class, MemorySegment.class})
        MethodHandle copyToBuffer,

        @Symbol(name = "LLVMGetBufferStart", returns = MemorySegment.class, takes = MemorySegment.class)
        MethodHandle getBufferStart,

        @Symbol(name = "LLVMGetBufferSize", returns = long.class, takes = MemorySegment.class)
        MethodHandle getBufferSize,

        @Symbol(name = "LLVMDisposeMemoryBuffer", takes = MemorySegment.class)
        MethodHandle disposeBuffer,

        @Symbol(name = "LLVMDisposeMessage", takes = MemorySegment.class)
        MethodHandle disposeMessage,

        @Symbol(name = "LLVMGetErrorMessage", returns = MemorySegment.class, takes = MemorySegment.class)
        MethodHandle getErrorMessage,

        @Symbol(name = "LLVMDisposeErrorMessage", takes = MemorySegment.class)
        MethodHandle disposeErrorMessage,

        @Symbol(
                name = "LLVMOrcCreateLLJIT",
                returns = MemorySegment.class,
                takes = {MemorySegment.class, MemorySegment.class})
        MethodHandle createLlJit,

        @Symbol(name = "LLVMOrcLLJITGetExecutionSession", returns = MemorySegment.class, takes = MemorySegment.class)
        MethodHandle getExecutionSession,

        @Symbol(
                name = "LLVMOrcExecutionSessionSetErrorReporter",
                takes = {MemorySegment.class, MemorySegment.class, MemorySegment.class})
        MethodHandle setErrorReporter,

        @Symbol(name = "LLVMOrcLLJITGetGlobalPrefix", returns = byte.class, takes = MemorySegment.class)
        MethodHandle getGlobalPrefix,

        @Symbol(
                name = "LLVMOrcExecutionSessionCreateBareJITDylib",
                returns = MemorySegment.class,
                takes = {MemorySegment.class, MemorySegment.class})
        MethodHandle createDylib,

        @Symbol(name = "LLVMOrcJITDylibClear", returns = MemorySegment.class, takes = MemorySegment.class)
        MethodHandle clearDylib,

        @Symbol(
                name = "LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess",
                returns = MemorySegment.class,
                takes = {MemorySegment.class, byte.class, MemorySegment.class, MemorySegment.class})
        MethodHandle createProcessSymbols,

        @Symbol(
                name = "LLVMOrcJITDylibAddGenerator",
                takes = {MemorySegment.class, MemorySegment.class})
        MethodHandle addGenerator,

        @Symbol(
                name = "LLVMOrcLLJITAddObjectFile",
                returns = MemorySegment.class,
                takes = {MemorySegment.class, MemorySegment.class, MemorySegment.class})
        MethodHandle addObjectFile,

        @Symbol(
                name = "LLVMOrcLLJITMangleAndIntern",
                returns = MemorySegment.class,
                takes = {MemorySegment.class, MemorySegment.class})
        MethodHandle mangleAndIntern,

        @Symbol(
                name = "LLVMOrcExecutionSessionLookup",
                takes = {
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    long.class,
                    MemorySegment.class,
                    long.class,
                    MemorySegment.class,
                    MemorySegment.class
                })
        MethodHandle lookup) {
    /** The text of a message that LLVM made for its caller, who is to dispose of it. */
    String text(MemorySegment message) throws Throwable {
        String text = read(message);
        disposeMessage.invokeExact(message);
        return text;
    }

    /** The text of an error; the error is gone afterwards. */
    String errorText(MemorySegment error) throws Throwable {
        MemorySegment message = (MemorySegment) getErrorMessage.invokeExact(error);
        String text = read(message);
        disposeErrorMessage.invokeExact(message);
        return text;
    }

    /** What LLVM answered, where that may be an error. */
    void check(String asked, MemorySegment error) throws Throwable {
        if (error.address() != 0) {
            throw new BugException("LLVM cannot " + asked + ": " + errorText(error));
        }
    }

    static boolean isNull(MemorySegment pointer) {
        return pointer.address() == 0;
    }

    /** What a call of a handle threw: an exception of ours as it is, everything else is a bug. */
    static RuntimeException failed(Throwable failure) {
        return switch (failure) {
            case SyrtisException ours -> ours;
            case Error error -> throw error;
            default -> new BugException("a call of LLVM failed", failure);
        };
    }

    private static String read(MemorySegment message) {
        return message.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
