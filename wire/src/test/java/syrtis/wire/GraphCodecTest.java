package syrtis.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import syrtis.Exprs;
import syrtis.Nd;
import syrtis.NDArray;
import syrtis.Options;
import syrtis.RandomGraphs;
import syrtis.expr.Dag;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.op.Elementwise;
import syrtis.op.Generator;
import syrtis.op.Monoid;
import syrtis.op.Op;
import syrtis.type.CallSite;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.Type;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.JobOptions;
import syrtis.wire.v1.Sites;

class GraphCodecTest {
    private static final Limits LIMITS = Limits.defaults();
    private static final Op.Origin FILE = new Remembered.Numbers();

    /** Through bytes and back. */
    private static List<Expr> travelled(List<Expr> roots, Interner interner, Leaves leaves) {
        ByteString graph = GraphCodec.bytes(GraphCodec.encode(roots, leaves));
        ByteString sites = GraphCodec.bytes(GraphCodec.sites(roots));
        return GraphCodec.decode(
                GraphCodec.parse(graph, LIMITS), GraphCodec.parseSites(sites, LIMITS), LIMITS, interner, leaves);
    }

    private static void assertSameNodes(List<Expr> expected, List<Expr> found, String message) {
        assertEquals(expected.size(), found.size(), message);
        for (int k = 0; k < expected.size(); k++) {
            assertSame(expected.get(k), found.get(k), message);
        }
    }

    @Test
    void everyFamilyRowAndDtypeComesBackAsTheSameNode() {
        Interner interner = new Interner();
        List<Expr> nodes = Gallery.nodes(interner, FILE);
        Leaves leaves = new Remembered();
        for (Expr node : nodes) {
            assertSameNodes(List.of(node), travelled(List.of(node), interner, leaves), node.toString());
        }
        assertSameNodes(nodes, travelled(nodes, interner, leaves), "all at once");
    }

    @Test
    void theGalleryHasEveryFamilyRowAndDtype() {
        List<Expr> nodes = Gallery.nodes(new Interner(), FILE);
        Set<Class<?>> families = nodes.stream().map(node -> node.op().getClass()).collect(Collectors.toSet());
        assertEquals(Set.of(Op.class.getPermittedSubclasses()), families);
        assertHas(Elementwise.values(), nodes.stream().map(Expr::op));
        assertHas(Dtype.values(), nodes.stream().map(node -> node.type().dtype()));
        assertHas(Generator.values(), nodes.stream()
                .flatMap(node -> node.op() instanceof Op.Generate generate ? Stream.of(generate.generator()) : Stream.of()));
        assertHas(Monoid.values(), nodes.stream()
                .flatMap(node -> node.op() instanceof Op.Reduce(Monoid monoid, int _) ? Stream.of(monoid) : Stream.of()));
        assertHas(Monoid.values(), nodes.stream()
                .flatMap(node -> node.op() instanceof Op.Scan(Monoid monoid, int _) ? Stream.of(monoid) : Stream.of()));
        assertHas(Op.Scatter.Combine.values(), nodes.stream()
                .flatMap(node -> node.op() instanceof Op.Scatter(var combine) ? Stream.of(combine) : Stream.of()));
    }

    private static void assertHas(Enum<?>[] needed, Stream<?> found) {
        Set<Object> missing = new HashSet<>(Arrays.asList(needed));
        found.forEach(missing::remove);
        assertEquals(Set.of(), missing);
    }

    @Test
    void randomGraphsComeBackAsTheSameNodes() {
        Set<Class<?>> families = new HashSet<>();
        for (int seed = 0; seed < 300; seed++) {
            List<Expr> roots = RandomGraphs.roots(new SplittableRandom(seed), 12);
            Leaves leaves = new Remembered();
            List<Expr> found = travelled(roots, Exprs.interner(), leaves);
            assertEquals(GraphCodec.encode(roots, leaves), GraphCodec.encode(found, leaves), "seed " + seed);
            // Numbers of the program are not interned where it makes them; what has travelled is.
            assertSameNodes(found, travelled(found, Exprs.interner(), leaves), "seed " + seed);
            Dag.walk(roots).forEach(node -> families.add(node.op().getClass()));
        }
        Set<Class<?>> missing = new HashSet<>(Set.of(Op.class.getPermittedSubclasses()));
        missing.removeAll(families);
        assertEquals(Set.of(Op.Read.class), missing, "families that no random graph has");
    }

    @Test
    void graphsComputeTheSameBitsElsewhere() {
        for (int seed = 0; seed < 60; seed++) {
            List<Expr> roots = RandomGraphs.roots(new SplittableRandom(seed), 8);
            List<Expr> elsewhere = travelled(roots, new Interner(), new InMessages());
            List<byte[]> expected = Exprs.bytes(roots);
            List<byte[]> found = Exprs.bytes(elsewhere);
            for (int k = 0; k < roots.size(); k++) {
                assertEquals(roots.get(k).type(), elsewhere.get(k).type());
                assertArrayEquals(expected.get(k), found.get(k), "root " + k + " of seed " + seed);
            }
        }
    }

