package syrtis.run;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import syrtis.memory.Buffer;
import syrtis.plan.Grid;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.FileException;
import syrtis.type.Shape;
import syrtis.type.Type;

/**
 * Reads a table of numbers from text, once and from beginning to end, into tiles of some rows each. Only the tile being
 * filled must be in memory: a table may be larger than the budget. A line that has no number is passed over.
 */
public final class TextReader {
    private static final int BLOCK = 1 << 20;
    private static final int LONGEST_LINE = 1 << 28;
    private static final int MOST_QUOTED = 40;

    private final String name;
    private final Layout layout;
    private final Store store;
    private final byte[] comment;
    private final DecimalParser parser = new DecimalParser();
    private int[] starts = new int[16];
    private int[] ends = new int[16];

    private final List<Store.Tile> tiles = new ArrayList<>();
    private @Nullable Buffer filling;
    private int columns = -1;
    private long columnsLine;
    private int[] wanted = new int[0];
    private long tileRows;
    private long rows;
    private long line;

    /** What is done where a field is no number. */
    public enum Unreadable {
        /** The file is refused. */
        REFUSED,
        /** It is NaN; -1 in an integer array, false among bools. */
        MISSING
    }

    /**
     * How the text is laid out.
     *
     * @param dtype what to read; not complex
     * @param delimiter one character of ASCII between fields; empty for any blanks
     * @param comments what begins a comment that goes to the end of the line; empty for none
     * @param skip lines at the beginning to pass over, whatever they hold
     * @param columns columns wanted, in this order, negative ones from the end; none for all
     * @param most rows to read at most
     */
    public record Layout(Dtype dtype, String delimiter, String comments, long skip, List<Integer> columns, long most, Unreadable unreadable) {
        public Layout {
            columns = List.copyOf(columns);
            if (dtype.isComplex()) {
                throw new DtypeException("text is read as bool, integer or float, not as " + dtype
                        + ": read the parts as two tables");
            }
            if (delimiter.length() > 1 || !delimiter.isEmpty() && (delimiter.charAt(0) > 127 || delimiter.equals("\n") || delimiter.equals("\r"))) {
                throw new FileException("the delimiter must be one ASCII character, or none for blanks, got '" + delimiter + "'");
            }
            if (skip < 0) {
                throw new FileException("the number of lines to skip must be at least 0, got " + skip);
            }
        }
    }

    private TextReader(String name, Layout layout, Store store) {
        this.name = name;
        this.layout = layout;
        this.store = store;
        comment = layout.comments.getBytes(StandardCharsets.UTF_8);
    }

    /** The table in file {@code path}: without its axes of length 1, as NumPy has it. */
    public static StoredArray read(Path path, Layout layout, Store store) {
        TextReader reader = new TextReader(path.toString(), layout, store);
        try (InputStream in = Files.newInputStream(path)) {
            reader.lines(in);
            return reader.made();
        } catch (IOException failure) {
            throw PositionedFile.unreadable(path, failure);
        } finally {
            reader.abandon();
        }
    }

    private void lines(InputStream in) throws IOException {
        byte[] block = new byte[BLOCK];
        int from = 0; // What is left of the block before.
        while (rows < layout.most) {
            int count = in.readNBytes(block, from, block.length - from);
            int end = from + count;
            boolean last = end < block.length;
            int start = line == 0 && isMarked(block, end) ? 3 : 0;
            for (int at = Math.max(from, start); at < end && rows < layout.most; at++) {
                if (block[at] == '\n') {
                    line(block, start, at);
                    start = at + 1;
                }
            }
            if (last) {
                if (start < end && rows < layout.most) {
                    line(block, start, end);
                }
                return;
            }
            from = end - start;
            if (start == 0) {
                if (block.length >= LONGEST_LINE) {
                    throw mistake("it is longer than " + LONGEST_LINE + " bytes", "is it a table of numbers?");
                }
                block = Arrays.copyOf(block, block.length * 2);
            } else {
                System.arraycopy(block, start, block, 0, from);
            }
        }
    }

