package syrtis.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import syrtis.plan.Array;
import syrtis.plan.Placer;
import syrtis.plan.Plan;
import syrtis.schedule.Group;
import syrtis.schedule.JobPlan;
import syrtis.schedule.Order;
import syrtis.schedule.Schedule;
import syrtis.schedule.Source;
import syrtis.schedule.TileRange;
import syrtis.type.BugException;
import syrtis.type.ConnectionException;
import syrtis.wire.Failures;
import syrtis.wire.Types;
import syrtis.wire.v1.AskPlaces;
import syrtis.wire.v1.CopyTiles;
import syrtis.wire.v1.JobRecord;
import syrtis.wire.v1.Missing;
import syrtis.wire.v1.NodeMessage;
import syrtis.wire.v1.OpenJob;
import syrtis.wire.v1.Outside;
import syrtis.wire.v1.Places;
import syrtis.wire.v1.Progress;
import syrtis.wire.v1.ReleaseTiles;
import syrtis.wire.v1.Result;
import syrtis.wire.v1.RunGroups;
import syrtis.wire.v1.Starved;

/**
 * A job that computes: carries a {@link Schedule}'s orders to workers, and to the schedule what they report. One that was taken
 * over from a lost supervisor first asks all workers what they hold.
 */
final class Computation implements JobWork {
    /** How long workers are waited for that are to say what they hold. */
    private static final Duration RECOVERY = Duration.ofSeconds(3);

    /** Orders that nobody has answered for so long are given once more: letters may be lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PLACES_AGAIN = Duration.ofMillis(500);

    /** How long results may be with one worker alone that cannot be made again. */
    private static final Duration UNPROTECTED = Duration.ofSeconds(2);

    private static final int MOST_COPIES = 2000;

    /** Tiles that one question asks for: the answer must be one letter. */
    private static final long MOST_PLACES = 10_000;

    private final Owner owner;
    private final Plan plan;
    private final OpenJob open;
    private final Map<Integer, Origin> origins = new HashMap<>(); // by array
    private final Schedule schedule;
    private final List<Member> byNumber = new ArrayList<>();
    private final Map<Member, Integer> numbers = new HashMap<>();
    private final Set<Member> opened = new HashSet<>();
    private final Map<Member, Map<Group, Given>> given = new HashMap<>();
    private final Map<TileRange, Long> asked = new HashMap<>(); // when, in nanoseconds
    private final @Nullable Recovery recovery;
    private List<Letter> places;
    private boolean isRecovered;
    private boolean isFinished;
    private long finishedNanos;
    private long copiedNanos;

    private record Origin(String job, int root) {}

    private record Given(Order.Run order, long nanos) {}

    /** Workers that have not yet said what they hold. */
    private static final class Recovery {
        private final Set<Member> silent = new HashSet<>();
        private final long deadline = System.nanoTime() + RECOVERY.toNanos();
        private boolean hasBegun;
    }

    /**
     * @param places what other jobs whose results it reads say of them
     * @param isTakenOver whether the job may have been worked on before
     */
    Computation(Owner owner, JobRecord record, JobPlan job, String digest, List<Letter> places, boolean isTakenOver) {
        this.owner = owner;
        plan = job.plan();
        boolean[] isOutside = new boolean[plan.arrays().size()];
        for (Array array : plan.arrays()) {
            if (array.isStored() && job.arguments().stored(array) instanceof Planning.Borrowed borrowed) {
                isOutside[array.id()] = true;
                origins.put(array.id(), new Origin(borrowed.job(), borrowed.root()));
            }
        }
        this.places = places;
        OpenJob.Builder opening = OpenJob.newBuilder().setRecord(record).setPlan(digest);
        origins.forEach((array, origin) -> opening.addOutside(Outside.newBuilder()
                .setArray(array)
                .setJob(origin.job)
                .setOrigin(origin(origin))));
        open = opening.build();
        schedule = new Schedule(plan, record.getProfile().getSlots(), isOutside, Placer.Objective.LOCALITY);
        recovery = isTakenOver ? new Recovery() : null;
        isRecovered = !isTakenOver;
    }

