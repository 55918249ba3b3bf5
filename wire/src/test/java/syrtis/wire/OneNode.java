package syrtis.wire;

import io.grpc.stub.StreamObserver;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import syrtis.plan.Grid;
import syrtis.type.CallSite;
import syrtis.type.FileException;
import syrtis.type.IndexException;
import syrtis.type.Type;
import syrtis.wire.v1.CancelReply;
import syrtis.wire.v1.CancelRequest;
import syrtis.wire.v1.ClusterGrpc;
import syrtis.wire.v1.ClusterStatus;
import syrtis.wire.v1.FetchRequest;
import syrtis.wire.v1.JobState;
import syrtis.wire.v1.NodeStatus;
import syrtis.wire.v1.Phase;
import syrtis.wire.v1.PutHead;
import syrtis.wire.v1.PutReply;
import syrtis.wire.v1.PutRequest;
import syrtis.wire.v1.ReleaseReply;
import syrtis.wire.v1.ReleaseRequest;
import syrtis.wire.v1.Result;
import syrtis.wire.v1.StatusRequest;
import syrtis.wire.v1.StopReply;
import syrtis.wire.v1.StopRequest;
import syrtis.wire.v1.SubmitReply;
import syrtis.wire.v1.SubmitRequest;
import syrtis.wire.v1.TileChunk;
import syrtis.wire.v1.WatchRequest;

/** A cluster that computes nothing: it holds what was put, and says of jobs what a test tells it to. */
final class OneNode extends ClusterGrpc.ClusterImplBase {
    final String name;
    final Map<String, JobState> jobs = new ConcurrentHashMap<>();
    final Map<String, Map<Long, byte[]>> arrays = new ConcurrentHashMap<>();
    final List<String> calls = java.util.Collections.synchronizedList(new ArrayList<>());

    /** Chunks after which a fetch breaks off, once. */
    final AtomicInteger chunks = new AtomicInteger(Integer.MAX_VALUE);

    /** Chunks that the stream took. */
    final AtomicInteger sent = new AtomicInteger();

    /** Whether a sent chunk is damaged, once. */
    volatile boolean damages;

    OneNode(String name) {
        this.name = name;
    }

    @Override
    public void submit(SubmitRequest request, StreamObserver<SubmitReply> reply) {
        calls.add("submit");
        GraphCodec.parse(request.getGraph(), Limits.defaults());
        reply.onNext(SubmitReply.newBuilder()
                .setDigest(GraphCodec.digest(request.getGraph(), request.getOptions()))
                .build());
        reply.onCompleted();
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<JobState> states) {
        calls.add("watch");
        JobState state = jobs.get(request.getJob());
        if (state == null) {
            states.onError(new IndexException("no job " + request.getJob()).at(new CallSite("Main.java", 7)));
            return;
        }
        states.onNext(JobState.newBuilder().setPhase(Phase.PHASE_RUNNING).setTasks(2).setDone(1).build());
        if (state.getPhase() != Phase.PHASE_RUNNING) {
            states.onNext(state);
            states.onCompleted();
        }
    }

    @Override
    public void fetch(FetchRequest request, StreamObserver<TileChunk> out) {
        calls.add("fetch from " + request.getFirst());
        Map<Long, byte[]> tiles = arrays.getOrDefault(request.getJob(), Map.of());
        Outbox.answer(out, outbox -> {
            for (long tile = request.getFirst(); tile < request.getFirst() + request.getCount(); tile++) {
                TileChunks.cut(tile, MemorySegment.ofArray(tiles.get(tile)), chunk -> {
                    if (chunks.getAndDecrement() == 0) {
                        throw io.grpc.Status.UNAVAILABLE.withDescription("this node is leaving").asRuntimeException();
                    }
                    outbox.send(damages ? chunk.toBuilder().setCrc32C(0).build() : chunk);
                    damages = false;
                    sent.incrementAndGet();
                });
            }
        });
    }

    @Override
    public StreamObserver<PutRequest> put(StreamObserver<PutReply> reply) {
        calls.add("put");
        return new StreamObserver<>() {
            private final Map<Long, byte[]> tiles = new TreeMap<>();
            private @Nullable PutHead head;
            private @Nullable TileChunks joiner;
            private boolean answered;

            private void answer() {
                answered = true;
                reply.onNext(PutReply.getDefaultInstance());
                reply.onCompleted();
            }

            @Override
            public void onNext(PutRequest request) {
                if (answered) {
                    return;
                }
                if (request.hasHead() && arrays.containsKey(request.getHead().getJob())) {
                    answer(); // It is here already: no need to wait for the rest.
                    return;
                }
                TileChunks known = joiner;
                if (known != null) {
                    known.add(request.getChunk());
                    return;
                }
                head = request.getHead();
                Type type = Types.decode(head.getType(), Limits.defaults());
                Grid grid = Types.grid(type, head.getTileList());
                joiner = new TileChunks(grid, type.dtype().bytes(), 0, grid.count(), new Kept(tiles));
            }

            @Override
            public void onError(Throwable failure) {
                calls.add("put broke off");
            }

            @Override
            public void onCompleted() {
                if (answered) {
                    return;
                }
                if (joiner == null || head == null || !joiner.isComplete()) {
                    throw new FileException("tiles are missing");
                }
                arrays.put(head.getJob(), tiles);
                answer();
            }
        };
    }

    /** Tiles as arrays of bytes. */
    record Kept(Map<Long, byte[]> tiles) implements TileSink {
        @Override
        public MemorySegment memory(long tile, long bytes) {
            byte[] content = new byte[(int) bytes];
            tiles.put(tile, content);
            return MemorySegment.ofArray(content);
        }

        @Override
        public void complete(long tile) {}
    }

    @Override
    public void release(ReleaseRequest request, StreamObserver<ReleaseReply> reply) {
        request.getJobsList().forEach(arrays::remove);
        reply.onNext(ReleaseReply.getDefaultInstance());
        reply.onCompleted();
    }

    @Override
    public void cancel(CancelRequest request, StreamObserver<CancelReply> reply) {
        throw new IllegalStateException("a bug in " + request.getJob());
    }

    @Override
    public void status(StatusRequest request, StreamObserver<ClusterStatus> reply) {
        reply.onNext(ClusterStatus.newBuilder()
                .addNodes(NodeStatus.newBuilder().setAddress(name))
                .build());
        reply.onCompleted();
    }

    @Override
    public void stop(StopRequest request, StreamObserver<StopReply> reply) {
        calls.add("stop");
        reply.onNext(StopReply.getDefaultInstance());
        reply.onCompleted();
    }

    static JobState done(Result... results) {
        return JobState.newBuilder().setPhase(Phase.PHASE_DONE).addAllResults(List.of(results)).build();
    }
}
