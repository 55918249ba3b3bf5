package syrtis.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Who answers a workload's question. Syrtis does so in this process, each rival in one of its own. */
enum Contender {
    SYRTIS,
    /** NumPy as its users write it: one thread but for BLAS, and in chunks on all threads for single functions. */
    NUMPY,
    /** numexpr on all threads: chunked, compiled to its own virtual machine. */
    NUMEXPR,
    /** Numba's loops, {@code njit(parallel=True, fastmath=True)}. */
    NUMBA,
    /** JAX on the processor: {@code jit}, with float64 enabled, waited for. */
    JAX,
    /** PyTorch on the processor, on all threads, without compiling. */
    TORCH,
    /** Dask arrays on its threaded scheduler. */
    DASK,
    /** The same loop in C, {@code gcc -Ofast -march=native -fopenmp}: what the machine can do. */
    C;

    /** Those whose programs are in {@code rival.py}. */
    static final List<Contender> PYTHON = List.of(NUMPY, NUMEXPR, NUMBA, JAX, TORCH, DASK);

    /** All but Syrtis. */
    static List<Contender> rivals() {
        return Arrays.stream(values()).filter(contender -> contender != SYRTIS).toList();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
