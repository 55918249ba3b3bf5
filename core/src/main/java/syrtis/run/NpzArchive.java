package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import syrtis.op.Op;
import syrtis.type.FileException;

/**
 * A {@code .npz} file: a zip archive of {@code .npy} files. An array that is stored plainly is read by position like a file
 * of its own; a compressed one is unpacked when it is asked for, tile by tile.
 */
public final class NpzArchive {
    private static final String SUFFIX = ".npy";
    private static final int CHUNK = 64 << 10;

    /** Deflate makes nothing smaller than this many times: more is a lie. */
    private static final long BEST_RATIO = 1032;

    private final PositionedFile file;
    private final ZipDirectory directory;
    private final Map<String, ZipDirectory.Entry> entries = new LinkedHashMap<>();
    private final Store store;

    private NpzArchive(PositionedFile file, Store store) {
        this.file = file;
        this.store = store;
        directory = new ZipDirectory(file);
        directory.entries().forEach((name, entry) ->
                entries.put(name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name, entry));
    }

    /** What an array of an archive is read from, and whether the array meant is its transpose. */
    public record Found(Op op, boolean transposed) {}

    public static NpzArchive open(Path path, Store store) {
        return new NpzArchive(new PositionedFile(path, store.pool()), store);
    }

    /** Whether the file begins as an archive does. */
    public static boolean isArchive(Path path, Store store) {
        try (PositionedFile file = new PositionedFile(path, store.pool())) {
            return ZipDirectory.isMagic(file.bytes(0, (int) Math.min(4, file.size())));
        }
    }

    /** Names of the arrays, without {@code .npy}. */
    public List<String> names() {
        return new ArrayList<>(entries.keySet());
    }

    /** The array called {@code name}. */
    public Found read(String name) {
        ZipDirectory.Entry entry = entries.get(name);
        if (entry == null) {
            throw new FileException("no array '" + name + "' in " + file.path() + ": it has " + String.join(", ", names()));
        }
        String path = entry.name() + " in " + file.path();
        if (entry.encrypted()) {
            throw new FileException("cannot read " + path + ": it is encrypted: write it without a password");
        }
        long start = directory.start(entry);
        return switch (entry.method()) {
            case ZipDirectory.STORED -> {
                NpySource source = NpySource.within(file, path, entry.name(), name, start, entry.bytes());
                yield new Found(new Op.Read(source), source.isTransposed());
            }
            case ZipDirectory.DEFLATED -> inflate(entry, path, start);
            default -> throw new FileException("cannot read " + path + ": compression method " + entry.method()
                    + " is unknown: write it with np.savez or np.savez_compressed");
        };
    }

    private Found inflate(ZipDirectory.Entry entry, String path, long start) {
        try (Unpacking bytes = new Unpacking(entry, path, start)) {
            NpyHeader header = NpyHeader.read(path, bytes);
            if (header.bytes() > entry.size() - header.length() || header.bytes() / BEST_RATIO > entry.bytes()) {
                throw new FileException("cannot read " + path + ": its header says " + header.type() + ", which is "
                        + header.bytes() + " bytes, more than the archive holds: write it again");
            }
            StoredArray made = TileFiller.fill(header.rowMajor(), store, tile -> {
                bytes.next(tile);
                header.decode(tile);
            });
            bytes.finish();
            return new Found(new Op.Stored(made), header.fortran());
        }
    }

    /** The unpacked bytes of an entry, one after the other. */
    private final class Unpacking implements NpyHeader.Bytes, AutoCloseable {
        private final Inflater inflater = new Inflater(true);
        private final CRC32 crc = new CRC32();
        private final ZipDirectory.Entry entry;
        private final String path;
        private final byte[] packed = new byte[CHUNK];
        private final byte[] unpacked = new byte[CHUNK];
        private long at;
        private long left;

        Unpacking(ZipDirectory.Entry entry, String path, long start) {
            this.entry = entry;
            this.path = path;
            at = start;
            left = entry.bytes();
        }

        @Override
        public void next(MemorySegment target) {
            for (long done = 0; done < target.byteSize(); ) {
                int count = next((int) Math.min(CHUNK, target.byteSize() - done), path);
                if (count == 0) {
                    throw new FileException("cannot read " + path + ": its compressed bytes end early: write it again");
                }
                MemorySegment.copy(MemorySegment.ofArray(unpacked), 0, target, done, count);
                done += count;
            }
        }

        /** Unpacks at most {@code most} bytes; 0 at the end. */
        private int next(int most, String name) {
            try {
                while (true) {
                    int count = inflater.inflate(unpacked, 0, most);
                    crc.update(unpacked, 0, count);
                    if (count > 0 || inflater.finished() || inflater.needsDictionary()) {
                        return count;
                    }
                    if (left == 0) {
                        return 0;
                    }
                    int more = (int) Math.min(CHUNK, left);
                    file.read(at, MemorySegment.ofArray(packed).asSlice(0, more));
                    inflater.setInput(packed, 0, more);
                    at += more;
                    left -= more;
                }
            } catch (DataFormatException failure) {
                throw new FileException("cannot read " + name + ": its compressed bytes are damaged ("
                        + Objects.requireNonNullElse(failure.getMessage(), "unknown code") + "): write it again", failure);
            }
        }

        /** Compares the checksum; bytes behind the array count too. */
        void finish() {
            for (long behind = entry.size(); next(CHUNK, path) > 0; behind -= CHUNK) {
                if (behind < 0) {
                    break; // More than was announced: whatever it is, it is not what was summed up.
                }
            }
            if (crc.getValue() != entry.crc()) {
                throw new FileException("cannot read " + path + ": its checksum is wrong: the file is damaged; write it again");
            }
        }

        @Override
        public void close() {
            inflater.close();
        }
    }
}
