package syrtis.bench;

import java.util.List;
import syrtis.NDArray;

/** {@code ./syrtis bench triad}: nothing but memory traffic, in place. */
final class Triad implements Workload {
    @Override
    public String name() {
        return "triad";
    }

    @Override
    public String question() {
        return "A += B + s*C, 20 million float64";
    }

    @Override
    public long size(Scale scale) {
        return scale == Scale.QUICK ? 500_000 : 20_000_000;
    }

    @Override
    public Effort effort(long size) {
        return Effort.bytes(32 * size);
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target.Faster(1, Contender.NUMEXPR));
    }

    @Override
    public Program prepare(long size) {
        NDArray a = Counting.modulo(size, 7).evaluate();
        NDArray b = Counting.modulo(size, 8).evaluate();
        NDArray c = Counting.modulo(size, 5).evaluate();
        return new Program() {
            @Override
            public void turn() {
                a.addInPlace(b.add(c.multiply(0.5)));
                a.evaluate();
            }

            @Override
            public double answer() {
                return a.sum().item();
            }
        };
    }
}