    /** The array in the other job's plan. */
    private int origin(Origin wanted) {
        for (Letter letter : places) {
            Places known = letter.content().getPlaces();
            if (letter.content().getJob().equals(wanted.job) && known.getRoot() == wanted.root) {
                return known.getArray();
            }
        }
        throw new BugException("nothing is known of result " + wanted.root + " of job " + wanted.job);
    }

    // ---- workers

    @Override
    public void fleetIs(List<Member> members) {
        for (Member gone : List.copyOf(numbers.keySet())) {
            if (!members.contains(gone)) {
                schedule.lost(Objects.requireNonNull(numbers.remove(gone)));
                given.remove(gone);
                opened.remove(gone);
                if (recovery != null) {
                    recovery.silent.remove(gone);
                }
            }
        }
        for (Member member : members) {
            if (!numbers.containsKey(member)) {
                numbers.put(member, schedule.join(member.slots()));
                byNumber.add(member);
                if (recovery != null && !isRecovered) {
                    open(member);
                    owner.send(member, NodeMessage.newBuilder().setAskHoldings(Protocol.ASK));
                    recovery.silent.add(member);
                    recovery.hasBegun = true;
                }
            }
        }
        if (!members.isEmpty()) {
            List<Letter> first = places;
            places = List.of();
            first.forEach(this::read);
        }
        advance();
    }

    private void open(Member member) {
        if (opened.add(member)) {
            owner.send(member, NodeMessage.newBuilder().setOpen(open));
        }
    }

    @Override
    public void read(Member from, Letter letter) {
        Integer number = numbers.get(from);
        if (number == null) {
            return; // It was lost; if it comes back, it is a new one.
        }
        if (letter.content().hasProgress()) {
            progress(from, number, letter.content().getProgress());
        } else if (recovery != null && recovery.silent.remove(from) && !isRecovered) {
            schedule.held(number, letter.content().getHoldings().getTilesList().stream().map(Protocol::decode).toList());
        }
        advance();
    }

    private void progress(Member from, int number, Progress progress) {
        if (progress.hasFailure()) {
            owner.failed(progress.getFailure());
            return;
        }
        Map<Group, Given> outstanding = given.getOrDefault(from, Map.of());
        for (int k = 0; k < progress.getDoneCount(); k++) {
            Group group = Protocol.decode(progress.getDone(k));
            outstanding.remove(group);
            schedule.done(number, group, progress.getTook(k));
        }
        progress.getCopiedList().forEach(range -> schedule.copied(number, Protocol.decode(range)));
        for (Starved starved : progress.getStarvedList()) {
            Group group = Protocol.decode(starved.getGroup());
            if (outstanding.remove(group) != null) {
                schedule.failed(number, group, starved.getMissingList().stream().map(this::source).toList());
            }
        }
    }

    private Source source(Missing missing) {
        List<Integer> holders = new ArrayList<>();
        numbers.forEach((member, number) -> {
            if (missing.getHoldersList().contains(member.tilesAddress())) {
                holders.add(number);
            }
        });
        return new Source(Protocol.decode(missing.getTiles()), holders);
    }

    // ---- orders

    private void advance() {
        if (!isRecovered) {
            if (recovery == null || !recovery.hasBegun || !recovery.silent.isEmpty() && System.nanoTime() < recovery.deadline) {
                return;
            }
            schedule.resume();
            isRecovered = true;
        }
        Map<Member, List<Order>> due = new LinkedHashMap<>();
        for (Order order : schedule.orders()) {
            due.computeIfAbsent(byNumber.get(order.worker()), _ -> new ArrayList<>()).add(order);
        }
        due.forEach(this::order);
        ask(schedule.questions());
        String givenUp = schedule.givenUp();
        if (givenUp != null) {
            owner.failed(Failures.encode(new ConnectionException(givenUp)));
        } else if (schedule.isDone() && !isFinished) {
            isFinished = true;
            finishedNanos = System.nanoTime();
            owner.finished();
        } else {
            owner.moved();
        }
    }

