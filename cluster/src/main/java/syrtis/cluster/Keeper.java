package syrtis.cluster;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Sees to it that jobs go on whose supervisor was lost, also if no client asks for them: the leading supervisor wakes all jobs that have
 * a record, again and again after the members have changed, and now and then in peace. One that is there does not mind.
 */
final class Keeper extends AbstractBehavior<Keeper.Command> {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final long LOOKS_AFTER_CHANGE = 10;
    private static final long LOOKS_IN_PEACE = 30; // of so many, one

    private final Records records;
    private Set<Address> seen = Set.of();
    private long looks; // since the members changed

    interface Command {}

    private record Tick() implements Command {}

    private record Known(Set<String> jobs) implements Command {}

    private Keeper(ActorContext<Command> context, Records records) {
        super(context);
        this.records = records;
    }

    static Behavior<Command> create(Records records) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Tick(), PAUSE);
            return new Keeper(context, records);
        }));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Tick.class, _ -> look()).onMessage(Known.class, this::wake).build();
    }

    private Behavior<Command> look() {
        ClusterEvent.CurrentClusterState state = Cluster.get(getContext().getSystem()).state();
        Set<Address> now = new HashSet<>();
        state.getMembers().forEach(member -> now.add(member.address()));
        if (!now.equals(seen)) {
            seen = now;
            looks = 0;
        }
        boolean isDue = looks < LOOKS_AFTER_CHANGE || looks % LOOKS_IN_PEACE == 0;
        looks++;
        if (isDue && Cluster.get(getContext().getSystem()).selfMember().address().equals(state.getRoleLeader(Node.SUPERVISOR))) {
            getContext().pipeToSelf(records.jobs(), (jobs, failed) -> new Known(failed == null ? jobs : Set.of()));
        }
        return this;
    }

    private Behavior<Command> wake(Known known) {
        ClusterSharding sharding = ClusterSharding.get(getContext().getSystem());
        for (String job : known.jobs) {
            sharding.entityRefFor(JobActor.KEY, job).tell(Letter.of(Protocol.about(job).setWake(Protocol.ASK)));
        }
        return this;
    }
}
