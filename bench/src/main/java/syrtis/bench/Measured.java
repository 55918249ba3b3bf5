package syrtis.bench;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What came out of one workload.
 *
 * @param times of one unit, by contender; those that are absent or have no program are not there
 * @param failed what went wrong with rivals that have a program
 * @param footprint what Syrtis' turns took besides time
 * @param ceiling what the machine can do
 */
record Measured(
        Workload workload,
        long size,
        Map<Contender, Samples> times,
        Map<Contender, String> failed,
        Footprint footprint,
        Ceiling ceiling) {
    /**
     * @param resident bytes of the process in memory at most; 0 if the system does not tell
     * @param allocatedPerTurn bytes made in Java's heap by all threads, and of array memory in use at once
     * @param kernels compiled after the warm-up
     * @param growth bytes of array memory in use after the last turn above those after the first
     */
    record Footprint(long resident, long allocatedPerTurn, long kernels, long growth) {}

    Measured {
        times = Collections.unmodifiableMap(new EnumMap<>(times));
        failed = Map.copyOf(failed);
    }

    Samples syrtis() {
        return Objects.requireNonNull(times.get(Contender.SYRTIS));
    }

    /** How many times as long the rival takes. */
    OptionalDouble ratio(Contender rival) {
        Samples theirs = times.get(rival);
        return theirs == null ? OptionalDouble.empty() : OptionalDouble.of(theirs.median() / syrtis().median());
    }

    /** The part of what the machine can do that Syrtis does. */
    OptionalDouble ofCeiling() {
        OptionalDouble least = ceiling.leastSeconds(workload.effort(size));
        return least.isEmpty()
                ? least
                : OptionalDouble.of(least.getAsDouble() / (syrtis().median() * workload.units(size)));
    }
}
