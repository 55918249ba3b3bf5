package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import syrtis.type.BugException;
import syrtis.type.FileException;
import syrtis.type.Type;

/**
 * A new {@code .npz} file: arrays one after the other, uncompressed, so that they can be read by position. It appears under
 * its name when it is closed after {@link #finish}. Entries always carry 64-bit sizes, as NumPy's do.
 */
public final class NpzSink implements AutoCloseable {
    private static final int CHUNK = 1 << 18;
    private static final int EPOCH = 1 << 5 | 1; // 1 January 1980: the same arrays give the same bytes.
    private static final short VERSION = 45;
    private static final short UTF8 = 1 << 11;
    private static final int LOCAL_EXTRA = 20;
    private static final int CENTRAL_EXTRA = 28;

    private final AtomicFile file;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private long end;

    private record Entry(byte[] name, long header, long start, NpySink array) {
        long size() {
            return array.end() - start;
        }
    }

    public NpzSink(Path path) {
        file = new AtomicFile(path);
    }

    /** Begins the next array; the one before must be whole. */
    public Sink array(String name, Type type) {
        if (!names.add(name)) {
            throw new FileException("cannot write " + file.path() + ": two arrays are called '" + name + "': rename one");
        }
        byte[] bytes = (name + ".npy").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0xffff) {
            throw new FileException("cannot write " + file.path() + ": a name is longer than 65535 bytes: shorten it");
        }
        long start = end + 30 + bytes.length + LOCAL_EXTRA;
        NpySink array = NpySink.within(file, start, type);
        entries.add(new Entry(bytes, end, start, array));
        end = array.end();
        return array;
    }

    /** Writes the checksums and the directory. */
    public void finish() {
        long directory = end;
        for (Entry entry : entries) {
            if (!entry.array.isWhole()) {
                throw new BugException("array '" + new String(entry.name, StandardCharsets.UTF_8) + "' is not whole");
            }
            int crc = checksum(entry);
            file.write(entry.header, local(entry, crc));
            byte[] central = central(entry, crc);
            file.write(end, central);
            end += central.length;
        }
        file.write(end, ending(directory));
        file.commit();
    }

    /** Read back, since pieces come in any order; what was just written is still in the system's cache. */
    private int checksum(Entry entry) {
        CRC32 crc = new CRC32();
        byte[] piece = new byte[CHUNK];
        for (long at = entry.start; at < entry.array.end(); ) {
            int count = (int) Math.min(CHUNK, entry.array.end() - at);
            file.read(at, MemorySegment.ofArray(piece).asSlice(0, count));
            crc.update(piece, 0, count);
            at += count;
        }
        return (int) crc.getValue();
    }

    private static byte[] local(Entry entry, int crc) {
        ByteBuffer out = buffer(30 + entry.name.length + LOCAL_EXTRA);
        out.putInt(0x04034b50).putShort(VERSION);
        common(out, entry, crc).putShort((short) LOCAL_EXTRA);
        out.put(entry.name);
        out.putShort((short) 1).putShort((short) (LOCAL_EXTRA - 4)).putLong(entry.size()).putLong(entry.size());
        return out.array();
    }

    private static byte[] central(Entry entry, int crc) {
        ByteBuffer out = buffer(46 + entry.name.length + CENTRAL_EXTRA);
        out.putInt(0x02014b50).putShort(VERSION).putShort(VERSION);
        common(out, entry, crc).putShort((short) CENTRAL_EXTRA);
        out.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0).putInt(-1);
        out.put(entry.name);
        out.putShort((short) 1).putShort((short) (CENTRAL_EXTRA - 4));
        out.putLong(entry.size()).putLong(entry.size()).putLong(entry.header);
        return out.array();
    }

    /** Flags, method, time, date, checksum, sizes (elsewhere) and length of the name: the same in both headers. */
    private static ByteBuffer common(ByteBuffer out, Entry entry, int crc) {
        return out.putShort(UTF8)
                .putShort((short) ZipDirectory.STORED)
                .putShort((short) 0)
                .putShort((short) EPOCH)
                .putInt(crc)
                .putInt(-1)
                .putInt(-1)
                .putShort((short) entry.name.length);
    }

    private byte[] ending(long directory) {
        long size = end - directory;
        ByteBuffer out = buffer(56 + 20 + 22);
        if (entries.size() >= 0xffff || end >= 0xffffffffL) {
            out.putInt(0x06064b50).putLong(44).putShort(VERSION).putShort(VERSION).putInt(0).putInt(0);
            out.putLong(entries.size()).putLong(entries.size()).putLong(size).putLong(directory);
            out.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        }
        short count = (short) Math.min(entries.size(), 0xffff);
        out.putInt(0x06054b50).putShort((short) 0).putShort((short) 0).putShort(count).putShort(count);
        out.putInt((int) Math.min(size, 0xffffffffL)).putInt((int) Math.min(directory, 0xffffffffL)).putShort((short) 0);
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        file.close();
    }
}
