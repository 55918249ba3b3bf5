package syrtis.run;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import syrtis.memory.Buffer;
import syrtis.plan.Access;
import syrtis.plan.Arguments;
import syrtis.plan.Array;
import syrtis.plan.Box;
import syrtis.plan.Estimator;
import syrtis.plan.Plan;
import syrtis.plan.Stage;
import syrtis.type.BugException;
import syrtis.type.CancelledException;
import syrtis.type.Event;

/**
 * One run of a plan. Workers take spans of wanted tiles, many where tiles are tiny, and go depth first: a task whose inputs
 * are missing makes those first, on a stack of its own, so that little is in memory at a time. A worker with nothing left to
 * take makes inputs of tasks that others are collecting.
 *
 * <p>A worker waits only for a tile that another worker is making, and that one waits, if at all, for tiles still further
 * up; since plans have no cycles, somebody always works.
 */
final class LocalJob implements Executor.Job {
    private static final int RUNNING = 1;
    private static final int DONE = 2;

    private final long id;
    private final LocalPlan loaded;
    private final Plan plan;
    private final Arguments arguments;
    private final long boundBytes;
    private final LocalExecutor executor;
    private final TaskRunner runner;
    private final long pinnedBytes;
    private final Tiles[] tiles; // by array id
    private final @Nullable Counters[] states; // by array id of a stage's first output
    private final @Nullable Counters[] readers; // tasks that still need a tile, by array id; none for arrays nobody reads
    private final AtomicLongArray made; // tiles, by array id
    private final AtomicLongArray left; // tasks, by stage id
    private final AtomicLongArray ahead; // tasks that have been looked at to be done ahead, by stage id
    private final AtomicLong nextRoot = new AtomicLong(); // among the tiles of all wanted arrays, one group after the other
    private final ConcurrentLinkedDeque<Frame> collecting = new ConcurrentLinkedDeque<>();
    private final AtomicLong done = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger active = new AtomicInteger(1); // threads at work, the caller's first; once 0, for ever
    private final Object change = new Object();
    private final boolean heard;
    private volatile @Nullable Throwable failure;

    LocalJob(long id, LocalPlan loaded, Arguments arguments, long boundBytes, LocalExecutor executor) {
        this.id = id;
        this.loaded = loaded;
        this.arguments = arguments;
        this.boundBytes = boundBytes;
        this.executor = executor;
        plan = loaded.plan();
        heard = executor.isHeard();
        runner = new TaskRunner(executor.store(), executor.folds(), executor.kernels(), arguments, loaded.runners());
        pinnedBytes = Estimator.pinnedBytes(executor.store().pool().budget().limit(), executor.threads());
        int count = plan.arrays().size();
        tiles = new Tiles[count];
        states = new Counters[count];
        readers = new Counters[count];
        made = new AtomicLongArray(count);
        left = new AtomicLongArray(plan.stages().size());
        ahead = new AtomicLongArray(plan.stages().size());
        for (Array array : plan.arrays()) {
            long tilesOfArray = array.grid().count();
            if (array.isStored()) {
                StoredArray stored = stored(arguments, array);
                tiles[array.id()] = stored.tiles();
                if (plan.heirs()[array.id()]) {
                    stored.lose();
                }
                if (loaded.isDying(array)) {
                    readers[array.id()] = new Counters(tilesOfArray);
                }
            } else {
                tiles[array.id()] = new Tiles(tilesOfArray);
                if (loaded.isRead(array)) {
                    readers[array.id()] = new Counters(tilesOfArray);
                }
            }
        }
        for (Stage stage : plan.stages()) {
            states[stage.output().id()] = new Counters(stage.tasks());
            left.setPlain(stage.id(), stage.tasks());
        }
    }

    private static StoredArray stored(Arguments arguments, Array array) {
        return ((Evaluated) arguments.stored(array)).here();
    }

    @Override
    public String name() {
        return "job-" + id;
    }

    @Override
    public void detach() {
        throw new IllegalStateException(name() + " runs in this process and ends with it: connect to a cluster to detach");
    }

    @Override
    public void cancel() {
        stop(new CancelledException("the evaluation was cancelled"));
    }

    @Override
    public long done() {
        return done.get();
    }

    @Override
    public long tasks() {
        return loaded.tasks();
    }

