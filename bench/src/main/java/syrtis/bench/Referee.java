package syrtis.bench;

import com.sun.management.OperatingSystemMXBean;
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
 * turn, each contender once per round, so that what disturbs the machine disturbs all of them. Where not all rivals'
 * data fit in memory at once, they come in several sittings, Syrtis in each.
 */
final class Referee {
    /** A turn does short work again and again for so long; its time is the mean. */
    private static final double SHORTEST_TURN_SECONDS = 0.05;

    private static final int USUAL_TURNS = 7;

    /** Turns before those that count. */
    private static final double WARM_SECONDS = 3;

    private static final int MOST_TO_WARM = 1000;

    /** Turns longer than this are taken three times. */
    private static final double LONG_SECONDS = 3;

    private static final int LONG_TURNS = 3;

    /** Turns longer than this are taken once. */
    private static final double VERY_LONG_SECONDS = 20;

    /** Gives threads of a contender that wait in a loop the time to fall asleep. */
    private static final long PAUSE_MILLIS = 100;

    /** The part of the machine's memory that a sitting may hold. */
    private static final double SHARE_OF_MEMORY = 0.7;

    private final Map<Contender, Rival> rivals;
    private final Scale scale;
    private final Ceiling ceiling;
    private final Engine engine;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    Referee(Map<Contender, Rival> rivals, Scale scale, Ceiling ceiling, Engine engine) {
        this.engine = engine;
        this.rivals = rivals;
        this.scale = scale;
        this.ceiling = ceiling;
    }

    Measured judge(Workload workload) throws Exception {
        try (Runtime runtime = engine.runtime(workload.options())) {
            Measured measured = runtime.run(() -> new Match(workload, runtime).play());
            runtime.reclaim();
            return measured;
        }
    }

    /** How many rivals may sit beside Syrtis. */
    private static int seats(long memory) {
        long machine = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        return memory == 0 ? Integer.MAX_VALUE : (int) Math.max(1, SHARE_OF_MEMORY * machine / memory - 1);
    }

    /** Whether a contender with these times is to take another turn. */
    static boolean isWanted(List<Double> times, Scale scale) {
        int turns = times.size();
        if (turns == 0) {
            return true;
        }
        double turn = samples(times).median();
        if (turn > VERY_LONG_SECONDS) {
            return false;
        }
        if (scale == Scale.QUICK || turn > LONG_SECONDS) {
            return turns < LONG_TURNS;
        }
        return turns < USUAL_TURNS;
    }

