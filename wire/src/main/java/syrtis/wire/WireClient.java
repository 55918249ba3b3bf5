package syrtis.wire;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import syrtis.plan.Grid;
import syrtis.type.CancelledException;
import syrtis.type.ConnectionException;
import syrtis.type.Type;
import syrtis.wire.v1.CancelRequest;
import syrtis.wire.v1.ClusterGrpc;
import syrtis.wire.v1.ClusterStatus;
import syrtis.wire.v1.FetchRequest;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.JobOptions;
import syrtis.wire.v1.JobState;
import syrtis.wire.v1.PutHead;
import syrtis.wire.v1.PutReply;
import syrtis.wire.v1.PutRequest;
import syrtis.wire.v1.ReleaseRequest;
import syrtis.wire.v1.Result;
import syrtis.wire.v1.Sites;
import syrtis.wire.v1.StatusRequest;
import syrtis.wire.v1.StopRequest;
import syrtis.wire.v1.SubmitRequest;
import syrtis.wire.v1.TileChunk;
import syrtis.wire.v1.WatchRequest;

/**
 * Speaks with a cluster, through whichever of its addresses answers. Every call waits for its answer, and may come from any thread. Where a
 * node does not answer, the next one is asked again, which does nothing twice, until {@link Settings#patience} ends without an answer. Failures
 * are the exceptions that the cluster threw, or {@link ConnectionException}.
 */
public final class WireClient implements AutoCloseable {
    /** How long a cluster may take to answer what needs no computing. */
    private static final long ANSWER_SECONDS = 20;

    private final Connections connections;
    private final Limits limits;

    private WireClient(Connections connections, Limits limits) {
        this.connections = connections;
        this.limits = limits;
    }

    /**
     * Reaches a cluster: each address is tried once.
     *
     * @throws ConnectionException if none answers, or one does not let us in
     */
    public static WireClient connect(Settings settings) {
        WireClient client = new WireClient(new Connections(settings), Limits.defaults());
        try {
            client.connections.once(channel -> quick(channel).status(StatusRequest.getDefaultInstance()));
            return client;
        } catch (RuntimeException failure) {
            client.close();
            throw failure;
        }
    }

    /** The address that answered last. */
    public String address() {
        return connections.address();
    }

    /** Starts a job and returns its digest. The same id again is the same job. */
    public String submit(String job, Graph graph, Sites sites, JobOptions options) {
        return submit(SubmitRequest.newBuilder()
                .setJob(job)
                .setGraph(GraphCodec.bytes(graph))
                .setSites(GraphCodec.bytes(sites))
                .setOptions(options)
                .build());
    }

    /** The same, for a request that is kept. */
    public String submit(SubmitRequest request) {
        return ask(stub -> stub.submit(request)).getDigest();
    }

    /**
     * Waits until a job is done, and returns its last state, which has the results. Each state is shown to {@code progress}.
     *
     * @throws syrtis.type.SyrtisException what the job failed with
     * @throws CancelledException if it was cancelled
     */
    public JobState await(String job, Consumer<JobState> progress) {
        WatchRequest request = WatchRequest.newBuilder().setJob(job).build();
        JobState last = connections.patiently((channel, patience) -> cancellable(() -> {
            Iterator<JobState> states = ClusterGrpc.newBlockingStub(channel).watch(request);
            while (states.hasNext()) {
                JobState state = states.next();
                patience.renew();
                progress.accept(state);
                if (hasEnded(state)) {
                    return state;
                }
            }
            throw new StatusRuntimeException(Status.UNAVAILABLE.withDescription("the node left off watching job " + job));
        }));
        return switch (last.getPhase()) {
            case PHASE_DONE -> last;
            case PHASE_FAILED -> throw Failures.decode(last.getFailure());
            case PHASE_CANCELLED -> throw new CancelledException("job " + job + " was cancelled");
            case PHASE_UNSPECIFIED, PHASE_QUEUED, PHASE_RUNNING, UNRECOGNIZED ->
                throw new ConnectionException("job " + job + " ended in a phase that this version does not know");
        };
    }

    private static boolean hasEnded(JobState state) {
        return switch (state.getPhase()) {
            case PHASE_DONE, PHASE_FAILED, PHASE_CANCELLED, UNRECOGNIZED -> true;
            case PHASE_UNSPECIFIED, PHASE_QUEUED, PHASE_RUNNING -> false;
        };
    }

    /** All tiles of a result: root {@code root} of a job. */
    public void fetch(String job, int root, Result result, TileSink sink) {
        fetch(job, root, result, 0, grid(result).count(), sink);
    }

    /** {@code count} tiles of a result, from tile {@code first} on. */
    public void fetch(String job, int root, Result result, long first, long count, TileSink sink) {
        int bytes = Types.decode(result.getType(), limits).dtype().bytes();
        TileChunks tiles = new TileChunks(grid(result), bytes, first, count, sink);
        if (tiles.isComplete()) {
            return;
        }
        connections.patiently((channel, patience) -> cancellable(() -> {
            tiles.rewind();
            Iterator<TileChunk> chunks = ClusterGrpc.newBlockingStub(channel)
                    .fetch(FetchRequest.newBuilder()
                            .setJob(job)
                            .setRoot(root)
                            .setFirst(tiles.next())
                            .setCount(first + count - tiles.next())
                            .build());
            while (chunks.hasNext()) {
                add(tiles, chunks.next());
                patience.renew();
            }
            if (!tiles.isComplete()) {
                throw new StatusRuntimeException(Status.UNAVAILABLE.withDescription("the node left off sending tiles of job " + job));
            }
            return tiles;
        }));
    }

