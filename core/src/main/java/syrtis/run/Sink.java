package syrtis.run;

import java.lang.foreign.MemorySegment;
import syrtis.plan.Box;

/** Where an array is written piece by piece: a file format implements this. */
public interface Sink extends AutoCloseable {
    /** Takes the elements of {@code box}, row-major and dense. Pieces come in any order. */
    void write(Box box, MemorySegment elements);

    @Override
    void close();
}
