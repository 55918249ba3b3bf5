package syrtis.llvm;

import java.lang.foreign.MemorySegment;
import syrtis.library.CFunction;
import syrtis.library.Symbol;
import syrtis.type.BugException;

/**
 * The functions of LLVM's C API that are used here, as of LLVM 16 and later. Their documentation is in LLVM's headers llvm-c/Core.h,
 * TargetMachine.h, Transforms/PassBuilder.h, Orc.h and LLJIT.h; which call owns what is said there too.
 */
record LlvmFunctions(
        @Symbol(name = "LLVMGetVersion")
        CFunction getVersion,

        @Symbol(name = "LLVMGetDefaultTargetTriple")
        CFunction getDefaultTargetTriple,

        @Symbol(name = "LLVMGetHostCPUName")
        CFunction getHostCpuName,

        @Symbol(name = "LLVMGetHostCPUFeatures")
        CFunction getHostCpuFeatures,

        @Symbol(name = "LLVMGetTargetFromTriple")
        CFunction getTargetFromTriple,

        @Symbol(name = "LLVMCreateTargetMachine")
        CFunction createTargetMachine,

        @Symbol(name = "LLVMDisposeTargetMachine")
        CFunction disposeTargetMachine,

        @Symbol(name = "LLVMCreateTargetDataLayout")
        CFunction createTargetDataLayout,

        @Symbol(name = "LLVMDisposeTargetData")
        CFunction disposeTargetData,

        @Symbol(name = "LLVMContextCreate")
        CFunction createContext,

        @Symbol(name = "LLVMContextDispose")
        CFunction disposeContext,

        @Symbol(name = "LLVMContextSetDiagnosticHandler")
        CFunction setDiagnosticHandler,

        @Symbol(name = "LLVMGetDiagInfoDescription")
        CFunction getDiagnosticDescription,

        @Symbol(name = "LLVMGetDiagInfoSeverity")
        CFunction getDiagnosticSeverity,

        @Symbol(name = "LLVMParseIRInContext")
        CFunction parseIr,

        @Symbol(name = "LLVMVerifyModule")
        CFunction verifyModule,

        @Symbol(name = "LLVMSetTarget")
        CFunction setTarget,

        @Symbol(name = "LLVMSetModuleDataLayout")
        CFunction setModuleDataLayout,

        @Symbol(name = "LLVMGetNamedFunction")
        CFunction getNamedFunction,

        @Symbol(name = "LLVMIsDeclaration")
        CFunction isDeclaration,

        @Symbol(name = "LLVMDisposeModule")
        CFunction disposeModule,

        @Symbol(name = "LLVMCreatePassBuilderOptions")
        CFunction createPassOptions,

        @Symbol(name = "LLVMPassBuilderOptionsSetLoopInterleaving")
        CFunction setLoopInterleaving,

        @Symbol(name = "LLVMPassBuilderOptionsSetLoopVectorization")
        CFunction setLoopVectorization,

        @Symbol(name = "LLVMPassBuilderOptionsSetSLPVectorization")
        CFunction setSlpVectorization,

        @Symbol(name = "LLVMDisposePassBuilderOptions")
        CFunction disposePassOptions,

        @Symbol(name = "LLVMRunPasses")
        CFunction runPasses,

        @Symbol(name = "LLVMTargetMachineEmitToMemoryBuffer")
        CFunction emit,

        @Symbol(name = "LLVMCreateMemoryBufferWithMemoryRangeCopy")
        CFunction copyToBuffer,

        @Symbol(name = "LLVMGetBufferStart")
        CFunction getBufferStart,

        @Symbol(name = "LLVMGetBufferSize")
        CFunction getBufferSize,

        @Symbol(name = "LLVMDisposeMemoryBuffer")
        CFunction disposeBuffer,

        @Symbol(name = "LLVMDisposeMessage")
        CFunction disposeMessage,

        @Symbol(name = "LLVMGetErrorMessage")
        CFunction getErrorMessage,

        @Symbol(name = "LLVMDisposeErrorMessage")
        CFunction disposeErrorMessage,

        @Symbol(name = "LLVMOrcCreateLLJIT")
        CFunction createLlJit,

        @Symbol(name = "LLVMOrcLLJITGetExecutionSession")
        CFunction getExecutionSession,

        @Symbol(name = "LLVMOrcExecutionSessionSetErrorReporter")
        CFunction setErrorReporter,

        @Symbol(name = "LLVMOrcLLJITGetGlobalPrefix")
        CFunction getGlobalPrefix,

        @Symbol(name = "LLVMOrcExecutionSessionCreateBareJITDylib")
        CFunction createDylib,

        @Symbol(name = "LLVMOrcJITDylibClear")
        CFunction clearDylib,

        @Symbol(name = "LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess")
        CFunction createProcessSymbols,

        @Symbol(name = "LLVMOrcJITDylibAddGenerator")
        CFunction addGenerator,

        @Symbol(name = "LLVMOrcLLJITAddObjectFile")
        CFunction addObjectFile,

        @Symbol(name = "LLVMOrcLLJITMangleAndIntern")
        CFunction mangleAndIntern,

        @Symbol(name = "LLVMOrcExecutionSessionLookup")
        CFunction lookup) {
    /** The text of a message that LLVM made for its caller, who is to dispose of it. */
    String text(long message) {
        String text = read(message);
        disposeMessage.call(message);
        return text;
    }

    /** The text of an error; the error is gone afterwards. */
    String errorText(long error) {
        long message = getErrorMessage.call(error);
        String text = read(message);
        disposeErrorMessage.call(message);
        return text;
    }

    /** What LLVM answered, where that may be an error. */
    void check(String asked, long error) {
        if (error != 0) {
            throw new BugException("LLVM cannot " + asked + ": " + errorText(error));
        }
    }

    private static String read(long message) {
        return MemorySegment.ofAddress(message).reinterpret(Long.MAX_VALUE).getString(0);
    }
}
