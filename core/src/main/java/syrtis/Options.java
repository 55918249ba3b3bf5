package syrtis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import syrtis.type.BudgetException;

/**
 * How a {@link Runtime} runs. None of it changes a bit of a result, but for products of matrices by {@link Code#MACHINE}.
 *
 * @param threads tasks at once
 * @param memory bytes of array memory at once; what does not fit is spilled
 * @param longestTile elements that a tile may have along any axis: an override for tests and experiments
 * @param spill folder for what does not fit in memory
 * @param rules which rewrite rules apply
 * @param code what kernels become
 */
public record Options(int threads, long memory, long longestTile, Path spill, Rules rules, Code code) {
    /** Which rewrite rules apply. */
    public enum Rules {
        /** None: the program as it was written. */
        NONE,
        /** Those that keep every bit. */
        EXACT,
        /** Also those that may move a rounding, such as the order of a chain of matrix products. */
        ALL
    }

    /** What kernels become, once they have been worth it. */
    public enum Code {
        /** Nothing: they are interpreted. */
        INTERPRETED,
        /** Java bytecode; matrices are multiplied by loops too. */
        BYTECODE,
        /** Machine code, and the routines of libraries for matrices, where there are such. */
        MACHINE
    }

    public Options {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        if (memory < 1 << 20) {
            throw new BudgetException("a memory budget of " + memory + " bytes is too small: give at least 1 MiB");
        }
        if (longestTile < 1) {
            throw new IllegalArgumentException("longestTile must be at least 1, got " + longestTile);
        }
    }

    /** All cores, 60 % of the machine's memory. */
    public static Options defaults() {
        return new Options(
                java.lang.Runtime.getRuntime().availableProcessors(), machineMemory() / 10 * 6, Long.MAX_VALUE,
                Path.of(System.getProperty("java.io.tmpdir")), Rules.EXACT, Code.MACHINE);
    }

    public Options withThreads(int threads) {
        return new Options(threads, memory, longestTile, spill, rules, code);
    }

    public Options withMemory(long memory) {
        return new Options(threads, memory, longestTile, spill, rules, code);
    }

    public Options withLongestTile(long longestTile) {
        return new Options(threads, memory, longestTile, spill, rules, code);
    }

    public Options withSpill(Path spill) {
        return new Options(threads, memory, longestTile, spill, rules, code);
    }

    public Options withRules(Rules rules) {
        return new Options(threads, memory, longestTile, spill, rules, code);
    }

    public Options withCode(Code code) {
        return new Options(threads, memory, longestTile, spill, rules, code);
    }

    /** Bytes of memory this process may have; read without the management classes, which take long to load. */
    private static long machineMemory() {
        long machine = number(Path.of("/proc/meminfo"), "MemTotal:") << 10;
        long container = number(Path.of("/sys/fs/cgroup/memory.max"), "");
        long guess = java.lang.Runtime.getRuntime().maxMemory() * 4; // The JVM takes a quarter of the machine by default.
        long memory = machine > 0 ? machine : guess;
        return container > 0 ? Math.min(memory, container) : memory;
    }

    /** The number in the first line of {@code file} that begins with {@code start}; 0 if there is none. */
    private static long number(Path file, String start) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(start))
                    .map(line -> line.replaceAll("\\D", ""))
                    .filter(digits -> !digits.isEmpty())
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException absent) {
            return 0; // Not every system has these files.
        }
    }
}
