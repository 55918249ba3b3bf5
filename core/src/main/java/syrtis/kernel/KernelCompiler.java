package syrtis.kernel;

import java.util.Optional;

/**
 * Makes code of kernels. {@link BytecodeCompiler} is always there and does every {@link Loop}; others are found by {@link
 * java.util.ServiceLoader}.
 */
public interface KernelCompiler {
    /**
     * Code of a kernel to which there is no {@link #objection}; of a loop, code that does, bit for bit, what the {@link
     * Interpreter} does.
     */
    Code compile(Kernel kernel);

    /** Why this compiler leaves a kernel to others; empty if it does not. */
    Optional<String> objection(Kernel kernel);
}
