package syrtis.bench;

import java.util.List;
import syrtis.Index;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.type.Shape;

/** {@code ./syrtis bench stencil}: shifted views, written through, after Ramba's benchmark. */
final class StarStencil implements Workload {
    @Override
    public String name() {
        return "stencil";
    }

    @Override
    public String question() {
        return "star of radius 2 over 4472 x 4472 float64: B[2:-2, 2:-2] += weighted neighbours in A; A += 1";
    }

    @Override
    public long size(Scale scale) {
        return scale == Scale.QUICK ? 500 : 4472;
    }

    /** Both arrays once there and back. */
    @Override
    public Effort effort(long size) {
        return Effort.bytes(32 * size * size);
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target.Faster(4, Contender.NUMPY));
    }

    @Override
    public Program prepare(long size) {
        NDArray a = Counting.modulo(size * size, 7).reshape(size, size).evaluate();
        NDArray b = Nd.zeros(Shape.of(size, size)).evaluate();
        return new Program() {
            @Override
            public void turn() {
                NDArray near = moved(a, -1, 0).add(moved(a, 1, 0)).add(moved(a, 0, -1)).add(moved(a, 0, 1));
                NDArray far = moved(a, -2, 0).add(moved(a, 2, 0)).add(moved(a, 0, -2)).add(moved(a, 0, 2));
                moved(b, 0, 0).addInPlace(near.multiply(0.25).add(far.multiply(0.125)));
                a.addInPlace(Nd.scalar(1.0));
                Nd.evaluate(a, b);
            }

            @Override
            public double answer() {
                return b.sum().item();
            }
        };
    }

    /** The view of all cells but the two outermost, moved by some rows and columns. */
    private static NDArray moved(NDArray x, long rows, long columns) {
        long end = x.shape().dim(0) - 2;
        return x.get(Index.range(2 + rows, end + rows), Index.range(2 + columns, end + columns));
    }
}
