package syrtis.run;

import java.lang.foreign.MemorySegment;
import syrtis.op.Op;
import syrtis.plan.Box;

/** An array outside memory that is read piece by piece: a file format implements this. */
public interface Source extends Op.Origin {
    /** Writes the elements of {@code box}, row-major and dense, to {@code target}. Called by several threads at once. */
    void read(Box box, MemorySegment target);
}
