package syrtis.kernel;

/** Makes code of kernels; found by {@link java.util.ServiceLoader}, the bytecode compiler being always there. */
public interface KernelCompiler {
    /** Code that does, bit for bit, what the {@link Interpreter} does. */
    Code compile(Loop loop);
}
