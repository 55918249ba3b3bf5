package syrtis.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import syrtis.plan.Grid;
import syrtis.schedule.TileRange;
import syrtis.type.ConnectionException;
import syrtis.type.Type;
import syrtis.wire.Failures;
import syrtis.wire.Limits;
import syrtis.wire.Types;
import syrtis.wire.v1.AskPlaces;
import syrtis.wire.v1.CopyTiles;
import syrtis.wire.v1.JobRecord;
import syrtis.wire.v1.NodeMessage;
import syrtis.wire.v1.OpenJob;
import syrtis.wire.v1.Places;
import syrtis.wire.v1.Result;

/**
 * An array that a client has put: nobody can make it again, so each tile is with two workers, where there are two, and is copied
 * once more when one of them is lost.
 */
final class ClientData implements JobWork {
    private static final int COPIES = 2;

    private final Owner owner;
    private final JobRecord record;
    private final Grid grid;
    private final Result result;
    private final Map<Member, Set<Long>> held = new HashMap<>();
    private final Map<Long, Member> coming = new HashMap<>(); // copies on their way
    private final Set<Member> silent = new HashSet<>(); // those that have not said what they hold
    private List<Member> members = List.of();
    private boolean isWhole;

    ClientData(Owner owner, JobRecord record) {
        this.owner = owner;
        this.record = record;
        Type type = Types.decode(record.getData().getType(), Limits.defaults());
        grid = Types.grid(type, record.getData().getTileList());
        result = Result.newBuilder()
                .setType(record.getData().getType())
                .addAllTile(record.getData().getTileList())
                .build();
    }

    /** The workers that are to hold it: the client's supervisor gives each of them all tiles. */
    List<Member> keepers() {
        return members.stream()
                .sorted(Comparator.comparing((Member member) -> (member.tilesAddress() + record.getJob()).hashCode())
                        .thenComparing(Member::tilesAddress))
                .limit(COPIES)
                .toList();
    }

    @Override
    public void fleetIs(List<Member> now) {
        boolean hasLost = !now.containsAll(members);
        members = List.copyOf(now);
        held.keySet().retainAll(now);
        silent.retainAll(now);
        coming.values().removeIf(member -> !now.contains(member));
        for (Member member : now) {
            if (held.putIfAbsent(member, new TreeSet<>()) == null) {
                silent.add(member);
                open(member);
            }
        }
        if (hasLost) {
            repair();
        }
    }

    /** Has a worker keep the array, and say what it has of it. */
    private void open(Member member) {
        owner.send(member, NodeMessage.newBuilder().setOpen(OpenJob.newBuilder().setRecord(record)));
        owner.send(member, NodeMessage.newBuilder().setAskHoldings(Protocol.ASK));
    }

    /** Asks all workers again. */
    void count() {
        silent.addAll(members);
        members.forEach(this::open);
    }

    /** Whether all workers have said what they hold. */
    boolean isCounted() {
        return silent.isEmpty() && !members.isEmpty();
    }

    /** Whether each tile is with somebody. */
    boolean isWhole() {
        for (long tile = 0; tile < grid.count(); tile++) {
            if (holders(tile).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void read(Member from, Letter letter) {
        Set<Long> tiles = held.get(from);
        if (tiles == null) {
            return;
        }
        if (letter.content().hasHoldings()) {
            tiles.clear();
            letter.content().getHoldings().getTilesList().forEach(range -> add(tiles, range));
            silent.remove(from);
        } else {
            letter.content().getProgress().getCopiedList().forEach(range -> add(tiles, range));
            coming.values().removeIf(from::equals); // Those that failed are asked for anew.
        }
        repair();
    }

    private static void add(Set<Long> tiles, syrtis.wire.v1.TileRange range) {
        for (long tile = range.getFirst(); tile < range.getFirst() + range.getCount(); tile++) {
            tiles.add(tile);
        }
    }

    private List<Member> holders(long tile) {
        return members.stream().filter(member -> held.getOrDefault(member, Set.of()).contains(tile)).toList();
    }

    /** Once it has been whole: copies tiles that too few hold; the job fails if nobody holds one. */
    private void repair() {
        if (!isCounted()) {
            return;
        }
        if (!isWhole) {
            isWhole = isWhole();
            if (isWhole) {
                owner.finished();
            }
            return;
        }
        Map<Member, Copying> orders = new HashMap<>();
        for (long tile = 0; tile < grid.count(); tile++) {
            List<Member> holders = holders(tile);
            if (holders.isEmpty()) {
                owner.failed(Failures.encode(new ConnectionException("an array that was put into the cluster, " + grid.shape()
                        + ", was lost with all workers that held it: put it again")));
                return;
            }
            if (holders.size() < Math.min(COPIES, members.size()) && !coming.containsKey(tile)) {
                Member next = members.stream().filter(member -> !holders.contains(member)).findFirst().orElseThrow();
                coming.put(tile, next);
                Copying copying = orders.computeIfAbsent(
                        next, _ -> new Copying(CopyTiles.newBuilder().setData(record.getData()), new Protocol.Table()));
                copying.order.addSources(copying.addresses.source(new TileRange(0, tile, 1), holders, Member::tilesAddress));
            }
        }
        orders.forEach((member, copying) -> owner.send(
                member, NodeMessage.newBuilder().setCopy(copying.order.addAllAddresses(copying.addresses.addresses()))));
    }

    /** What a worker is told to bring, and the addresses that the message speaks of. */
    private record Copying(CopyTiles.Builder order, Protocol.Table addresses) {}

    @Override
    public void read(Letter letter) {
        // It asks no other job.
    }

    @Override
    public void tick() {
        if (!silent.isEmpty()) {
            new ArrayList<>(silent).forEach(this::open); // Letters may be lost.
        }
    }

    @Override
    public Places places(AskPlaces question) {
        Protocol.Table addresses = new Protocol.Table();
        Places.Builder places = Places.newBuilder().setRoot(0).setArray(0).setResult(result);
        long end = Math.min(question.getFirst() + question.getCount(), grid.count());
        for (long tile = Math.max(0, question.getFirst()); tile < end; tile++) {
            places.addSources(addresses.source(new TileRange(0, tile, 1), holders(tile), Member::tilesAddress));
        }
        return places.addAllAddresses(addresses.addresses()).build();
    }

    @Override
    public long tasks() {
        return 1;
    }

    @Override
    public long done() {
        return isWhole ? 1 : 0;
    }

    @Override
    public List<Result> results() {
        return List.of(result);
    }
}
