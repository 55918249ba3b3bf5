package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;
import syrtis.plan.Box;
import syrtis.type.FileException;
import syrtis.type.Type;

/**
 * The array of a {@code .npy} file, which may lie inside another file. Elements are read by position, straight to where
 * they are wanted, and only those wanted; the file is not mapped, so its pages count as nobody's memory.
 *
 * <p>Where the first index moves fastest in the file ({@link #isTransposed}), this is the transpose of the array meant.
 */
public final class NpySource implements Source {
    /** Bytes between two wanted runs that cost less to read than another call of the system. */
    private static final long WORTH_READING = 16 << 10;

    private final PositionedFile file;
    private final String name;
    private final String member;
    private final NpyHeader header;
    private final long start;
    private final Type type;

    private NpySource(PositionedFile file, String name, String member, NpyHeader header, long start) {
        this.file = file;
        this.name = name;
        this.member = member;
        this.header = header;
        this.start = start;
        type = header.rowMajor();
    }

    /** The array in file {@code path}; its header is read and checked here. */
    public static NpySource open(Path path, Store store) {
        PositionedFile file = new PositionedFile(path, store.pool());
        return within(file, path.toString(), Objects.toString(path.getFileName()), "", 0, file.size());
    }

    /** The array in {@code count} bytes of {@code file} from {@code offset} on, which hold its member {@code member}. */
    static NpySource within(PositionedFile file, String path, String name, String member, long offset, long count) {
        long[] at = {offset};
        NpyHeader header = NpyHeader.read(path, target -> {
            if (at[0] + target.byteSize() > offset + count) {
                throw new FileException("cannot read " + path + ": its header should go on to byte "
                        + (at[0] - offset + target.byteSize()) + ", but there are " + count + " bytes: the file was cut; write it again");
            }
            file.read(at[0], target);
            at[0] += target.byteSize();
        });
        if (header.bytes() > count - header.length()) {
            throw new FileException("cannot read " + path + ": its header says " + header.type() + ", which is " + header.bytes()
                    + " bytes, but " + (count - header.length()) + " follow: the file was cut; write it again");
        }
        return new NpySource(file, name, member, header, at[0]);
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public String name() {
        return name;
    }

    public Path path() {
        return file.path();
    }

    /** What the archive calls the array that lies in one; empty for a file of its own. */
    public String member() {
        return member;
    }

    /** Whether the array meant is the transpose of this one. */
    public boolean isTransposed() {
        return header.fortran();
    }

    @Override
    public void read(Box box, MemorySegment target) {
        if (box.isEmpty()) {
            return;
        }
        long[] strides = type.shape().strides();
        int bytes = type.dtype().bytes();
        // Trailing axes that are wanted wholly, and what is wanted of the one before, are one run of the file.
        int rows = box.rank();
        long run = bytes;
        while (rows > 0) {
            rows--;
            run *= box.extent()[rows];
            if (box.extent()[rows] != type.shape().dim(rows)) {
                break;
            }
        }
        // The runs along one more axis are read together, the others one after the other.
        do {
            rows--;
        } while (rows >= 0 && box.extent()[rows] == 1);
        long count = rows < 0 ? 1 : box.extent()[rows];
        long step = rows < 0 ? run : strides[rows] * bytes;
        long[] at = box.start().clone();
        for (long done = 0; done < box.size() * bytes; done += count * run) {
            long position = start;
            for (int axis = 0; axis < at.length; axis++) {
                position += at[axis] * strides[axis] * bytes;
            }
            readRuns(position, step, run, target.asSlice(done, count * run));
            for (int axis = rows - 1; axis >= 0 && ++at[axis] == box.start()[axis] + box.extent()[axis]; axis--) {
                at[axis] = box.start()[axis];
            }
        }
        header.decode(target.asSlice(0, box.size() * bytes));
    }

    /**
     * Fills {@code target} with runs of {@code run} bytes that begin {@code step} bytes apart. Where the gaps are small,
     * several runs are read at once, gaps included, to the free end of the target, and moved together.
     */
    private void readRuns(long position, long step, long run, MemorySegment target) {
        long count = target.byteSize() / run;
        for (long k = 0; k < count; ) {
            long room = target.byteSize() - k * run;
            long together = step - run > WORTH_READING ? 1 : (room - run) / step + 1;
            long span = (together - 1) * step + run;
            MemorySegment free = target.asSlice(target.byteSize() - span, span);
            if (together == 1) {
                free = target.asSlice(k * run, run);
            }
            file.read(position + k * step, free);
            if (together > 1) {
                // The free end begins at or behind run k, and steps are no shorter than runs: no run is overwritten unread.
                for (long j = 0; j < together; j++) {
                    MemorySegment.copy(free, j * step, target, (k + j) * run, run);
                }
            }
            k += together;
        }
    }
}
