package syrtis.cluster;

import io.grpc.stub.StreamObserver;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import syrtis.Options;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.expr.Rewriter;
import syrtis.kernel.KernelCache;
import syrtis.op.Op;
import syrtis.plan.Grid;
import syrtis.run.Evaluated;
import syrtis.run.Host;
import syrtis.run.StoredArray;
import syrtis.schedule.JobPlan;
import syrtis.type.KernelException;
import syrtis.type.Type;
import syrtis.type.WireException;
import syrtis.wire.ArrayFiles;
import syrtis.wire.Failures;
import syrtis.wire.GraphCodec;
import syrtis.wire.Identity;
import syrtis.wire.Inlines;
import syrtis.wire.JobSettings;
import syrtis.wire.Leaves;
import syrtis.wire.Limits;
import syrtis.wire.TileChunks;
import syrtis.wire.Types;
import syrtis.wire.WireServer;
import syrtis.wire.v1.CancelReply;
import syrtis.wire.v1.CancelRequest;
import syrtis.wire.v1.ClusterGrpc;
import syrtis.wire.v1.ClusterStatus;
import syrtis.wire.v1.FetchRequest;
import syrtis.wire.v1.FileLeaf;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.JobState;
import syrtis.wire.v1.Leaf;
import syrtis.wire.v1.NodeStatus;
import syrtis.wire.v1.Phase;
import syrtis.wire.v1.PutReply;
import syrtis.wire.v1.PutRequest;
import syrtis.wire.v1.ReleaseReply;
import syrtis.wire.v1.ReleaseRequest;
import syrtis.wire.v1.Result;
import syrtis.wire.v1.StatusRequest;
import syrtis.wire.v1.SubmitReply;
import syrtis.wire.v1.SubmitRequest;
import syrtis.wire.v1.TileChunk;
import syrtis.wire.v1.WatchRequest;

/**
 * A cluster in this process, with any number of supervisors that share all they know. It computes a job when somebody first watches it and the
 * gate is open, and counts what clients ask.
 */
final class FakeCluster extends ClusterGrpc.ClusterImplBase implements AutoCloseable {
    private static final long MEMORY = 256 << 20;

    final Map<String, Graph> submitted = new ConcurrentHashMap<>();
    final Set<String> released = ConcurrentHashMap.newKeySet();
    final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    final Map<String, StoredArray> put = new ConcurrentHashMap<>();
    final AtomicInteger fetches = new AtomicInteger();
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile @Nullable KernelException failure;

    private final Path credentials;
    private final String token;
    private final Host host = new Host(1, MEMORY, Path.of(System.getProperty("java.io.tmpdir")), KernelCache.compiling(), List.of());
    private final Interner interner = new Interner();
    private final Map<String, SubmitRequest> requests = new ConcurrentHashMap<>();
    private final Map<String, JobState> ends = new ConcurrentHashMap<>();
    private final Map<String, List<StoredArray>> results = new ConcurrentHashMap<>();
    private final List<WireServer> supervisors = new ArrayList<>();

    FakeCluster(Path credentials, String token) {
        this.credentials = credentials;
        this.token = token;
    }

    /** Starts one more supervisor. */
    String start() {
        Identity identity = Identity.read(credentials.resolve("node.pem"), credentials.resolve("node.key"));
        WireServer server = WireServer.start(WireServer.Settings.loopback(0, identity, token), this);
        supervisors.add(server);
        return "127.0.0.1:" + server.port();
    }

    void kill(int supervisor) {
        supervisors.get(supervisor).close();
    }

    @Override
    public void close() {
        gate.countDown();
        supervisors.forEach(WireServer::close);
        host.close();
    }

