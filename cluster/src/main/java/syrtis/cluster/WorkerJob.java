package syrtis.cluster;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import syrtis.plan.Access;
import syrtis.plan.Array;
import syrtis.plan.Grid;
import syrtis.plan.Stage;
import syrtis.run.PlanPart;
import syrtis.run.StoredArray;
import syrtis.schedule.Group;
import syrtis.schedule.JobPlan;
import syrtis.schedule.TileRange;
import syrtis.transfer.TileKey;
import syrtis.type.BugException;
import syrtis.type.Type;
import syrtis.wire.Failures;
import syrtis.wire.Limits;
import syrtis.wire.Types;
import syrtis.wire.v1.CopyTiles;
import syrtis.wire.v1.Holdings;
import syrtis.wire.v1.Missing;
import syrtis.wire.v1.OpenJob;
import syrtis.wire.v1.Order;
import syrtis.wire.v1.Outside;
import syrtis.wire.v1.Progress;
import syrtis.wire.v1.PutHead;
import syrtis.wire.v1.RunGroups;
import syrtis.wire.v1.Source;
import syrtis.wire.v1.Starved;

/**
 * A worker's part of a job: its tiles here, and the groups it is to do. Orders are taken in the actor's thread; planning, fetching
 * and running happen on threads of the {@link Workshop}. Reports go to whoever gave the last order.
 */
final class WorkerJob {
    private static final Duration BETWEEN_REPORTS = Duration.ofMillis(2);

    private final UUID id;
    private final Workshop shop;

    /** What is here, by array of the plan. */
    private final Map<Integer, StoredArray> arrays = new ConcurrentHashMap<>();

    private final Map<Integer, Workshop.Origin> outside = new ConcurrentHashMap<>(); // by array
    private final Set<Group> known = ConcurrentHashMap.newKeySet(); // queued or running
    private final ConcurrentLinkedQueue<Progress> reports = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isReporting = new AtomicBoolean();
    private volatile Consumer<Progress> boss = _ -> {};
    private volatile @Nullable PlanPart part;
    private volatile int epoch;
    private volatile boolean closed;
    private volatile long reportedNanos;
    private boolean opened;

    WorkerJob(UUID id, Workshop shop) {
        this.id = id;
        this.shop = shop;
    }

    Map<Integer, StoredArray> arrays() {
        return arrays;
    }

    /** Reports go to {@code boss} from now on. */
    void report(Consumer<Progress> boss) {
        this.boss = boss;
    }

    // ---- opening

    /** Makes the job ready; the same again is nothing new. Orders that come before it is wait. */
    void open(OpenJob order) {
        if (opened) {
            return;
        }
        opened = true;
        if (order.getRecord().hasData()) {
            openData(order.getRecord().getData());
            return;
        }
        later(shop.planners(), () -> {
            JobPlan plan = Planning.plan(order.getRecord(), shop.host());
            String digest = Planning.digest(plan);
            if (!digest.equals(order.getPlan())) {
                throw new BugException("two nodes plan differently: are all of one version of Syrtis?");
            }
            for (Outside each : order.getOutsideList()) {
                Workshop.Origin origin = new Workshop.Origin(UUID.fromString(each.getJob()), each.getOrigin());
                outside.put(each.getArray(), origin);
            }
            PlanPart made = shop.host().executor().part(plan.plan(), plan.arguments());
            for (Array array : plan.plan().arrays()) {
                Workshop.Origin origin = outside.get(array.id());
                if (origin != null) {
                    shop.borrows(origin, made.array(array.id()));
                }
                if (origin != null || !array.isStored()) {
                    arrays.put(array.id(), made.array(array.id()));
                }
            }
            part = made;
        });
    }

    private void openData(PutHead head) {
        Type type = Types.decode(head.getType(), Limits.defaults());
        Grid grid = Types.grid(type, head.getTileList());
        arrays.computeIfAbsent(0, _ -> StoredArray.empty(type, grid, shop.host().store()));
    }

    /** Does something on other threads; what it throws ends the job. */
    private void later(ExecutorService threads, Runnable work) {
        try {
            threads.execute(() -> {
                try {
                    if (!closed) {
                        work.run();
                    }
                } catch (RuntimeException | Error failure) {
                    if (!closed) {
                        send(Progress.newBuilder().setFailure(Failures.encode(failure)).build());
                    }
                }
            });
        } catch (RejectedExecutionException shut) {
            closed = true; // The worker is ending.
        }
    }

