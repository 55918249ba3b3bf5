package syrtis.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import syrtis.plan.Access;
import syrtis.plan.Array;
import syrtis.plan.Box;
import syrtis.plan.Placer;
import syrtis.plan.Plan;
import syrtis.plan.Readers;
import syrtis.plan.Stage;
import syrtis.schedule.Item.State;

/**
 * One job: what is made, where it is, and what is to be done next. Groups of tasks come into being depth first and only as fast as
 * workers can take them; a group's tiles go when all who read them have. What a lost worker held is made again if somebody
 * still needs it, with as much of its history as nobody else holds.
 *
 * <p>Callers tell what happened and then ask for {@link #orders}. Workers are numbered as they join; a number is never used
 * again. Not thread-safe.
 */
public final class Schedule {
    /** After so many failures to bring a group's inputs the job is given up. */
    private static final int MOST_FAILURES = 30;

    /**
     * While groups wait for so many others, no further ones are begun: all tasks of a stage that reads everything would otherwise wait for
     * everything.
     */
    private static final long MOST_WAITS = 1 << 16;

    private final Plan plan;
    private final Readers readers;
    private final Placer.Objective objective;
    private final Unit[] stages; // by id
    private final @Nullable Unit[] outside; // by id of array
    private final List<Worker> workers = new ArrayList<>();
    private final PriorityQueue<Item> ready = new PriorityQueue<>(Comparator.comparingLong((Item item) -> item.place));
    private final Deque<Frame> path = new ArrayDeque<>();
    private final Deque<Item> lost = new ArrayDeque<>();
    private final List<Order> orders = new ArrayList<>();
    private final List<TileRange> asked = new ArrayList<>();
    private final List<Unit> wanted = new ArrayList<>();
    private int nextWanted; // the unit
    private long nextGroup; // the group of it
    private long missing; // wanted groups that nobody holds
    private long places;
    private long waits; // of one group for another
    private long done;
    private @Nullable String givenUp;

    /** A group whose inputs are being looked at. */
    private record Frame(Item item, Needs needs) {}

    /**
     * The schedule of {@code plan}, of which nothing is done.
     *
     * @param slots groups that all workers together are expected to run at once
     * @param isOutside by id of array: whether its tiles are another job's; other stored arrays are with every worker
     */
    public Schedule(Plan plan, int slots, boolean[] isOutside, Placer.Objective objective) {
        this.plan = plan;
        this.objective = objective;
        readers = new Readers(plan);
        stages = plan.stages().stream().map(stage -> unit(stage, slots)).toArray(Unit[]::new);
        outside = new Unit[plan.arrays().size()];
        for (Array array : plan.arrays()) {
            if (isOutside[array.id()]) {
                outside[array.id()] = Unit.outside(array);
            }
        }
        for (Array root : plan.roots()) {
            if (!root.isStored()) {
                Unit unit = stages[readers.producer(root).id()];
                if (!wanted.contains(unit)) {
                    wanted.add(unit);
                    missing += unit.groups();
                }
            }
        }
    }

    private Unit unit(Stage stage, int slots) {
        boolean isWanted = stage.outputs().stream().anyMatch(readers::isWanted);
        return Unit.of(stage, Spans.of(stage, readers.reads(stage.id()), slots), isWanted);
    }

    // ---- what happened

    /** A worker that runs {@code slots} groups at once; its number. */
    public int join(int slots) {
        workers.add(new Worker(slots));
        return workers.size() - 1;
    }

    /**
     * Before the first orders: a worker holds tiles of an earlier life of this job. Those of groups that it holds only in part are
     * not counted.
     */
    public void held(int worker, List<TileRange> tiles) {
        Map<Item, Long> found = new LinkedHashMap<>(); // how many tiles of each
        for (TileRange range : tiles) {
            Unit unit = Objects.requireNonNull(unit(plan.arrays().get(range.array())));
            for (long tile = range.first(); tile < range.first() + range.count(); tile++) {
                found.merge(item(unit, tile / unit.span), 1L, Long::sum);
            }
        }
        found.forEach((item, count) -> {
            if (count < item.count() * item.unit.arrays()) {
                return;
            }
            if (item.state != State.HELD) {
                item.state = State.HELD;
                item.unit.made.set((int) item.group);
                item.unit.done += item.count();
                done += item.count();
                missing -= item.unit.isWanted ? 1 : 0;
            }
            item.holders.add(worker);
        });
    }

