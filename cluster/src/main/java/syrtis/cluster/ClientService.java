package syrtis.cluster;

import io.grpc.stub.StreamObserver;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;
import syrtis.plan.Grid;
import syrtis.run.Host;
import syrtis.run.StoredArray;
import syrtis.transfer.TileClient;
import syrtis.transfer.TileKey;
import syrtis.type.BugException;
import syrtis.type.ConnectionException;
import syrtis.type.Type;
import syrtis.type.WireException;
import syrtis.wire.Failures;
import syrtis.wire.GraphCodec;
import syrtis.wire.JobId;
import syrtis.wire.Limits;
import syrtis.wire.Outbox;
import syrtis.wire.TileChunks;
import syrtis.wire.Types;
import syrtis.wire.v1.AskPlaces;
import syrtis.wire.v1.AskState;
import syrtis.wire.v1.CancelReply;
import syrtis.wire.v1.CancelRequest;
import syrtis.wire.v1.ClusterGrpc;
import syrtis.wire.v1.ClusterStatus;
import syrtis.wire.v1.Computation;
import syrtis.wire.v1.FetchRequest;
import syrtis.wire.v1.JobRecord;
import syrtis.wire.v1.JobState;
import syrtis.wire.v1.NodeMessage;
import syrtis.wire.v1.NodeStatus;
import syrtis.wire.v1.Phase;
import syrtis.wire.v1.Places;
import syrtis.wire.v1.PutHead;
import syrtis.wire.v1.PutReply;
import syrtis.wire.v1.PutRequest;
import syrtis.wire.v1.ReleaseReply;
import syrtis.wire.v1.ReleaseRequest;
import syrtis.wire.v1.Role;
import syrtis.wire.v1.Source;
import syrtis.wire.v1.Standing;
import syrtis.wire.v1.StatusRequest;
import syrtis.wire.v1.StopReply;
import syrtis.wire.v1.StopRequest;
import syrtis.wire.v1.SubmitReply;
import syrtis.wire.v1.SubmitRequest;
import syrtis.wire.v1.TileChunk;
import syrtis.wire.v1.WatchRequest;
import syrtis.wire.v1.WorkerFacts;

/**
 * What a supervisor does for clients: it passes their questions on to the jobs, wherever those are, and tiles between clients and workers.
 * Each call has a thread of its own and may block. A job that moves to another supervisor is asked again until it answers.
 */
final class ClientService extends ClusterGrpc.ClusterImplBase {
    private static final Limits LIMITS = Limits.defaults();

    /** Bytes of a job's graph and lines: its record is one message between supervisors. */
    private static final int MOST_BYTES = 1 << 20;

    /** How long one question may go unanswered before it is asked again. */
    private static final Duration ANSWER = Duration.ofSeconds(4);

    /** How long a job is asked: longer than it takes to replace a lost supervisor. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Tiles, and bytes of them, that are brought here at once for one client. */
    private static final int TILES_AT_ONCE = 64;

    private static final long BYTES_AT_ONCE = 16L << 20;

    private static final long JOBS_SHOWN = 100;

    private final ActorSystem<?> system;
    private final ClusterSharding sharding;
    private final ActorRef<Fleet.Command> fleet;
    private final Records records;
    private final TileClient tiles;
    private final Host host;

    ClientService(ActorSystem<?> system, ActorRef<Fleet.Command> fleet, Records records, TileClient tiles, Host host) {
        this.system = system;
        this.fleet = fleet;
        this.records = records;
        this.tiles = tiles;
        this.host = host;
        sharding = ClusterSharding.get(system);
    }

    // ---- asking jobs

    private NodeMessage ask(String job, NodeMessage.Builder question) {
        if (!JobId.isOne(job)) {
            throw new WireException("'" + job + "' is no job: ids are UUIDs in lower case");
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            CompletionStage<Letter> answer = sharding.entityRefFor(JobActor.KEY, job)
                    .ask((ActorRef<Letter> asker) -> Letter.from(asker, question.setJob(job), system), ANSWER);
            try {
                return answer(answer, ANSWER).content();
            } catch (TimeoutException silent) {
                if (System.nanoTime() > deadline) {
                    throw new ConnectionException("job " + job + " does not answer: its supervisor was lost, or is overloaded", silent);
                }
            }
        }
    }

    private static <T> T answer(CompletionStage<T> stage, Duration patience) throws TimeoutException {
        try {
            return stage.toCompletableFuture().get(patience.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TimeoutException silent) {
                throw silent;
            }
            throw new BugException("a question within the cluster failed", failed);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ConnectionException("the call was broken off", interrupt);
        }
    }

    /** The same, of what is answered with yes or why not. */
    private void order(String job, NodeMessage.Builder question) {
        check(ask(job, question));
    }