    /** Whether a text begins with the mark by which some programs show that it is UTF-8. */
    private static boolean isMarked(byte[] block, int end) {
        return end >= 3 && block[0] == (byte) 0xef && block[1] == (byte) 0xbb && block[2] == (byte) 0xbf;
    }

    private void line(byte[] text, int start, int end) {
        line++;
        if (line <= layout.skip) {
            return;
        }
        int stop = withoutComment(text, start, end);
        while (stop > start && isBlank(text[stop - 1]) && !(isDelimiter(text[stop - 1]))) {
            stop--;
        }
        int count = split(text, start, stop);
        if (count == 0) {
            return;
        }
        if (columns < 0) {
            begin(count);
        } else if (count != columns && layout.columns.isEmpty()) {
            throw mistake("it has " + count + (count == 1 ? " column" : " columns") + ", but line " + columnsLine + " has " + columns,
                    "mend the file, or name the columns to read with usecols");
        }
        long at = rows % tileRows * wanted.length;
        if (at == 0) {
            filling = store.allocate(tileRows * wanted.length * layout.dtype.bytes());
        }
        MemorySegment target = java.util.Objects.requireNonNull(filling).segment();
        for (int k = 0; k < wanted.length; k++) {
            int column = wanted[k] < 0 ? wanted[k] + count : wanted[k];
            if (column < 0 || column >= count) {
                throw mistake("it has " + count + (count == 1 ? " column" : " columns") + ", but column " + wanted[k] + " is wanted",
                        "columns count from 0");
            }
            field(text, starts[column], ends[column], column, target, at + k);
        }
        rows++;
        if (rows % tileRows == 0) {
            tiles.add(store.tile(java.util.Objects.requireNonNull(filling)));
            filling = null;
        }
    }

    private int withoutComment(byte[] text, int start, int end) {
        if (comment.length > 0) {
            for (int at = start; at + comment.length <= end; at++) {
                if (text[at] == comment[0] && Arrays.equals(text, at, at + comment.length, comment, 0, comment.length)) {
                    return at;
                }
            }
        }
        return end;
    }

    private void begin(int count) {
        columns = count;
        columnsLine = line;
        wanted = layout.columns.stream().mapToInt(Integer::intValue).toArray();
        if (wanted.length == 0) {
            wanted = new int[count];
            Arrays.setAll(wanted, k -> k);
        }
        tileRows = Math.max(1, TileFiller.TILE_BYTES / ((long) wanted.length * layout.dtype.bytes()));
    }

