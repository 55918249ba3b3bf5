package syrtis.bench;

import java.util.List;
import syrtis.NDArray;
import syrtis.Random;
import syrtis.type.Shape;

/** {@code ./syrtis bench pi}: arithmetic and random numbers, with memory that does not grow with the points. */
final class MonteCarlo implements Workload {
    @Override
    public String name() {
        return "pi";
    }

    @Override
    public String question() {
        return "pi from 10^9 random points that never exist all at once (rivals but C: scaled up from 2*10^8, in chunks)";
    }

    @Override
    public long size(Scale scale) {
        return scale == Scale.QUICK ? 2_000_000 : 1_000_000_000;
    }

    @Override
    public long rivalSize(Contender rival, Scale scale) {
        return scale == Scale.USUAL && rival != Contender.C ? 200_000_000 : size(scale);
    }

    /** Five standard deviations of the smallest run: the contenders draw different numbers. */
    @Override
    public double tolerance() {
        return 2e-3;
    }

    @Override
    public List<Target> targets() {
        return List.of(
                new Target.Faster(30, Contender.NUMPY),
                new Target.Faster(0.33, Contender.C),
                new Target.Resident(400L << 20));
    }

    @Override
    public Program prepare(long size) {
        return new Program() {
            private long seed;
            private double estimate;

            @Override
            public void turn() {
                NDArray points = Random.defaultRng(seed++).uniform(-1, 1, Shape.of(size, 2));
                NDArray inside = points.power(2).sum(1).sqrt().less(1);
                estimate = 4 * inside.sum().item() / size;
            }

            @Override
            public double answer() {
                return estimate;
            }
        };
    }
}
