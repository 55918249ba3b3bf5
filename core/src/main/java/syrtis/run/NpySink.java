package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import syrtis.plan.Box;
import syrtis.type.Type;

/**
 * A new {@code .npy} file, written piece by piece, by position. It appears under its name when it is closed after its
 * last element was written; if elements are missing then, nothing was changed.
 */
public final class NpySink implements Sink {
    private final AtomicFile file;
    private final Type type;
    private final long start;
    private final boolean isPart;
    private long missing;

    private NpySink(AtomicFile file, Type type, long offset, boolean isPart) {
        this.file = file;
        this.type = type;
        this.isPart = isPart;
        missing = type.shape().size();
        byte[] header = NpyHeader.of(type).toBytes();
        start = offset + header.length;
        file.write(offset, header);
    }

    /** Begins file {@code path} of an array of this type. */
    public static NpySink create(Path path, Type type) {
        AtomicFile file = new AtomicFile(path);
        try {
            return new NpySink(file, type, 0, false);
        } catch (RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    /** An array in a larger file, which others close. */
    static NpySink within(AtomicFile file, long offset, Type type) {
        return new NpySink(file, type, offset, true);
    }

    /** Whether all elements were written. */
    boolean isWhole() {
        return missing == 0;
    }

    /** Position behind the last element. */
    long end() {
        return start + type.bytes();
    }

    @Override
    public void write(Box box, MemorySegment elements) {
        int bytes = type.dtype().bytes();
        long[] strides = type.shape().strides();
        int outer = box.rank();
        long run = bytes;
        while (outer > 0) {
            outer--;
            run *= box.extent()[outer];
            if (box.extent()[outer] != type.shape().dim(outer)) {
                break;
            }
        }
        long[] at = box.start().clone();
        for (long done = 0; done < box.size() * bytes; done += run) {
            long position = start;
            for (int axis = 0; axis < at.length; axis++) {
                position += at[axis] * strides[axis] * bytes;
            }
            file.write(position, elements.asSlice(done, run));
            for (int axis = outer - 1; axis >= 0 && ++at[axis] == box.start()[axis] + box.extent()[axis]; axis--) {
                at[axis] = box.start()[axis];
            }
        }
        missing -= box.size();
    }

    @Override
    public void close() {
        if (isPart) {
            return;
        }
        if (isWhole()) {
            file.commit();
        } else {
            file.close();
        }
    }
}
