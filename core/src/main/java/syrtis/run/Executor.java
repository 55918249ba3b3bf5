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
        /** What others call it: on a cluster, what {@link Evaluator#attach} takes. */
        String name();

        /** Runs to the end; the results are the plan's roots in order. Throws what the user should see. */
        List<Evaluated> run();

        /** Stops soon: {@link #run} throws {@link syrtis.type.CancelledException}. */
        void cancel();

        /**
         * Leaves it to the cluster: it goes on without this process, and its results stay there for whoever attaches.
         *
         * @throws IllegalStateException if it runs in this process
         */
        void detach();

        /** Tasks done, of about {@link #tasks}. */
        long done();

        /** Tasks of the plan. */
        long tasks();
    }
}
