package syrtis.plan;

import syrtis.op.Op;
import syrtis.type.Type;

/**
 * An array with tiles that a plan reads or makes. Compared by identity. Which evaluated array a stored one stands for is in
 * the plan's {@link Arguments}.
 */
public final class Array {
    private final int id;
    private final Type type;
    private final Grid grid;
    private final boolean stored;

    /** An evaluated array knows its grid. */
    public interface Tiled extends Op.Contents {
        Grid grid();
    }

    private Array(int id, Type type, Grid grid, boolean stored) {
        this.id = id;
        this.type = type;
        this.grid = grid;
        this.stored = stored;
    }

    static Array made(int id, Type type, Grid grid) {
        return new Array(id, type, grid, false);
    }

    static Array stored(int id, Type type, Grid grid) {
        return new Array(id, type, grid, true);
    }

    /** Position in the plan: stored arrays and made ones in one row. */
    public int id() {
        return id;
    }

    public Type type() {
        return type;
    }

    public Grid grid() {
        return grid;
    }

    /** Whether it has its elements before the plan runs; else the plan makes it. */
    public boolean isStored() {
        return stored;
    }

    @Override
    public String toString() {
        return "%" + id;
    }
}
