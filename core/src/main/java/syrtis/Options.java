package syrtis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import syrtis.type.BudgetException;

/**
 * How a {@link Runtime} runs. None of it changes a bit of a result.
 *
 * @param threads tasks at once
 * @param memory bytes of array memory at once; what does not fit is spilled
 * @param longestTile elements that a tile may have along any axis: an override for tests and experiments
 * @param spill folder for what does not fit in memory
 * @param rules which rewrite rules apply
 */
public record Options(int threads, long memory, long longestTile, Path spill, Rules rules) {
    /** Which rewrite rules apply. */
    public enum Rules {
        /** None: the program as it was written. */
        NONE,
        /** Those that keep every bit. */
        EXACT,
        /** Also those that may move a rounding, such as the order of a chain of matrix products. */
        ALL
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
                java.lang.Runtime.getRuntime().availableProcessors(),
                machineMemory() / 10 * 6,
                Long.MAX_VALUE,
                Path.of(System.getProperty("java.io.tmpdir")),
                Rules.EXACT);
    }

    public Options withThreads(int threads) {
        return new Options(threads, memory, longestTile, spill, rules);
    }

    public Options withMemory(long memory) {
        return new Options(threads, memory, longestTile, spill, rules);
    }

    public Options withLongestTile(long longestTile) {
        return new Options(threads, memory, longestTile, spill, rules);
    }

    public Options withSpill(Path spill) {
        return new Options(threads, memory, longestTile, spill, rules);
    }

    public Options withRules(Rules rules) {
        return new Options(threads, memory, longestTile, spill, rules);
    }

    /** Bytes of memory this machine has; read without the management classes, which take long to load. */
    private static long machineMemory() {
        Path file = Path.of("/proc/meminfo");
        if (Files.isReadable(file)) {
            try (Stream<String> lines = Files.lines(file)) {
                Optional<Long> total = lines.filter(line -> line.startsWith("MemTotal:"))
                        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                        .findFirst();
                if (total.isPresent()) {
                    return total.get();
                }
            } catch (IOException unreadable) {
                return java.lang.Runtime.getRuntime().maxMemory() * 4;
            }
        }
        return java.lang.Runtime.getRuntime().maxMemory() * 4; // The JVM takes a quarter of the machine by default.
    }
}