    @Override
    public List<Evaluated> run() {
        long start = heard ? System.nanoTime() : 0;
        executor.store().pool().budget().resetPeak();
        if (heard) {
            executor.tell(new Event.PlanStarted(id, tasks(), boundBytes));
        }
        boolean finished = false;
        try {
            for (int k = 0; k < loaded.helpers() && failure == null; k++) {
                help(k == executor.threads() - 2 ? Role.YIELDING : Role.STEADY);
            }
            work(Role.STEADY);
            awaitHelpers();
            Throwable stopped = failure;
            if (stopped != null) {
                throw translated(stopped);
            }
            finished = true;
            return results();
        } finally {
            if (!finished) {
                awaitHelpers();
            }
            release(!finished);
            if (heard) {
                long peak = executor.store().pool().budget().peak();
                String reason = failure == null ? "" : failure.toString();
                executor.tell(new Event.PlanFinished(id, done(), start, System.nanoTime(), peak, reason));
            }
            java.lang.ref.Reference.reachabilityFence(arguments);
        }
    }

    /** How a thread works on a job: {@code STEADY}, to the end. */
    private enum Role {
        STEADY,
        /** It leaves its core to a compiler while one is at work. */
        YIELDING
    }

    /** Has another thread do some of it. */
    private void help(Role role) {
        if (!leaves(role)) {
            asked(() -> executor.help(() -> join(role)));
        }
    }

    private void asked(Runnable help) {
        try {
            help.run();
        } catch (RejectedExecutionException closed) {
            stop(new CancelledException("the runtime is closed"));
        } catch (Throwable noThread) { // Those that help already must stop too: nobody will take their results.
            stop(noThread);
        }
    }

    /** Whether a thread is to leave now, for a compiler: it comes back afterwards, if there is still something to do. */
    private boolean leaves(Role role) {
        if (role == Role.STEADY || !executor.kernels().isCompiling()) {
            return false;
        }
        WeakReference<LocalJob> job = new WeakReference<>(this);
        executor.kernels().whenCompiled(() -> Optional.ofNullable(job.get()).ifPresent(later -> later.comeBack(role)));
        return true;
    }

    private void comeBack(Role role) {
        if (active.get() > 0 && !leaves(role)) {
            asked(() -> executor.goOn(() -> join(role)));
        }
    }

    /** Works whenever there is something to do, until nobody is at work: the job does not wait for helpers that wake too late. */
    private void join(Role role) {
        while (active.getAndUpdate(now -> now == 0 ? 0 : now + 1) > 0) {
            if (!work(role) || !awaitMore()) {
                return;
            }
        }
    }

    /** Waits, not counted as one at work, until somebody else has something to share; false if the job ends before. */
    private boolean awaitMore() {
        BooleanSupplier ready = () -> active.get() == 0 || failure != null || hasMore();
        LocalExecutor.linger(ready);
        synchronized (change) {
            waiting.incrementAndGet();
            try {
                while (!ready.getAsBoolean()) {
                    change.wait(10);
                }
            } catch (InterruptedException closing) {
                return false;
            } finally {
                waiting.decrementAndGet();
            }
        }
        return active.get() > 0 && failure == null;
    }

    private static RuntimeException translated(Throwable stopped) {
        if (stopped instanceof RuntimeException known) {
            return known;
        }
        if (stopped instanceof Error error) {
            throw error;
        }
        return new BugException("task failed", stopped);
    }

