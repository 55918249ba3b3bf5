package syrtis.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import syrtis.memory.Buffer;
import syrtis.plan.Access;
import syrtis.plan.Array;
import syrtis.plan.Estimator;
import syrtis.plan.Plan;
import syrtis.plan.Stage;
import syrtis.type.BugException;
import syrtis.type.CancelledException;
import syrtis.type.Event;
import syrtis.type.SyrtisException;

/**
 * One run of a plan. Workers take wanted tiles one after the other and go depth first: a task whose inputs are missing makes
 * those first, on a stack of its own, so that little is in memory at a time. A worker with nothing left to take makes
 * inputs of tasks that others are collecting.
 *
 * <p>A worker waits only for a tile that another worker is making, and that one waits, if at all, for tiles still further
 * up; since plans have no cycles, somebody always works.
 */
final class LocalJob implements Executor.Job {
    private static final int RUNNING = 1;
    private static final int DONE = 2;

    /** Tasks that are not worth waking other threads for. */
    private static final long FEW_TASKS = 1;

    private final long id;
    private final Plan plan;
    private final long boundBytes;
    private final LocalExecutor executor;
    private final TaskRunner runner;
    private final long pinnedBytes;
    private final Tiles[] tiles;
    private final @Nullable Counters[] states; // by array id of a stage's first output
    private final @Nullable Counters[] readers; // tasks that still need a tile, by array id
    private final boolean[] wanted;
    private final AtomicLongArray made; // tiles, by array id
    private final Map<Stage, AtomicLong> left = new IdentityHashMap<>();
    private final List<Array> roots;
    private final AtomicInteger root = new AtomicInteger();
    private final AtomicLong rootTile = new AtomicLong();
    private final ConcurrentLinkedDeque<Frame> collecting = new ConcurrentLinkedDeque<>();
    private final AtomicLong done = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger active = new AtomicInteger();
    private final Object change = new Object();
    private volatile @Nullable Throwable failure;
    private volatile boolean cancelled;

    LocalJob(long id, Plan plan, long boundBytes, LocalExecutor executor) {
        this.id = id;
        this.plan = plan;
        this.boundBytes = boundBytes;
        this.executor = executor;
        runner = executor.runner(plan);
        pinnedBytes = Estimator.pinnedBytes(executor.store().pool().budget().limit(), executor.threads());
        int count = plan.arrays().size();
        tiles = new Tiles[count];
        states = new Counters[count];
        readers = new Counters[count];
        wanted = new boolean[count];
        made = new AtomicLongArray(count);
        for (Array array : plan.arrays()) {
            Array.Tiled stored = array.stored();
            if (stored != null) {
                tiles[array.id()] = ((StoredArray) stored).tiles();
                if (plan.heirs()[array.id()]) {
                    ((StoredArray) stored).lose();
                    readers[array.id()] = new Counters(array.grid().count());
                }
            } else {
                tiles[array.id()] = new Tiles(array.grid().count());
                states[array.id()] = new Counters(array.grid().count());
                readers[array.id()] = new Counters(array.grid().count());
            }
        }
        for (Stage stage : plan.stages()) {
            left.put(stage, new AtomicLong(stage.tasks()));
        }
        roots = plan.roots().values().stream().distinct().filter(array -> array.stored() == null).toList();
        roots.forEach(array -> wanted[array.id()] = true);
    }

    @Override
    public void cancel() {
        cancelled = true;
        stop(new CancelledException("the evaluation was cancelled"));
    }

    @Override
    public long done() {
        return done.get();
    }

    @Override
    public long tasks() {
        return plan.tasks();
    }

    @Override
    public List<StoredArray> run() {
        long start = System.nanoTime();
        executor.store().pool().budget().resetPeak();
        executor.events().accept(new Event.PlanStarted(id, tasks(), boundBytes));
        boolean finished = false;
        try {
            int helpers = (int) Math.min(executor.threads(), tasks()) - 1;
            if (tasks() > FEW_TASKS) {
                for (int k = 0; k < helpers; k++) {
                    help();
                }
            }
            active.incrementAndGet();
            work();
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
            executor.events()
                    .accept(new Event.PlanFinished(
                            id,
                            done(),
                            start,
                            System.nanoTime(),
                            executor.store().pool().budget().peak(),
                            failure == null ? "" : failure.toString()));
            java.lang.ref.Reference.reachabilityFence(plan);
        }
    }

