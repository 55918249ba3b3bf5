package syrtis.kernel;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Code by kernel. A kernel starts in the interpreter and is compiled once it has been worth it: short programs never
 * wait for a compiler. The bits are the same either way.
 */
public final class KernelCache {
    /** Elements times instructions after which a kernel is compiled: about what compiling costs, in interpreted steps. */
    private static final long WORTH_COMPILING = 20_000;

    private static final int MAX_KERNELS = 4096;

    private final KernelCompiler compiler;
    private final ConcurrentHashMap<Loop, Tiered> codes = new ConcurrentHashMap<>();
    private final AtomicLong compiled = new AtomicLong();

    public KernelCache(KernelCompiler compiler) {
        this.compiler = compiler;
    }

    /** The code of an equal kernel, or new code. */
    public Code code(Loop loop) {
        Tiered known = codes.get(loop);
        if (known != null) {
            return known;
        }
        if (codes.size() >= MAX_KERNELS) {
            codes.clear(); // Running tasks keep their own code; what is still needed comes back at once.
        }
        return codes.computeIfAbsent(loop, Tiered::new);
    }

    /** Kernels compiled so far. */
    public long compiled() {
        return compiled.get();
    }

    /** Distinct kernels known now. */
    public int size() {
        return codes.size();
    }

    private final class Tiered implements Code {
        private final Loop loop;
        private volatile Code code;
        private volatile boolean fast;
        private long steps;

        Tiered(Loop loop) {
            this.loop = loop;
            this.code = new Interpreter(loop);
        }

        @Override
        public void run(MemorySegment[] segments, long[] geometry, long[] params) {
            if (!fast) {
                warm(geometry);
            }
            code.run(segments, geometry, params);
        }

        private synchronized void warm(long[] geometry) {
            long points = 1;
            for (int level = 0; level < loop.levels(); level++) {
                points *= geometry[level];
            }
            steps += points * (loop.body().size() + 1) + 8;
            if (steps >= WORTH_COMPILING && !fast) {
                code = compiler.compile(loop);
                fast = true;
                compiled.incrementAndGet();
            }
        }
    }
}
