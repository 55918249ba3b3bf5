package syrtis.bench;

import java.util.List;
import syrtis.NDArray;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/** {@code ./syrtis bench triad}: nothing but memory traffic, in place. */
record Triad(int millions) implements Workload {
    @Override
    public String name() {
        return "triad-" + millions + "m";
    }

    @Override
    public String program() {
        return "triad";
    }

    @Override
    public String question() {
        return "A += B + s*C, " + millions + " million float64";
    }

    @Override
    public long size(Scale scale) {
        return scale == Scale.QUICK ? 500_000 : millions * 1_000_000L;
    }

    @Override
    public Effort effort(long size) {
        return Effort.of(Resource.TRIAD, 32 * size);
    }

    @Override
    public long memory(long size) {
        return 40 * size;
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target.Faster(0.95, Contender.C), new Target.Faster(4, Contender.NUMPY));
    }

    @Override
    public Program prepare(long size) {
        Shape shape = Shape.of(size);
        NDArray a = Series.counting(7).array(Dtype.FLOAT64, shape);
        NDArray b = Series.counting(8).array(Dtype.FLOAT64, shape);
        NDArray c = Series.counting(5).array(Dtype.FLOAT64, shape);
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
