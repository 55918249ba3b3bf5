package syrtis.plan;

import java.util.ArrayList;
import java.util.List;
import syrtis.type.BugException;

/**
 * Who reads the arrays that a plan makes, and so when their tiles can go: a tile is let go when each of the tasks that read it
 * has told so; where they cannot be counted, when the last task of the reading stage has.
 */
public final class Readers {
    private final Plan plan;
    private final boolean[] isWanted; // by array id
    private final List<Reads> stages;

    /**
     * What a stage reads of what the plan makes.
     *
     * @param counted reads whose tasks are counted, tile by tile
     * @param atEnd arrays it reads uncounted: they are let go when its last task is done
     * @param independent whether it reads nothing that the plan makes
     */
    public record Reads(List<Access> counted, List<Array> atEnd, boolean independent) {}

    public Readers(Plan plan) {
        this.plan = plan;
        isWanted = new boolean[plan.arrays().size()];
        for (Array root : plan.roots()) {
            isWanted[root.id()] = !root.isStored();
        }
        stages = plan.stages().stream().map(Readers::reads).toList();
    }

    private static Reads reads(Stage stage) {
        List<Access> counted = new ArrayList<>();
        List<Array> atEnd = new ArrayList<>();
        for (Access read : stage.reads()) {
            if (!read.array().isStored()) {
                if (read.isCounted()) {
                    counted.add(read);
                } else if (!atEnd.contains(read.array())) {
                    atEnd.add(read.array());
                }
            }
        }
        return new Reads(counted, atEnd, counted.isEmpty() && atEnd.isEmpty() && !stage.readsItself());
    }

    public Reads reads(int stage) {
        return stages.get(stage);
    }

    /** Whether the plan makes the array for its caller. */
    public boolean isWanted(Array array) {
        return isWanted[array.id()];
    }

    /** Whether {@link #uses} depends on anything but who wants the array. */
    public boolean isRead(Array array) {
        return !plan.consumers(array).isEmpty() || producer(array).readsItself();
    }

    /** The stage that makes an array. */
    public Stage producer(Array array) {
        Stage stage = plan.producer(array);
        if (stage == null) {
            throw new BugException("nothing makes " + array);
        }
        return stage;
    }

    /** How often the tasks of its readers, and a caller who wants it, will say that they are done with a tile. */
    public int uses(Array array, long index) {
        long uses = isWanted(array) ? 1 : 0;
        for (Stage consumer : plan.consumers(array)) {
            uses += uses(consumer, array, index);
        }
        if (producer(array).readsItself()) {
            long[] at = array.grid().coordinates(index);
            uses += at[at.length - 2] < at[at.length - 1] ? 1 : 0;
        }
        return (int) Math.min(uses, Integer.MAX_VALUE / 2);
    }

    /** How often the tasks of one stage will say so. */
    public static long uses(Stage consumer, Array array, long index) {
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
}
