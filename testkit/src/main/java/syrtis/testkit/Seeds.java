package syrtis.testkit;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Random tests that can be replayed: a failure says its seed, and {@code -Dsyrtis.seed=...} runs that one again.
 *
 * <pre>{@code
 * Seeds.each(100, random -> assertEquals(Math.abs(random.nextInt(10)), ...));
 * }</pre>
 */
public final class Seeds {
    /** Fixed, so that a build that passed passes again. */
    private static final long FIRST = 20_260_101L;

    private Seeds() {}

    /**
     * Does {@code test} with {@code count} generators of random numbers, or only with that of the seed to be replayed; {@code
     * -Dsyrtis.rounds=50} does fifty times as many.
     */
    public static void each(int count, Consumer<SplittableRandom> test) {
        String replay = System.getProperty("syrtis.seed", "");
        if (!replay.isEmpty()) {
            run(Long.parseLong(replay), test);
            return;
        }
        for (int k = 0; k < count * Integer.getInteger("syrtis.rounds", 1); k++) {
            run(FIRST + k, test);
        }
    }

    private static void run(long seed, Consumer<SplittableRandom> test) {
        try {
            test.accept(new SplittableRandom(seed));
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("seed " + seed + " (replay with -Dsyrtis.seed=" + seed + "): " + failure.getMessage(), failure);
        }
    }
}