    /** After the last {@link #held}: lets go what nobody needs any more. */
    public void resume() {
        List<Item> made = new ArrayList<>();
        for (Unit unit : stages) {
            unit.items.values().removeIf(item -> item.state != State.HELD);
            made.addAll(unit.items.values());
        }
        for (Item item : made) {
            forEachCounted(item, (unit, group) -> {
                Item input = unit.items.get(group);
                if (input == null) {
                    unit.made.set(Math.toIntExact(group)); // It was there, and is gone.
                } else {
                    input.uses--;
                }
            });
        }
        made.forEach(this::releaseUnused);
    }

    /** A worker is gone, with all it held and had to do. */
    public void lost(int number) {
        workers.get(number).leaves();
        for (Unit unit : stages) {
            unit.items.values().forEach(item -> forget(item, number));
        }
        for (Unit unit : outside) {
            if (unit != null) {
                unit.items.values().forEach(item -> forget(item, number));
            }
        }
    }

    private void forget(Item item, int number) {
        item.forget(number);
        if (item.state == State.HELD && item.isLost()) {
            vanish(item);
        } else if (item.state == State.SENT && item.on == number) {
            again(item);
        }
    }

    /** Nobody holds an item's tiles any more. */
    private void vanish(Item item) {
        item.state = State.ABSENT;
        if (item.unit.isWanted) {
            missing++;
            lost.add(item);
        }
    }

    /** What was sent to a worker is to be sent once more, when its inputs are there. */
    private void again(Item item) {
        item.state = State.ABSENT;
        item.on = -1;
        item.brought.clear();
        lost.add(item);
    }

    /** A worker has made a group's tiles, in so many nanoseconds. */
    public void done(int number, Group group, long nanos) {
        Unit unit = stages[group.stage()];
        unit.took(nanos);
        Worker worker = workers.get(number);
        if (!worker.isHere()) {
            return;
        }
        Item item = unit.items.get(group.first() / unit.span);
        if (item == null && !unit.made.get(Math.toIntExact(group.first() / unit.span))) {
            item = item(unit, group.first() / unit.span); // Ordered in an earlier life of this job.
        }
        if (item == null || item.state == State.HELD) {
            takeBack(worker, item, number, unit);
            if (item == null) { // Somebody else made it meanwhile, and all have read it.
                release(unit, group.first(), group.count(), number);
            } else if (!item.holders.contains(number)) {
                item.holders.add(number);
            }
            return;
        }
        takeBack(worker, item, number, unit);
        boolean isNew = item.state == State.ABSENT && !unit.made.get((int) item.group);
        if (item.state != State.SENT && item.state != State.READY && !isNew) {
            release(unit, group.first(), group.count(), number); // It was given up as lost, and its inputs are being made again.
            return;
        }
        item.state = State.HELD;
        item.on = -1;
        item.holders.add(number);
        for (Item.Brought brought : item.brought) {
            if (brought.input().state == State.HELD) {
                brought.input().copied(number, brought.array());
            }
        }
        item.brought.clear();
        missing -= unit.isWanted ? 1 : 0;
        boolean isFirst = !unit.made.get((int) item.group);
        unit.made.set((int) item.group);
        finish(item);
        if (isFirst) {
            done += item.count();
            unit.done += item.count();
            if (unit.done == unit.tiles) {
                readers.reads(unit.stage().id()).atEnd().forEach(this::finishAll);
            }
        }
        tell(item);
        releaseUnused(item);
    }

    private static void takeBack(Worker worker, @Nullable Item item, int number, Unit unit) {
        if (item != null && item.on == number) {
            item.on = -1;
            worker.ends(item.nanos);
        } else {
            worker.ends(unit.nanos());
        }
    }

    /** A worker could not get tiles for a group from workers that should have them, and waits for other orders. */
    public void failed(int number, Group group, List<Source> sources) {
        Unit unit = stages[group.stage()];
        Item item = unit.items.get(group.first() / unit.span);
        if (!workers.get(number).isHere() || item == null || item.on != number || item.state != State.SENT) {
            return;
        }
        takeBack(workers.get(number), item, number, unit);
        for (Source source : sources) {
            TileRange range = source.tiles();
            Array array = plan.arrays().get(range.array());
            for (long tile = range.first(); tile < range.first() + range.count(); tile++) {
                Item input = found(array, tile);
                if (input != null) {
                    source.holders().forEach(input::forget);
                    if (input.state == State.HELD && input.isLost()) {
                        vanish(input);
                    }
                }
            }
        }
        if (++item.failures > MOST_FAILURES) {
            givenUp = "the inputs of task " + group.first() + " of " + unit.stage().label() + " could not be brought to a worker "
                    + MOST_FAILURES + " times: look at the network between the workers";
        }
        again(item);
    }