    // ---- orders

    void run(RunGroups orders) {
        int now = epoch;
        List<InetSocketAddress> addresses = orders.getAddressesList().stream().map(Addresses::parse).toList();
        // Behind planning, which happens once.
        later(shop.planners(), () -> {
            for (Order order : orders.getOrdersList()) {
                if (known.add(Protocol.decode(order.getGroup()))) {
                    take(order, addresses, now);
                }
            }
        });
    }

    private void take(Order order, List<InetSocketAddress> addresses, int now) {
        Group group = Protocol.decode(order.getGroup());
        List<Workshop.Wanted> wanted = wanted(order.getSourcesList(), addresses);
        if (wanted.isEmpty()) {
            later(shop.slots(), () -> run(group, now));
            return;
        }
        later(shop.fetchers(), () -> {
            shop.fetches().acquireUninterruptibly();
            List<Workshop.Wanted> missing;
            try {
                missing = isVoid(now) ? List.of() : shop.fetch(wanted);
            } finally {
                shop.fetches().release();
            }
            if (missing.isEmpty()) {
                later(shop.slots(), () -> run(group, now));
            } else {
                known.remove(group);
                send(starved(group, missing));
            }
        });
    }

    private List<Workshop.Wanted> wanted(List<Source> sources, List<InetSocketAddress> addresses) {
        List<Workshop.Wanted> wanted = new ArrayList<>();
        for (Source source : sources) {
            TileRange range = Protocol.decode(source.getTiles());
            StoredArray place = arrays.get(range.array());
            if (place == null) {
                throw new BugException("array " + range.array() + " is not one of this job's");
            }
            Workshop.Origin origin = outside.getOrDefault(range.array(), new Workshop.Origin(id, range.array()));
            List<InetSocketAddress> holders = source.getHoldersList().stream().map(addresses::get).toList();
            for (long tile = range.first(); tile < range.first() + range.count(); tile++) {
                if (!place.has(tile) && !adopt(range.array(), tile)) {
                    wanted.add(new Workshop.Wanted(new TileKey(origin.job(), origin.array(), tile), range.array(), place, holders));
                }
            }
        }
        return wanted;
    }

    /** Takes a tile over that another job has made here; false if there is none. */
    private boolean adopt(int array, long tile) {
        Workshop.Origin origin = outside.get(array);
        StoredArray made = origin == null ? null : shop.made(origin);
        StoredArray place = arrays.get(array);
        return made != null && place != null && made != place && place.adopt(made, tile);
    }

    private static Progress starved(Group group, List<Workshop.Wanted> missing) {
        Starved.Builder starved = Starved.newBuilder().setGroup(Protocol.encode(group));
        missing.forEach(each -> starved.addMissing(missing(each)));
        return Progress.newBuilder().addStarved(starved).build();
    }

    private static Missing missing(Workshop.Wanted wanted) {
        Missing.Builder missing = Missing.newBuilder()
                .setTiles(syrtis.wire.v1.TileRange.newBuilder()
                        .setArray(wanted.array())
                        .setFirst(wanted.key().tile())
                        .setCount(1));
        wanted.holders().forEach(holder -> missing.addHolders(Addresses.text(holder.getHostString(), holder.getPort())));
        return missing.build();
    }

    private boolean isVoid(int when) {
        return closed || epoch != when;
    }

    private void run(Group group, int now) {
        if (isVoid(now)) {
            known.remove(group);
            return;
        }
        PlanPart here = part;
        if (here == null) {
            throw new BugException("orders came before their plan");
        }
        Stage stage = here.plan().stages().get(group.stage());
        shop.begins();
        long count = 0;
        long start = System.nanoTime();
        try {
            for (long task = group.first(); task < group.first() + group.count(); task++) {
                if (closed) {
                    return;
                }
                if (!isMade(here, stage, task)) {
                    if (!borrow(here, stage, task)) {
                        send(starved(group, List.of()));
                        return;
                    }
                    here.run(stage, task);
                    count++;
                }
            }
        } finally {
            shop.ends(count);
            known.remove(group);
        }
        send(Progress.newBuilder()
                .addDone(Protocol.encode(group))
                .addTook(System.nanoTime() - start)
                .build());
    }

