package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import syrtis.plan.Access;
import syrtis.plan.Array;
import syrtis.plan.Box;
import syrtis.type.KernelException;

/**
 * The tiles that a task reads: brought into memory when first asked for, and held there until {@link #trim} finds that they
 * are too many, or {@link #close}. So a task may read more than fits in memory, tile after tile. A worker uses one for task
 * after task.
 */
final class Pins implements AutoCloseable {
    private static final int FEW = 8;

    private final Tiles[] tiles;
    private final long most;
    private Held[] table = new Held[FEW]; // in the order of pinning while few, else hashed by open addressing
    private int count;
    private long bytes;
    private boolean keep;

    private record Held(int array, long index, Store.Tile tile, MemorySegment content) {
        boolean is(Array wanted, long wantedIndex) {
            return index == wantedIndex && array == wanted.id();
        }

        int place(int length) {
            return place(array, index, length);
        }

        static int place(int array, long index, int length) {
            return (Long.hashCode(index * 31 + array) * 0x9E3779B9 >>> 8) & length - 1;
        }
    }

    /** {@code tiles} by array id; about {@code most} bytes are held at once. */
    Pins(Tiles[] tiles, long most) {
        this.tiles = tiles;
        this.most = most;
    }

    /** Pins for another walk over the same arrays. */
    Pins another() {
        return new Pins(tiles, most);
    }

    /** Whether so many bytes may be held at once. */
    boolean mayHold(long bytes) {
        return bytes <= most;
    }

    /** The content of a tile; valid until the next {@link #trim}. */
    MemorySegment get(Array array, long index) {
        if (table.length == FEW) {
            for (int k = 0; k < count; k++) {
                if (table[k].is(array, index)) {
                    return table[k].content;
                }
            }
        } else {
            int length = table.length;
            for (int k = Held.place(array.id(), index, length); table[k] != null; k = k + 1 & length - 1) {
                if (table[k].is(array, index)) {
                    return table[k].content;
                }
            }
        }
        return pin(array, index);
    }

    private MemorySegment pin(Array array, long index) {
        Store.Tile tile = tiles[array.id()].get(index);
        if (tile == null) {
            throw new KernelException("the elements of an array were being overwritten by an in-place operation when that"
                    + " failed: assign the array anew");
        }
        Held held = new Held(array.id(), index, tile, tile.pin());
        add(held);
        bytes += held.content.byteSize();
        return held.content;
    }

    private void add(Held held) {
        if (table.length == FEW && count < FEW) {
            table[count++] = held;
            return;
        }
        if (count * 2 >= table.length) {
            Held[] before = table;
            table = new Held[before.length * 4];
            for (Held known : before) {
                if (known != null) {
                    hash(known);
                }
            }
        }
        hash(held);
        count++;
    }

    private void hash(Held held) {
        int k = held.place(table.length);
        while (table[k] != null) {
            k = k + 1 & table.length - 1;
        }
        table[k] = held;
    }

    /** Copies a box of an array into {@code target}, dense, tile after tile: no content is valid afterwards. */
    void gather(Array array, Box box, MemorySegment target) {
        Access.Tiles tiles = Access.Tiles.meeting(array, box);
        for (long k = 0; k < tiles.count(); k++) {
            long index = tiles.tile(k);
            BoxCopy.copy(get(array, index), array.grid().box(index), target, box, array.type().dtype().bytes());
            trim();
        }
    }

    /** Holds everything to the end from now on: an output has taken over memory that is still to be read. */
    void keep() {
        keep = true;
    }

    /** A moment at which no content is in use: lets tiles go if too many are held. */
    void trim() {
        if (bytes > most && !keep) {
            close();
        }
    }

    /** Lets all tiles go. */
    @Override
    public void close() {
        if (count > 0) {
            for (Held held : table) {
                if (held != null) {
                    held.tile.unpin();
                }
            }
            if (table.length == FEW) {
                Arrays.fill(table, 0, count, null);
            } else {
                table = new Held[FEW];
            }
            count = 0;
            bytes = 0;
        }
        keep = false;
    }
}
