package syrtis.bench;

import java.util.List;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.Options;

/** {@code ./syrtis bench overhead-task}: what a task costs besides its work, recording the operation included. */
record TinyTiles(int threads) implements Workload {
    @Override
    public String name() {
        return "overhead-task-" + threads;
    }

    @Override
    public String question() {
        return "arange(10^6) + k in tiles of one element, on " + threads + (threads == 1 ? " thread" : " threads")
                + ": time per task";
    }

    @Override
    public long size(Scale scale) {
        return scale == Scale.QUICK ? 5_000 : 1_000_000;
    }

    /** Dask's tasks cost much more. */
    @Override
    public long rivalSize(Contender rival, Scale scale) {
        return 5_000;
    }

    @Override
    public String program() {
        return "overhead-task";
    }

    @Override
    public long units(long size) {
        return size;
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target.Within(1e-6));
    }

    @Override
    public Options options() {
        return Options.defaults().withThreads(threads).withLongestTile(1);
    }

    @Override
    public Program prepare(long size) {
        return new Program() {
            private long added;
            private NDArray sums = Nd.arange(1);

            @Override
            public void turn() {
                sums = Nd.arange(size).add(++added).evaluate();
            }

            @Override
            public double answer() {
                return sums.get(0).item();
            }
        };
    }
}
