package syrtis.schedule;

import syrtis.plan.Array;
import syrtis.plan.Readers;
import syrtis.plan.Stage;

/** How many tasks of a stage make a group: more than one only where they are tiny. */
final class Spans {
    /** Bytes of the tiles of a group, and elements of its loops, up to which it is made longer: some ten milliseconds of work. */
    private static final long BYTES = 256 << 10;

    private static final long ELEMENTS = 16 << 20;

    private static final long LONGEST = 1024;

    private static final long GROUPS_PER_SLOT = 16;

    private Spans() {}

    /** {@code slots}: groups that all workers together run at once. */
    static long of(Stage stage, Readers.Reads reads, int slots) {
        if (!reads.independent()) {
            return 1;
        }
        long bytes = 0;
        for (Array out : stage.outputs()) {
            bytes += out.grid().tileSize() * out.type().dtype().bytes();
        }
        long most = Math.min(BYTES / Math.max(1, bytes), ELEMENTS / Math.max(1, stage.space().tileSize()));
        return Math.max(1, Math.min(Math.min(LONGEST, most), stage.tasks() / (slots * GROUPS_PER_SLOT)));
    }
}