    private void help() {
        active.incrementAndGet();
        try {
            executor.helpers().execute(this::work);
        } catch (RejectedExecutionException closed) {
            active.decrementAndGet();
            throw new CancelledException("the runtime is closed");
        }
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
        synchronized (change) {
            boolean interrupted = false;
            while (active.get() > 0) {
                try {
                    waiting.incrementAndGet();
                    change.wait();
                } catch (InterruptedException interrupt) {
                    interrupted = true;
                    cancel();
                } finally {
                    waiting.decrementAndGet();
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<StoredArray> results() {
        Map<Array, StoredArray> delivered = new IdentityHashMap<>();
        List<StoredArray> results = new ArrayList<>();
        for (Array array : plan.roots().values()) {
            Array.Tiled stored = array.stored();
            results.add(
                    stored != null
                            ? (StoredArray) stored
                            : delivered.computeIfAbsent(
                                    array,
                                    _ -> new StoredArray(array.type(), array.grid(), tiles[array.id()], executor.store())));
        }
        return results;
    }

    /** Gives back what is left of arrays nobody wanted. */
    private void release(boolean all) {
        for (Array array : plan.arrays()) {
            if (array.stored() == null && (all || !wanted[array.id()])) {
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

    private void work() {
        try {
            while (failure == null) {
                Frame frame = nextRoot();
                if (frame == null) {
                    frame = nextInput();
                }
                if (frame != null) {
                    descend(frame);
                } else if (collecting.isEmpty() || !await(() -> !collecting.isEmpty() && collecting.stream().anyMatch(Frame::hasMore))) {
                    return;
                }
            }
        } catch (Throwable unexpected) {
            stop(unexpected);
        } finally {
            active.decrementAndGet();
            synchronized (change) {
                change.notifyAll();
            }
        }
    }

    /** Waits until {@code ready} or nothing is being collected any more; false if there is nothing to wait for. */
    private boolean await(java.util.function.BooleanSupplier ready) throws InterruptedException {
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

    private @Nullable Frame nextRoot() {
        int k = root.get();
        while (k < roots.size()) {
            Array array = roots.get(k);
            long tile = rootTile.getAndIncrement();
            if (tile < array.grid().count()) {
                Stage stage = producer(array);
                if (counters(states, stage.output()).claim(tile, RUNNING)) {
                    return new Frame(stage, tile);
                }
            } else {
                synchronized (root) {
                    if (root.get() == k) {
                        rootTile.set(0);
                        root.set(k + 1);
                    }
                }
                k = root.get();
            }
        }
        return null;
    }

    private @Nullable Frame nextInput() {
        for (Frame frame : collecting) {
            Frame input = frame.claimInput();
            if (input != null) {
                return input;
            }
        }
        return null;
    }

    private Stage producer(Array array) {
        Stage stage = plan.producer(array);
        if (stage == null) {
            throw new BugException("nothing makes " + array);
        }
        return stage;
    }

    private static Counters counters(@Nullable Counters[] table, Array array) {
        Counters counters = table[array.id()];
        if (counters == null) {
            throw new BugException("no counters for " + array);
        }
        return counters;
    }

    /** Makes the tile of {@code bottom}, and before it whatever it needs. */
    private void descend(Frame bottom) throws InterruptedException {
        ArrayDeque<Frame> stack = new ArrayDeque<>();
        push(stack, bottom);
        while (!stack.isEmpty() && failure == null) {
            Frame frame = stack.peek();
            Frame input = frame.claimInput();
            if (input != null) {
                push(stack, input);
            } else if (frame.isReady() || awaitInputs(frame)) {
                collecting.remove(frame);
                execute(frame);
                stack.pop();
            }
        }
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

    /** Whether all tiles of an array have been made: then nobody need look for them one by one. */
    private boolean isComplete(Array array) {
        return made.get(array.id()) == array.grid().count();
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
            needs = stage.needs(tile).stream()
                    .filter(need -> need.array().stored() == null && !isComplete(need.array()))
                    .toList();
            total = needs.stream().mapToLong(Access.Tiles::count).sum();
        }

        boolean hasMore() {
            return next.get() < total;
        }

        /** The next input nobody makes yet, claimed; null if there is none. */
        @Nullable Frame claimInput() {
            for (long k = next.get(); k < total; k = next.get()) {
                if (next.compareAndSet(k, k + 1)) {
                    Access.Tiles need = needOf(k);
                    long index = need.tile(k - before(need));
                    Stage maker = producer(need.array());
                    if (counters(states, maker.output()).claim(index, RUNNING)) {
                        return new Frame(maker, index);
                    }
                }
            }
            return null;
        }

        private Access.Tiles needOf(long k) {
            long rest = k;
            for (Access.Tiles need : needs) {
                if (rest < need.count()) {
                    return need;
                }
                rest -= need.count();
            }
            throw new BugException("input " + k + " of " + total);
        }

        private long before(Access.Tiles wanted) {
            long sum = 0;
            for (Access.Tiles need : needs) {
                if (need == wanted) {
                    return sum;
                }
                sum += need.count();
            }
            return sum;
        }

        /** Whether all inputs exist; only its owner asks. */
        boolean isReady() {
            for (; ready < total; ready++) {
                Access.Tiles need = needOf(ready);
                long index = need.tile(ready - before(need));
                if (counters(states, producer(need.array()).output()).get(index) != DONE) {
                    return false;
                }
            }
            return true;
        }
    }

    // ---- tasks

    private void execute(Frame frame) {
        Stage stage = frame.stage;
        long index = frame.tile;
        long start = System.nanoTime();
        Buffer[] buffers;
        try (Pins pins = new Pins(tiles, pinnedBytes)) {
            buffers = runner.run(stage, index, pins, new Inheritance(pins));
        } catch (SyrtisException failed) {
            throw failed.at(stage.site());
        } catch (RuntimeException failed) {
            throw new BugException("task " + index + " of " + stage.label() + " failed: " + failed, failed).at(stage.site());
        }
        for (int k = 0; k < buffers.length; k++) {
            publish(stage.outputs().get(k), index, buffers[k]);
        }
        counters(states, stage.output()).set(index, DONE);
        done.incrementAndGet();
        dropInputs(stage, index);
        signal();
        executor.events().accept(new Event.TaskFinished(id, stage.id(), stage.label(), index, start, System.nanoTime()));
    }

    private void publish(Array array, long index, Buffer buffer) {
        long uses = wanted[array.id()] ? 1 : 0;
        for (Stage consumer : plan.consumers(array)) {
            uses += uses(consumer, array, index);
        }
        Stage maker = producer(array);
        if (maker.readsItself()) {
            long[] at = array.grid().coordinates(index);
            uses += at[at.length - 2] < at[at.length - 1] ? 1 : 0;
        }
        counters(readers, array).set(index, (int) Math.min(uses, Integer.MAX_VALUE / 2));
        tiles[array.id()].put(index, executor.store().tile(buffer));
        made.incrementAndGet(array.id());
    }

    /** How often the tasks of {@code consumer} will say that they are done with a tile. */
    private static long uses(Stage consumer, Array array, long index) {
        long uses = 0;
        boolean atEnd = false;
        for (Access read : consumer.reads()) {
            if (read.array() == array) {
                if (read.isCounted()) {
                    uses += read.readers(consumer.space(), index);
                } else {
                    atEnd = true;
                }
            }
        }
        return uses + (atEnd ? 1 : 0);
    }

    private void dropInputs(Stage stage, long index) {
        var box = stage.space().box(index);
        for (Access read : stage.reads()) {
            if (read.isCounted() && read.array().stored() == null) {
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
        AtomicLong remaining = left.get(stage);
        if (remaining != null && remaining.decrementAndGet() == 0) {
            stage.reads().stream()
                    .filter(read -> !read.isCounted() && read.array().stored() == null)
                    .map(Access::array)
                    .distinct()
                    .forEach(this::dropAll);
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
            Store.Tile tile = tiles[array.id()].remove(index);
            if (tile != null) {
                tile.release();
            }
        }
    }

    /** Which tiles a task may take over: those whose only reader it is. */
    private final class Inheritance implements TaskRunner.Heirs {
        private final Pins pins;

        Inheritance(Pins pins) {
            this.pins = pins;
        }

        @Override
        public @Nullable Buffer inherit(Array array, long tile) {
            if (array.stored() == null) {
                if (counters(readers, array).get(tile) != 1) {
                    return null;
                }
            } else if (!plan.heirs()[array.id()] || !isOnlyReader(array, tile)) {
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

        private boolean isOnlyReader(Array array, long tile) {
            List<Stage> consumers = plan.consumers(array);
            return consumers.size() == 1
                    && consumers.getFirst().reads().stream()
                            .filter(read -> read.array() == array)
                            .allMatch(Access::isCounted)
                    && uses(consumers.getFirst(), array, tile) == 1;
        }

        @Override
        public @Nullable Buffer share(Array array, long tile) {
            Store.Tile content = tiles[array.id()].get(tile);
            return content == null ? null : content.share();
        }
    }
}
