package syrtis.bench;

import java.util.List;
import syrtis.NDArray;
import syrtis.Nd;

/** {@code ./syrtis bench overhead-operation}: the way of one small operation through the whole pipeline and back. */
record SmallOperations(Kind kind) implements Workload {
    /** Which operation. */
    enum Kind {
        ADD,
        SUM
    }

    @Override
    public String name() {
        return switch (kind) {
            case ADD -> "overhead-operation";
            case SUM -> "overhead-sum";
        };
    }

    @Override
    public String question() {
        String what = switch (kind) {
            case ADD -> "a + k on 10 elements";
            case SUM -> "sum(a + k) over 1000 elements";
        };
        return what + ", read back at once: time per operation";
    }

    @Override
    public long size(Scale scale) {
        return scale == Scale.QUICK ? 200 : 10_000;
    }

    @Override
    public long units(long size) {
        return size;
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target.Within(5e-6), new Target.Steady());
    }

    @Override
    public Program prepare(long size) {
        NDArray a = Nd.arange(kind == Kind.ADD ? 10.0 : 1000.0).evaluate();
        return new Program() {
            private long turns;
            private double last;

            @Override
            public void turn() {
                turns++;
                for (long k = 0; k < size; k++) {
                    last = switch (kind) {
                        case ADD -> a.add(k + turns).toDoubles()[9];
                        case SUM -> a.add(k + turns).sum().item();
                    };
                }
            }

            @Override
            public double answer() {
                return last;
            }
        };
    }
}
