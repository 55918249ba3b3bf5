package syrtis.run;

import java.util.List;
import syrtis.plan.Arguments;
import syrtis.plan.Plan;

/** Runs plans: on this machine ({@link LocalExecutor}), or on a cluster. */
public interface Executor {
    /** Makes a plan ready to run: once, for all programs of its structure. */
    Loaded load(Plan plan);

    /** A plan that is ready to run. Thread-safe. */
    @FunctionalInterface
    interface Loaded {
        /**
         * A run on {@code arguments}, in the calling thread and helpers of the executor's own; {@link Job#run} does the work.
         *
         * @param boundBytes what the plan may use at most, for the events
         */
        Job job(Arguments arguments, long boundBytes);
    }

    /** One run of a plan. */
    interface Job {
        /** Runs to the end; the results are the plan's roots in order. Throws what the user should see. */
        List<Evaluated> run();

        /** Stops soon: {@link #run} throws {@link syrtis.type.CancelledException}. */
        void cancel();

        /** Tasks done, of about {@link #tasks}. */
        long done();

        /** Tasks of the plan. */
        long tasks();
    }
}
