package syrtis.bench;

import java.util.List;
import java.util.stream.IntStream;
import syrtis.NDArray;
import syrtis.Nd;

/** {@code ./syrtis bench overhead-operation}: the way of one small operation through the whole pipeline and back. */
record SmallOperations(Kind kind) implements Workload {
    /** Arrays that are taken in turn, so that nothing is asked for twice in a row. */
    private static final int ARRAYS = 16;

    /** Which operation. */
    enum Kind {
        ADD,
        SUM,
        SUM_OF_ADD
    }

    @Override
    public String name() {
        return switch (kind) {
            case ADD -> "overhead-operation";
            case SUM -> "overhead-sum";
            case SUM_OF_ADD -> "overhead-fused-sum";
        };
    }

    @Override
    public String question() {
        String what = switch (kind) {
            case ADD -> "a + k on 10 elements";
            case SUM -> "sum(a) over 1000 elements, of arrays in turn";
            case SUM_OF_ADD -> "sum(a + k) over 1000 elements";
        };
        return what + ", read back at once: time per statement";
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
        return switch (kind) {
            case ADD, SUM -> List.of(new Target.Within(5e-6), new Target.Steady());
            case SUM_OF_ADD -> List.of(new Target.Steady());
        };
    }

    @Override
    public Program prepare(long size) {
        NDArray a = Nd.arange(kind == Kind.ADD ? 10.0 : 1000.0).evaluate();
        List<NDArray> all = IntStream.range(0, ARRAYS).mapToObj(k -> a.add(k).evaluate()).toList();
        return new Program() {
            private long turns;
            private double last;

            @Override
            public void turn() {
                turns++;
                for (long k = 0; k < size; k++) {
                    last = switch (kind) {
                        case ADD -> a.add(k + turns).toDoubles()[9];
                        case SUM -> all.get((int) (k % ARRAYS)).sum().item();
                        case SUM_OF_ADD -> a.add(k + turns).sum().item();
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
