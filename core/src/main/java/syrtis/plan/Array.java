package syrtis.plan;

import org.jspecify.annotations.Nullable;
import syrtis.op.Op;
import syrtis.type.Type;

/**
 * An array with tiles that a plan reads or makes. Compared by identity.
 */
public final class Array {
    private final int id;
    private final Type type;
    private final Grid grid;
    private final @Nullable Tiled stored;

    /** An evaluated array knows its grid. */
    public interface Tiled extends Op.Contents {
        Grid grid();
    }

    private Array(int id, Type type, Grid grid, @Nullable Tiled stored) {
        this.id = id;
        this.type = type;
        this.grid = grid;
        this.stored = stored;
    }

    static Array made(int id, Type type, Grid grid) {
        return new Array(id, type, grid, null);
    }

    static Array stored(int id, Tiled contents) {
        return new Array(id, contents.type(), contents.grid(), contents);
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

    /** The evaluated array this stands for; null if the plan makes it. */
    public @Nullable Tiled stored() {
        return stored;
    }

    @Override
    public String toString() {
        return "%" + id;
    }
}