    private static boolean isMade(PlanPart here, Stage stage, long task) {
        return stage.outputs().stream().allMatch(out -> here.array(out.id()).has(task));
    }

    /** Takes over what other jobs made here; false if it is gone. */
    private boolean borrow(PlanPart here, Stage stage, long task) {
        if (outside.isEmpty()) {
            return true;
        }
        for (Access.Tiles need : stage.needs(task)) {
            if (outside.containsKey(need.array().id())) {
                StoredArray place = here.array(need.array().id());
                for (long k = 0; k < need.count(); k++) {
                    long tile = need.tile(k);
                    if (!place.has(tile) && !adopt(need.array().id(), tile)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    void release(List<syrtis.wire.v1.TileRange> ranges) {
        for (syrtis.wire.v1.TileRange range : ranges) {
            StoredArray array = arrays.get(range.getArray());
            for (long tile = range.getFirst(); array != null && tile < range.getFirst() + range.getCount(); tile++) {
                array.drop(tile);
            }
        }
    }

    /** Brings tiles that are to be with one worker more. */
    void copy(CopyTiles order) {
        if (order.hasData()) {
            openData(order.getData());
            opened = true;
        }
        List<InetSocketAddress> addresses = order.getAddressesList().stream().map(Addresses::parse).toList();
        later(shop.planners(), () -> later(shop.fetchers(), () -> {
            List<Workshop.Wanted> wanted = wanted(order.getSourcesList(), addresses);
            Set<Workshop.Wanted> missing = new HashSet<>(shop.fetch(wanted));
            Progress.Builder copied = Progress.newBuilder();
            for (Source source : order.getSourcesList()) {
                TileRange range = Protocol.decode(source.getTiles());
                boolean isWhole = missing.stream()
                        .noneMatch(each -> each.array() == range.array()
                                && each.key().tile() >= range.first()
                                && each.key().tile() < range.first() + range.count());
                if (isWhole) {
                    copied.addCopied(source.getTiles());
                }
            }
            send(copied.build());
        }));
    }

    /** What is here. Orders given before are void. */
    Holdings holdings() {
        epoch++;
        known.clear();
        Holdings.Builder holdings = Holdings.newBuilder();
        PlanPart here = part;
        arrays.forEach((id, array) -> {
            if (outside.containsKey(id)) {
                return;
            }
            long[] run = {0, 0};
            array.forEachHeld(tile -> {
                if (run[1] > 0 && tile == run[0] + run[1]) {
                    run[1]++;
                } else {
                    add(holdings, id, run);
                    run[0] = tile;
                    run[1] = 1;
                }
            });
            add(holdings, id, run);
        });
        return holdings.build();
    }

    private static void add(Holdings.Builder holdings, int array, long[] run) {
        if (run[1] > 0) {
            holdings.addTiles(Protocol.encode(new TileRange(array, run[0], run[1])));
        }
    }

    // ---- reports

    /**
     * Many short groups make few letters: what is done while a report has just been sent, or is being sent, goes with the next, which comes
     * with the next group.
     */
    private void send(Progress report) {
        reports.add(report);
        boolean mayWait = !known.isEmpty() && report.getDoneCount() > 0;
        if (mayWait && System.nanoTime() - reportedNanos < BETWEEN_REPORTS.toNanos()) {
            return;
        }
        while (!reports.isEmpty() && isReporting.compareAndSet(false, true)) {
            try {
                Progress.Builder all = Progress.newBuilder();
                for (Progress next = reports.poll(); next != null; next = reports.poll()) {
                    all.mergeFrom(next);
                }
                reportedNanos = System.nanoTime();
                boss.accept(all.build());
            } finally {
                isReporting.set(false);
            }
        }
    }

    void close() {
        closed = true;
        outside.forEach((array, origin) -> {
            StoredArray place = arrays.get(array);
            if (place != null) {
                shop.returns(origin, place);
            }
        });
        arrays.values().forEach(array -> {
            List<Long> held = new ArrayList<>();
            array.forEachHeld(held::add);
            held.forEach(array::drop);
        });
        arrays.clear();
        part = null;
    }
}