    private static Samples samples(List<Double> seconds) {
        return new Samples(seconds.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** One workload under way. */
    private final class Match {
        private final Workload workload;
        private final Runtime runtime;
        private final long size;
        private final Map<Contender, List<Double>> times = new EnumMap<>(Contender.class);
        private final Map<Contender, String> failed = new EnumMap<>(Contender.class);

        Match(Workload workload, Runtime runtime) {
            this.workload = workload;
            this.runtime = runtime;
            size = workload.size(scale);
        }

        Measured play() throws Exception {
            ResidentMemory.forgetPeak();
            Program program = workload.prepare(size);
            double first = program.seconds();
            double answer = program.answer();
            Bytes bytes = new Bytes(runtime); // It gives memory back that the warm-up then brings in again.
            warm(program, first);
            bytes.afterWarmUp();
            List<Map.Entry<Contender, Rival>> waiting = new ArrayList<>(rivals.entrySet());
            do {
                Map<Contender, Rival> seated = new EnumMap<>(Contender.class);
                while (!waiting.isEmpty() && seated.size() < seats(workload.memory(size))) {
                    Map.Entry<Contender, Rival> next = waiting.removeFirst();
                    if (hasAnswered(next.getKey(), next.getValue(), answer)) {
                        seated.put(next.getKey(), next.getValue());
                    }
                }
                sitting(program, seated, bytes);
                for (Map.Entry<Contender, Rival> rival : seated.entrySet()) {
                    if (!failed.containsKey(rival.getKey())) {
                        rival.getValue().forget();
                    }
                }
            } while (!waiting.isEmpty());
            long resident = ResidentMemory.peak();
            return new Measured(workload, size, samples(), failed, bytes.footprint(resident), ceiling);
        }

        /** Has a rival make its data and answer as Syrtis did; false if it has no program, or fails. */
        private boolean hasAnswered(Contender contender, Rival rival, double answer) throws WrongAnswerException {
            OptionalDouble theirs;
            try {
                theirs = rival.prepare(workload.program(), workload.rivalSize(contender, scale));
            } catch (IOException failure) {
                failed.put(contender, String.valueOf(failure.getMessage()));
                return false;
            }
            if (theirs.isEmpty()) {
                return false;
            }
            double difference = Math.abs(theirs.getAsDouble() - answer);
            if (!(difference <= workload.tolerance() * Math.max(1, Math.abs(answer)))) {
                throw new WrongAnswerException(
                        "syrtis computes " + answer + ", " + contender + " " + theirs.getAsDouble());
            }
            return true;
        }

        /** More turns until HotSpot has compiled what it will: a first turn that took long was enough. */
        private void warm(Program program, double secondsOfFirst) throws Exception {
            double seconds = secondsOfFirst;
            int most = scale == Scale.QUICK ? USUAL_TURNS : MOST_TO_WARM;
            for (int turns = 1; turns < most && seconds < WARM_SECONDS; turns++) {
                program.refresh();
                seconds += program.seconds();
            }
        }

        private void sitting(Program program, Map<Contender, Rival> seated, Bytes bytes) throws Exception {
            Map<Contender, List<Double>> own = new EnumMap<>(Contender.class);
            own.put(Contender.SYRTIS, new ArrayList<>());
            seated.keySet().forEach(contender -> own.put(contender, new ArrayList<>()));
            boolean isGoingOn = true;
            while (isGoingOn) {
                isGoingOn = false;
                for (Map.Entry<Contender, List<Double>> entry : own.entrySet()) {
                    Contender contender = entry.getKey();
                    if (!failed.containsKey(contender) && isWanted(entry.getValue(), scale)) {
                        Rival rival = seated.get(contender);
                        if (rival == null) {
                            entry.getValue().add(turn(program, bytes));
                        } else {
                            turn(contender, rival).ifPresent(entry.getValue()::add);
                        }
                        isGoingOn = true;
                    }
                }
            }
            failed.keySet().forEach(own::remove);
            own.forEach((contender, turns) ->
                    times.computeIfAbsent(contender, _ -> new ArrayList<>()).addAll(turns));
        }

        private double turn(Program program, Bytes bytes) throws Exception {
            Thread.sleep(PAUSE_MILLIS);
            double seconds = 0;
            int times = 0;
            do {
                program.refresh();
                bytes.before();
                seconds += program.seconds();
                bytes.after();
                times++;
            } while (seconds < shortestTurn());
            return seconds / times;
        }

        /** Nothing if the rival fails, which then leaves. */
        private OptionalDouble turn(Contender contender, Rival rival) throws InterruptedException {
            Thread.sleep(PAUSE_MILLIS);
            try {
                return OptionalDouble.of(rival.turn(shortestTurn()));
            } catch (IOException failure) {
                failed.put(contender, String.valueOf(failure.getMessage()));
                return OptionalDouble.empty();
            }
        }

        private double shortestTurn() {
            return scale == Scale.QUICK ? 0 : SHORTEST_TURN_SECONDS;
        }

        /** Times of one unit. */
        private Map<Contender, Samples> samples() {
            Map<Contender, Samples> samples = new EnumMap<>(Contender.class);
            times.forEach((contender, seconds) -> {
                long done = contender == Contender.SYRTIS ? size : workload.rivalSize(contender, scale);
                double perUnit = (double) size / done / workload.units(size);
                double[] all = seconds.stream().mapToDouble(Double::doubleValue).toArray();
                samples.put(contender, new Samples(all).times(perUnit));
            });
            return samples;
        }
    }

    /** Counts what Syrtis' turns take besides time. */
    private final class Bytes {
        private final Runtime runtime;
        private final long usedAtFirst;
        private long kernelsAtFirst;
        private long allocatedBefore;
        private long mostAllocated;

        Bytes(Runtime runtime) {
            this.runtime = runtime;
            runtime.reclaim();
            usedAtFirst = runtime.usedMemory();
        }

        void afterWarmUp() {
            kernelsAtFirst = runtime.compiledKernels();
        }

        void before() {
            allocatedBefore = threads.getTotalThreadAllocatedBytes();
        }

        void after() {
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
