package syrtis.bench;

/**
 * Syrtis' program for one workload, with its data. Results are kept while reachable, so each turn computes something
 * new.
 */
interface Program {
    /** Does the work once: this is timed. */
    void turn() throws Exception;

    /** What the last turn computed; after the first turn it is what every contender must come to. */
    double answer() throws Exception;
}