    /** A piece that was damaged is asked for again. */
    private static void add(TileChunks tiles, TileChunk chunk) {
        try {
            tiles.add(chunk);
        } catch (ConnectionException damaged) {
            throw Status.UNAVAILABLE.withDescription(damaged.getMessage()).asRuntimeException();
        }
    }

    /** How a result is cut into tiles. */
    public Grid grid(Result result) {
        Type type = Types.decode(result.getType(), limits);
        return Types.grid(type, result.getTileList());
    }

    /** Gives the cluster an array, under an id like a job's. The same id again is the same array. */
    public void put(String job, Type type, Grid grid, TileSource source) {
        PutHead.Builder head = PutHead.newBuilder().setJob(job).setType(Types.encode(type));
        for (long length : grid.tile()) {
            head.addTile(length);
        }
        PutRequest first = PutRequest.newBuilder().setHead(head).build();
        connections.patiently((channel, patience) -> {
            BlockingClientCall<PutRequest, PutReply> call = ClusterGrpc.newBlockingV2Stub(channel).put();
            Upload upload = new Upload(call, patience);
            try {
                upload.send(first);
                for (long tile = 0; tile < grid.count() && upload.isWanted(); tile++) {
                    long index = tile;
                    source.read(tile, content -> TileChunks.cut(
                            index, content, chunk -> upload.send(PutRequest.newBuilder().setChunk(chunk).build())));
                }
                return upload.end();
            } finally {
                call.cancel("done", null); // Nothing happens to a call that has ended.
            }
        });
    }

    /** One stream of pieces; the cluster may end it early. */
    private static final class Upload {
        private final BlockingClientCall<PutRequest, PutReply> call;
        private final Connections.Patience patience;
        private boolean wanted = true;

        Upload(BlockingClientCall<PutRequest, PutReply> call, Connections.Patience patience) {
            this.call = call;
            this.patience = patience;
        }

        boolean isWanted() {
            return wanted;
        }

        void send(PutRequest request) {
            try {
                wanted = wanted && call.write(request);
                patience.renew();
            } catch (InterruptedException stopped) {
                throw interrupted(stopped);
            } catch (StatusException failure) {
                throw Connections.unchecked(failure);
            }
        }

        PutReply end() {
            try {
                call.halfClose();
                PutReply reply = call.read();
                if (reply == null) {
                    throw new StatusRuntimeException(Status.UNAVAILABLE.withDescription("the node took the array and did not answer"));
                }
                return reply;
            } catch (InterruptedException stopped) {
                throw interrupted(stopped);
            } catch (StatusException failure) {
                throw Connections.unchecked(failure);
            }
        }

        private static StatusRuntimeException interrupted(InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Status.CANCELLED.withCause(stopped).asRuntimeException();
        }
    }

    /** Forgets jobs and their results, and arrays that were put. */
    public void release(Collection<String> jobs) {
        ReleaseRequest request = ReleaseRequest.newBuilder().addAllJobs(jobs).build();
        ask(stub -> stub.release(request));
    }

    /** Stops a job that has not ended yet. */
    public void cancel(String job) {
        CancelRequest request = CancelRequest.newBuilder().setJob(job).build();
        ask(stub -> stub.cancel(request));
    }

    /** The cluster's nodes and jobs. */
    public ClusterStatus status() {
        return ask(stub -> stub.status(StatusRequest.getDefaultInstance()));
    }

    /** Stops the cluster. */
    public void stop() {
        ask(stub -> stub.stop(StopRequest.getDefaultInstance()));
    }

    private <A> A ask(Function<ClusterGrpc.ClusterBlockingStub, A> question) {
        return connections.patiently((channel, _) -> question.apply(quick(channel)));
    }

    private static ClusterGrpc.ClusterBlockingStub quick(Channel channel) {
        return ClusterGrpc.newBlockingStub(channel).withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    /** Streams that {@code work} does not read to their end are cancelled. */
    private static <A> A cancellable(Supplier<A> work) {
        Context.CancellableContext context = Context.current().withCancellation();
        Context before = context.attach();
        try {
            return work.get();
        } finally {
            context.detach(before);
            context.cancel(null);
        }
    }

    /** Breaks off what is under way. Jobs go on: their ids are all that is needed to come back. */
    @Override
    public void close() {
        connections.close();
    }

    /**
     * How a cluster is reached.
     *
     * @param addresses HOST:PORT of nodes that take clients, the first to be tried first
     * @param authority the certificates that those of the nodes are signed by, in PEM
     * @param serverName the name in the nodes' certificates; empty where it is the host of the address
     * @param patience how long nodes may fail to answer until a call fails
     */
    public record Settings(List<String> addresses, String authority, String token, String serverName, Duration patience) {
        public Settings {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new ConnectionException("a client needs the address of a cluster: give HOST:PORT");
            }
        }

        /** Nodes have their hosts in their certificates; half a minute of patience. */
        public static Settings of(List<String> addresses, String authority, String token) {
            return new Settings(addresses, authority, token, "", Duration.ofSeconds(30));
        }

        public Settings withServerName(String serverName) {
            return new Settings(addresses, authority, token, serverName, patience);
        }

        public Settings withPatience(Duration patience) {
            return new Settings(addresses, authority, token, serverName, patience);
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "WireClient.Settings" + addresses;
        }
    }
}
