package syrtis.schedule;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import syrtis.plan.Array;
import syrtis.plan.Stage;

/** All groups of one stage, or all tiles of an array that another job holds. */
final class Unit {
    /** Until the first group is done nothing is known of how long they take. */
    private static final long GUESSED_NANOS = 10_000_000;

    final @Nullable Stage stage;
    final @Nullable Array outside;
    final long span;
    final long tiles;
    final boolean isWanted;

    /** The groups that are being made or are held; of others nothing need be known but whether they were {@link #made}. */
    final Map<Long, Item> items = new HashMap<>();

    /** The groups that were made at least once. */
    final BitSet made = new BitSet();

    /** Tasks done, each counted once. */
    long done;

    private long nanos; // that groups take, of late; 0 before the first

    private Unit(@Nullable Stage stage, @Nullable Array outside, long span, long tiles, boolean isWanted) {
        this.stage = stage;
        this.outside = outside;
        this.span = span;
        this.tiles = tiles;
        this.isWanted = isWanted;
    }

    static Unit of(Stage stage, long span, boolean isWanted) {
        return new Unit(stage, null, span, stage.tasks(), isWanted);
    }

    static Unit outside(Array array) {
        return new Unit(null, array, 1, array.grid().count(), false);
    }

    boolean isOutside() {
        return outside != null;
    }

    Stage stage() {
        return Objects.requireNonNull(stage);
    }

    Array outside() {
        return Objects.requireNonNull(outside);
    }

    /** A group took so long. */
    void took(long now) {
        nanos = Math.max(1, nanos == 0 ? now : nanos + (now - nanos) / 4);
    }

    /** How long a group is expected to take. */
    long nanos() {
        return nanos == 0 ? GUESSED_NANOS : nanos;
    }

    /** Arrays whose tiles make a group. */
    int arrays() {
        return stage == null ? 1 : stage.outputs().size();
    }

    long groups() {
        return Math.ceilDiv(tiles, span);
    }
}
