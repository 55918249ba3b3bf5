package syrtis.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import syrtis.transfer.Lifeline;
import syrtis.transfer.TileClient;
import syrtis.wire.Types;
import syrtis.wire.v1.WorkerFacts;

/**
 * The workers as one supervisor sees them. A worker is a member while it is listed and its lifeline, a connection to where it gives
 * tiles, holds: a killed process is lost at once, long before the cluster agrees that it is gone. One that is listed but
 * was lost is asked again, and is a new member when it answers.
 */
final class Fleet extends AbstractBehavior<Fleet.Command> {
    /** After so long without a sign of life a worker is lost. */
    private static final Duration SILENCE = Duration.ofSeconds(4);

    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final TileClient client;
    private final Map<ActorRef<Letter>, Watched> members = new LinkedHashMap<>();
    private final Set<ActorRef<Letter>> listed = new HashSet<>();
    private final Set<ActorRef<JobActor.Command>> subscribers = new HashSet<>();
    private long lives;

    interface Command {}

    /** Tell {@code job} now who there is, and whenever that changes. */
    record Subscribe(ActorRef<JobActor.Command> job) implements Command {}

    /** Tell {@code asker} once. */
    record AskMembers(ActorRef<List<Member>> asker) implements Command {}

    private record Listed(Set<ActorRef<Letter>> workers) implements Command {}

    private record Lost(Member member) implements Command {}

    private record Tick() implements Command {}

    private record Watched(Member member, Lifeline lifeline) {}

    private Fleet(ActorContext<Command> context, TileClient client) {
        super(context);
        this.client = client;
        ActorRef<Receptionist.Listing> listings = context.messageAdapter(
                Receptionist.Listing.class, listing -> new Listed(Set.copyOf(listing.getAllServiceInstances(WorkerActor.KEY))));
        context.getSystem().receptionist().tell(Receptionist.subscribe(WorkerActor.KEY, listings));
    }

    static Behavior<Command> create(TileClient client) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Tick(), ASK_AGAIN);
            return new Fleet(context, client);
        }));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Listed.class, this::listed)
                .onMessage(Letter.class, this::facts)
                .onMessage(Lost.class, this::lost)
                .onMessage(Tick.class, _ -> askStrangers())
                .onMessage(Subscribe.class, this::subscribe)
                .onMessage(AskMembers.class, this::tellAsker)
                .onSignal(Terminated.class, this::unsubscribe)
                .build();
    }

    private Behavior<Command> listed(Listed now) {
        listed.clear();
        listed.addAll(now.workers);
        List<ActorRef<Letter>> gone = members.keySet().stream().filter(worker -> !listed.contains(worker)).toList();
        gone.forEach(this::forget);
        if (!gone.isEmpty()) {
            tellAll();
        }
        return askStrangers();
    }

    /** Asks workers that are listed and no members who they are. */
    private Behavior<Command> askStrangers() {
        for (ActorRef<Letter> worker : listed) {
            if (!members.containsKey(worker)) {
                worker.tell(Letter.from(
                        getContext().getSelf(), Protocol.about("").setAskFacts(Protocol.ASK), getContext().getSystem()));
            }
        }
        return this;
    }

    private Behavior<Command> facts(Letter letter) {
        WorkerFacts facts = letter.content().getFacts();
        ActorRef<Letter> worker = letter.sender(getContext().getSystem());
        if (!letter.content().hasFacts() || !listed.contains(worker) || members.containsKey(worker)) {
            return this;
        }
        Member member = new Member(
                ++lives,
                worker,
                Addresses.parse(facts.getTilesAddress()),
                facts.getSlots(),
                facts.getMemory(),
                facts.getLibraryList().stream().map(Types::decode).collect(Collectors.toSet()));
        ActorRef<Command> self = getContext().getSelf();
        Lifeline lifeline = client.watch(member.tiles(), SILENCE, () -> self.tell(new Lost(member)));
        members.put(worker, new Watched(member, lifeline));
        tellAll();
        return this;
    }

    private Behavior<Command> lost(Lost lost) {
        Watched watched = members.get(lost.member.worker());
        if (watched != null && watched.member.equals(lost.member)) {
            forget(lost.member.worker());
            tellAll();
        }
        return this;
    }

    private void forget(ActorRef<Letter> worker) {
        Watched watched = members.remove(worker);
        if (watched != null) {
            watched.lifeline.close();
        }
    }

    private List<Member> all() {
        List<Member> all = new ArrayList<>();
        members.values().forEach(watched -> all.add(watched.member));
        return all;
    }

    private void tellAll() {
        JobActor.FleetIs now = new JobActor.FleetIs(all());
        subscribers.forEach(subscriber -> subscriber.tell(now));
    }

    private Behavior<Command> subscribe(Subscribe wish) {
        subscribers.add(wish.job);
        getContext().watch(wish.job);
        wish.job.tell(new JobActor.FleetIs(all()));
        return this;
    }

    private Behavior<Command> unsubscribe(Terminated gone) {
        subscribers.removeIf(subscriber -> subscriber.path().equals(gone.getRef().path()));
        return this;
    }

    private Behavior<Command> tellAsker(AskMembers question) {
        question.asker.tell(all());
        return this;
    }
}
