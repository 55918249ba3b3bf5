package syrtis.run;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import syrtis.type.CancelledException;
import syrtis.type.FileException;

/**
 * A file that appears under its name only when it is whole: it is written beside it, under another name, and then renamed. A
 * file of that name which was there before stays as it was until then, also for those who are reading it.
 */
final class AtomicFile implements AutoCloseable {
    private static final int CHUNK = 1 << 26;
    private static final int MOST_NAMES = 10_000;

    private final Path path;
    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private final Thread undo;
    private boolean committed;

    private record Part(Path path, FileChannel channel) {}

    AtomicFile(Path path) {
        this.path = path;
        try {
            target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath(); // A link stays a link.
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                throw new FileException("cannot write " + path + ": it is "
                        + (Files.isDirectory(target) ? "a folder" : "not a regular file") + ": give another name");
            }
            Part made = create(target);
            part = made.path;
            channel = made.channel;
        } catch (IOException failure) {
            throw unwritable(failure);
        }
        // A stopped program leaves nothing behind.
        undo = new Thread(() -> part.toFile().delete(), "syrtis-undo");
        try {
            Runtime.getRuntime().addShutdownHook(undo);
        } catch (IllegalStateException _) {
            close();
            throw new CancelledException("writing " + path + " was cancelled: the program is stopping");
        }
    }

    /** A new file beside {@code target}, with the permissions that new files have here. */
    private static Part create(Path target) throws IOException {
        String start = "." + target.getFileName() + "." + ProcessHandle.current().pid() + "-";
        for (int k = 0; ; k++) {
            Path part = target.resolveSibling(start + k + ".part");
            try {
                return new Part(part, FileChannel.open(
                        part, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
            } catch (FileAlreadyExistsException another) {
                if (k == MOST_NAMES) {
                    throw another;
                }
            }
        }
    }

    Path path() {
        return path;
    }

    void write(long position, MemorySegment bytes) {
        try {
            for (long at = 0; at < bytes.byteSize(); ) {
                ByteBuffer piece = bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at)).asByteBuffer();
                at += channel.write(piece, position + at);
            }
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    void write(long position, byte[] bytes) {
        write(position, MemorySegment.ofArray(bytes));
    }

    /** Reads back what was written; fails where that is less. */
    void read(long position, MemorySegment bytes) {
        try {
            for (long at = 0; at < bytes.byteSize(); ) {
                int count = channel.read(bytes.asSlice(at).asByteBuffer(), position + at);
                if (count < 0) {
                    throw new IOException("it ends at byte " + (position + at));
                }
                at += count;
            }
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    /** Makes it appear: nothing is written afterwards. */
    void commit() {
        try {
            channel.close();
            try {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException _) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            }
            committed = true;
        } catch (IOException failure) {
            throw unwritable(failure);
        } finally {
            close();
        }
    }

    /** Leaves no trace, unless it was committed. */
    @Override
    public void close() {
        try {
            channel.close();
            if (!committed) {
                Files.deleteIfExists(part);
            }
        } catch (IOException failure) {
            throw unwritable(failure);
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(undo);
            } catch (IllegalStateException _) {
                // It is running already.
            }
        }
    }

    private RuntimeException unwritable(IOException failure) {
        return failure instanceof ClosedByInterruptException
                ? new CancelledException("writing " + path + " was interrupted")
                : new FileException("cannot write " + path + ": " + PositionedFile.reason(failure), failure);
    }
}