    /** Sends orders as they were given: what is let go first must not be counted on later. */
    private void order(Member member, List<Order> orders) {
        open(member);
        for (int k = 0; k < orders.size();) {
            int end = k;
            boolean isRun = orders.get(k) instanceof Order.Run;
            while (end < orders.size() && orders.get(end) instanceof Order.Run == isRun) {
                end++;
            }
            List<Order> alike = orders.subList(k, end);
            owner.send(member, isRun ? run(member, alike) : release(alike));
            k = end;
        }
    }

    private NodeMessage.Builder run(Member member, List<Order> orders) {
        Protocol.Table addresses = new Protocol.Table();
        RunGroups.Builder run = RunGroups.newBuilder();
        Map<Group, Given> outstanding = given.computeIfAbsent(member, _ -> new LinkedHashMap<>());
        for (Order order : orders) {
            Order.Run each = (Order.Run) order;
            syrtis.wire.v1.Order.Builder message = syrtis.wire.v1.Order.newBuilder().setGroup(Protocol.encode(each.group()));
            for (Source source : each.sources()) {
                message.addSources(addresses.source(
                        source.tiles(), source.holders(), holder -> byNumber.get(holder).tilesAddress()));
            }
            run.addOrders(message);
            outstanding.put(each.group(), new Given(each, System.nanoTime()));
        }
        return NodeMessage.newBuilder().setRun(run.addAllAddresses(addresses.addresses()));
    }

    private static NodeMessage.Builder release(List<Order> orders) {
        ReleaseTiles.Builder release = ReleaseTiles.newBuilder();
        orders.forEach(order -> release.addTiles(Protocol.encode(((Order.Release) order).tiles())));
        return NodeMessage.newBuilder().setRelease(release);
    }

    // ---- arrays of other jobs

    /** Asks where tiles are, those beside each other together. */
    private void ask(List<TileRange> questions) {
        List<TileRange> sorted = questions.stream()
                .sorted(Comparator.comparingInt(TileRange::array).thenComparingLong(TileRange::first))
                .toList();
        long now = System.nanoTime();
        for (int k = 0; k < sorted.size();) {
            TileRange first = sorted.get(k);
            long count = 0;
            for (; k < sorted.size() && isNext(first, count, sorted.get(k)); k++) {
                count += sorted.get(k).count();
                asked.put(sorted.get(k), now);
            }
            Origin origin = Objects.requireNonNull(origins.get(first.array()));
            owner.ask(origin.job, question(origin.root, first.first(), count));
        }
    }

    private static boolean isNext(TileRange first, long count, TileRange next) {
        return next.array() == first.array()
                && next.first() <= first.first() + count
                && (count == 0 || count < MOST_PLACES);
    }

    /** The question to another job where the first tiles of its result are. */
    static NodeMessage.Builder question(int root, long first, long count) {
        return NodeMessage.newBuilder()
                .setAskPlaces(AskPlaces.newBuilder().setRoot(root).setFirst(first).setCount(Math.min(count, MOST_PLACES)));
    }

    @Override
    public void read(Letter letter) {
        if (!letter.content().hasPlaces()) {
            return;
        }
        Places places = letter.content().getPlaces();
        if (places.hasFailure()) {
            owner.failed(places.getFailure());
            return;
        }
        Map<String, Integer> known = new HashMap<>();
        numbers.forEach((member, number) -> known.put(member.tilesAddress(), number));
        origins.forEach((array, origin) -> {
            if (origin.job.equals(letter.content().getJob()) && origin.root == places.getRoot()) {
                places.getSourcesList().forEach(source -> located(array, source, places.getAddressesList(), known));
            }
        });
        advance();
    }

    private void located(int array, syrtis.wire.v1.Source source, List<String> addresses, Map<String, Integer> known) {
        TileRange range = new TileRange(array, source.getTiles().getFirst(), source.getTiles().getCount());
        List<Integer> holders = source.getHoldersList().stream()
                .map(addresses::get)
                .map(known::get)
                .filter(Objects::nonNull)
                .toList();
        if (!holders.isEmpty()) {
            asked.remove(range);
            schedule.located(range, holders);
        }
    }

    // ---- time

