package syrtis.bench;

import java.util.List;
import syrtis.NDArray;

/** {@code ./syrtis bench matmul}: how far the own product of matrices is from BLAS; for information. */
record MatrixSpread(long rows) implements Workload {
    @Override
    public String name() {
        return "matmul-" + rows;
    }

    @Override
    public String question() {
        return "(a @ a.T - a).std(), " + rows + " x " + rows + " float64";
    }

    @Override
    public long size(Scale scale) {
        return scale == Scale.QUICK ? 200 : rows;
    }

    /** Half of a product's operations: it is symmetric. */
    @Override
    public Effort effort(long size) {
        return Effort.operations(size * size * size);
    }

    @Override
    public List<Target> targets() {
        return List.of();
    }

    @Override
    public Program prepare(long size) {
        NDArray a = Counting.modulo(size * size, 1009).reshape(size, size).evaluate();
        return new Program() {
            private NDArray last = a;
            private long turns;
            private double std;

            @Override
            public void turn() {
                std = last.matmul(last.T()).subtract(last).std().item();
                last = a.add(++turns).evaluate(); // The next turn must not find its answer already there.
            }

            @Override
            public double answer() {
                return std;
            }
        };
    }
}
