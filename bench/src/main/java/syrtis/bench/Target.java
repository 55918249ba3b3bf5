package syrtis.bench;

import java.util.OptionalDouble;

/** Something that a workload must show. */
sealed interface Target {
    /** Whether a target is met. */
    enum Verdict {
        MET,
        MISSED,
        /** Nobody can say: the rival is absent, or the run was a quick one. */
        OPEN
    }

    /** What is wanted, and what was found. */
    String text(Measured measured);

    Verdict verdict(Measured measured);

    private static Verdict of(boolean met) {
        return met ? Verdict.MET : Verdict.MISSED;
    }

    /** At least {@code factor} times as fast as a rival. */
    record Faster(double factor, Contender rival) implements Target {
        @Override
        public String text(Measured measured) {
            return Figures.factor(factor) + " " + rival;
        }

        @Override
        public Verdict verdict(Measured measured) {
            OptionalDouble ratio = measured.ratio(rival);
            return ratio.isEmpty() ? Verdict.OPEN : of(ratio.getAsDouble() >= factor);
        }
    }

    /** At least {@code factor} times as fast as each rival in Python. */
    record FasterThanAll(double factor) implements Target {
        @Override
        public String text(Measured measured) {
            return Figures.factor(factor) + " the best";
        }

        @Override
        public Verdict verdict(Measured measured) {
            OptionalDouble least = Contender.PYTHON.stream()
                    .map(measured::ratio)
                    .flatMapToDouble(OptionalDouble::stream)
                    .min();
            return least.isEmpty() ? Verdict.OPEN : of(least.getAsDouble() >= factor);
        }
    }

    /** At least this part of what the machine can do. */
    record OfCeiling(double part) implements Target {
        @Override
        public String text(Measured measured) {
            return Figures.percent(part) + " of the ceiling";
        }

        @Override
        public Verdict verdict(Measured measured) {
            OptionalDouble reached = measured.ofCeiling();
            return reached.isEmpty() ? Verdict.OPEN : of(reached.getAsDouble() >= part);
        }
    }

    /** At most so many seconds a unit, by the median. */
    record Within(double seconds) implements Target {
        @Override
        public String text(Measured measured) {
            return "at most " + Figures.seconds(seconds);
        }

        @Override
        public Verdict verdict(Measured measured) {
            return of(measured.syrtis().median() <= seconds);
        }
    }

    /** At most so many bytes of the whole process in memory at once. */
    record Resident(long bytes) implements Target {
        @Override
        public String text(Measured measured) {
            return "resident " + Figures.bytes(measured.footprint().resident()) + " of " + Figures.bytes(bytes);
        }

        @Override
        public Verdict verdict(Measured measured) {
            long resident = measured.footprint().resident();
            return resident == 0 ? Verdict.OPEN : of(resident <= bytes);
        }
    }

    /** At most so many bytes made a turn, in Java's heap and of array memory, whether still in use or not. */
    record Allocated(long bytes) implements Target {
        @Override
        public String text(Measured measured) {
            return "allocated " + Figures.bytes(measured.footprint().allocatedPerTurn()) + " of "
                    + Figures.bytes(bytes);
        }

        @Override
        public Verdict verdict(Measured measured) {
            return of(measured.footprint().allocatedPerTurn() <= bytes);
        }
    }

    /**
     * Once warm, nothing is compiled any more, and after the last turn no more array memory is in use than before the
     * first.
     */
    record Steady() implements Target {
        @Override
        public String text(Measured measured) {
            return "steady: compiled " + measured.footprint().kernels() + ", grew by "
                    + Figures.bytes(measured.footprint().growth());
        }

        @Override
        public Verdict verdict(Measured measured) {
            return of(
                    measured.footprint().kernels() == 0 && measured.footprint().growth() <= 0);
        }
    }
}
