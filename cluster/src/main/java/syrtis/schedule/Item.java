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

    /** How often a worker could not get what it reads. */
    int failures;

    final List<Integer> holders = new ArrayList<>(1);
    final List<Item> dependents = new ArrayList<>(1);

    /** Inputs that {@link #on} is told to bring. */
    final List<Item> brought = new ArrayList<>(0);

    Item(Unit unit, long group) {
        this.unit = unit;
        this.group = group;
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
