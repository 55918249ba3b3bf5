package syrtis.bench;

import java.util.Arrays;
import java.util.List;
import syrtis.NDArray;
import syrtis.Nd;

/**
 * {@code ./syrtis bench overhead-statement}: a long loop of dependent statements; it must neither recompile nor grow.
 */
record Statements(Reading reading) implements Workload {
    /** When the loop reads what it computed. */
    enum Reading {
        AT_THE_END,
        EACH_TURN
    }

    @Override
    public String name() {
        return switch (reading) {
            case AT_THE_END -> "overhead-statement";
            case EACH_TURN -> "overhead-statement-read";
        };
    }

    @Override
    public String question() {
        String when = switch (reading) {
            case AT_THE_END -> "at the end";
            case EACH_TURN -> "each time";
        };
        return "10,000 times x = x*0.5 + 1 on 10 elements, read " + when + ": time per statement";
    }

    @Override
    public long size(Scale scale) {
        return scale == Scale.QUICK ? 500 : 10_000;
    }

    @Override
    public long units(long size) {
        return size;
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target.Steady());
    }

    @Override
    public Program prepare(long size) {
        return new Program() {
            private long turns;
            private double sum;

            @Override
            public void turn() {
                NDArray x = Nd.arange(10).add(++turns);
                for (long k = 0; k < size; k++) {
                    x = x.multiply(0.5).add(1);
                    if (reading == Reading.EACH_TURN) {
                        x.toDoubles();
                    }
                }
                sum = Arrays.stream(x.toDoubles()).sum();
            }

            @Override
            public double answer() {
                return sum;
            }
        };
    }
}
