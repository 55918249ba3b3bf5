package syrtis.cluster;

import java.util.List;
import syrtis.wire.v1.AskPlaces;
import syrtis.wire.v1.Failure;
import syrtis.wire.v1.Places;
import syrtis.wire.v1.Result;

/** What a job does between its start and its end; in its actor's thread only. */
interface JobWork {
    /** What becomes of it. */
    interface Owner {
        /** All that is wanted is with workers. */
        void finished();

        void failed(Failure why);

        /** More is done than before. */
        void moved();

        /** Sends a letter about this job. */
        void send(Member to, syrtis.wire.v1.NodeMessage.Builder message);

        /** Asks another job. */
        void ask(String job, syrtis.wire.v1.NodeMessage.Builder message);
    }

    /** These are the workers now. */
    void fleetIs(List<Member> members);

    /** A letter from worker {@code from}: holdings, or progress. */
    void read(Member from, Letter letter);

    /** What another job says of the places of its results. */
    void read(Letter letter);

    /** Some time has passed. */
    void tick();

    /** Where tiles of a root are now. */
    Places places(AskPlaces question);

    long tasks();

    long done();

    List<Result> results();
}
