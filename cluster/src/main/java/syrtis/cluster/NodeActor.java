package syrtis.cluster;

import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** The first actor of a node: starts the others, and ends the node when it is told to stop. */
final class NodeActor {
    static final ServiceKey<Letter> KEY = ServiceKey.create(Letter.class, "syrtis-node");

    private NodeActor() {}

    /**
     * @param starts starts the node's own actors
     * @param end ends the node
     */
    static Behavior<Letter> create(Consumer<ActorContext<Letter>> starts, Runnable end) {
        return Behaviors.setup(context -> {
            ActorRef<Letter> self = context.getSelf();
            context.getSystem().receptionist().tell(Receptionist.register(KEY, self));
            starts.accept(context);
            return Behaviors.receiveMessage(letter -> {
                if (letter.content().hasStop()) {
                    end.run();
                }
                return Behaviors.same();
            });
        });
    }
}
