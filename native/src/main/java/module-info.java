/**
 * Native libraries through the foreign function interface: machine code by LLVM ({@code syrtis.llvm}), matrices by OpenBLAS
 * ({@code syrtis.openblas}). Core is complete without them.
 */
module syrtis.natives {
    requires static org.jspecify;
    requires syrtis.core;

    exports syrtis.library;
    exports syrtis.llvm;
    exports syrtis.openblas;

    provides syrtis.kernel.KernelCompiler with
            syrtis.llvm.LlvmCompiler,
            syrtis.openblas.OpenBlasCompiler;
}
