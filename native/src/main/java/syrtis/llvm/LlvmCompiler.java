package syrtis.llvm;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Optional;
import syrtis.kernel.Code;
import syrtis.kernel.Kernel;
import syrtis.kernel.KernelCompiler;
import syrtis.kernel.Loop;
import syrtis.kernel.Routine;
import syrtis.library.Search;
import syrtis.op.Instruction;
import syrtis.type.BugException;

/**
 * Compiles loops to machine code by LLVM. The library is loaded when the first loop comes; where there is none, that is the
 * objection to every loop.
 */
public final class LlvmCompiler implements KernelCompiler {
    /** The name of a kernel's function. */
    static final String FUNCTION = "kernel";

    /** {@code void kernel(segments, geometry, params)}; critical, so that it takes Java's arrays as they are. */
    private static final MethodHandle CALL = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                    Linker.Option.critical(true));

    private static final class Loaded {
        private static final Search<Jit> JIT = Jit.load();
    }

    /** The LLVM of this process, or why there is none. */
    public static Search<Jit> jit() {
        return Loaded.JIT;
    }

    @Override
    public Optional<String> objection(Kernel kernel) {
        return switch (kernel) {
            case Routine routine -> Optional.of("LLVM has no " + routine);
            case Loop loop -> undefined(loop).or(() -> switch (jit()) {
                case Search.Found<Jit> _ -> Optional.<String>empty();
                case Search.Missing<Jit>(String reason) -> Optional.of(reason);
            });
        };
    }

    /** The first function of a body that has no definition, which is all that is in the way of compiling it. */
    private static Optional<String> undefined(Loop loop) {
        return loop.body().code().stream()
                .filter(instruction -> instruction instanceof Instruction.Call(var function, var dtype, int _, int _)
                        && function.definition(dtype).isEmpty())
                .map(instruction -> "no definition of " + instruction)
                .findFirst();
    }

    @Override
    public Code compile(Kernel kernel) {
        if (!(kernel instanceof Loop loop) || !(jit() instanceof Search.Found<Jit>(Jit jit))) {
            throw new BugException(objection(kernel).orElse("not a loop: " + kernel));
        }
        return new Native(jit.compile(LoopIr.text(loop), FUNCTION).address());
    }

    /** Machine code and how it is called. */
    private record Native(MemorySegment address) implements Code {
        @Override
        public void run(MemorySegment[] segments, long[] geometry, long[] params) {
            long[] addresses = new long[segments.length];
            for (int k = 0; k < addresses.length; k++) {
                if (!segments[k].isNative()) {
                    throw new BugException("segment " + k + " of a compiled kernel is on the Java heap");
                }
                addresses[k] = segments[k].address();
            }
            try {
                CALL.invokeExact(
                        address, MemorySegment.ofArray(addresses), MemorySegment.ofArray(geometry), MemorySegment.ofArray(params));
            } catch (Throwable failure) {
                throw new BugException("the call of a compiled kernel failed", failure);
            } finally {
                Reference.reachabilityFence(segments);
            }
        }
    }
}
