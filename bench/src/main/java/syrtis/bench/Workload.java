package syrtis.bench;

import java.util.List;
import syrtis.Options;

/**
 * One question: sizes, targets and Syrtis' program. The rivals' programs have the same name in {@code rival.py},
 * {@code rival.c}.
 */
interface Workload {
    /** Its name; what stands before the first {@code -} selects its group too. */
    String name();

    /** What is asked, in one line. */
    String question();

    long size(Scale scale);

    /** The size that rivals are given; their time is scaled in proportion. */
    default long rivalSize(Scale scale) {
        return size(scale);
    }

    /** What is told is the time of one turn divided by this. */
    default long units(long size) {
        return 1;
    }

    /** The least that a turn must do. */
    default Effort effort(long size) {
        return Effort.UNKNOWN;
    }

    /** How far answers may be apart, relative to their size. */
    default double tolerance() {
        return 1e-9;
    }

    List<Target> targets();

    /** How Syrtis runs. */
    default Options options() {
        return Options.defaults();
    }

    /** Makes the data. */
    Program prepare(long size) throws Exception;
}
