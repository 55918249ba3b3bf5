package syrtis.schedule;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.expr.Rewriter;
import syrtis.kernel.KernelCache;
import syrtis.plan.Array;
import syrtis.plan.Placer;
import syrtis.plan.Plan;
import syrtis.plan.Stage;
import syrtis.plan.Tiling;
import syrtis.run.Evaluated;
import syrtis.run.Evaluator;
import syrtis.run.Executor;
import syrtis.run.Host;
import syrtis.run.PlanPart;
import syrtis.run.Store;
import syrtis.run.StoredArray;
import syrtis.type.BugException;
import syrtis.type.KernelException;

/**
 * A cluster in one thread: workers with memory of their own that do what a {@link Schedule} orders, in an order, and with faults,
 * that a seed decides. Workers die and are replaced, tiles cannot be fetched, and the supervisor forgets everything.
 */
final class SimulatedCluster implements Evaluator {
    private static final long MEMORY = 64 << 20;

    private final SplittableRandom random;
    private final int count;
    private final long longest;
    private final int faults;
    private final Store store;
    private final Interner interner = new Interner();

    SimulatedCluster(long seed, int workers, long longest, int faults, Store store) {
        random = new SplittableRandom(seed);
        count = workers;
        this.longest = longest;
        this.faults = faults;
        this.store = store;
    }

    @Override
    public Executor.Job job(List<Expr> roots) {
        JobPlan plan = JobPlan.of(roots, Rewriter.Rules.EXACT, Tiling.of(2, MEMORY, longest, _ -> false), MEMORY, interner);
        return new Run(plan);
    }

    @Override
    public Executor.Job attach(String name) {
        throw new BugException("nobody asks for it");
    }

    @Override
    public void close() {}

    private final class Worker {
        private final Host host = new Host(1, MEMORY, Path.of(System.getProperty("java.io.tmpdir")), KernelCache.compiling(), List.of());
        private final PlanPart part;
        private final List<Order.Run> queue = new ArrayList<>();

        Worker(JobPlan plan) {
            part = host.executor().part(plan.plan(), plan.arguments());
        }

        void close() {
            part.close();
            if (host.store().pool().live() != 0) {
                throw new BugException(host.store().pool().live() + " bytes are left on a worker");
            }
            host.close();
        }
    }

    private final class Run implements Executor.Job {
        private final JobPlan job;
        private final Plan plan;
        private final boolean[] outside;
        private final Map<Integer, Worker> workers = new HashMap<>(); // by number, those alive
        private Schedule schedule;
        private int faultsLeft = faults;
        private long ran;

        Run(JobPlan job) {
            this.job = job;
            plan = job.plan();
            outside = new boolean[plan.arrays().size()];
            for (Array array : plan.arrays()) {
                outside[array.id()] = array.isStored() && random.nextBoolean();
            }
            schedule = new Schedule(plan, count, outside, Placer.Objective.LOCALITY);
        }

        @Override
        public List<Evaluated> run() {
            try {
                for (int k = 0; k < count; k++) {
                    join(new Worker(job));
                }
                for (long step = 0; !schedule.isDone(); step++) {
                    if (step > 100 * (plan.tasks() + 100)) {
                        throw new BugException("no end in sight after " + step + " steps");
                    }
                    boolean isNew = take();
                    List<Integer> busy = workers.keySet().stream().filter(k -> !worker(k).queue.isEmpty()).toList();
                    if (faultsLeft > 0 && random.nextInt(8) == 0) {
                        faultsLeft--;
                        fault();
                    } else if (!busy.isEmpty()) {
                        work(busy.get(random.nextInt(busy.size())));
                    } else if (!isNew) {
                        throw new BugException("nobody has anything to do: " + schedule.doneTasks() + " of " + plan.tasks());
                    }
                }
                return results();
            } finally {
                workers.values().forEach(Worker::close);
                workers.clear();
            }
        }

        private Worker worker(int number) {
            return Objects.requireNonNull(workers.get(number));
        }

        private Stage producer(Array array) {
            return Objects.requireNonNull(plan.producer(array));
        }

        private void join(Worker worker) {
            workers.put(schedule.join(1), worker);
        }

        /** Hands out orders and answers questions; false if there were none. */
        private boolean take() {
            List<Order> orders = schedule.orders();
            for (Order order : orders) {
                Worker worker = workers.get(order.worker());
                if (worker == null) {
                    continue;
                }
                switch (order) {
                    case Order.Run run -> worker.queue.add(run);
                    case Order.Release(int _, TileRange tiles) -> {
                        for (long tile = tiles.first(); tile < tiles.first() + tiles.count(); tile++) {
                            worker.part.array(tiles.array()).drop(tile);
                        }
                    }
                }
            }
            List<Integer> alive = List.copyOf(workers.keySet());
            List<TileRange> questions = schedule.questions();
            for (TileRange asked : questions) {
                schedule.located(asked, List.of(alive.get(random.nextInt(alive.size()))));
            }
            return !orders.isEmpty() || !questions.isEmpty();
        }

