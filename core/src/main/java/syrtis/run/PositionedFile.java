package syrtis.run;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import syrtis.memory.Pool;
import syrtis.type.CancelledException;
import syrtis.type.FileException;

/**
 * A file that many threads read by position. It is closed when nobody can reach it any more. Where an interrupted thread
 * closed it (as Java's channels do), the others open it again, if it is still the same file.
 */
final class PositionedFile implements AutoCloseable {
    private static final int CHUNK = 1 << 26;
    private static final int MOST_ATTEMPTS = 10;

    private final Path path;
    private final Pool pool;
    private final Open open = new Open();
    private final long size;
    private final FileTime modified;

    /** What is to be closed, apart from what must become unreachable first. */
    private static final class Open {
        private @Nullable FileChannel channel;

        synchronized void close() {
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException _) {
                    // Nothing was written: there is nothing to lose.
                }
                channel = null;
            }
        }
    }

    /** Opens a file; {@code pool} sees when it becomes unreachable. */
    PositionedFile(Path path, Pool pool) {
        this.path = path;
        this.pool = pool;
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new FileException("cannot read " + path + ": it is "
                    + (Files.isDirectory(path) ? "a folder" : "not a regular file") + ": give the name of a file");
        }
        try {
            FileChannel channel = opened();
            open.channel = channel;
            size = channel.size();
            modified = Files.getLastModifiedTime(path);
        } catch (IOException failure) {
            open.close();
            throw unreadable(path, failure);
        }
        pool.whenUnreachable(this, open::close);
    }

    Path path() {
        return path;
    }

    /** Bytes of the file. */
    long size() {
        return size;
    }

    /** Fills {@code target} with the bytes from {@code position} on. */
    void read(long position, MemorySegment target) {
        try {
            for (long at = 0; at < target.byteSize(); ) {
                ByteBuffer piece = target.asSlice(at, Math.min(CHUNK, target.byteSize() - at)).asByteBuffer();
                int count = read(position + at, piece);
                if (count < 0) {
                    throw new FileException("cannot read " + target.byteSize() + " bytes at " + position + " of " + path
                            + ": the file ends at " + (position + at) + ": it was cut since it was opened; write it again");
                }
                at += count;
            }
        } catch (IOException failure) {
            throw unreadable(path, failure);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** The {@code count} bytes from {@code position} on. */
    byte[] bytes(long position, int count) {
        byte[] bytes = new byte[count];
        read(position, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private int read(long position, ByteBuffer piece) throws IOException {
        while (true) {
            FileChannel channel = channel();
            try {
                return channel.read(piece, position);
            } catch (ClosedByInterruptException _) {
                throw new CancelledException("reading " + path + " was interrupted");
            } catch (ClosedChannelException _) {
                // Another thread was interrupted while it read: the next round opens the file again.
            }
        }
    }

    private FileChannel channel() throws IOException {
        synchronized (open) {
            FileChannel channel = open.channel;
            if (channel == null || !channel.isOpen()) {
                channel = opened();
                open.channel = channel;
                if (channel.size() != size || !Files.getLastModifiedTime(path).equals(modified)) {
                    throw new FileException("cannot read " + path + ": it was changed since it was loaded: load it again");
                }
            }
            return channel;
        }
    }

    private FileChannel opened() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return FileChannel.open(path, StandardOpenOption.READ);
            } catch (FileSystemException failure) {
                boolean tooMany = Objects.requireNonNullElse(failure.getReason(), "").contains("Too many open files");
                if (!tooMany || attempt == MOST_ATTEMPTS) {
                    throw failure;
                }
                pool.reclaim(true); // Files of arrays that are garbage are still open, and are found little by little.
            }
        }
    }

    /** Closes it at once, where that is known to be the end of it. */
    @Override
    public void close() {
        open.close();
    }

    static FileException unreadable(Path path, IOException failure) {
        return new FileException("cannot read " + path + ": " + reason(failure), failure);
    }

    /** What is wrong, and what to do. */
    static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "there is no such file or folder: check the name; relative names start at "
                    + Path.of("").toAbsolutePath();
            case AccessDeniedException _ -> "access is denied: check who may use it";
            case FileSystemException other -> Objects.requireNonNullElse(other.getReason(), "the file system refuses it");
            default -> Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        };
    }
}
