package syrtis.bench;

import java.util.List;
import syrtis.NDArray;
import syrtis.Nd;

/** {@code ./syrtis bench overhead-operation}: the way of one small operation through the whole pipeline and back. */
final class SmallOperations implements Workload {
    @Override
    public String name() {
        return "overhead-operation";
    }

    @Override
    public String question() {
        return "a + k on 10 elements, read back at once: time per operation";
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
        return List.of(new Target.Steady());
    }

    @Override
    public Program prepare(long size) {
        NDArray a = Nd.arange(0.0, 10.0, 1.0).evaluate();
        return new Program() {
            private long turns;
            private double last;

            @Override
            public void turn() {
                turns++;
                for (long k = 0; k < size; k++) {
                    last = a.add(k + turns).toDoubles()[9];
                }
            }

            @Override
            public double answer() {
                return last;
            }
        };
    }
}