    private @Nullable Item found(Array array, long tile) {
        Unit unit = unit(array);
        return unit == null ? null : unit.items.get(tile / unit.span);
    }

    /** Tiles of another job's array are with these workers. */
    public void located(TileRange tiles, List<Integer> holders) {
        Unit unit = Objects.requireNonNull(outside[tiles.array()]);
        for (long tile = tiles.first(); tile < tiles.first() + tiles.count(); tile++) {
            Item item = item(unit, tile);
            for (int holder : holders) {
                if (workers.get(holder).isHere() && !item.holders.contains(holder)) {
                    item.holders.add(holder);
                }
            }
            if (item.state == State.WAITING || item.state == State.ABSENT && !item.holders.isEmpty()) {
                if (item.holders.isEmpty()) {
                    asked.add(new TileRange(tiles.array(), tile, 1)); // They were lost on the way: once more.
                } else {
                    item.state = State.HELD;
                    tell(item);
                }
            }
        }
    }

    /** A worker has brought tiles of a result that others made. */
    public void copied(int number, TileRange tiles) {
        Array array = plan.arrays().get(tiles.array());
        for (long tile = tiles.first(); tile < tiles.first() + tiles.count(); tile++) {
            Item item = found(array, tile);
            if (item != null && item.state == State.HELD && tile == item.first() && workers.get(number).isHere()) {
                item.copied(number, tiles.array());
            }
        }
    }

    // ---- what is to be done

    /** Results, at most so many groups of them, that one worker alone holds: by array, and the holder. */
    public List<Source> single(int most) {
        List<Source> single = new ArrayList<>();
        for (Unit unit : wanted) {
            for (Item item : unit.items.values()) {
                if (item.state == State.HELD && item.holders.size() == 1 && single.size() < most) {
                    for (Array out : unit.stage().outputs()) {
                        single.add(new Source(new TileRange(out.id(), item.first(), item.count()), List.copyOf(item.holders)));
                    }
                }
            }
        }
        return single;
    }

    /** Orders that have become due. */
    public List<Order> orders() {
        while (givenUp == null && hasRoom()) {
            Item item = ready.poll();
            if (item == null) {
                if (!expand()) {
                    break;
                }
            } else if (item.state == State.READY) {
                send(item);
            }
        }
        List<Order> due = List.copyOf(orders);
        orders.clear();
        return due;
    }

    /** Tiles of other jobs' arrays whose place is to be {@link #located}. */
    public List<TileRange> questions() {
        List<TileRange> due = List.copyOf(asked);
        asked.clear();
        return due;
    }

    /** Whether all that is wanted is held. */
    public boolean isDone() {
        return missing == 0;
    }

    /** Why the job cannot be finished, if it cannot. */
    public @Nullable String givenUp() {
        return givenUp;
    }

    /** Tasks done, each counted once. */
    public long doneTasks() {
        return done;
    }

    /** The workers that hold tile {@code tile} of an array that the plan makes. */
    public List<Integer> holders(int array, long tile) {
        Item item = found(plan.arrays().get(array), tile);
        return item == null || item.state != State.HELD ? List.of() : item.holders(array);
    }

    private boolean hasRoom() {
        for (Worker worker : workers) {
            if (worker.load() < 1) {
                return true;
            }
        }
        return false;
    }

    /** Whether something will be done without further orders. */
    private boolean isAtWork() {
        return workers.stream().anyMatch(worker -> worker.isHere() && worker.outstanding() > 0);
    }

    /** Looks at inputs until one more group is ready; false if there is nothing to look at. */
    private boolean expand() {
        while (ready.isEmpty()) {
            Frame frame = path.peek();
            if (frame == null) {
                Item next = waits > MOST_WAITS && isAtWork() ? null : next();
                if (next == null) {
                    return false;
                }
                push(next);
                continue;
            }
            Item item = frame.item;
            if (item.state != State.WAITING) { // A worker thought lost has made it.
                path.pop();
            } else if (!frame.needs.hasNext()) {
                path.pop();
                item.expanded = true;
                item.place = places++;
                becomeReady(item);
            } else {
                Needs.Tile need = frame.needs.next();
                Unit unit = unit(need.array());
                if (unit != null) {
                    need(item, item(unit, need.index() / unit.span));
                }
            }
        }
        return true;
    }