    private static NodeMessage check(NodeMessage answer) {
        if (answer.hasAnswer() && answer.getAnswer().hasFailure()) {
            throw Failures.decode(answer.getAnswer().getFailure());
        }
        return answer;
    }

    private static <T> void reply(StreamObserver<T> caller, T reply) {
        caller.onNext(reply);
        caller.onCompleted();
    }

    // ---- jobs

    @Override
    public void submit(SubmitRequest request, StreamObserver<SubmitReply> caller) {
        int bytes = request.getGraph().size() + request.getSites().size();
        if (bytes > MOST_BYTES) {
            throw new WireException("the job's expression has " + bytes + " bytes, at most " + MOST_BYTES
                    + " are allowed: evaluate parts of it first, and put large arrays into the cluster");
        }
        GraphCodec.parse(request.getGraph(), LIMITS);
        order(
                request.getJob(),
                NodeMessage.newBuilder()
                        .setSubmit(JobRecord.newBuilder()
                                .setJob(request.getJob())
                                .setComputation(Computation.newBuilder()
                                        .setGraph(request.getGraph())
                                        .setSites(request.getSites())
                                        .setOptions(request.getOptions()))));
        reply(
                caller,
                SubmitReply.newBuilder()
                        .setDigest(GraphCodec.digest(request.getGraph(), request.getOptions()))
                        .build());
    }

    private Standing standing(String job, long version) {
        return check(ask(job, NodeMessage.newBuilder().setAskState(AskState.newBuilder().setVersion(version))))
                .getStanding();
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<JobState> caller) {
        Outbox.answer(caller, out -> {
            JobState told = JobState.getDefaultInstance();
            long version = 0;
            while (!isEnd(told.getPhase()) && !out.isLeft()) {
                Standing standing = standing(request.getJob(), version);
                version = standing.getVersion();
                if (!standing.getState().equals(told)) {
                    told = standing.getState();
                    out.send(told);
                }
            }
        });
    }

    private static boolean isEnd(Phase phase) {
        return phase == Phase.PHASE_DONE || phase == Phase.PHASE_FAILED || phase == Phase.PHASE_CANCELLED;
    }

    @Override
    public void cancel(CancelRequest request, StreamObserver<CancelReply> caller) {
        order(request.getJob(), NodeMessage.newBuilder().setCancel(Protocol.ASK));
        reply(caller, CancelReply.getDefaultInstance());
    }

    @Override
    public void release(ReleaseRequest request, StreamObserver<ReleaseReply> caller) {
        try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> released = request.getJobsList().stream()
                    .map(job -> CompletableFuture.runAsync(() -> order(job, NodeMessage.newBuilder().setForget(Protocol.ASK)), together))
                    .toList();
            released.forEach(CompletableFuture::join);
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
        reply(caller, ReleaseReply.getDefaultInstance());
    }

    // ---- tiles to clients

    @Override
    public void fetch(FetchRequest request, StreamObserver<TileChunk> caller) {
        Outbox.answer(caller, out -> fetch(request, out));
    }

    private void fetch(FetchRequest request, Outbox<TileChunk> out) {
        Places first = places(request.getJob(), request.getRoot(), request.getFirst(), TILES_AT_ONCE);
        Type type = Types.decode(first.getResult().getType(), LIMITS);
        Grid grid = Types.grid(type, first.getResult().getTileList());
        long end = request.getCount() == 0 ? grid.count() : request.getFirst() + request.getCount();
        if (request.getFirst() < 0 || request.getCount() < 0 || end > grid.count()) {
            throw new WireException("tiles " + request.getFirst() + " to " + end + " of a result with " + grid);
        }
        StoredArray window = StoredArray.empty(type, grid, host.store());
        long bytes = Math.max(1, grid.tileSize() * type.dtype().bytes());
        long atOnce = Math.clamp(BYTES_AT_ONCE / bytes, 1, TILES_AT_ONCE);
        for (long tile = request.getFirst(); tile < end && !out.isLeft(); tile += atOnce) {
            long count = Math.min(atOnce, end - tile);
            bring(request, window, tile, count, tile == request.getFirst() ? first : null);
            for (long k = tile; k < tile + count; k++) {
                give(window, k, out);
                window.drop(k);
            }
        }
    }

    private static void give(StoredArray window, long tile, Outbox<TileChunk> out) {
        try (StoredArray.Content content = window.open(tile)) {
            if (content == null) {
                throw new BugException("tile " + tile + " was not brought");
            }
            TileChunks.cut(tile, content.bytes(), out::send);
        }
    }

    private Places places(String job, int root, long first, long count) {
        Places places = check(ask(
                        job,
                        NodeMessage.newBuilder()
                                .setAskPlaces(AskPlaces.newBuilder().setRoot(root).setFirst(first).setCount(count))))
                .getPlaces();
        if (places.hasFailure()) {
            throw Failures.decode(places.getFailure());
        }
        return places;
    }