    /** Finds the fields of a line, without blanks around them; 0 for a line of blanks only. */
    private int split(byte[] text, int start, int end) {
        int count = 0;
        int at = start;
        boolean blanks = layout.delimiter.isEmpty();
        byte delimiter = blanks ? 0 : (byte) layout.delimiter.charAt(0);
        while (at < end && isBlank(text[at]) && (blanks || text[at] != delimiter)) {
            at++;
        }
        if (at == end) {
            return 0;
        }
        while (true) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                ends = Arrays.copyOf(ends, 2 * count);
            }
            int first = at;
            while (at < end && (blanks ? !isBlank(text[at]) : text[at] != delimiter)) {
                at++;
            }
            int last = at;
            while (last > first && isBlank(text[last - 1])) {
                last--;
            }
            starts[count] = first;
            ends[count++] = last;
            if (at == end) {
                return count;
            }
            at++;
            while (at < end && isBlank(text[at]) && (blanks || text[at] != delimiter)) {
                at++;
            }
            if (at == end && blanks) {
                return count;
            }
        }
    }

    private void field(byte[] text, int start, int end, int column, MemorySegment target, long index) {
        boolean readable = switch (layout.dtype) {
            case FLOAT64 -> {
                boolean read = parser.readReal(text, start, end);
                target.setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, index, read ? parser.real() : Double.NaN);
                yield read;
            }
            case FLOAT32 -> {
                boolean read = parser.readReal(text, start, end);
                target.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index, read ? (float) parser.real() : Float.NaN);
                yield read;
            }
            case BOOL -> {
                boolean read = parser.readInteger(text, start, end, false);
                target.set(ValueLayout.JAVA_BYTE, index, read && parser.integer() != 0 ? (byte) 1 : 0);
                yield read;
            }
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> {
                boolean read = parser.readInteger(text, start, end, layout.dtype.kind() == Dtype.Kind.UNSIGNED) && fits(parser.integer());
                setInteger(target, index, read ? parser.integer() : -1);
                yield read;
            }
            case COMPLEX64, COMPLEX128 -> false;
        };
        if (!readable && layout.unreadable == Unreadable.REFUSED) {
            throw unreadable(text, start, end, column);
        }
    }

    private boolean fits(long value) {
        Dtype dtype = layout.dtype;
        return dtype.bytes() == Long.BYTES || value >= dtype.minimum() && value <= dtype.maximum();
    }

    private void setInteger(MemorySegment target, long index, long value) {
        switch (layout.dtype.bytes()) {
            case 1 -> target.set(ValueLayout.JAVA_BYTE, index, (byte) value);
            case 2 -> target.setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, index, (short) value);
            case 4 -> target.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, index, (int) value);
            default -> target.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index, value);
        }
    }

    private FileException unreadable(byte[] text, int start, int end, int column) {
        String found = new String(text, start, Math.min(end - start, MOST_QUOTED), StandardCharsets.UTF_8);
        String advice = rows == 0
                ? "pass over a header with skiprows (genfromtxt: skip_header)"
                : "mend it, or let genfromtxt read it as missing";
        if (layout.delimiter.isEmpty() && found.indexOf(',') >= 0) {
            advice = "is the delimiter ','?";
        }
        return mistake("column " + (column + 1) + " is " + (found.isEmpty() ? "empty" : "'" + found + "'") + ", no " + layout.dtype, advice);
    }

    private FileException mistake(String what, String advice) {
        return new FileException("cannot read line " + Math.max(1, line) + " of " + name + ": " + what + ": " + advice);
    }

    private boolean isDelimiter(byte letter) {
        return !layout.delimiter.isEmpty() && letter == layout.delimiter.charAt(0);
    }

    private static boolean isBlank(byte letter) {
        return letter == ' ' || letter >= '\t' && letter <= '\r';
    }

    /** The array of all tiles; the last one is cut to its rows. */
    private StoredArray made() {
        if (rows == 0) {
            return StoredArray.of(new Type(layout.dtype, Shape.of(0)), store, _ -> {});
        }
        if (filling != null) {
            long bytes = rows % tileRows * wanted.length * layout.dtype.bytes();
            Buffer exact = store.allocate(bytes);
            MemorySegment.copy(filling.segment(), 0, exact.segment(), 0, bytes);
            tiles.add(store.tile(exact));
        }
        List<Long> dims = new ArrayList<>();
        List<Long> tile = new ArrayList<>();
        if (rows > 1) {
            dims.add(rows);
            tile.add(tileRows);
        }
        if (wanted.length > 1) {
            dims.add((long) wanted.length);
            tile.add((long) wanted.length);
        }
        Type type = new Type(layout.dtype, Shape.of(dims.stream().mapToLong(Long::longValue).toArray()));
        Grid grid = Grid.of(type.shape(), tile.stream().mapToLong(Long::longValue).toArray());
        Tiles table = new Tiles(grid.count());
        for (int k = 0; k < tiles.size(); k++) {
            table.put(k, tiles.get(k));
        }
        tiles.clear();
        return new StoredArray(type, grid, table, store);
    }

    /** Gives back what did not become part of the array. */
    private void abandon() {
        if (filling != null) {
            filling.release();
            filling = null;
        }
        tiles.forEach(Store.Tile::release);
    }
}