    private @Nullable Item next() {
        for (Item item = lost.poll(); item != null; item = lost.poll()) {
            if (item.state == State.ABSENT && item.unit.items.get(item.group) == item) {
                return item;
            }
        }
        for (; nextWanted < wanted.size(); nextWanted++, nextGroup = 0) {
            Unit unit = wanted.get(nextWanted);
            while (nextGroup < unit.groups()) {
                long k = nextGroup++;
                Item item = item(unit, unit.span == 1 ? unit.stage().turn(k) : k);
                if (item.state == State.ABSENT) {
                    return item;
                }
            }
        }
        return null;
    }

    private void push(Item item) {
        item.state = State.WAITING;
        item.pending = 0;
        item.expanded = false;
        if (item.unit.isOutside()) {
            asked.add(new TileRange(item.unit.outside().id(), item.group, 1));
            return;
        }
        if (!item.claimed && item.unit.made.get((int) item.group)) {
            item.again = true;
            claim(item);
        }
        path.push(new Frame(item, new Needs(item)));
    }

    /** {@code item} reads a tile of {@code input}. */
    private void need(Item item, Item input) {
        if (input.recounted && (!item.claimed || input.uses == 0)) {
            input.uses++;
        }
        boolean isWaitedFor = !input.dependents.isEmpty() && input.dependents.getLast() == item;
        if (input.state == State.HELD || isWaitedFor) {
            return;
        }
        item.pending++;
        waits++;
        input.dependents.add(item);
        if (input.state == State.ABSENT) {
            push(input);
        }
    }

    private void becomeReady(Item item) {
        item.claimed = true;
        if (item.pending == 0) {
            item.state = State.READY;
            ready.add(item);
        }
    }

    private void tell(Item item) {
        List<Item> told = List.copyOf(item.dependents);
        item.dependents.clear();
        waits -= told.size();
        for (Item dependent : told) {
            if (dependent.state == State.WAITING && --dependent.pending == 0 && dependent.expanded) {
                becomeReady(dependent);
            }
        }
    }

    private void send(Item item) {
        long[] inputs = new long[workers.size()];
        List<Needs.Tile> needs = new ArrayList<>();
        for (Needs each = new Needs(item); each.hasNext();) {
            Needs.Tile need = each.next();
            Unit unit = unit(need.array());
            if (unit == null) {
                continue;
            }
            Item input = item(unit, need.index() / unit.span);
            if (input.state != State.HELD) { // It was lost since.
                push(item);
                return;
            }
            needs.add(need);
            for (int holder : input.holders(need.array().id())) {
                inputs[holder] += need.bytes();
            }
        }
        double[] loads = workers.stream().mapToDouble(Worker::load).toArray();
        int number = Placer.place(objective, inputs, loads);
        item.state = State.SENT;
        item.on = number;
        item.nanos = item.unit.nanos();
        workers.get(number).begins(item.nanos);
        List<Source> sources = new ArrayList<>();
        Set<Item.Brought> bringing = new LinkedHashSet<>();
        for (Needs.Tile need : needs) {
            Item input = Objects.requireNonNull(found(need.array(), need.index()));
            int array = need.array().id();
            if (!input.isWith(number, array) && bringing.add(new Item.Brought(input, array))) {
                add(sources, new Source(new TileRange(array, input.first(), input.count()), input.holders(array)));
            }
        }
        item.brought.addAll(bringing);
        orders.add(new Order.Run(number, item.tasks(), sources));
    }

    /** Adds tiles to the last source if they continue that. */
    private static void add(List<Source> sources, Source next) {
        if (!sources.isEmpty()) {
            Source last = sources.getLast();
            TileRange range = last.tiles();
            if (range.array() == next.tiles().array()
                    && range.first() + range.count() == next.tiles().first()
                    && last.holders().equals(next.holders())) {
                sources.set(
                        sources.size() - 1,
                        new Source(new TileRange(range.array(), range.first(), range.count() + next.tiles().count()), last.holders()));
                return;
            }
        }
        sources.add(next);
    }

    // ---- who still reads what

    private @Nullable Unit unit(Array array) {
        return array.isStored() ? outside[array.id()] : stages[readers.producer(array).id()];
    }