    private void awaitHelpers() {
        LocalExecutor.linger(() -> active.get() == 0);
        if (active.get() == 0) {
            return;
        }
        synchronized (change) {
            boolean interrupted = false;
            waiting.incrementAndGet(); // Before it looks, so that the last one sees that somebody waits.
            while (active.get() > 0) {
                try {
                    change.wait();
                } catch (InterruptedException interrupt) {
                    interrupted = true;
                    cancel();
                }
            }
            waiting.decrementAndGet();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<Evaluated> results() {
        @Nullable StoredArray[] delivered = new StoredArray[tiles.length];
        List<Evaluated> results = new ArrayList<>(plan.roots().size());
        for (Array array : plan.roots()) {
            StoredArray known = delivered[array.id()];
            if (known == null) {
                known = array.isStored()
                        ? stored(arguments, array)
                        : new StoredArray(array.type(), array.grid(), tiles[array.id()], executor.store());
                delivered[array.id()] = known;
            }
            results.add(known);
        }
        return results;
    }

    /** Gives back what is left of arrays nobody wanted. */
    private void release(boolean all) {
        for (Array array : plan.arrays()) {
            if (!array.isStored() && (all || !loaded.isWanted(array))) {
                tiles[array.id()].release();
            }
        }
    }

    private void stop(Throwable reason) {
        synchronized (change) {
            if (failure == null) {
                failure = reason;
            }
            change.notifyAll();
        }
    }

    private void signal() {
        if (waiting.get() > 0) {
            synchronized (change) {
                change.notifyAll();
            }
        }
    }

    // ---- workers

    /** Does what there is to do; false if it is not to come back by itself. */
    private boolean work(Role role) {
        try (Worker worker = new Worker()) {
            while (failure == null && !leaves(role)) {
                if (!worker.takeRoots() && !worker.takeInputs() && (collecting.isEmpty() || !await(this::hasMore))) {
                    return true;
                }
            }
        } catch (Throwable unexpected) {
            stop(unexpected);
        } finally {
            active.decrementAndGet();
            signal();
        }
        return false;
    }

    /** Whether somebody collects tiles that nobody makes yet. */
    private boolean hasMore() {
        return !collecting.isEmpty() && collecting.stream().anyMatch(Frame::hasMore);
    }

    /** Waits until {@code ready} or nothing is being collected any more; false if there is nothing to wait for. */
    private boolean await(BooleanSupplier ready) throws InterruptedException {
        synchronized (change) {
            waiting.incrementAndGet();
            try {
                while (failure == null && !ready.getAsBoolean()) {
                    if (collecting.isEmpty()) {
                        return false;
                    }
                    change.wait(10);
                }
            } finally {
                waiting.decrementAndGet();
            }
        }
        return true;
    }

    private static Counters counters(@Nullable Counters[] table, Array array) {
        Counters counters = table[array.id()];
        if (counters == null) {
            throw new BugException("no counters for " + array);
        }
        return counters;
    }

    private Counters states(Stage stage) {
        return counters(states, stage.output());
    }

    /** Whether all tiles of an array have been made: then nobody need look for them one by one. */
    private boolean isComplete(Array array) {
        return made.get(array.id()) == array.grid().count();
    }

    /** A thread at work: what it needs for each task, and what it has done but not yet told. */
    private final class Worker implements AutoCloseable {
        private final Pins pins = new Pins(tiles, pinnedBytes);
        private final Inheritance heirs = new Inheritance(pins);
        private @Nullable Stage toldStage;
        private long untold;

        /** Does the next wanted tiles nobody does yet; false if there are none left. */
        boolean takeRoots() throws InterruptedException {
            long from = nextRoot.get();
            long first = 0;
            for (int k = 0; k < loaded.groups().size();) {
                LocalPlan.Group group = loaded.groups().get(k);
                List<Stage> stages = group.stages();
                long end = first + group.tiles();
                if (from >= end) {
                    first = end;
                    k++;
                    continue;
                }
                long to = Math.min(from + loaded.facts(stages.getFirst()).span(), end);
                if (nextRoot.compareAndSet(from, to)) {
                    for (long place = from - first; place < to - first && failure == null; place++) {
                        Stage stage = stages.get((int) (place % stages.size()));
                        make(stage, stage.turn(place / stages.size()));
                    }
                    tell();
                    return true;
                }
                from = nextRoot.get(); // It only grows.
            }
            return false;
        }

        /** Does inputs of tasks that others are collecting; false if there are none. */
        boolean takeInputs() throws InterruptedException {
            for (Frame frame : collecting) {
                Frame input = frame.claimInput(this);
                tell();
                if (input != null) {
                    descend(input);
                    return true;
                }
            }
            for (Frame frame : collecting) {
                if (makeAhead(frame)) {
                    return true;
                }
            }
            return false;
        }

        /** Makes a tile that nobody asked for yet, of an array of which {@code frame} needs others; false if there is none. */
        private boolean makeAhead(Frame frame) {
            for (Access.Tiles need : frame.needs) {
                Stage maker = loaded.producer(need.array());
                while (loaded.facts(maker).ahead() && ahead.get(maker.id()) < maker.tasks() && failure == null) {
                    long turn = ahead.getAndIncrement(maker.id());
                    if (turn >= maker.tasks()) {
                        break;
                    }
                    long tile = maker.turn(turn);
                    if (areThere(maker.needs(tile)) && states(maker).claim(tile, RUNNING)) {
                        execute(maker, tile);
                        tell();
                        return true;
                    }
                }
            }
            return false;
        }

        private boolean areThere(List<Access.Tiles> needs) {
            return needs.stream().allMatch(need -> need.array().isStored() || isComplete(need.array()));
        }

        /** Makes a tile and before it whatever it needs, unless somebody does already. */
        private void make(Stage stage, long tile) throws InterruptedException {
            if (states(stage).claim(tile, RUNNING)) {
                if (loaded.facts(stage).independent()) {
                    execute(stage, tile);
                } else {
                    descend(new Frame(stage, tile));
                }
            }
        }

        /** Makes the tile of {@code bottom}, and before it whatever it needs. */
        private void descend(Frame bottom) throws InterruptedException {
            ArrayDeque<Frame> stack = new ArrayDeque<>();
            push(stack, bottom);
            while (!stack.isEmpty() && failure == null) {
                Frame frame = stack.peek();
                Frame input = frame.claimInput(this);
                if (input != null) {
                    push(stack, input);
                } else if (frame.isReady() || awaitInputs(frame)) {
                    if (frame.total > 1) {
                        collecting.remove(frame);
                    }
                    execute(frame.stage, frame.tile);
                    stack.pop();
                }
            }
            tell();
            stack.forEach(collecting::remove);
        }

        private void push(ArrayDeque<Frame> stack, Frame frame) {
            stack.push(frame);
            if (frame.total > 1) {
                collecting.add(frame);
                signal();
            }
        }

        private boolean awaitInputs(Frame frame) throws InterruptedException {
            tell();
            while (failure == null && !frame.isReady() && makeAhead(frame)) {
                // One tile after the other.
            }
            synchronized (change) {
                waiting.incrementAndGet();
                try {
                    while (failure == null && !frame.isReady()) {
                        change.wait(10);
                    }
                } finally {
                    waiting.decrementAndGet();
                }
            }
            return failure == null;
        }

        /** Does a task whose inputs are there. */
        private void execute(Stage stage, long index) {
            long start = heard ? System.nanoTime() : 0;
            Buffer[] buffers;
            try {
                buffers = runner.run(stage, index, pins, heirs);
            } finally {
                pins.close();
            }
            for (int k = 0; k < buffers.length; k++) {
                publish(stage.outputs().get(k), index, buffers[k]);
            }
            states(stage).set(index, DONE);
            dropInputs(stage, index);
            signal();
            count(stage);
            if (heard) {
                tell();
                executor.tell(new Event.TaskFinished(id, stage.id(), stage.label(), index, start, System.nanoTime()));
            }
        }

        private void count(Stage stage) {
            if (toldStage != stage) {
                tell();
                toldStage = stage;
            }
            untold++;
        }

        /** Tells the others what was done: counters that all threads write to are written once for many tiny tasks. */
        private void tell() {
            Stage stage = toldStage;
            if (stage == null || untold == 0) {
                return;
            }
            long count = untold;
            untold = 0;
            for (Array out : stage.outputs()) {
                made.addAndGet(out.id(), count);
            }
            done.addAndGet(count);
            if (left.addAndGet(stage.id(), -count) == 0) {
                loaded.facts(stage).reads().atEnd().forEach(LocalJob.this::dropAll);
            }
        }

        @Override
        public void close() {
            tell();
        }
    }

    /** A task whose inputs are being collected. */
    private final class Frame {
        private final Stage stage;
        private final long tile;
        private final List<Access.Tiles> needs;
        private final long total;
        private final AtomicLong next = new AtomicLong();
        private long ready;

        Frame(Stage stage, long tile) {
            this.stage = stage;
            this.tile = tile;
            List<Access.Tiles> missing = new ArrayList<>(2);
            long sum = 0;
            for (Access.Tiles need : stage.needs(tile)) {
                if (!need.array().isStored() && !isComplete(need.array())) {
                    missing.add(need);
                    sum += need.count();
                }
            }
            needs = missing;
            total = sum;
        }

        boolean hasMore() {
            return next.get() < total;
        }

        /**
         * The next input nobody makes yet, claimed; null if there is none. Inputs that need nothing themselves are made by
         * {@code worker} on the way.
         */
        @Nullable Frame claimInput(Worker worker) {
            while (failure == null) {
                long k = next.get();
                if (k >= total) {
                    return null;
                }
                Access.Tiles need = needs.getFirst();
                long before = 0;
                for (int n = 1; k - before >= need.count(); n++) {
                    before += need.count();
                    need = needs.get(n);
                }
                Stage maker = loaded.producer(need.array());
                LocalPlan.StageFacts facts = loaded.facts(maker);
                long end = Math.min(k + facts.span(), before + need.count());
                if (!next.compareAndSet(k, end)) {
                    continue;
                }
                for (; k < end && failure == null; k++) {
                    long index = need.tile(k - before);
                    if (states(maker).claim(index, RUNNING)) {
                        if (!facts.independent()) {
                            return new Frame(maker, index); // Its span is one tile.
                        }
                        worker.execute(maker, index);
                    }
                }
            }
            return null;
        }

        /** Whether all inputs exist; only its owner asks. */
        boolean isReady() {
            long before = 0;
            for (Access.Tiles need : needs) {
                Counters state = states(loaded.producer(need.array()));
                for (; ready < before + need.count(); ready++) {
                    if (state.get(need.tile(ready - before)) != DONE) {
                        return false;
                    }
                }
                before += need.count();
            }
            return true;
        }
    }

    // ---- tiles

    private void publish(Array array, long index, Buffer buffer) {
        Counters uses = readers[array.id()];
        if (uses != null) {
            uses.set(index, loaded.uses(array, index));
        }
        tiles[array.id()].put(index, executor.store().tile(buffer));
    }

    private void dropInputs(Stage stage, long index) {
        LocalPlan.StageFacts facts = loaded.facts(stage);
        for (Access read : facts.dying()) {
            Access.Tiles need = read.tiles(stage.space().box(index));
            for (long k = 0; k < need.count(); k++) {
                dropDying(read.array(), need.tile(k));
            }
        }
        if (facts.independent()) {
            return;
        }
        if (!facts.reads().counted().isEmpty()) {
            Box box = stage.space().box(index);
            for (Access read : facts.reads().counted()) {
                Access.Tiles need = read.tiles(box);
                for (long k = 0; k < need.count(); k++) {
                    drop(read.array(), need.tile(k));
                }
            }
        }
        if (stage.readsItself()) {
            long[] at = stage.output().grid().coordinates(index);
            if (at[at.length - 2] > at[at.length - 1]) {
                stage.needs(index).forEach(need -> drop(stage.output(), need.tile(0)));
            }
        }
    }

    private void dropAll(Array array) {
        for (long index = 0; index < array.grid().count(); index++) {
            if (tiles[array.id()].get(index) != null) {
                drop(array, index);
            }
        }
    }

    private void drop(Array array, long index) {
        if (counters(readers, array).add(index, -1) == 0) {
            release(array, index);
        }
    }

    /** The counter of a stored array's tile counts up: how many of its reads are done. */
    private void dropDying(Array array, long index) {
        if (counters(readers, array).add(index, 1) == loaded.reads(array, index)) {
            release(array, index);
        }
    }

    private void release(Array array, long index) {
        Store.Tile tile = tiles[array.id()].remove(index);
        if (tile != null) {
            tile.release();
        }
    }

    /** Which tiles a task may take over: those that nobody else reads any more. */
    private final class Inheritance implements TaskRunner.Heirs {
        private final Pins pins;

        Inheritance(Pins pins) {
            this.pins = pins;
        }

        @Override
        public @Nullable Buffer inherit(Array array, long tile, long reads) {
            if (!isLast(array, tile, reads)) {
                return null;
            }
            Store.Tile content = tiles[array.id()].get(tile);
            if (content == null) {
                return null;
            }
            pins.get(array, tile); // It is still to be read.
            Buffer own = content.surrender();
            if (own != null) {
                pins.keep();
            }
            return own;
        }

        /** Whether nobody will read the tile once this task has done so {@code reads} times. */
        private boolean isLast(Array array, long tile, long reads) {
            if (!array.isStored()) {
                return counters(readers, array).get(tile) == reads;
            }
            return loaded.isDying(array) && counters(readers, array).get(tile) + reads == loaded.reads(array, tile);
        }

        @Override
        public @Nullable Buffer share(Array array, long tile) {
            Store.Tile content = tiles[array.id()].get(tile);
            return content == null ? null : content.share();
        }
    }
}
