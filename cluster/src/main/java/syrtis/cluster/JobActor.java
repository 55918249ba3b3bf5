package syrtis.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;
import syrtis.plan.Array;
import syrtis.run.Host;
import syrtis.schedule.JobPlan;
import syrtis.type.ConnectionException;
import syrtis.type.WireException;
import syrtis.wire.Failures;
import syrtis.wire.Types;
import syrtis.wire.v1.Answer;
import syrtis.wire.v1.AskPlaces;
import syrtis.wire.v1.Failure;
import syrtis.wire.v1.JobRecord;
import syrtis.wire.v1.JobState;
import syrtis.wire.v1.NodeMessage;
import syrtis.wire.v1.Phase;
import syrtis.wire.v1.Places;
import syrtis.wire.v1.Profile;
import syrtis.wire.v1.Standing;

/**
 * One job, on the supervisor that consistent hashing gives it to. What must survive that supervisor is the {@link JobRecord}, which
 * all supervisors have; all else is planned again, and asked of the workers. Jobs stay, with their results, until their client
 * forgets them, or nobody has asked for them for {@link #RETENTION}.
 */
final class JobActor extends AbstractBehavior<JobActor.Command> {
    static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "job");

    /** How long a job that has ended is kept for clients who do not ask for it. */
    private static final Duration RETENTION = Duration.ofHours(24);

    /** How often a job looks at the time. */
    private static final Duration TICK = Duration.ofMillis(100);

    /** The same of one that has ended: clients may keep many of them. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final Object TICKS = "ticks";

    /** How long a client's question how the job stands may wait for news. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /** What a job is told. */
    interface Command {}

    /** The workers that there are now. */
    record FleetIs(List<Member> members) implements Command {}

    /** Make room: another supervisor takes the job, or it is no more. */
    record Stop() implements Command {}

    private record Found(Optional<JobRecord> record) implements Command {}

    private record Written(JobRecord record) implements Command {}

    private record Planned(JobPlan plan, String digest) implements Command {}

    private record Broken(Failure why) implements Command {}

    private record Tick() implements Command {}

    /** What all jobs of a supervisor share. */
    record Shared(ActorRef<Fleet.Command> fleet, Records records, Host host, Executor planners) {}

    private final TimerScheduler<Command> timers;
    private final String id;
    private final Shared shared;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final List<Letter> early = new ArrayList<>(); // while the record is being looked for
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<Letter> counters = new ArrayList<>(); // who wait until a client's array has been counted
    private final List<Letter> submitters = new ArrayList<>(); // who wait until the record is written
    private final Map<ActorRef<Letter>, Member> members = new HashMap<>();
    private final Map<String, Letter> origins = new HashMap<>(); // answers of jobs whose results this one reads
    private List<Member> fleet = List.of();
    private @Nullable JobRecord record;
    private @Nullable Planned planned;
    private @Nullable JobWork work;
    private boolean isLoaded;
    private boolean isTakenOver;
    private boolean isPlanning;
    private Phase phase = Phase.PHASE_QUEUED;
    private @Nullable Failure failure;
    private long version = 1;
    private long toldDone;
    private long lastAsked = System.nanoTime();

    private record Watcher(Letter letter, long since) {}

    private JobActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            String id,
            Shared shared,
            ActorRef<ClusterSharding.ShardCommand> shard) {
        super(context);
        this.timers = timers;
        timers.startTimerWithFixedDelay(TICKS, new Tick(), TICK);
        this.id = id;
        this.shared = shared;
        this.shard = shard;
        shared.fleet.tell(new Fleet.Subscribe(context.getSelf()));
        context.pipeToSelf(shared.records.find(id), (found, failed) -> failed == null ? new Found(found) : broken(failed));
    }

    static Behavior<Command> create(String id, Shared shared, ActorRef<ClusterSharding.ShardCommand> shard) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new JobActor(context, timers, id, shared, shard)));
    }

    private static Broken broken(Throwable failed) {
        Throwable cause = failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        return new Broken(Failures.encode(cause));
    }

    private ActorSystem<?> system() {
        return getContext().getSystem();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Letter.class, this::read)
                .onMessage(FleetIs.class, this::fleetIs)
                .onMessage(Found.class, this::found)
                .onMessage(Written.class, this::written)
                .onMessage(Planned.class, this::planned)
                .onMessage(Broken.class, this::broken)
                .onMessage(Tick.class, _ -> tick())
                .onMessage(Stop.class, _ -> Behaviors.stopped())
                .build();
    }

    // ---- the record

    private Behavior<Command> found(Found found) {
        isLoaded = true;
        if (found.record.isPresent()) {
            isTakenOver = true;
            adopt(found.record.get());
            begin();
        }
        List<Letter> waiting = List.copyOf(early);
        early.clear();
        waiting.forEach(this::read);
        if (record == null) {
            leave(); // Nobody knows it: whoever asked has been told.
        }
        return this;
    }

    private void adopt(JobRecord known) {
        record = known;
        if (known.getEnded() == Phase.PHASE_FAILED || known.getEnded() == Phase.PHASE_CANCELLED) {
            phase = known.getEnded();
            failure = known.hasFailure() ? known.getFailure() : null;
        }
    }

    private void submit(Letter letter) {
        JobRecord wanted = letter.content().getSubmit();
        JobRecord known = record;
        if (known == null) {
            submitters.add(letter);
            write(fleet.isEmpty() || wanted.hasData() ? wanted : wanted.toBuilder().setProfile(profile(fleet)).build());
            begin(); // The client is told when the record is written, and work need not wait for that.
        } else if (!known.getComputation().getGraph().equals(wanted.getComputation().getGraph())
                || !known.getComputation().getOptions().equals(wanted.getComputation().getOptions())
                || !known.getData().equals(wanted.getData())) {
            refuse(letter, "job " + id + " is another job already: choose another id");
        } else if (!submitters.isEmpty()) {
            submitters.add(letter);
        } else {
            accept(letter);
        }
    }

    private void write(JobRecord next) {
        boolean isNew = record == null;
        record = next;
        getContext().pipeToSelf(
                isNew ? shared.records.add(next) : shared.records.replace(next), (_, failed) -> failed == null ? new Written(next) : broken(failed));
    }

    private Behavior<Command> written(Written written) {
        submitters.forEach(this::accept);
        submitters.clear();
        begin();
        return this;
    }

    private void accept(Letter letter) {
        letter.answer(getContext().getSelf(), NodeMessage.newBuilder().setAnswer(Answer.getDefaultInstance()), system());
    }

    private void refuse(Letter letter, String why) {
        refuse(letter, Failures.encode(new ConnectionException(why)));
    }

    private void refuse(Letter letter, Failure why) {
        letter.answer(
                getContext().getSelf(), NodeMessage.newBuilder().setAnswer(Answer.newBuilder().setFailure(why)), system());
    }

    private void leave() {
        shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
    }

    // ---- from the record to work

    /** Goes one step further if it can. */
    private void begin() {
        JobRecord known = record;
        if (known == null || work != null || isEnded()) {
            return;
        }
        if (fleet.isEmpty()) {
            return; // Until there are workers.
        }
        if (known.hasData()) {
            work = new ClientData(new Owner(), known);
            work.fleetIs(fleet);
        } else if (!known.hasProfile()) {
            write(known.toBuilder().setProfile(profile(fleet)).build());
        } else if (planned == null && !isPlanning) {
            isPlanning = true;
            getContext().pipeToSelf(
                    CompletableFuture.supplyAsync(() -> plan(known), shared.planners),
                    (made, failed) -> failed == null ? made : broken(failed));
        }
    }

    /** What all workers can do: as many slots as there are, of the smallest memory that one of them has. */
    private static Profile profile(List<Member> fleet) {
        int slots = fleet.stream().mapToInt(Member::slots).sum();
        long perSlot = fleet.stream().mapToLong(member -> member.memory() / member.slots()).min().orElseThrow();
        Profile.Builder profile = Profile.newBuilder().setSlots(slots).setMemory(perSlot * slots);
        fleet.getFirst().library().stream()
                .filter(dtype -> fleet.stream().allMatch(member -> member.library().contains(dtype)))
                .sorted()
                .forEach(dtype -> profile.addLibrary(Types.encode(dtype)));
        return profile.build();
    }

    private Planned plan(JobRecord known) {
        JobPlan plan = Planning.plan(known, shared.host);
        return new Planned(plan, Planning.digest(plan));
    }

    private Behavior<Command> planned(Planned made) {
        isPlanning = false;
        planned = made;
        askOrigins(made);
        compute();
        return this;
    }

    private static List<Planning.Borrowed> borrowed(Planned made) {
        return made.plan.plan().arrays().stream()
                .filter(Array::isStored)
                .map(array -> made.plan.arguments().stored(array))
                .filter(Planning.Borrowed.class::isInstance)
                .map(Planning.Borrowed.class::cast)
                .distinct()
                .toList();
    }

    private static String name(String job, int root) {
        return job + "/" + root;
    }

    private void askOrigins(Planned made) {
        for (Planning.Borrowed each : borrowed(made)) {
            if (!origins.containsKey(name(each.job(), each.root()))) {
                ask(each.job(), Computation.question(each.root(), 0, each.grid().count()));
            }
        }
    }

    private void ask(String job, NodeMessage.Builder message) {
        ClusterSharding.get(system())
                .entityRefFor(KEY, job)
                .tell(Letter.from(getContext().getSelf(), message.setJob(job), system()));
    }

    /** Starts once all jobs whose results it reads have said where those are. */
    private void compute() {
        Planned made = planned;
        JobRecord known = record;
        if (made == null || known == null || work != null || isEnded()) {
            return;
        }
        List<Letter> places = new ArrayList<>();
        for (Planning.Borrowed each : borrowed(made)) {
            Letter answer = origins.get(name(each.job(), each.root()));
            if (answer == null) {
                return;
            }
            places.add(answer);
        }
        phase = Phase.PHASE_RUNNING;
        version++;
        work = new Computation(new Owner(), known, made.plan, made.digest, places, isTakenOver);
        work.fleetIs(fleet);
    }

    private Behavior<Command> broken(Broken broken) {
        isPlanning = false;
        submitters.forEach(letter -> refuse(letter, broken.why));
        submitters.clear();
        end(Phase.PHASE_FAILED, broken.why);
        return this;
    }

    // ---- what happens

    private Behavior<Command> fleetIs(FleetIs now) {
        version += fleet.isEmpty() == now.members.isEmpty() ? 0 : 1;
        fleet = now.members;
        members.clear();
        fleet.forEach(member -> members.put(member.worker(), member));
        if (work != null && !isOver()) {
            work.fleetIs(fleet);
        } else {
            begin();
            compute();
        }
        return this;
    }

    private boolean isEnded() {
        return phase == Phase.PHASE_DONE || isOver();
    }

    /** Whether nothing of it is of use any more. */
    private boolean isOver() {
        return phase == Phase.PHASE_FAILED || phase == Phase.PHASE_CANCELLED;
    }

    private Behavior<Command> read(Letter letter) {
        if (!isLoaded) {
            early.add(letter);
            return this;
        }
        NodeMessage message = letter.content();
        if (record == null && !message.hasSubmit()) {
            unknown(letter);
            return this;
        }
        switch (message.getBodyCase()) {
            case SUBMIT -> submit(letter);
            case WAKE -> {} // It is.
            case ASK_STATE -> {
                lastAsked = System.nanoTime();
                watchers.add(new Watcher(letter, lastAsked));
                tellWatchers(false);
            }
            case ASK_PLACES -> {
                lastAsked = System.nanoTime();
                letter.answer(getContext().getSelf(), NodeMessage.newBuilder().setPlaces(places(message.getAskPlaces())), system());
            }
            case ASK_KEEPERS -> askKeepers(letter);
            case WHOLE -> count(letter);
            case CANCEL -> {
                end(Phase.PHASE_CANCELLED, null);
                accept(letter);
            }
            case FORGET -> forget(letter);
            case PLACES -> {
                if (message.getPlaces().hasResult()) { // Else that job is being planned itself.
                    origins.put(name(message.getJob(), message.getPlaces().getRoot()), letter);
                }
                hear(letter);
            }
            case ANSWER -> { // A job that this one asked is no more.
                if (message.getAnswer().hasFailure() && !message.getJob().equals(id)) {
                    end(Phase.PHASE_FAILED, message.getAnswer().getFailure());
                }
            }
            case HOLDINGS, PROGRESS -> {
                Member from = members.get(letter.sender(system()));
                if (from != null && work != null && !isOver()) {
                    work.read(from, letter);
                    answerCounters();
                }
            }
            case ASK_FACTS, FACTS, OPEN, RUN, RELEASE, COPY, CLOSE, ASK_HOLDINGS, STANDING, STOP, BODY_NOT_SET ->
                getContext().getLog().error("a job was sent a {}", message.getBodyCase());
        }
        return this;
    }

    private void hear(Letter letter) {
        if (letter.content().getPlaces().hasFailure()) {
            end(Phase.PHASE_FAILED, letter.content().getPlaces().getFailure());
        } else if (work != null && !isOver()) {
            work.read(letter);
        } else {
            compute();
        }
    }

    private void unknown(Letter letter) {
        String why = "there is no job " + id + ": it was never submitted, or its client has let it go";
        NodeMessage message = letter.content();
        if (message.hasForget()) {
            accept(letter);
        } else if (message.hasAskState() || message.hasAskPlaces() || message.hasAskKeepers() || message.hasWhole() || message.hasCancel()) {
            refuse(letter, Failures.encode(new WireException(why)));
        } // Else it is late news of a job that is no more.
    }

    private Places places(AskPlaces question) {
        if (work == null || isOver()) {
            Failure why = failure != null ? failure
                    : Failures.encode(new ConnectionException("job " + id + " has no results: it is " + word(phase)));
            // A job that is still being planned will have them: whoever asks, asks again.
            return isOver() ? Places.newBuilder().setRoot(question.getRoot()).setFailure(why).build()
                    : Places.newBuilder().setRoot(question.getRoot()).build();
        }
        return work.places(question);
    }

    private static String word(Phase phase) {
        return phase.name().substring("PHASE_".length()).toLowerCase(java.util.Locale.ROOT);
    }

    // ---- arrays of clients

    /** Who is to hold a client's array: told when they are ready for it. */
    private void askKeepers(Letter letter) {
        counters.add(letter);
        if (work instanceof ClientData) {
            answerCounters();
        }
    }

    private void count(Letter letter) {
        counters.add(letter);
        if (work instanceof ClientData data) {
            data.count();
        }
    }

    private void answerCounters() {
        if (!(work instanceof ClientData data) || !data.isCounted() || counters.isEmpty()) {
            return;
        }
        List<Letter> waiting = List.copyOf(counters);
        counters.clear();
        for (Letter letter : waiting) {
            if (letter.content().hasAskKeepers()) {
                Places.Builder keepers = Places.newBuilder();
                data.keepers().forEach(member -> keepers.addAddresses(member.tilesAddress()));
                letter.answer(getContext().getSelf(), NodeMessage.newBuilder().setPlaces(keepers), system());
            } else if (data.isWhole()) {
                accept(letter);
            } else {
                refuse(letter, "not all of the array has arrived: put it again");
            }
        }
    }

    // ---- ends

    private void end(Phase how, @Nullable Failure why) {
        if (isOver() || how == Phase.PHASE_CANCELLED && phase == Phase.PHASE_DONE) {
            return;
        }
        phase = how;
        failure = why;
        version++;
        timers.startTimerWithFixedDelay(TICKS, new Tick(), REST);
        if (isOver()) { // One that is done shows that by what workers hold.
            work = null;
            closeOnWorkers();
            writeEnd();
        }
        tellWatchers(true);
    }

    private void writeEnd() {
        JobRecord known = record;
        if (known != null) {
            JobRecord.Builder ended = known.toBuilder().setEnded(phase);
            if (failure != null) {
                ended.setFailure(failure);
            }
            write(ended.build());
        }
    }

    private void closeOnWorkers() {
        fleet.forEach(member -> member.worker().tell(Letter.of(Protocol.about(id).setClose(Protocol.ASK))));
    }

    private void forget(Letter letter) {
        closeOnWorkers();
        record = null;
        work = null;
        ActorRef<Command> self = getContext().getSelf();
        ActorSystem<?> system = system();
        shared.records.forget(id).whenComplete((_, failed) -> letter.answer(
                self,
                NodeMessage.newBuilder()
                        .setAnswer(failed == null ? Answer.getDefaultInstance() : Answer.newBuilder().setFailure(Failures.encode(failed)).build()),
                system));
        leave();
    }

    private final class Owner implements JobWork.Owner {
        @Override
        public void finished() {
            end(Phase.PHASE_DONE, null);
        }

        @Override
        public void failed(Failure why) {
            end(Phase.PHASE_FAILED, why);
        }

        @Override
        public void moved() {
            JobWork now = work;
            if (now != null && now.done() != toldDone) {
                toldDone = now.done();
                version++;
            }
        }

        @Override
        public void send(Member to, NodeMessage.Builder message) {
            to.worker().tell(Letter.from(getContext().getSelf(), message.setJob(id), system()));
        }

        @Override
        public void ask(String job, NodeMessage.Builder message) {
            JobActor.this.ask(job, message);
        }
    }

    // ---- how it stands

    private Behavior<Command> tick() {
        if (work != null && !isOver()) {
            work.tick();
        }
        if (planned != null && work == null && !isEnded()) {
            askOrigins(planned);
        }
        tellWatchers(true);
        if (isEnded() && System.nanoTime() - lastAsked > RETENTION.toNanos()) {
            forget(Letter.of(Protocol.about(id)));
        }
        return this;
    }

    /** Answers those who wait for news; {@code isTime}: also those who know the phase but not the progress. */
    private void tellWatchers(boolean isTime) {
        long now = System.nanoTime();
        watchers.removeIf(watcher -> {
            boolean isNews = watcher.letter.content().getAskState().getVersion() != version;
            boolean isLong = now - watcher.since > LONGEST_WAIT.toNanos();
            if (isNews && (isTime || isEnded() || watcher.letter.content().getAskState().getVersion() == 0) || isLong) {
                watcher.letter.answer(getContext().getSelf(), NodeMessage.newBuilder().setStanding(standing()), system());
                return true;
            }
            return false;
        });
    }

    private Standing standing() {
        JobState.Builder state = JobState.newBuilder()
                .setJob(id)
                // One without workers waits for them.
                .setPhase(phase == Phase.PHASE_RUNNING && fleet.isEmpty() ? Phase.PHASE_QUEUED : phase)
                .setSupervisor(Node.address(Cluster.get(system()).selfMember().address()));
        JobWork now = work;
        if (now != null) {
            state.setTasks(now.tasks()).setDone(now.done());
            if (phase == Phase.PHASE_DONE) {
                state.addAllResults(now.results());
            }
        }
        if (failure != null) {
            state.setFailure(failure);
        }
        return Standing.newBuilder().setVersion(version).setState(state).build();
    }
}
