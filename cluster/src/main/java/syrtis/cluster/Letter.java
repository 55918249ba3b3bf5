package syrtis.cluster;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import syrtis.wire.v1.NodeMessage;

/** A message between actors, of one node or two: the only kind that ever leaves a node. */
record Letter(NodeMessage content) implements JobActor.Command, WorkerActor.Command, Fleet.Command {
    static Letter of(NodeMessage.Builder content) {
        return new Letter(content.build());
    }

    /** A letter that {@code sender} can be answered to. */
    static Letter from(ActorRef<? super Letter> sender, NodeMessage.Builder content, ActorSystem<?> system) {
        return of(content.setSender(ActorRefResolver.get(system).toSerializationFormat(sender)));
    }

    /** Who is to be answered. */
    ActorRef<Letter> sender(ActorSystem<?> system) {
        return ActorRefResolver.get(system).resolveActorRef(content.getSender());
    }

    /** Answers this letter; nobody hears it where nobody asked. */
    void answer(ActorRef<? super Letter> self, NodeMessage.Builder answer, ActorSystem<?> system) {
        if (!content.getSender().isEmpty()) {
            sender(system).tell(from(self, answer.setJob(content.getJob()), system));
        }
    }
}
