package syrtis.bench;

import java.util.List;
import syrtis.Index;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/** {@code ./syrtis bench stencil}: shifted views, written through, after Ramba's benchmark. */
record StarStencil(Dtype dtype, long edge) implements Workload {
    @Override
    public String name() {
        return "stencil-" + dtype;
    }

    @Override
    public String question() {
        return "star of radius 2 over " + edge + " x " + edge + " " + dtype
                + ": B[2:-2, 2:-2] += weighted neighbours in A; A += 1";
    }

    @Override
    public long size(Scale scale) {
        return scale == Scale.QUICK ? 500 : edge;
    }

    /** Both arrays once there and back. */
    @Override
    public Effort effort(long size) {
        return Effort.of(Resource.TRIAD, 4.0 * dtype.bytes() * size * size);
    }

    @Override
    public long memory(long size) {
        return 5L * dtype.bytes() * size * size;
    }

    /** Sums of float32 are not exact. */
    @Override
    public double tolerance() {
        return dtype == Dtype.FLOAT32 ? 1e-4 : 1e-9;
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target.Faster(0.95, Contender.C));
    }

    @Override
    public Program prepare(long size) {
        NDArray a = Series.counting(7).array(dtype, Shape.of(size, size));
        NDArray b = Nd.zeros(Shape.of(size, size), dtype).evaluate();
        return new Program() {
            @Override
            public void turn() {
                NDArray near =
                        moved(a, -1, 0).add(moved(a, 1, 0)).add(moved(a, 0, -1)).add(moved(a, 0, 1));
                NDArray far =
                        moved(a, -2, 0).add(moved(a, 2, 0)).add(moved(a, 0, -2)).add(moved(a, 0, 2));
                moved(b, 0, 0).addInPlace(near.multiply(0.25).add(far.multiply(0.125)));
                a.addInPlace(Nd.scalar(1.0));
                Nd.evaluate(a, b);
            }

            @Override
            public double answer() {
                return b.astype(Dtype.FLOAT64).sum().item();
            }
        };
    }

    /** The view of all cells but the two outermost, moved by some rows and columns. */
    private static NDArray moved(NDArray x, long rows, long columns) {
        long end = x.shape().dim(0) - 2;
        return x.get(Index.range(2 + rows, end + rows), Index.range(2 + columns, end + columns));
    }
}
