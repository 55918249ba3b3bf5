package syrtis.memory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import syrtis.type.FileException;

/**
 * A file of blocks that did not fit in memory. It is deleted as soon as it is open where the system allows that, so that
 * nothing is left even after a kill. Space that is given back is used again, the best fit first.
 */
public final class Spill implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    /** Where a block lies in the file. */
    public record Slot(long offset, long bytes) {}

    private final Path folder;
    private final TreeMap<Long, ArrayDeque<Long>> holes = new TreeMap<>();
    private @Nullable RandomAccessFile file;
    private long end;
    private long live;

    public Spill(Path folder) {
        this.folder = folder;
    }

    /** Bytes on disk now. */
    public synchronized long live() {
        return live;
    }

    /** Writes a block. */
    public Slot write(MemorySegment block) {
        Slot slot = reserve(block.byteSize());
        try {
            transfer(block, slot.offset, true);
        } catch (IOException failure) {
            free(slot);
            throw new FileException("cannot spill " + block.byteSize() + " bytes to " + folder + ": " + failure.getMessage()
                    + ": free some disk space or raise the memory budget", failure);
        }
        return slot;
    }

    /** Reads a block back; the slot stays taken. */
    public void read(Slot slot, MemorySegment block) {
        try {
            transfer(block, slot.offset, false);
        } catch (IOException failure) {
            throw new FileException("cannot read back " + slot.bytes + " spilled bytes: " + failure.getMessage(), failure);
        }
    }

    /** Gives a slot back. */
    public synchronized void free(Slot slot) {
        holes.computeIfAbsent(slot.bytes, _ -> new ArrayDeque<>()).push(slot.offset);
        live -= slot.bytes;
    }

    private synchronized Slot reserve(long bytes) {
        live += bytes;
        var hole = holes.ceilingEntry(bytes);
        if (hole != null && hole.getKey() <= bytes + bytes / 4) {
            long offset = hole.getValue().pop();
            if (hole.getValue().isEmpty()) {
                holes.remove(hole.getKey());
            }
            return new Slot(offset, bytes);
        }
        Slot slot = new Slot(end, bytes);
        end += bytes;
        return slot;
    }

    /** Interrupts do not close this file, as they would a channel. */
    private synchronized void transfer(MemorySegment block, long offset, boolean write) throws IOException {
        RandomAccessFile bytes = open();
        byte[] chunk = new byte[(int) Math.min(CHUNK, block.byteSize())];
        MemorySegment view = MemorySegment.ofArray(chunk);
        bytes.seek(offset);
        for (long at = 0; at < block.byteSize(); at += chunk.length) {
            int count = (int) Math.min(chunk.length, block.byteSize() - at);
            if (write) {
                MemorySegment.copy(block, at, view, 0, count);
                bytes.write(chunk, 0, count);
            } else {
                bytes.readFully(chunk, 0, count);
                MemorySegment.copy(view, 0, block, at, count);
            }
        }
    }

    private RandomAccessFile open() throws IOException {
        RandomAccessFile open = file;
        if (open == null) {
            Files.createDirectories(folder);
            Path path = Files.createTempFile(folder, "syrtis-", ".spill");
            open = new RandomAccessFile(path.toFile(), "rw");
            file = open;
            if (isPosix()) {
                Files.delete(path); // The open file lives on without a name.
            } else {
                path.toFile().deleteOnExit();
            }
        }
        return open;
    }

    private boolean isPosix() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public synchronized void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            file = null;
        }
    }
}
