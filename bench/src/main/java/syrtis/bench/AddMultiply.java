package syrtis.bench;

import java.util.List;
import syrtis.NDArray;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/** {@code ./syrtis bench addmul}: a fused chain that ends in a sum; another number is added each turn. */
record AddMultiply(int millions) implements Workload {
    @Override
    public String name() {
        return "addmul-" + millions + "m";
    }

    @Override
    public String program() {
        return "addmul";
    }

    @Override
    public String question() {
        return "sum((x + 1) * 2), " + millions + " million float64";
    }

    @Override
    public long size(Scale scale) {
        return scale == Scale.QUICK ? 500_000 : millions * 1_000_000L;
    }

    @Override
    public Effort effort(long size) {
        return Effort.of(Resource.READ, 8 * size);
    }

    @Override
    public long memory(long size) {
        return 24 * size;
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target.Faster(0.95, Contender.C));
    }

    @Override
    public Program prepare(long size) {
        NDArray x = Series.counting(7).array(Dtype.FLOAT64, Shape.of(size));
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
