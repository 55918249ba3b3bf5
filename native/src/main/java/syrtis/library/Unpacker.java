package syrtis.library;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Unpacks files from jars into a folder of the cache, once: whoever comes second, in this process or another, finds them there. The
 * folder carries the checksum in its name and appears whole, by renaming. A stamp inside it holds names, sizes, checksums and times;
 * a folder that differs from its stamp is damaged and is made anew.
 */
final class Unpacker {
    private static final String STAMP = "stamp";
    private static final String PART = ".part-";

    /** One at a time in this process; the lock file cares for the others. */
    private static final Object MONITOR = new Object();

    private final UserCache cache;

    Unpacker(UserCache cache) {
        this.cache = cache;
    }

    /** The folder that holds the files. */
    Path unpack(String name, List<Packed> files) throws IOException {
        Path parent = cache.folder("libraries");
        Path folder = parent.resolve(name + "-" + checksum(files));
        if (isWhole(folder, files)) {
            return folder;
        }
        synchronized (MONITOR) {
            try (FileChannel lock = FileChannel.open(
                            parent.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = lock(lock)) {
                if (!isWhole(folder, files)) {
                    delete(folder);
                    make(parent, folder, files);
                }
                return folder;
            }
        }
    }

    private static void make(Path parent, Path folder, List<Packed> files) throws IOException {
        for (Path left : inside(parent)) {
            if (left.getFileName()
                    .toString()
                    .startsWith(PART)) { // by a process that was stopped: this one has the lock
                delete(left);
            }
        }
        Path part = Files.createTempDirectory(parent, PART);
        try {
            for (Packed file : files) {
                file.unpackTo(part);
            }
            Files.writeString(part.resolve(STAMP), stamp(part, files));
            Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(part);
        }
    }

    private static boolean isWhole(Path folder, List<Packed> files) throws IOException {
        try {
            return Files.readString(folder.resolve(STAMP)).equals(stamp(folder, files));
        } catch (NoSuchFileException absent) {
            return false;
        }
    }

    /** What the stamp says of the files as they lie in {@code folder} now, if they are what was packed. */
    private static String stamp(Path folder, List<Packed> files) throws IOException {
        StringBuilder stamp = new StringBuilder();
        for (Packed file : files) {
            Path path = folder.resolve(file.name());
            stamp.append(file.name())
                    .append(' ')
                    .append(Files.size(path) == file.size() ? file.size() : -1)
                    .append(' ')
                    .append(file.checksum())
                    .append(' ')
                    .append(Files.getLastModifiedTime(path))
                    .append('\n');
        }
        return stamp.toString();
    }

    private static String checksum(List<Packed> files) {
        return String.join("-", files.stream().map(Packed::checksum).toList());
    }

    /** Waits for other processes, and for this class in another class loader. */
    private static FileLock lock(FileChannel channel) throws IOException {
        while (true) {
            try {
                return channel.lock();
            } catch (OverlappingFileLockException held) {
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path file : inside(folder)) {
                Files.delete(file);
            }
            Files.delete(folder);
        }
    }

    private static List<Path> inside(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
