package syrtis.bench;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import syrtis.Evaluation;
import syrtis.Index;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.type.BugException;
import syrtis.type.CancelledException;
import syrtis.type.Event;

/** {@code ./syrtis bench hugeplan}: a plan of very many tasks costs what a small one costs. */
record HugePlan(Part part) implements Workload {
    /** What is done with the plan. */
    enum Part {
        EXPLAIN("explain", 1000, 0),
        WINDOW("window", 1000, 0),
        TASKS("tasks", 1000, 1000),
        FIRST("first", 100, 1);

        private final String label;
        private final long edge;
        private final int tasks; // which are done before the plan is stopped

        Part(String label, long edge, int tasks) {
            this.label = label;
            this.edge = edge;
            this.tasks = tasks;
        }
    }

    @Override
    public String name() {
        return "hugeplan-" + part.label;
    }

    @Override
    public String question() {
        String what = switch (part) {
            case EXPLAIN -> "explained";
            case WINDOW -> "explained for a window of 10 x 10 x 10";
            case TASKS -> "started and stopped after its first 1000 tasks";
            case FIRST -> "started and stopped after its first task";
        };
        return "a " + part.edge + "^3 array in tiles of one element, " + what;
    }

    /** A plan costs the same at any size, so a quick run need not be smaller. */
    @Override
    public long size(Scale scale) {
        return part.edge;
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target.Within(0.05), new Target.Allocated(50L << 20));
    }

    @Override
    public Options options() {
        return Options.defaults().withLongestTile(1);
    }

    @Override
    public Program prepare(long size) {
        return new Program() {
            private long turns;
            private double tasks;

            @Override
            public void turn() throws InterruptedException {
                NDArray all = Nd.arange(size * size * size)
                        .reshape(size, size, size)
                        .multiply(3)
                        .add(++turns);
                tasks = switch (part) {
                    case EXPLAIN -> explained(all);
                    case WINDOW -> {
                        Index middle = Index.range(size / 2, size / 2 + 10);
                        yield explained(all.get(middle, middle, middle));
                    }
                    case TASKS, FIRST -> begun(all);
                };
            }

            @Override
            public double answer() {
                return tasks;
            }
        };
    }

    /** Explains the plan, which must say in how many tiles the array is. */
    private static long explained(NDArray array) {
        String plan = array.explain("plan");
        if (!plan.contains(array.size() + " tiles of [1, 1, 1]")) {
            throw new BugException("plan of " + array.type() + " does not have tiles of one element:\n" + plan);
        }
        return array.size();
    }

    /** Runs the plan until so many tasks are done. */
    private long begun(NDArray array) throws InterruptedException {
        CountDownLatch first = new CountDownLatch(part.tasks);
        Consumer<Event> listener = event -> {
            if (event instanceof Event.TaskFinished) {
                first.countDown();
            }
        };
        Runtime runtime = Runtime.current();
        runtime.listen(listener);
        try {
            Evaluation evaluation = Nd.submit(array);
            first.await();
            evaluation.cancel();
            evaluation.await();
            throw new BugException("all tasks were done before they could be cancelled");
        } catch (CancelledException asWanted) {
            return part.tasks;
        } finally {
            runtime.unlisten(listener);
        }
    }
}