    private Item item(Unit unit, long group) {
        Item known = unit.items.get(group);
        if (known != null) {
            return known;
        }
        Item item = new Item(unit, group);
        if (unit.isOutside()) {
            item.uses = Long.MAX_VALUE / 2; // Its own job lets it go.
        } else if (unit.made.get(Math.toIntExact(group))) {
            item.recounted = true;
        } else {
            for (Array out : unit.stage().outputs()) {
                for (long tile = item.first(); tile < item.first() + item.count(); tile++) {
                    item.uses += readers.uses(out, tile);
                }
            }
        }
        unit.items.put(group, item);
        return item;
    }

    /** Visits what the tasks of a group will say that they are done with, once for each time they say so. */
    private void forEachCounted(Item item, BiConsumer<Unit, Long> visitor) {
        Stage stage = item.unit.stage();
        Readers.Reads reads = readers.reads(stage.id());
        if (reads.independent()) {
            return;
        }
        for (long task = item.first(); task < item.first() + item.count(); task++) {
            Box box = stage.space().box(task);
            for (Access read : reads.counted()) {
                visit(read.tiles(box), visitor);
            }
            if (isMirrored(stage, task)) {
                stage.needs(task).forEach(need -> visit(need, visitor));
            }
        }
    }

    private void visit(Access.Tiles tiles, BiConsumer<Unit, Long> visitor) {
        Unit unit = Objects.requireNonNull(unit(tiles.array()));
        for (long k = 0; k < tiles.count(); k++) {
            visitor.accept(unit, tiles.tile(k) / unit.span);
        }
    }

    private static boolean isMirrored(Stage stage, long task) {
        if (!stage.readsItself()) {
            return false;
        }
        long[] at = stage.output().grid().coordinates(task);
        return at[at.length - 2] > at[at.length - 1];
    }

    /** Visits what the tasks of a group read of arrays whose readers are not counted. */
    private void forEachUncounted(Item item, BiConsumer<Unit, Long> visitor) {
        List<Array> uncounted = readers.reads(item.unit.stage().id()).atEnd();
        if (!uncounted.isEmpty()) {
            for (Needs needs = new Needs(item); needs.hasNext();) {
                Needs.Tile need = needs.next();
                if (uncounted.contains(need.array())) {
                    Unit unit = Objects.requireNonNull(unit(need.array()));
                    visitor.accept(unit, need.index() / unit.span);
                }
            }
        }
    }

    /** Counts an item that is made once more in all it reads: those counted it no longer. */
    private void claim(Item item) {
        item.claimed = true;
        forEachCounted(item, (unit, group) -> item(unit, group).uses++);
        forEachUncounted(item, (unit, group) -> item(unit, group).uses++);
    }

    /** An item has been made: what it read has one reader less. */
    private void finish(Item item) {
        boolean mirrored = isMirrored(item.unit.stage(), item.first());
        forEachCounted(item, (unit, group) -> {
            Item input = unit.items.get(group);
            // A mirror image never looks at the factors, so where readers are counted as they turn up it is none.
            if (input != null && (item.again || !input.recounted || !mirrored || unit == item.unit)) {
                use(input);
            }
        });
        forEachUncounted(item, (unit, group) -> {
            Item input = unit.items.get(group);
            if (input != null && (item.again || input.recounted)) {
                use(input);
            }
        });
        item.claimed = false;
        item.again = false;
    }

    private void use(Item input) {
        input.uses--;
        releaseUnused(input);
    }

    /** All tasks of a stage that reads {@code array} uncounted are done. */
    private void finishAll(Array array) {
        Unit unit = Objects.requireNonNull(unit(array));
        for (Item item : List.copyOf(unit.items.values())) {
            if (!item.recounted) {
                item.uses -= item.count();
                releaseUnused(item);
            }
        }
    }

    private void releaseUnused(Item item) {
        if (item.uses <= 0 && item.dependents.isEmpty() && (item.state == State.HELD || item.state == State.ABSENT)) {
            item.unit.items.remove(item.group);
            item.holders.forEach(holder -> release(item.unit, item.first(), item.count(), holder));
            for (Item.Copy copy : item.copies) {
                orders.add(new Order.Release(copy.holder(), new TileRange(copy.array(), item.first(), item.count())));
            }
        }
    }

    private void release(Unit unit, long first, long count, int holder) {
        for (Array out : unit.stage().outputs()) {
            orders.add(new Order.Release(holder, new TileRange(out.id(), first, count)));
        }
    }
}