    /**
     * Brings tiles here; those that are just now being made again are waited for.
     *
     * @param known where they are, and maybe others; null if that is not known
     */
    private void bring(FetchRequest request, StoredArray window, long first, long count, @Nullable Places known) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Places next = known; ; next = null) {
            Places places = next != null ? next : places(request.getJob(), request.getRoot(), first, count);
            Map<InetSocketAddress, List<TileKey>> wanted = new HashMap<>();
            for (Source source : places.getSourcesList()) {
                long tile = source.getTiles().getFirst();
                if (tile < first + count && !window.has(tile) && source.getHoldersCount() > 0) {
                    int holder = source.getHolders(Math.floorMod(tile + System.nanoTime(), source.getHoldersCount()));
                    wanted.computeIfAbsent(Addresses.parse(places.getAddresses(holder)), _ -> new ArrayList<>())
                            .add(new TileKey(UUID.fromString(request.getJob()), places.getArray(), tile));
                }
            }
            List<CompletableFuture<Void>> under = new ArrayList<>();
            Arrivals sink = new Arrivals(_ -> window);
            wanted.forEach((holder, keys) -> under.add(tiles.fetch(holder, keys, sink)));
            under.forEach(CompletableFuture::join);
            boolean isHere = true;
            for (long tile = first; tile < first + count; tile++) {
                isHere &= window.has(tile);
            }
            if (isHere) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new ConnectionException("tiles of job " + request.getJob() + " cannot be brought from the workers");
            }
            pause(Duration.ofMillis(100));
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ConnectionException("the call was broken off", interrupt);
        }
    }

    // ---- tiles from clients

    @Override
    public StreamObserver<PutRequest> put(StreamObserver<PutReply> caller) {
        return new Putting(caller);
    }

    /** An array on its way from a client: one tile at a time is here, and then with the workers that keep it. */
    private final class Putting implements StreamObserver<PutRequest>, syrtis.wire.TileSink {
        private final StreamObserver<PutReply> caller;
        private @Nullable PutHead head;
        private @Nullable StoredArray window;
        private @Nullable TileChunks chunks;
        private StoredArray.@Nullable Incoming incoming;
        private List<InetSocketAddress> keepers = List.of();
        private boolean isBroken;

        Putting(StreamObserver<PutReply> caller) {
            this.caller = caller;
        }

        @Override
        public void onNext(PutRequest request) {
            if (isBroken) {
                return;
            }
            try {
                TileChunks known = chunks;
                switch (request.getPartCase()) {
                    case HEAD -> begin(request.getHead());
                    case CHUNK -> {
                        if (known == null) {
                            throw new WireException("an array begins with its head");
                        }
                        known.add(request.getChunk());
                    }
                    case PART_NOT_SET -> throw new WireException("a message without a part");
                }
            } catch (RuntimeException failure) {
                isBroken = true;
                abandon();
                caller.onError(failure);
            }
        }

        private void begin(PutHead wanted) {
            if (head != null) {
                throw new WireException("an array has one head");
            }
            head = wanted;
            Type type = Types.decode(wanted.getType(), LIMITS);
            Grid grid = Types.grid(type, wanted.getTileList());
            order(
                    wanted.getJob(),
                    NodeMessage.newBuilder()
                            .setSubmit(JobRecord.newBuilder().setJob(wanted.getJob()).setData(wanted)));
            keepers = check(ask(wanted.getJob(), NodeMessage.newBuilder().setAskKeepers(Protocol.ASK)))
                    .getPlaces()
                    .getAddressesList()
                    .stream()
                    .map(Addresses::parse)
                    .toList();
            window = StoredArray.empty(type, grid, host.store());
            chunks = new TileChunks(grid, type.dtype().bytes(), 0, grid.count(), this);
        }

        @Override
        public MemorySegment memory(long tile, long bytes) {
            abandon();
            StoredArray.Incoming next = Objects.requireNonNull(window).receive(tile);
            incoming = next;
            return next.bytes();
        }

        @Override
        public void complete(long tile) {
            StoredArray.Incoming whole = Objects.requireNonNull(incoming);
            TileKey key = new TileKey(UUID.fromString(Objects.requireNonNull(head).getJob()), 0, tile);
            try {
                List<CompletableFuture<Void>> under = keepers.stream()
                        .map(keeper -> tiles.put(keeper, key, whole.bytes()))
                        .toList();
                under.forEach(CompletableFuture::join);
            } catch (CompletionException failed) {
                throw new ConnectionException("a worker that was to keep the array was lost: put it again", failed);
            } finally {
                abandon();
            }
        }

        private void abandon() {
            StoredArray.Incoming last = incoming;
            incoming = null;
            if (last != null) {
                last.close();
            }
        }

        @Override
        public void onError(Throwable broken) {
            abandon();
        }

        @Override
        public void onCompleted() {
            if (isBroken) {
                return;
            }
            try {
                TileChunks known = chunks;
                if (known == null || !known.isComplete()) {
                    throw new WireException("the array is not whole: " + (known == null ? "nothing" : "not all") + " of it has come");
                }
                order(Objects.requireNonNull(head).getJob(), NodeMessage.newBuilder().setWhole(Protocol.ASK));
                reply(caller, PutReply.getDefaultInstance());
            } catch (RuntimeException failure) {
                caller.onError(failure);
            }
        }
    }

    // ---- the cluster

    @Override
    public void status(StatusRequest request, StreamObserver<ClusterStatus> caller) {
        ClusterStatus.Builder status = ClusterStatus.newBuilder().setVersion(Version.TEXT);
        Cluster cluster = Cluster.get(system);
        Map<String, WorkerFacts> facts = facts();
        Map<String, String> clients = clients();
        Set<org.apache.pekko.cluster.Member> unreachable = cluster.state().getUnreachable();
        for (org.apache.pekko.cluster.Member member : cluster.state().getMembers()) {
            String node = Node.address(member.address());
            boolean isWorker = member.hasRole(Node.WORKER);
            NodeStatus.Builder line = NodeStatus.newBuilder()
                    .setAddress(node)
                    .setRole(isWorker ? Role.ROLE_WORKER : Role.ROLE_SUPERVISOR);
            WorkerFacts known = facts.get(node);
            boolean isReady = !isWorker || known != null;
            String state = member.status().toString().toLowerCase(java.util.Locale.ROOT);
            line.setState(unreachable.contains(member) ? "unreachable" : isReady ? state : "joining");
            if (known != null) {
                line.setMemoryUsed(known.getMemoryUsed())
                        .setMemoryLimit(known.getMemory())
                        .setSlots(known.getSlots())
                        .setRunning(known.getRunning())
                        .setTiles(known.getTiles());
            }
            line.setClientAddress(isWorker ? "" : clients.getOrDefault(node, ""));
            status.addNodes(line);
        }
        try {
            answer(records.jobs(), ANSWER).stream().sorted().limit(JOBS_SHOWN).forEach(job -> {
                NodeMessage standing = ask(job, NodeMessage.newBuilder().setAskState(AskState.getDefaultInstance()));
                if (standing.hasStanding()) { // Else it has just been let go.
                    status.addJobs(standing.getStanding().getState());
                }
            });
        } catch (TimeoutException late) {
            throw new ConnectionException("the list of jobs cannot be read", late);
        }
        reply(caller, status.build());
    }

    /** What the workers say of themselves, by node; those that are silent are left out. */
    private Map<String, WorkerFacts> facts() {
        Map<String, WorkerFacts> facts = new HashMap<>();
        try {
            CompletionStage<List<Member>> members = AskPattern.ask(fleet, Fleet.AskMembers::new, ANSWER, system.scheduler());
            Map<String, CompletionStage<Letter>> asked = new HashMap<>();
            for (Member member : answer(members, ANSWER)) {
                CompletionStage<Letter> answer = AskPattern.ask(
                        member.worker(),
                        (ActorRef<Letter> asker) -> Letter.from(asker, Protocol.about("").setAskFacts(Protocol.ASK), system),
                        Duration.ofSeconds(1),
                        system.scheduler());
                asked.put(Node.address(member.worker().path().address()), answer);
            }
            for (Map.Entry<String, CompletionStage<Letter>> each : asked.entrySet()) {
                try {
                    facts.put(each.getKey(), answer(each.getValue(), ANSWER).content().getFacts());
                } catch (TimeoutException silent) {
                    system.log().debug("worker {} does not answer", each.getKey());
                }
            }
            return facts;
        } catch (TimeoutException late) {
            throw new ConnectionException("the workers cannot be listed", late);
        }
    }

    private Map<String, String> clients() {
        try {
            return answer(records.clients(), ANSWER);
        } catch (TimeoutException late) {
            throw new ConnectionException("the supervisors cannot be listed", late);
        }
    }

    @Override
    public void stop(StopRequest request, StreamObserver<StopReply> caller) {
        CompletionStage<Receptionist.Listing> nodes = AskPattern.ask(
                system.receptionist(), asker -> Receptionist.find(NodeActor.KEY, asker), ANSWER, system.scheduler());
        try {
            Set<ActorRef<Letter>> all = answer(nodes, ANSWER).getAllServiceInstances(NodeActor.KEY);
            reply(caller, StopReply.getDefaultInstance());
            all.forEach(node -> node.tell(Letter.of(Protocol.about("").setStop(Protocol.ASK))));
        } catch (TimeoutException late) {
            throw new ConnectionException("the nodes cannot be listed", late);
        }
    }
}
