package syrtis.llvm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Object code on disk, by key; shared by all processes of a user and bounded in size. Keys are hexadecimal digests, and their first two
 * digits name a folder that has its own part of the bound, so that making room needs no look at the rest and no process has to
 * know of another. Entries carry a checksum and appear by renaming; one that cannot be read or is damaged is as good as none.
 */
final class ObjectCache {
    static final int FOLDERS = 256;

    private static final int MAGIC = 0x53595254; // SYRT
    private static final int HEADER = Integer.BYTES + 2 * Long.BYTES;

    /** An entry in use is marked so at most this often: often enough to know the oldest. */
    private static final Duration MARKED_EVERY = Duration.ofHours(1);

    private final Path folder;
    private final long limit;

    /** A cache in {@code folder} that takes at most {@code limit} bytes. */
    ObjectCache(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /** What was stored under the key, if it is there and whole. */
    Optional<byte[]> find(String key) {
        Path file = file(key);
        try {
            ByteBuffer entry = ByteBuffer.wrap(Files.readAllBytes(file));
            if (entry.remaining() < HEADER
                    || entry.getInt() != MAGIC
                    || entry.getLong() != entry.limit() - HEADER
                    || entry.getLong() != checksum(entry.array())) {
                Files.deleteIfExists(file);
                return Optional.empty();
            }
            mark(file);
            byte[] object = new byte[entry.remaining()];
            entry.get(object);
            return Optional.of(object);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Stores it, with the oldest of its folder thrown out where there is no room. Says why, where that is impossible. */
    Optional<String> store(String key, byte[] object) {
        ByteBuffer entry = ByteBuffer.allocate(HEADER + object.length);
        entry.position(HEADER).put(object).flip();
        entry.putInt(MAGIC)
                .putLong(object.length)
                .putLong(checksum(entry.array()))
                .rewind();
        Path file = file(key);
        Path shard = shard(key);
        try {
            Files.createDirectories(shard);
            if (!makeRoom(shard, entry.limit())) {
                return Optional.of(
                        "an object of " + entry.limit() + " bytes is more than a folder's share of " + limit / FOLDERS);
            }
            Path part = Files.createTempFile(shard, ".", ".part");
            try {
                Files.write(part, entry.array());
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            return Optional.empty();
        } catch (IOException failure) {
            return Optional.of("cannot write " + file + ": " + failure);
        }
    }

    private Path file(String key) {
        return shard(key).resolve(key.substring(2));
    }

    private Path shard(String key) {
        return folder.resolve(key.substring(0, 2));
    }

    private static void mark(Path file) throws IOException {
        Instant now = Instant.now();
        if (Files.getLastModifiedTime(file).toInstant().plus(MARKED_EVERY).isBefore(now)) {
            Files.setLastModifiedTime(file, FileTime.from(now));
        }
    }

    private record Entry(Path file, long size, FileTime used) {}

    private boolean makeRoom(Path shard, long wanted) throws IOException {
        long share = limit / FOLDERS;
        if (wanted > share) {
            return false;
        }
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(shard)) {
            for (Path file : files.toList()) {
                attributes(file).ifPresent(seen -> entries.add(new Entry(file, seen.size(), seen.lastModifiedTime())));
            }
        }
        long taken = entries.stream().mapToLong(Entry::size).sum();
        entries.sort(Comparator.comparing(Entry::used));
        for (Entry oldest : entries) {
            if (taken + wanted <= share) {
                break;
            }
            Files.deleteIfExists(oldest.file);
            taken -= oldest.size;
        }
        return true;
    }

    /** None where another process was quicker to delete it. */
    private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
        } catch (NoSuchFileException deleted) {
            return Optional.empty();
        }
    }

    private static long checksum(byte[] entry) {
        CRC32C sum = new CRC32C();
        sum.update(entry, HEADER, entry.length - HEADER);
        return sum.getValue();
    }
}
