package syrtis.schedule;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import syrtis.plan.Access;
import syrtis.plan.Array;
import syrtis.plan.Stage;

/** The tiles that the tasks of a group read, one by one. */
final class Needs implements Iterator<Needs.Tile> {
    private final Stage stage;
    private final long end;
    private long task;
    private Iterator<Access.Tiles> ranges;
    private Access.Tiles range;
    private long at;

    /** One tile of an array. */
    record Tile(Array array, long index) {
        long bytes() {
            return array.grid().box(index).size() * array.type().dtype().bytes();
        }
    }

    Needs(Item item) {
        stage = item.unit.stage();
        task = item.first();
        end = task + item.count();
        ranges = stage.needs(task).iterator();
        range = new Access.Tiles(stage.output(), new long[] {0}, new long[] {-1}, true);
        seek();
    }

    private void seek() {
        while (at >= range.count()) {
            at = 0;
            if (ranges.hasNext()) {
                range = ranges.next();
            } else if (++task < end) {
                ranges = stage.needs(task).iterator();
            } else {
                range = new Access.Tiles(stage.output(), new long[] {0}, new long[] {-1}, true);
                ranges = List.<Access.Tiles>of().iterator();
                return;
            }
        }
    }

    @Override
    public boolean hasNext() {
        return task < end;
    }

    @Override
    public Tile next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Tile tile = new Tile(range.array(), range.tile(at++));
        seek();
        return tile;
    }
}
