package syrtis.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What this machine can do at most, measured in the same run: the fastest of reading, copying and {@code a += b + s *
 * c} over arrays far larger than the caches (after McCalpin's STREAM; only bytes that the program names count), and of
 * multiplying and adding in registers. By C where there is gcc, else by plain Java loops.
 *
 * @param measuredBy whose loops these were
 */
record Ceiling(double bytesPerSecond, double operationsPerSecond, String measuredBy) {
    private static final int TURNS = 7;

    /** Bytes that each loop moves per element. */
    private enum Stream {
        READ(8),
        COPY(16),
        UPDATE(32);

        private final long bytes;

        Stream(long bytes) {
            this.bytes = bytes;
        }

        String program() {
            return "ceiling-" + name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Ceiling measure(@Nullable Rival c, Scale scale, int threads) throws IOException, InterruptedException {
        int elements = scale == Scale.QUICK ? 1 << 20 : 20_000_000;
        long rounds = scale == Scale.QUICK ? 1 << 18 : 1 << 23;
        Optional<Ceiling> inC = c == null ? Optional.empty() : inC(c, elements, rounds, threads);
        return inC.isPresent() ? inC.get() : inJava(elements, rounds, threads);
    }

    private static Optional<Ceiling> inC(Rival c, long elements, long rounds, int threads) throws IOException {
        double fastest = 0;
        for (Stream stream : Stream.values()) {
            OptionalDouble seconds = best(c, stream.program(), elements);
            if (seconds.isEmpty()) {
                return Optional.empty();
            }
            fastest = Math.max(fastest, stream.bytes * elements / seconds.getAsDouble());
        }
        OptionalDouble seconds = best(c, "ceiling-arithmetic", rounds);
        return seconds.isEmpty()
                ? Optional.empty()
                : Optional.of(new Ceiling(fastest, 96.0 * rounds * threads / seconds.getAsDouble(), "C"));
    }

    private static OptionalDouble best(Rival c, String program, long size) throws IOException {
        if (c.prepare(program, size).isEmpty()) {
            return OptionalDouble.empty();
        }
        double best = Double.MAX_VALUE;
        for (int k = 0; k < TURNS; k++) {
            best = Math.min(best, c.turn());
        }
        c.forget();
        return OptionalDouble.of(best);
    }

    private static Ceiling inJava(int elements, long rounds, int threads) throws InterruptedException {
        double fastest = 0;
        try (PlainLoops loops = new PlainLoops(elements, threads)) {
            for (int k = 0; k < TURNS; k++) {
                fastest = Math.max(fastest, Stream.READ.bytes * elements / loops.read());
                fastest = Math.max(fastest, Stream.COPY.bytes * elements / loops.copy());
                fastest = Math.max(fastest, Stream.UPDATE.bytes * elements / loops.update());
            }
            double operations = 0;
            for (int k = 0; k < TURNS; k++) {
                operations = Math.max(operations, PlainLoops.OPERATIONS * rounds * threads / loops.multiplyAdd(rounds));
            }
            return new Ceiling(fastest, operations, "Java");
        }
    }

    @Override
    public String toString() {
        return String.format(
                java.util.Locale.ROOT,
                "%.1f GB/s, %.1f GFlop/s by %s",
                bytesPerSecond / 1e9,
                operationsPerSecond / 1e9,
                measuredBy);
    }
}
