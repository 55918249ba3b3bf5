package syrtis.plan;

/** Chooses where a group of tasks runs: a pure function, so that it can be tried on any number of workers. */
public final class Placer {
    private Placer() {}

    /** What is best. */
    public enum Objective {
        /** Least traffic: where most bytes of the inputs are already; of equals the least loaded, then the first. */
        LOCALITY
    }

    /**
     * The worker for a group of tasks; -1 if none has room.
     *
     * @param inputs by worker: bytes of the group's inputs that are there
     * @param loads by worker: what it has to do already, of what it should have at most, from 0 to 1; from 1 on it has no room
     */
    public static int place(Objective objective, long[] inputs, double[] loads) {
        return switch (objective) {
            case LOCALITY -> {
                int best = -1;
                for (int worker = 0; worker < loads.length; worker++) {
                    if (loads[worker] < 1 && (best < 0 || inputs[worker] > inputs[best]
                            || inputs[worker] == inputs[best] && loads[worker] < loads[best])) {
                        best = worker;
                    }
                }
                yield best;
            }
        };
    }
}
