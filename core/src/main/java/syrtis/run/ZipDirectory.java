package syrtis.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import syrtis.type.FileException;

/**
 * The table of contents of a zip archive, with where each entry's bytes lie: what {@link java.util.zip.ZipFile} does not
 * tell. Source: APPNOTE.TXT 6.3.10 (PKWARE), sections 4.3 to 4.5, with the extensions for large files.
 */
final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int LARGE_END = 0x06064b50;
    private static final int LARGE_END_LOCATOR = 0x07064b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int LOCATOR_BYTES = 20;
    private static final int LARGE_END_BYTES = 56;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int LARGEST_DIRECTORY = 64 << 20;
    private static final int ENCRYPTED = 1;
    private static final int UTF8 = 1 << 11;
    private static final int LARGE = 1;
    private static final long UNKNOWN = 0xffffffffL;

    static final int STORED = 0;
    static final int DEFLATED = 8;

    private final PositionedFile file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * One file of the archive.
     *
     * @param method how it is compressed
     * @param bytes bytes in the archive
     * @param size bytes when unpacked
     * @param header position of its local header
     */
    record Entry(String name, int method, boolean encrypted, long crc, long bytes, long size, long header) {}

    ZipDirectory(PositionedFile file) {
        this.file = file;
        ByteBuffer end = end();
        long count = end.getShort(10) & 0xffff;
        long size = end.getInt(12) & UNKNOWN;
        long start = end.getInt(16) & UNKNOWN;
        if (count == 0xffff || size == UNKNOWN || start == UNKNOWN) {
            ByteBuffer large = largeEnd(file.size() - end.capacity());
            count = large.getLong(32);
            size = large.getLong(40);
            start = large.getLong(48);
        }
        if (size < 0 || start < 0 || size > LARGEST_DIRECTORY || start > file.size() - size) {
            throw damaged("its directory of " + size + " bytes at " + start + " does not fit in the file");
        }
        ByteBuffer directory = bytes(start, (int) size);
        for (long k = 0; k < count; k++) {
            Entry entry = entry(directory);
            entries.put(entry.name, entry);
        }
    }

    /** Whether these are the first bytes of an archive. */
    static boolean isMagic(byte[] start) {
        return start.length >= 4 && start[0] == 'P' && start[1] == 'K' && (start[2] == 3 && start[3] == 4 || start[2] == 5 && start[3] == 6);
    }

    /** The entries by name, in the order of the archive. */
    Map<String, Entry> entries() {
        return entries;
    }

    /** Position of an entry's first byte. */
    long start(Entry entry) {
        if (entry.header < 0 || entry.header > file.size() - LOCAL_BYTES) {
            throw damaged("entry '" + entry.name + "' begins behind its end");
        }
        ByteBuffer local = bytes(entry.header, LOCAL_BYTES);
        long start = entry.header + LOCAL_BYTES + (local.getShort(26) & 0xffff) + (local.getShort(28) & 0xffff);
        if (local.getInt(0) != LOCAL || entry.bytes < 0 || start > file.size() - entry.bytes) {
            throw damaged("entry '" + entry.name + "' does not lie where the directory says");
        }
        return start;
    }

    /** From the end record to the end of the file. */
    private ByteBuffer end() {
        int count = (int) Math.min(file.size(), END_BYTES + LONGEST_COMMENT);
        ByteBuffer tail = bytes(file.size() - count, count);
        for (int at = count - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END && (tail.getShort(at + 20) & 0xffff) == count - at - END_BYTES) {
                return tail.slice(at, count - at).order(ByteOrder.LITTLE_ENDIAN);
            }
        }
        throw damaged("its directory is missing");
    }

    private ByteBuffer largeEnd(long end) {
        if (end < LOCATOR_BYTES + LARGE_END_BYTES) {
            throw damaged("its directory is missing");
        }
        ByteBuffer locator = bytes(end - LOCATOR_BYTES, LOCATOR_BYTES);
        long at = locator.getLong(8);
        if (locator.getInt(0) != LARGE_END_LOCATOR || at < 0 || at > end - LARGE_END_BYTES) {
            throw damaged("its directory is missing");
        }
        ByteBuffer large = bytes(at, LARGE_END_BYTES);
        if (large.getInt(0) != LARGE_END) {
            throw damaged("its directory is missing");
        }
        return large;
    }

    private Entry entry(ByteBuffer directory) {
        int at = directory.position();
        if (directory.remaining() < CENTRAL_BYTES || directory.getInt(at) != CENTRAL) {
            throw damaged("its directory ends early");
        }
        int flags = directory.getShort(at + 8);
        int nameBytes = directory.getShort(at + 28) & 0xffff;
        int extraBytes = directory.getShort(at + 30) & 0xffff;
        int next = at + CENTRAL_BYTES + nameBytes + extraBytes + (directory.getShort(at + 32) & 0xffff);
        if (next > directory.limit()) {
            throw damaged("its directory ends early");
        }
        byte[] name = new byte[nameBytes];
        directory.get(at + CENTRAL_BYTES, name);
        String text = new String(name, (flags & UTF8) != 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        long[] known = {
            directory.getInt(at + 24) & UNKNOWN, directory.getInt(at + 20) & UNKNOWN, directory.getInt(at + 42) & UNKNOWN
        };
        enlarge(known, directory.slice(at + CENTRAL_BYTES + nameBytes, extraBytes).order(ByteOrder.LITTLE_ENDIAN));
        directory.position(next);
        return new Entry(
                text, directory.getShort(at + 10) & 0xffff, (flags & ENCRYPTED) != 0, directory.getInt(at + 16) & UNKNOWN, known[1],
                known[0], known[2]);
    }

    /** Replaces what did not fit in 32 bits. */
    private static void enlarge(long[] known, ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int kind = extra.getShort() & 0xffff;
            int count = Math.min(extra.getShort() & 0xffff, extra.remaining());
            int end = extra.position() + count;
            for (int k = 0; kind == LARGE && k < known.length; k++) {
                if (known[k] == UNKNOWN && end - extra.position() >= Long.BYTES) {
                    known[k] = extra.getLong();
                }
            }
            extra.position(end);
        }
    }

    private ByteBuffer bytes(long position, int count) {
        return ByteBuffer.wrap(file.bytes(position, count)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private FileException damaged(String what) {
        return new FileException("cannot read " + file.path() + ": the zip archive is damaged: " + what + ": write it again");
    }
}
