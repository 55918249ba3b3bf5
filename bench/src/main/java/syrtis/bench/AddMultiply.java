package syrtis.bench;

import java.util.List;
import syrtis.NDArray;

/** {@code ./syrtis bench addmul}: a fused chain that ends in a sum; another number is added each turn. */
final class AddMultiply implements Workload {
    @Override
    public String name() {
        return "addmul";
    }

    @Override
    public String question() {
        return "sum((x + 1) * 2), 20 million float64";
    }

    @Override
    public long size(Scale scale) {
        return scale == Scale.QUICK ? 500_000 : 20_000_000;
    }

    @Override
    public Effort effort(long size) {
        return Effort.bytes(8 * size);
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target.Faster(1, Contender.NUMEXPR));
    }

    @Override
    public Program prepare(long size) {
        NDArray x = Counting.modulo(size, 7).evaluate();
        return new Program() {
            private double added;
            private double sum;

            @Override
            public void turn() {
                sum = x.add(++added).multiply(2).sum().item();
            }

            @Override
            public double answer() {
                return sum;
            }
        };
    }
}