    @Override
    public void tick() {
        long now = System.nanoTime();
        List<TileRange> late = new ArrayList<>();
        asked.forEach((question, when) -> {
            if (now - when > PLACES_AGAIN.toNanos()) {
                late.add(question);
            }
        });
        ask(late);
        Map<Member, List<Order>> overdue = new HashMap<>();
        given.forEach((member, orders) -> {
            for (Given each : orders.values()) {
                if (now - each.nanos > PATIENCE.toNanos()) {
                    overdue.computeIfAbsent(member, _ -> new ArrayList<>()).add(each.order);
                }
            }
        });
        overdue.forEach((member, orders) -> {
            owner.send(member, NodeMessage.newBuilder().setOpen(open)); // The first one may have been lost, too.
            owner.send(member, run(member, orders));
        });
        protect(now);
        advance();
    }

    /**
     * Results that were made from other jobs' results cannot be made again when those have been let go: they are copied to one worker
     * more, but not in a loop whose next turn replaces them at once.
     */
    private void protect(long now) {
        boolean isDue = isFinished && !origins.isEmpty() && now - finishedNanos > UNPROTECTED.toNanos();
        if (!isDue || numbers.size() < 2 || now - copiedNanos < PATIENCE.toNanos()) {
            return;
        }
        copiedNanos = now;
        Map<Member, CopyTiles.Builder> orders = new LinkedHashMap<>();
        Map<Integer, Member> keepers = new HashMap<>(); // by holder
        for (Source source : schedule.single(MOST_COPIES)) {
            Member holder = byNumber.get(source.holders().getFirst());
            Member keeper = keepers.computeIfAbsent(source.holders().getFirst(), _ -> after(holder));
            CopyTiles.Builder order = orders.computeIfAbsent(keeper, _ -> CopyTiles.newBuilder());
            int position = order.getAddressesList().indexOf(holder.tilesAddress());
            if (position < 0) {
                position = order.getAddressesCount();
                order.addAddresses(holder.tilesAddress());
            }
            order.addSources(syrtis.wire.v1.Source.newBuilder()
                    .setTiles(Protocol.encode(source.tiles()))
                    .addHolders(position));
        }
        orders.forEach((keeper, order) -> {
            open(keeper);
            owner.send(keeper, NodeMessage.newBuilder().setCopy(order));
        });
    }

    /** The worker after {@code member}, in a ring. */
    private Member after(Member member) {
        List<Member> ring = byNumber.stream().filter(numbers::containsKey).toList();
        return ring.get((ring.indexOf(member) + 1) % ring.size());
    }

    // ---- questions

    @Override
    public Places places(AskPlaces question) {
        Places.Builder places = Places.newBuilder().setRoot(question.getRoot());
        if (question.getRoot() < 0 || question.getRoot() >= plan.roots().size()) {
            return places.setFailure(Failures.encode(new ConnectionException(
                            "the job has " + plan.roots().size() + " results, number " + question.getRoot() + " was asked for")))
                    .build();
        }
        Array root = plan.roots().get(question.getRoot());
        places.setArray(root.id()).setResult(result(root));
        Protocol.Table addresses = new Protocol.Table();
        long end = Math.min(question.getFirst() + question.getCount(), root.grid().count());
        for (long tile = Math.max(0, question.getFirst()); tile < end; tile++) {
            List<Member> holders = schedule.holders(root.id(), tile).stream()
                    .map(byNumber::get)
                    .filter(numbers::containsKey)
                    .toList();
            places.addSources(addresses.source(new TileRange(root.id(), tile, 1), holders, Member::tilesAddress));
        }
        return places.addAllAddresses(addresses.addresses()).build();
    }

    private static Result result(Array root) {
        Result.Builder result = Result.newBuilder().setType(Types.encode(root.type()));
        for (long length : root.grid().tile()) {
            result.addTile(length);
        }
        return result.build();
    }

    @Override
    public List<Result> results() {
        return plan.roots().stream().map(Computation::result).toList();
    }

    @Override
    public long tasks() {
        return plan.tasks();
    }

    @Override
    public long done() {
        return Math.min(schedule.doneTasks(), plan.tasks());
    }
}
