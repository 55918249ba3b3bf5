package syrtis.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import syrtis.Exprs;
import syrtis.Options;
import syrtis.RandomGraphs;
import syrtis.Runtime;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.type.BudgetException;
import syrtis.type.IndexException;
import syrtis.type.KernelException;
import syrtis.type.WireException;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.Sites;

/** Damaged and random bytes: each ends in a {@link WireException}, or is a graph. */
class GraphFuzzTest {
    private static final long SEED = Long.getLong("syrtis.fuzz.seed", 20_261);
    private static final int MUTATIONS = Integer.getInteger("syrtis.fuzz.count", 24_000);
    private static final long MOST_BYTES = 64 << 20;
    private static final Limits LIMITS = Limits.defaults();

    /** Arrays that are evaluated at once. */
    private static final Limits SMALL = new Limits(1 << 20, 1000, 1000, 16, 20_000, 1 << 20);

    private static final int CHANGES = 3_000;
    private static final long[] EDGES = {
        Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62, -1L << 62, 1L << 31, Integer.MIN_VALUE, 1000, -1000
    };

    private final Remembered leaves = new Remembered();
    private int refused;
    private int read;

    @Test
    void damagedGraphsEndInATypedErrorOrAreGraphs() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<byte[]> seeds = seeds();
        Instant start = Instant.now();
        for (int k = 0; k < MUTATIONS; k++) {
            long seed = random.nextLong();
            byte[] bytes = mutated(new SplittableRandom(seed), seeds);
            decode(ByteString.copyFrom(bytes), "mutation with seed " + seed);
        }
        Duration took = Duration.between(start, Instant.now());
        assertTrue(took.toSeconds() < 60, "took " + took);
        assertTrue(refused > MUTATIONS / 4, "only " + refused + " were refused");
        assertTrue(read > MUTATIONS / 200, "only " + read + " were graphs");
    }

    /** Well-formed messages whose fields say something else: what the decoder lets through must run. */
    @Test
    void graphsWithOtherFieldsEndInATypedErrorOrCanBeRun() throws Exception {
        try (Runtime runtime = Runtime.of(Options.defaults().withThreads(1).withCode(Options.Code.INTERPRETED))) {
            runtime.run(() -> {
                SplittableRandom random = new SplittableRandom(SEED);
                List<Graph> seeds = new ArrayList<>();
                for (int seed = 0; seed < 100; seed++) {
                    seeds.add(GraphCodec.encode(RandomGraphs.roots(new SplittableRandom(seed), 6), new InMessages()));
                }
                for (int k = 0; k < CHANGES; k++) {
                    long seed = random.nextLong();
                    SplittableRandom own = new SplittableRandom(seed);
                    Graph.Builder graph = seeds.get(own.nextInt(seeds.size())).toBuilder();
                    for (int changes = own.nextInt(1, 3); changes > 0; changes--) {
                        change(own, graph.getNodesBuilder(own.nextInt(graph.getNodesCount())));
                    }
                    run(graph.build(), "change with seed " + seed);
                }
                return null;
            });
        }
        assertTrue(refused > CHANGES / 10, "only " + refused + " were refused");
        assertTrue(read > CHANGES / 10, "only " + read + " were graphs");
    }

    private void run(Graph graph, String what) {
        try {
            List<Expr> roots = GraphCodec.decode(
                    GraphCodec.parse(GraphCodec.bytes(graph), SMALL), Sites.getDefaultInstance(), SMALL, new Interner(), new InMessages());
            Exprs.bytes(roots);
            read++;
        } catch (WireException wanted) {
            refused++;
        } catch (IndexException | KernelException | BudgetException typed) {
            read++; // An index in the data, say: known only when it runs.
        } catch (RuntimeException | Error other) {
            fail(what + ": " + other + "\n" + graph, other);
        }
    }

    /** Sets a field of a message, or of one in it, to something else. */
    private static void change(SplittableRandom random, Message.Builder message) {
        List<FieldDescriptor> fields = new ArrayList<>(message.getAllFields().keySet());
        if (fields.isEmpty()) {
            return;
        }
        FieldDescriptor field = fields.get(random.nextInt(fields.size()));
        int at = field.isRepeated() ? random.nextInt(message.getRepeatedFieldCount(field)) : 0;
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            change(random, field.isRepeated()
                    ? message.getRepeatedFieldBuilder(field, at)
                    : message.getFieldBuilder(field));
            return;
        }
        Object value = value(random, field);
        if (field.isRepeated()) {
            message.setRepeatedField(field, at, value);
        } else {
            message.setField(field, value);
        }
    }

    private static Object value(SplittableRandom random, FieldDescriptor field) {
        long number = random.nextInt(10) == 0 ? EDGES[random.nextInt(EDGES.length)] : random.nextInt(-2, 7);
        return switch (field.getJavaType()) {
            case INT -> (int) number;
            case LONG -> number;
            case DOUBLE -> Double.longBitsToDouble(random.nextLong());
            case ENUM -> field.getEnumType().getValues().get(random.nextInt(field.getEnumType().getValues().size()));
            case STRING -> List.of("add", "sin", "where", "isnan", "divide", "sum", "max", "any", "full", "eye", "arange")
                    .get(random.nextInt(11));
            case BYTE_STRING -> ByteString.copyFrom(new byte[random.nextInt(100)]);
            case FLOAT, BOOLEAN, MESSAGE -> throw new AssertionError(field + " is new here");
        };
    }

    @Test
    void bombsAreRefusedBeforeTheyUnfold() {
        ByteString version = ByteString.copyFrom(new byte[] {8, 1});
        // 20 million nodes, sites or parameters of two bytes each.
        byte[] nodes = new byte[40_000_000];
        for (int k = 0; k < nodes.length; k += 2) {
            nodes[k] = 0x12;
        }
        decode(version.concat(ByteString.copyFrom(nodes)), "nodes");
        assertTrue(refused == 1, "a bomb of nodes was read");
        byte[] sites = nodes.clone();
        decodeSites(ByteString.copyFrom(sites));
        byte[] generate = Graph.newBuilder().setVersion(1).build().toByteArray();
        ByteString params = ByteString.copyFrom(nodes);
        ByteString node = message(0x12, message(0x12, params));
        decode(ByteString.copyFrom(generate).concat(node), "parameters");
        assertTrue(refused == 3, "a bomb was read");
    }

    private static ByteString message(int tag, ByteString content) {
        byte[] head = new byte[6];
        int length = 0;
        head[length++] = (byte) tag;
        for (int rest = content.size(); ; rest >>>= 7) {
            head[length++] = (byte) (rest < 128 ? rest : (rest & 127) | 128);
            if (rest < 128) {
                break;
            }
        }
        return ByteString.copyFrom(head, 0, length).concat(content);
    }

    private void decodeSites(ByteString bytes) {
        long before = allocated();
        try {
            GraphCodec.parseSites(bytes, LIMITS);
            read++;
        } catch (WireException wanted) {
            refused++;
        }
        assertTrue(allocated() - before < MOST_BYTES, "sites took " + (allocated() - before) + " bytes");
    }

    private void decode(ByteString bytes, String what) {
        long before = allocated();
        try {
            Graph graph = GraphCodec.parse(bytes, LIMITS);
            List<Expr> roots = GraphCodec.decode(graph, Sites.getDefaultInstance(), LIMITS, new Interner(), leaves);
            GraphCodec.encode(roots, leaves); // What was read can be sent on.
            read++;
        } catch (WireException wanted) {
            refused++;
        } catch (RuntimeException | Error other) {
            fail(what + ": " + other, other);
        }
        long took = allocated() - before;
        assertTrue(took < MOST_BYTES, what + " took " + took + " bytes");
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int seed = 0; seed < 60; seed++) {
            seeds.add(bytes(RandomGraphs.roots(new SplittableRandom(seed), 10)));
        }
        Interner interner = Exprs.interner();
        for (Expr node : Gallery.nodes(interner, new Remembered.Numbers())) {
            seeds.add(bytes(List.of(node)));
        }
        return seeds;
    }

    private byte[] bytes(List<Expr> roots) {
        return GraphCodec.bytes(GraphCodec.encode(roots, leaves)).toByteArray();
    }

    private static byte[] mutated(SplittableRandom random, List<byte[]> seeds) {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        for (int k = random.nextInt(1, 4); k > 0; k--) {
            bytes = switch (random.nextInt(7)) {
                case 0 -> flipped(random, bytes);
                case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                case 2 -> spliced(random, bytes, seeds.get(random.nextInt(seeds.size())));
                case 3 -> replaced(random, bytes, INTERESTING[random.nextInt(INTERESTING.length)]);
                case 4 -> without(random, bytes);
                case 5 -> replaced(random, bytes, noise(random, random.nextInt(1, 9)));
                default -> random.nextInt(20) == 0 ? noise(random, random.nextInt(200)) : flipped(random, bytes);
            };
        }
        return bytes;
    }

    /** Varints at the edges: 0, -1, 2^62, the greatest and least long, 2^31. */
    private static final byte[][] INTERESTING = {
        {0},
        {1},
        {127},
        {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
        {-128, -128, -128, -128, -128, -128, -128, -128, 64},
        {-1, -1, -1, -1, -1, -1, -1, -1, 127},
        {-128, -128, -128, -128, -128, -128, -128, -128, -128, 1},
        {-128, -128, -128, -128, 8},
    };

    private static byte[] flipped(SplittableRandom random, byte[] bytes) {
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private static byte[] spliced(SplittableRandom random, byte[] bytes, byte[] other) {
        int end = random.nextInt(bytes.length + 1);
        int start = random.nextInt(other.length + 1);
        byte[] out = Arrays.copyOf(bytes, end + other.length - start);
        System.arraycopy(other, start, out, end, other.length - start);
        return out;
    }

    private static byte[] replaced(SplittableRandom random, byte[] bytes, byte[] by) {
        int start = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, start + random.nextInt(3));
        byte[] out = Arrays.copyOf(bytes, bytes.length - (end - start) + by.length);
        System.arraycopy(by, 0, out, start, by.length);
        System.arraycopy(bytes, end, out, start + by.length, bytes.length - end);
        return out;
    }

    private static byte[] without(SplittableRandom random, byte[] bytes) {
        int start = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, start + random.nextInt(12));
        byte[] out = Arrays.copyOf(bytes, bytes.length - (end - start));
        System.arraycopy(bytes, end, out, start, bytes.length - end);
        return out;
    }

    private static byte[] noise(SplittableRandom random, int length) {
        byte[] out = new byte[length];
        random.nextBytes(out);
        return out;
    }
}
