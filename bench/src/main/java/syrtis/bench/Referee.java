package syrtis.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import syrtis.Runtime;

/**
 * Lets the contenders of a workload answer, refuses to go on if they disagree, warms up, and then times turn after
 * turn, each contender once per round, so that what disturbs the machine disturbs all of them.
 */
final class Referee {
    private static final int FEWEST = 7;
    private static final int MOST = 99;
    private static final double ENOUGH_SECONDS = 1;

    /** After this long three rounds must do: the table tells how many there were. */
    private static final double PATIENCE_SECONDS = 240;

    private static final int FEWEST_OF_LONG = 3;

    /** Gives threads of a contender that wait in a loop the time to fall asleep. */
    private static final long PAUSE_MILLIS = 20;

    private final Map<Contender, Rival> rivals;
    private final Scale scale;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    Referee(Map<Contender, Rival> rivals, Scale scale) {
        this.rivals = rivals;
        this.scale = scale;
    }

    Measured judge(Workload workload) throws Exception {
        try (Runtime runtime = Runtime.of(workload.options())) {
            Measured measured = runtime.run(() -> measure(workload, runtime));
            runtime.reclaim();
            return measured;
        }
    }

    private Measured measure(Workload workload, Runtime runtime) throws Exception {
        long size = workload.size(scale);
        ResidentMemory.forgetPeak();
        Program program = workload.prepare(size);
        long start = System.nanoTime();
        program.turn();
        double first = secondsSince(start);
        Map<Contender, Rival> others = agreeing(workload, program.answer());
        warm(program, first);
        Bytes bytes = new Bytes(runtime);
        Map<Contender, List<Double>> times = rounds(program, others, bytes);
        long resident = ResidentMemory.peak();
        for (Rival rival : others.values()) {
            rival.forget();
        }
        Map<Contender, Samples> samples = new EnumMap<>(Contender.class);
        times.forEach((contender, seconds) -> {
            long done = contender == Contender.SYRTIS ? size : workload.rivalSize(scale);
            double perUnit = (double) size / done / workload.units(size);
            samples.put(contender, samples(seconds).times(perUnit));
        });
        return new Measured(workload, size, samples, bytes.footprint(resident));
    }

    /** The rivals that have a program for the workload; all answer as Syrtis does. */
    private Map<Contender, Rival> agreeing(Workload workload, double answer) throws IOException, WrongAnswerException {
        Map<Contender, Rival> others = new EnumMap<>(Contender.class);
        for (Map.Entry<Contender, Rival> entry : rivals.entrySet()) {
            OptionalDouble theirs = entry.getValue().prepare(workload.name(), workload.rivalSize(scale));
            if (theirs.isEmpty()) {
                continue;
            }
            double difference = Math.abs(theirs.getAsDouble() - answer);
            if (!(difference <= workload.tolerance() * Math.max(1, Math.abs(answer)))) {
                throw new WrongAnswerException(
                        "syrtis computes " + answer + ", " + entry.getKey() + " " + theirs.getAsDouble());
            }
            others.put(entry.getKey(), entry.getValue());
        }
        return others;
    }

    /** More turns until HotSpot has compiled what it will: a first turn that took long was enough. */
    private static void warm(Program program, double secondsOfFirst) throws Exception {
        double seconds = secondsOfFirst;
        for (int turns = 1; turns < FEWEST && seconds < ENOUGH_SECONDS; turns++) {
            long start = System.nanoTime();
            program.turn();
            seconds += secondsSince(start);
        }
    }

    private Map<Contender, List<Double>> rounds(Program program, Map<Contender, Rival> others, Bytes bytes)
            throws Exception {
        Map<Contender, List<Double>> times = new EnumMap<>(Contender.class);
        long start = System.nanoTime();
        for (int round = 0; isWanted(round, secondsSince(start)); round++) {
            bytes.beforeTurn();
            long begin = System.nanoTime();
            program.turn();
            times.computeIfAbsent(Contender.SYRTIS, _ -> new ArrayList<>()).add(secondsSince(begin));
            bytes.afterTurn();
            for (Map.Entry<Contender, Rival> rival : others.entrySet()) {
                Thread.sleep(PAUSE_MILLIS);
                times.computeIfAbsent(rival.getKey(), _ -> new ArrayList<>()).add(rival.getValue().turn());
            }
        }
        return times;
    }

    private boolean isWanted(int round, double seconds) {
        if (scale == Scale.QUICK || seconds > PATIENCE_SECONDS) {
            return round < FEWEST_OF_LONG;
        }
        return round < FEWEST || round < MOST && seconds < ENOUGH_SECONDS;
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static Samples samples(List<Double> seconds) {
        return new Samples(seconds.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Counts what Syrtis' turns take besides time. */
    private final class Bytes {
        private final Runtime runtime;
        private final long usedAtFirst;
        private final long kernelsAtFirst;
        private long allocatedBefore;
        private long mostAllocated;

        Bytes(Runtime runtime) {
            this.runtime = runtime;
            runtime.reclaim();
            usedAtFirst = runtime.usedMemory();
            kernelsAtFirst = runtime.compiledKernels();
        }

        void beforeTurn() {
            allocatedBefore = threads.getTotalThreadAllocatedBytes();
        }

        void afterTurn() {
            long onHeap = threads.getTotalThreadAllocatedBytes() - allocatedBefore;
            mostAllocated = Math.max(mostAllocated, onHeap + runtime.peakMemory());
        }

        Measured.Footprint footprint(long resident) {
            runtime.reclaim();
            long kernels = runtime.compiledKernels() - kernelsAtFirst;
            return new Measured.Footprint(resident, mostAllocated, kernels, runtime.usedMemory() - usedAtFirst);
        }
    }
}
