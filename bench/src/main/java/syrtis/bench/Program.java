package syrtis.bench;

/**
 * Syrtis' program for one workload, with its data. Results are kept while reachable, so each turn must compute something
 * new: by other numbers, or by data that {@link #refresh} made anew.
 */
interface Program {
    /** Makes the next turn's data, if the program needs that; not timed. */
    default void refresh() throws Exception {}

    /** Does the work once. */
    void turn() throws Exception;

    /** Does the work once; how long it took. */
    default double seconds() throws Exception {
        long start = System.nanoTime();
        turn();
        return (System.nanoTime() - start) / 1e9;
    }

    /** What the last turn computed; after the first turn it is what every contender must come to. */
    double answer() throws Exception;
}
