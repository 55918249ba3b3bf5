package syrtis.cluster;

import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import syrtis.type.Dtype;
import syrtis.wire.Types;
import syrtis.wire.v1.NodeMessage;
import syrtis.wire.v1.Progress;
import syrtis.wire.v1.WorkerFacts;

/** Takes orders for a {@link Workshop}. It never blocks. */
final class WorkerActor extends AbstractBehavior<WorkerActor.Command> {
    static final ServiceKey<Letter> KEY = ServiceKey.create(Letter.class, "syrtis-worker");

    /** What this actor is told: letters only. */
    interface Command {}

    private final Workshop shop;
    private final String tiles;

    private WorkerActor(ActorContext<Command> context, Workshop shop, String tiles) {
        super(context);
        this.shop = shop;
        this.tiles = tiles;
        context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf().narrow()));
    }

    /** @param tiles where others fetch the workshop's tiles, as {@code host:port} */
    static Behavior<Command> create(Workshop shop, String tiles) {
        return Behaviors.setup(context -> new WorkerActor(context, shop, tiles));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Letter.class, this::read).build();
    }

    private Behavior<Command> read(Letter letter) {
        NodeMessage message = letter.content();
        switch (message.getBodyCase()) {
            case ASK_FACTS -> letter.answer(getContext().getSelf(), Protocol.about("").setFacts(facts()), system());
            case OPEN -> job(letter).open(message.getOpen());
            case RUN -> job(letter).run(message.getRun());
            case COPY -> job(letter).copy(message.getCopy());
            case RELEASE -> {
                WorkerJob job = shop.find(UUID.fromString(message.getJob()));
                if (job != null) {
                    job.release(message.getRelease().getTilesList());
                }
            }
            case ASK_HOLDINGS -> letter.answer(getContext().getSelf(), Protocol.about("").setHoldings(job(letter).holdings()), system());
            case CLOSE -> shop.close(UUID.fromString(message.getJob()));
            case FACTS, HOLDINGS, PROGRESS, SUBMIT, ASK_STATE, ASK_PLACES, CANCEL, FORGET, WAKE, STANDING, PLACES, ANSWER, ASK_KEEPERS, WHOLE,
                    STOP, BODY_NOT_SET -> getContext().getLog().error("a worker was sent a {}", message.getBodyCase());
        }
        return this;
    }

    private ActorSystem<?> system() {
        return getContext().getSystem();
    }

    private WorkerJob job(Letter letter) {
        WorkerJob job = shop.job(UUID.fromString(letter.content().getJob()));
        ActorRef<Letter> boss = letter.sender(system());
        String id = letter.content().getJob();
        ActorRef<Command> self = getContext().getSelf();
        ActorSystem<?> system = system();
        job.report((Progress progress) -> boss.tell(Letter.from(self, Protocol.about(id).setProgress(progress), system)));
        return job;
    }

    private WorkerFacts facts() {
        WorkerFacts.Builder facts = WorkerFacts.newBuilder()
                .setTilesAddress(tiles)
                .setSlots(shop.threads())
                .setMemory(shop.host().memory())
                .setMemoryUsed(shop.host().store().pool().live())
                .setRunning(shop.running())
                .setTiles(shop.tiles());
        for (Dtype dtype : Dtype.values()) {
            if (dtype.isFloat() && shop.host().kernels().multiplies(dtype)) {
                facts.addLibrary(Types.encode(dtype));
            }
        }
        return facts.build();
    }
}