    @Override
    public void submit(SubmitRequest request, StreamObserver<SubmitReply> reply) {
        requests.put(request.getJob(), request);
        Graph graph = GraphCodec.parse(request.getGraph(), Limits.defaults());
        submitted.put(request.getJob(), graph);
        answer(reply, SubmitReply.newBuilder().setDigest(GraphCodec.digest(request.getGraph(), request.getOptions())).build());
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<JobState> states) {
        String job = request.getJob();
        SubmitRequest submission = requests.get(job);
        if (submission == null || released.contains(job)) {
            throw new WireException("there is no job " + job);
        }
        states.onNext(JobState.newBuilder().setJob(job).setPhase(Phase.PHASE_RUNNING).setTasks(4).setDone(1).build());
        try {
            while (!cancelled.contains(job) && !gate.await(1, TimeUnit.MILLISECONDS)) {}
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        answer(states, ends.computeIfAbsent(job, _ -> end(submission)));
    }

    private JobState end(SubmitRequest submission) {
        JobState.Builder state = JobState.newBuilder().setJob(submission.getJob()).setTasks(4).setDone(4);
        if (cancelled.contains(submission.getJob())) {
            return state.setPhase(Phase.PHASE_CANCELLED).build();
        }
        List<Expr> roots = GraphCodec.decode(
                GraphCodec.parse(submission.getGraph(), Limits.defaults()),
                GraphCodec.parseSites(submission.getSites(), Limits.defaults()),
                Limits.defaults(),
                interner,
                new Own());
        KernelException wrong = failure;
        if (wrong != null) {
            return state.setPhase(Phase.PHASE_FAILED)
                    .setFailure(Failures.encode(wrong.at(roots.getFirst().site())))
                    .build();
        }
        Options options = JobSettings.decode(submission.getOptions(), Options.defaults());
        JobPlan plan = JobPlan.of(roots, Rewriter.Rules.EXACT, host.tiling(options.longestTile()), MEMORY, interner);
        List<StoredArray> arrays = host.executor()
                .load(plan.plan())
                .job(plan.arguments(), plan.bound().total())
                .run()
                .stream()
                .map(Evaluated::here)
                .toList();
        results.put(submission.getJob(), arrays);
        arrays.forEach(array -> state.addResults(result(array)));
        return state.setPhase(Phase.PHASE_DONE).build();
    }

    private static Result result(StoredArray array) {
        Result.Builder result = Result.newBuilder().setType(Types.encode(array.type()));
        for (long length : array.grid().tile()) {
            result.addTile(length);
        }
        return result.build();
    }

    /** The leaves of jobs, as the cluster has them. */
    private final class Own implements Leaves {
        @Override
        public Leaf encode(Op.Contents contents) {
            throw new IllegalStateException();
        }

        @Override
        public FileLeaf encode(Op.Origin origin) {
            throw new IllegalStateException();
        }

        @Override
        public Op.Contents decode(Leaf leaf) {
            if (leaf.hasInline()) {
                return Inlines.decode(leaf.getInline(), Limits.defaults(), host.store());
            }
            StoredArray data = put.get(leaf.getResult().getJob());
            return data != null
                    ? data
                    : Objects.requireNonNull(results.get(leaf.getResult().getJob())).get(leaf.getResult().getRoot());
        }

        @Override
        public Op.Origin decode(FileLeaf leaf) {
            return ArrayFiles.decode(leaf, host.store());
        }
    }

    @Override
    public void fetch(FetchRequest request, StreamObserver<TileChunk> chunks) {
        fetches.incrementAndGet();
        StoredArray array = Objects.requireNonNull(results.get(request.getJob())).get(request.getRoot());
        for (long tile = request.getFirst(); tile < request.getFirst() + request.getCount(); tile++) {
            try (StoredArray.Content content = Objects.requireNonNull(array.open(tile))) {
                TileChunks.cut(tile, content.bytes(), chunks::onNext);
            }
        }
        chunks.onCompleted();
    }

    @Override
    public StreamObserver<PutRequest> put(StreamObserver<PutReply> reply) {
        return new StreamObserver<>() {
            private @Nullable TileChunks chunks;

            @Override
            public void onNext(PutRequest request) {
                if (!request.hasHead()) {
                    Objects.requireNonNull(chunks).add(request.getChunk());
                    return;
                }
                Type type = Types.decode(request.getHead().getType(), Limits.defaults());
                Grid grid = Types.grid(type, request.getHead().getTileList());
                StoredArray array = StoredArray.empty(type, grid, host.store());
                if (put.put(request.getHead().getJob(), array) != null) {
                    throw new WireException("put twice");
                }
                chunks = new TileChunks(grid, type.dtype().bytes(), 0, grid.count(), new Arrival(array));
            }

            @Override
            public void onError(Throwable broken) {}

            @Override
            public void onCompleted() {
                if (!Objects.requireNonNull(chunks).isComplete()) {
                    throw new WireException("tiles are missing");
                }
                answer(reply, PutReply.getDefaultInstance());
            }
        };
    }

    @Override
    public void release(ReleaseRequest request, StreamObserver<ReleaseReply> reply) {
        released.addAll(request.getJobsList());
        answer(reply, ReleaseReply.getDefaultInstance());
    }

    @Override
    public void cancel(CancelRequest request, StreamObserver<CancelReply> reply) {
        cancelled.add(request.getJob());
        answer(reply, CancelReply.getDefaultInstance());
    }

    @Override
    public void status(StatusRequest request, StreamObserver<ClusterStatus> reply) {
        ClusterStatus.Builder status = ClusterStatus.newBuilder();
        supervisors.forEach(server -> status.addNodes(NodeStatus.newBuilder().setClientAddress("127.0.0.1:" + server.port())));
        answer(reply, status.build());
    }

    private static <A> void answer(StreamObserver<A> observer, A answer) {
        observer.onNext(answer);
        observer.onCompleted();
    }
}
