package syrtis.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import syrtis.type.FileException;

/**
 * A file of blocks that did not fit in memory. It is deleted as soon as it is open where the system allows that, so that
 * nothing is left even after a kill. Space that is given back is used again, the best fit first.
 */
public final class Spill implements AutoCloseable {
    private static final int CHUNK = 1 << 22;

    /** Where a block lies in the file. */
    public record Slot(long offset, long bytes) {}

    private final Path folder;
    private final TreeMap<Long, java.util.ArrayDeque<Long>> holes = new TreeMap<>();
    private @Nullable FileChannel channel;
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
        holes.computeIfAbsent(slot.bytes, _ -> new java.util.ArrayDeque<>()).push(slot.offset);
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

    private void transfer(MemorySegment block, long offset, boolean write) throws IOException {
        FileChannel file = open();
        for (long at = 0; at < block.byteSize(); ) {
            ByteBuffer bytes = block.asSlice(at, Math.min(CHUNK, block.byteSize() - at)).asByteBuffer();
            int moved = write ? file.write(bytes, offset + at) : file.read(bytes, offset + at);
            if (moved <= 0) {
                throw new IOException("the spill file ends at " + (offset + at));
            }
            at += moved;
        }
    }

    private synchronized FileChannel open() throws IOException {
        if (channel == null) {
            Files.createDirectories(folder);
            Path path = Files.createTempFile(folder, "syrtis-", ".spill");
            channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            Files.deleteIfExists(path); // On POSIX systems the open file lives on without a name.
        }
        return channel;
    }

    @Override
    public synchronized void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            channel = null;
        }
    }
}
