package syrtis.bench;

import java.util.List;
import syrtis.Options;

/**
 * One question: sizes, targets and Syrtis' program. The rivals' programs have the same name in {@code rival.py},
 * {@code rival.c}, or are made from the text of an {@link Expression}.
 */
interface Workload {
    /** Its name; what stands before a {@code -} selects all that begin so. */
    String name();

    /** The name that selects its like too. */
    default String group() {
        return name().replaceFirst("-.*", "");
    }

    /** What its programs are called among the rivals'. */
    default String program() {
        return name();
    }

    /** What is asked, in one line. */
    String question();

    long size(Scale scale);

    /** The size that this rival is given; its time is scaled in proportion. */
    default long rivalSize(Contender rival, Scale scale) {
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

    /** Bytes that a contender holds at most, temporaries included: not more contenders are seated than fit. */
    default long memory(long size) {
        return 0;
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
