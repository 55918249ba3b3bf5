package syrtis.schedule;

import java.util.ArrayList;
import java.util.List;

/** One group of tasks and what they make. */
final class Item {
    /** What has become of a group. */
    enum State {
        /** Nobody has its tiles, and nobody is to make them. */
        ABSENT,
        /** Its inputs are being made, or, from outside, its place is being asked for. */
        WAITING,
        /** It can be made. */
        READY,
        /** A worker makes it. */
        SENT,
        /** Workers hold its tiles. */
        HELD
    }

    final Unit unit;
    final long group;
    State state = State.ABSENT;

    /** Tasks that still read its tiles, and one for each tile that is wanted; at 0 they go. */
    long uses;

    /** Whether it was let go before and {@link #uses} counts readers as they turn up, not all that there will be. */
    boolean recounted;

    /** Whether this run's reads are counted in its inputs. */
    boolean claimed;

    /** Whether it was made before, so that its inputs no longer count it. */
    boolean again;

    /** Inputs that are not held yet. */
    int pending;

    /** Whether all inputs have been looked at. */
    boolean expanded;

    /** Place in depth-first order. */
    long place;

    /** The worker that makes it; -1 if none. */
    int on = -1;

    /** How long that takes, as far as could be told when it was ordered. */
    long nanos;

    /** How often a worker could not get what it reads. */
    int failures;

    /** The workers that have all its tiles. */
    final List<Integer> holders = new ArrayList<>(1);

    /** Tiles that workers brought for themselves: those of one array of several. */
    final List<Copy> copies = new ArrayList<>(0);

    final List<Item> dependents = new ArrayList<>(1);

    /** Inputs that {@link #on} is told to bring. */
    final List<Brought> brought = new ArrayList<>(0);

    /** All tiles of a group that belong to array {@code array}, with worker {@code holder}. */
    record Copy(int holder, int array) {}

    /** What is to be brought of array {@code array}. */
    record Brought(Item input, int array) {}

    Item(Unit unit, long group) {
        this.unit = unit;
        this.group = group;
    }

    /** A worker has brought its tiles of an array. */
    void copied(int worker, int array) {
        if (isWith(worker, array)) {
            return;
        }
        copies.add(new Copy(worker, array));
        if (copies.stream().filter(copy -> copy.holder == worker).count() == unit.arrays()) {
            copies.removeIf(copy -> copy.holder == worker);
            holders.add(worker);
        }
    }

    boolean isWith(int worker, int array) {
        return holders.contains(worker) || copies.contains(new Copy(worker, array));
    }

    /** The workers that have its tiles of an array. */
    List<Integer> holders(int array) {
        List<Integer> all = new ArrayList<>(holders);
        for (Copy copy : copies) {
            if (copy.array == array) {
                all.add(copy.holder);
            }
        }
        return all;
    }

    /** A worker has none of its tiles. */
    void forget(int worker) {
        holders.remove((Integer) worker);
        copies.removeIf(copy -> copy.holder == worker);
    }

    /** Whether nobody has all its tiles. */
    boolean isLost() {
        return holders.isEmpty();
    }

    long first() {
        return group * unit.span;
    }

    long count() {
        return Math.min(unit.span, unit.tiles - first());
    }

    Group tasks() {
        return new Group(unit.stage().id(), first(), count());
    }
}