        private void work(int number) {
            Worker worker = worker(number);
            Order.Run run = worker.queue.removeFirst();
            for (Source source : run.sources()) {
                if (!outside[source.tiles().array()] && !fetch(worker, source)) {
                    schedule.failed(number, run.group(), List.of(source));
                    return;
                }
            }
            Stage stage = plan.stages().get(run.group().stage());
            for (long task = run.group().first(); task < run.group().first() + run.group().count(); task++) {
                worker.part.run(stage, task);
                ran++;
            }
            schedule.done(number, run.group(), random.nextLong(100_000_000));
        }

        private boolean fetch(Worker to, Source source) {
            TileRange tiles = source.tiles();
            for (long tile = tiles.first(); tile < tiles.first() + tiles.count(); tile++) {
                Worker from = workers.get(source.holders().get(random.nextInt(source.holders().size())));
                if (from == null || !copy(from.part.array(tiles.array()), to.part.array(tiles.array()), tile)) {
                    return false;
                }
            }
            return true;
        }

        private static boolean copy(StoredArray from, StoredArray to, long tile) {
            try (StoredArray.Content content = from.open(tile)) {
                if (content == null) {
                    return false;
                }
                try (StoredArray.Incoming incoming = to.receive(tile)) {
                    MemorySegment.copy(content.bytes(), 0, incoming.bytes(), 0, content.bytes().byteSize());
                    incoming.keep();
                }
                return true;
            }
        }

        private void fault() {
            List<Integer> alive = List.copyOf(workers.keySet());
            int victim = alive.get(random.nextInt(alive.size()));
            switch (random.nextInt(4)) {
                case 0 -> { // A worker dies; another takes its place, sooner or later.
                    Objects.requireNonNull(workers.remove(victim)).close();
                    schedule.lost(victim);
                    if (workers.isEmpty() || random.nextBoolean()) {
                        join(new Worker(job));
                    }
                }
                case 1 -> { // A worker's tiles vanish while others think that it has them.
                    for (Array array : plan.arrays()) {
                        if (!array.isStored() && random.nextBoolean()) {
                            for (long tile = 0; tile < array.grid().count(); tile++) {
                                worker(victim).part.array(array.id()).drop(tile);
                            }
                        }
                    }
                    List<Order.Run> queue = List.copyOf(worker(victim).queue);
                    Worker same = Objects.requireNonNull(workers.remove(victim));
                    schedule.lost(victim);
                    same.queue.clear();
                    same.part.close();
                    join(same); // As new.
                    if (queue.size() > plan.tasks()) {
                        throw new BugException("more is queued than there is to do");
                    }
                }
                case 2 -> { // Results that one worker holds are copied to another.
                    for (Source source : schedule.single(3)) {
                        if (fetch(worker(victim), source)) {
                            schedule.copied(victim, source.tiles());
                        }
                    }
                }
                default -> takeOver();
            }
        }

        /** The supervisor is lost: another plans again and asks the workers what they hold. */
        private void takeOver() {
            schedule = new Schedule(plan, count, outside, Placer.Objective.LOCALITY);
            List<Worker> known = List.copyOf(workers.values());
            workers.clear();
            for (Worker worker : known) {
                worker.queue.clear();
                int number = schedule.join(1);
                workers.put(number, worker);
                List<TileRange> held = new ArrayList<>();
                for (Array array : plan.arrays()) {
                    for (long tile = 0; !array.isStored() && tile < array.grid().count(); tile++) {
                        if (worker.part.array(array.id()).has(tile)) {
                            held.add(new TileRange(array.id(), tile, 1));
                        }
                    }
                }
                schedule.held(number, held);
            }
            schedule.resume();
        }

        private List<Evaluated> results() {
            Set<Integer> wanted = new HashSet<>(plan.roots().stream().map(Array::id).toList());
            if (faults == 0) {
                if (ran != plan.tasks()) {
                    throw new BugException("without faults each task runs once: " + ran + " of " + plan.tasks());
                }
                take();
                for (Worker worker : workers.values()) {
                    for (Array array : plan.arrays()) {
                        boolean isSide = !array.isStored() && producer(array).outputs().stream().anyMatch(out -> wanted.contains(out.id()));
                        for (long tile = 0; !array.isStored() && !isSide && tile < array.grid().count(); tile++) {
                            if (worker.part.array(array.id()).has(tile)) {
                                throw new BugException("tile " + tile + " of " + array + " was not let go: made by " + producer(array).label());
                            }
                        }
                    }
                }
            }
            List<Evaluated> results = new ArrayList<>();
            for (Array root : plan.roots()) {
                StoredArray result = StoredArray.empty(root.type(), root.grid(), store);
                for (long tile = 0; tile < root.grid().count(); tile++) {
                    List<Integer> holders = schedule.holders(root.id(), tile);
                    if (!copy(worker(holders.getFirst()).part.array(root.id()), result, tile)) {
                        throw new BugException("worker " + holders + " lacks tile " + tile + " of " + Arrays.toString(root.grid().tile()));
                    }
                }
                results.add(result);
            }
            return results;
        }

        @Override
        public String name() {
            return "simulated";
        }

        @Override
        public void detach() {
            throw new BugException("nobody asks for it");
        }

        @Override
        public void cancel() {
            throw new KernelException("nobody cancels simulations");
        }

        @Override
        public long done() {
            return schedule.doneTasks();
        }

        @Override
        public long tasks() {
            return plan.tasks();
        }
    }
}
