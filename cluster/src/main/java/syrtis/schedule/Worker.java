package syrtis.schedule;

/** How much a worker has to do. It is given enough that it need not wait for the next orders, and no more: others may be idle. */
final class Worker {
    /** Work for each slot, in nanoseconds: longer than it takes to report and be answered. */
    private static final double QUEUE = 50e6;

    /** Groups for each slot, however long they take: the inputs of one are brought while another runs. */
    private static final int LEAST = 2;

    /** Groups for each slot, however short they are. */
    private static final int MOST = 64;

    private final int slots;
    private boolean isHere = true;
    private boolean isFilling = true;
    private int outstanding;
    private double nanos; // that is expected to take

    Worker(int slots) {
        this.slots = slots;
    }

    boolean isHere() {
        return isHere;
    }

    /** It is gone. */
    void leaves() {
        isHere = false;
    }

    /** Groups that it has been given. */
    int outstanding() {
        return outstanding;
    }

    /** It is given a group that should take so long. */
    void begins(long expected) {
        outstanding++;
        nanos += expected;
    }

    /** A group that was to take so long is done, or given up. */
    void ends(long expected) {
        outstanding = Math.max(0, outstanding - 1);
        nanos = outstanding == 0 ? 0 : Math.max(0, nanos - expected);
    }

    /**
     * What it has to do, of what it should have at most; infinite while it has enough: it gets more when half of that is done, for many groups
     * at once make few letters.
     */
    double load() {
        double least = (double) outstanding / (2 * LEAST * slots);
        double load = Math.max(nanos / (QUEUE * slots), (double) outstanding / (MOST * slots));
        double used = outstanding < LEAST * slots ? Math.min(load, least) : load;
        isFilling = isFilling ? used < 1 : used <= 0.5;
        return isHere && isFilling ? used : Double.POSITIVE_INFINITY;
    }
}
