package syrtis.bench;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What this machine can do at most, measured in the same run over arrays far larger than the caches. Memory and
 * arithmetic by C where there is gcc, else by plain Java loops; matrix products by NumPy's BLAS, without which the
 * ceiling of a product is that of arithmetic.
 */
record Ceiling(Map<Resource, Rate> rates) {
    private static final int TURNS = 7;
    private static final double OPERATIONS_IN_C = 96;

    /** An amount a second, and whose loops these were. */
    record Rate(double perSecond, String measuredBy) {}

    Ceiling {
        rates = Collections.unmodifiableMap(new EnumMap<>(rates));
    }

    static Ceiling measure(Map<Contender, Rival> rivals, Scale scale, int threads)
            throws IOException, InterruptedException {
        int elements = scale == Scale.QUICK ? 1 << 20 : 20_000_000;
        long rounds = scale == Scale.QUICK ? 1 << 18 : 1 << 23;
        long edge = scale == Scale.QUICK ? 256 : 4096;
        Map<Resource, Rate> rates = inJava(elements, rounds, threads);
        for (Resource resource : Resource.values()) {
            Contender judge = switch (resource) {
                case READ, TRIAD, COPY, ARITHMETIC -> Contender.C;
                case DGEMM, SGEMM -> Contender.NUMPY;
            };
            double amount = switch (resource) {
                case READ -> 8.0 * elements;
                case TRIAD -> 32.0 * elements;
                case COPY -> 16.0 * elements;
                case ARITHMETIC -> OPERATIONS_IN_C * rounds * threads;
                case DGEMM, SGEMM -> 2.0 * edge * edge * edge;
            };
            long size = switch (resource) {
                case READ, TRIAD, COPY -> elements;
                case ARITHMETIC -> rounds;
                case DGEMM, SGEMM -> edge;
            };
            Rival rival = rivals.get(judge);
            OptionalDouble seconds = rival == null ? OptionalDouble.empty() : best(rival, resource.program(), size);
            if (seconds.isPresent()) {
                rates.put(resource, new Rate(amount / seconds.getAsDouble(), judge.toString()));
            }
        }
        Rate arithmetic = rates.get(Resource.ARITHMETIC);
        if (arithmetic != null) {
            rates.putIfAbsent(Resource.DGEMM, arithmetic);
            rates.putIfAbsent(Resource.SGEMM, new Rate(2 * arithmetic.perSecond(), arithmetic.measuredBy()));
        }
        return new Ceiling(rates);
    }

    private static OptionalDouble best(Rival rival, String program, long size) throws IOException {
        if (rival.prepare(program, size).isEmpty()) {
            return OptionalDouble.empty();
        }
        double best = Double.MAX_VALUE;
        for (int k = 0; k < TURNS; k++) {
            best = Math.min(best, rival.turn(0));
        }
        rival.forget();
        return OptionalDouble.of(best);
    }

    private static Map<Resource, Rate> inJava(int elements, long rounds, int threads) throws InterruptedException {
        double read = 0;
        double copy = 0;
        double update = 0;
        double operations = 0;
        try (PlainLoops loops = new PlainLoops(elements, threads)) {
            for (int k = 0; k < TURNS; k++) {
                read = Math.max(read, 8.0 * elements / loops.read());
                copy = Math.max(copy, 16.0 * elements / loops.copy());
                update = Math.max(update, 32.0 * elements / loops.update());
                operations = Math.max(operations, PlainLoops.OPERATIONS * rounds * threads / loops.multiplyAdd(rounds));
            }
        }
        Map<Resource, Rate> rates = new EnumMap<>(Resource.class);
        rates.put(Resource.READ, new Rate(read, "java"));
        rates.put(Resource.COPY, new Rate(copy, "java"));
        rates.put(Resource.TRIAD, new Rate(update, "java"));
        rates.put(Resource.ARITHMETIC, new Rate(operations, "java"));
        return rates;
    }

    /** Seconds that an effort takes at least; nothing if it is unknown. */
    OptionalDouble leastSeconds(Effort effort) {
        double most = 0;
        for (Map.Entry<Resource, Double> amount : effort.amounts().entrySet()) {
            Rate rate = rates.get(amount.getKey());
            if (rate != null) {
                most = Math.max(most, amount.getValue() / rate.perSecond());
            }
        }
        return most > 0 ? OptionalDouble.of(most) : OptionalDouble.empty();
    }

    @Override
    public String toString() {
        return rates.entrySet().stream()
                .map(rate -> String.format(
                        Locale.ROOT,
                        "%s %.1f %s by %s",
                        rate.getKey(),
                        rate.getValue().perSecond() / 1e9,
                        rate.getKey().unit(),
                        rate.getValue().measuredBy()))
                .collect(Collectors.joining(", "));
    }
}
