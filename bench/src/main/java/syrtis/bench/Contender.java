package syrtis.bench;

import java.util.Locale;

/** Who answers a workload's question. Syrtis does so in this process, each rival in one of its own. */
enum Contender {
    SYRTIS,
    /** NumPy as its users write it, on one thread but for BLAS. */
    NUMPY,
    /** numexpr on all threads: chunked, compiled to its own virtual machine. */
    NUMEXPR,
    /** The same loop in C, {@code gcc -Ofast -march=native -fopenmp}: what the machine can do. */
    C;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
