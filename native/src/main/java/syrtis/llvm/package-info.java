/**
 * Machine code by LLVM: {@link syrtis.llvm.Jit} compiles textual LLVM IR for the processor that it runs on and keeps the objects on
 * disk. Knows nothing of arrays or kernels.
 */
@org.jspecify.annotations.NullMarked
package syrtis.llvm;