    @Test
    void equalGraphsHaveEqualBytesHoweverTheyWereMade() {
        for (int seed = 0; seed < 100; seed++) {
            List<Expr> roots = RandomGraphs.roots(new SplittableRandom(seed), 12);
            Remembered leaves = new Remembered();
            ByteString bytes = GraphCodec.bytes(GraphCodec.encode(roots, leaves));
            // Made again, in the order of a walk from the last root on, by another table of nodes.
            Interner other = new Interner();
            List<Expr> reversed = new ArrayList<>(roots);
            Collections.reverse(reversed);
            Graph backwards = GraphCodec.encode(reversed, leaves);
            List<Expr> again = new ArrayList<>(
                    GraphCodec.decode(backwards, Sites.getDefaultInstance(), LIMITS, other, leaves));
            Collections.reverse(again);
            assertNotSame(roots.getFirst(), again.getFirst());
            assertEquals(bytes, GraphCodec.bytes(GraphCodec.encode(again, leaves)), "seed " + seed);
        }
    }

    /** What protoc makes of the example in docs/wire.md. */
    private static final String EXAMPLE = """
            08 01 12 1d 12 1b 0a 06 61 72 61 6e 67 65 12 04 08 05 10 00 12 04 08 05 10 02 1a 05 08 05 12 01
            03 12 15 12 13 0a 04 66 75 6c 6c 12 04 08 05 10 02 1a 05 08 05 12 01 03 12 0b 0a 02 00 01 2a 05
            0a 03 61 64 64 12 0a 0a 01 02 4a 05 0a 03 73 75 6d 1a 01 03"""
            .replace('\n', ' ');

    private static final String EXAMPLE_DIGEST = "303dd2a34278be7015e88aa6eef61b45628156a5b3f29d64203e3f39324d79c8";

    /** Written down once: another process, and another year, must give the same bytes. */
    @Test
    void theBytesOfAnExampleAreThese() {
        NDArray sum = Nd.arange(3).add(1L).sum();
        Graph graph = GraphCodec.encode(List.of(Exprs.of(sum)), new Remembered());
        assertEquals(EXAMPLE, hex(GraphCodec.bytes(graph)));
        assertEquals(EXAMPLE_DIGEST, GraphCodec.digest(graph, JobSettings.encode(Options.defaults())));
    }

    private static String hex(ByteString bytes) {
        return java.util.HexFormat.ofDelimiter(" ").formatHex(bytes.toByteArray());
    }

    @Test
    void theDigestIsOfGraphAndOptions() {
        Graph graph = GraphCodec.encode(List.of(Exprs.of(Nd.arange(3))), new Remembered());
        Graph longer = GraphCodec.encode(List.of(Exprs.of(Nd.arange(4))), new Remembered());
        JobOptions options = JobSettings.encode(Options.defaults());
        JobOptions others = JobSettings.encode(Options.defaults().withRules(Options.Rules.NONE));
        assertTrue(GraphCodec.digest(graph, options).matches("[0-9a-f]{64}"));
        assertEquals(GraphCodec.digest(graph, options), GraphCodec.digest(GraphCodec.bytes(graph), options));
        assertEquals(
                3,
                Stream.of(GraphCodec.digest(graph, options), GraphCodec.digest(longer, options), GraphCodec.digest(graph, others))
                        .distinct()
                        .count());
    }

    @Test
    void linesTravelBesideTheGraph() {
        Interner here = new Interner();
        Op.Generate full = Op.Generate.full(1.0, 0.0, new Type(Dtype.FLOAT64, Shape.of(2)));
        Expr one = here.of(full, List.of(), CallSite.UNKNOWN);
        Expr sine = here.of(Elementwise.SIN, List.of(one), new CallSite("Waves.java", 12));
        List<Expr> there = travelled(List.of(sine), new Interner(), new Remembered());
        assertEquals(new CallSite("Waves.java", 12), there.getFirst().site());
        assertEquals(CallSite.UNKNOWN, there.getFirst().arg(0).site());
        Expr moved = new Interner().of(Elementwise.SIN, List.of(one), new CallSite("Other.java", 1));
        assertEquals(GraphCodec.encode(List.of(sine), new Remembered()), GraphCodec.encode(List.of(moved), new Remembered()));
        assertNotEquals(GraphCodec.sites(List.of(sine)), GraphCodec.sites(List.of(moved)));
    }

    @Test
    void aChainOfAHundredThousandOperatorsTravels() {
        Interner interner = new Interner();
        Expr node = interner.of(Op.Generate.full(1.0, 0.0, new Type(Dtype.FLOAT64, Shape.of(2))), List.of(), CallSite.UNKNOWN);
        for (int k = 0; k < 100_000; k++) {
            node = interner.of(k % 2 == 0 ? Elementwise.SIN : Elementwise.NEGATIVE, List.of(node), CallSite.UNKNOWN);
        }
        assertSameNodes(List.of(node), travelled(List.of(node), interner, new Remembered()), "chain");
    }
}
