package syrtis.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.op.Op;
import syrtis.type.Type;
import syrtis.type.WireException;
import syrtis.wire.v1.FileLeaf;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.Leaf;
import syrtis.wire.v1.Sites;

/** Each thing that the decoder must not take for granted, in a graph of its own. */
class GraphDecoderTest {
    private static final Limits LIMITS = Limits.defaults();

    /** Leaves that are what they say. */
    private static final Leaves TRUSTING = new Leaves() {
        @Override
        public Leaf encode(Op.Contents contents) {
            throw new AssertionError("nothing is encoded here");
        }

        @Override
        public Op.Contents decode(Leaf leaf) {
            Type type = Types.decode(leaf.hasInline() ? leaf.getInline().getType() : leaf.getResult().getType(), LIMITS);
            return () -> type;
        }

        @Override
        public FileLeaf encode(Op.Origin origin) {
            throw new AssertionError("nothing is encoded here");
        }

        @Override
        public Op.Origin decode(FileLeaf leaf) {
            return ArrayFiles.decode(leaf, syrtis.Exprs.store());
        }
    };

    /** A leaf of zeros. */
    private static String zeros(String dtype, String shape) {
        String type = "type { dtype: DTYPE_" + dtype + " shape: [" + shape + "] }";
        boolean real = dtype.startsWith("FLOAT");
        String number = "params { dtype: DTYPE_" + dtype + " " + (real ? "real" : "integer") + ": 0 }";
        return "nodes { generate { generator: 'full' " + number + " " + type + " } }\n";
    }

    private static Graph graph(String nodes) {
        try {
            long count = nodes.lines().filter(line -> line.startsWith("nodes")).count();
            return TextFormat.parse("version: 1\n" + nodes + "roots: " + (count - 1), Graph.class);
        } catch (TextFormat.ParseException wrong) {
            throw new AssertionError(wrong);
        }
    }

    private static List<Expr> decode(String nodes) {
        return GraphCodec.decode(
                GraphCodec.parse(GraphCodec.bytes(graph(nodes)), LIMITS), Sites.getDefaultInstance(), LIMITS, new Interner(), TRUSTING);
    }

    private static void refused(String message, String nodes) {
        WireException refusal = assertThrows(WireException.class, () -> decode(nodes));
        assertTrue(String.valueOf(refusal.getMessage()).contains(message), refusal.getMessage());
    }

    @Test
    void operandsMustComeBeforeTheirUsers() {
        refused("node 0 has node 0 as operand", "nodes { args: 0 reshape { } }\n");
        refused("node 0 has node 1 as operand", "nodes { args: 1 reshape { } }\n" + zeros("INT64", ""));
        refused("node 1 has node 4294967295 as operand", zeros("INT64", "") + "nodes { args: 4294967295 reshape { } }\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            reshape { shape: 2 }              | it has 0 operands, and needs 1
            args: [0, 0] cast { to: DTYPE_BOOL } | it has 2 operands, and needs 1
            args: 0 cast { }                  | a dtype is missing
            args: 0 cast { to: 99 }           | a dtype is missing or unknown
            args: 0                           | the operator is missing
            args: 0 elementwise { row: 'sine' } | no elementwise operator is called 'sine'
            args: 0 elementwise { row: 'invert' } | invert needs bool or integers, got float64
            args: [0, 1] elementwise { row: 'add' } | add of [float64, int64] computes with [float64, float64]
            args: [0, 2] elementwise { row: 'add' } | add needs one shape
            args: 0 reshape { shape: [3, 4] } | changes the number of elements
            args: 0 reshape { shape: -6 }     | a shape needs lengths >= 0
            args: 0 reshape { shape: [4611686018427387904, 4611686018427387904] } | elements that are allowed
            args: 0 reshape { shape: [4611686018427387904, 0] } | elements that are allowed
            args: 0 view { shape: 2 axis: 0 start: 0 step: 1 } | needs 2 axes, starts and steps, got 1, 1 and 1
            args: 0 view { shape: 2 axis: [0, 1] start: [0, 0] step: [1, 1] } | a view has an axis 1
            args: 0 view { shape: 2 axis: [0, -2] start: [0, 0] step: [1, 1] } | a view has an axis -2
            args: 0 view { shape: 2 axis: [0, -1] start: [0, 0] step: [1, 1] } | steps by 1 along no axis
            args: 0 view { shape: 3 axis: [0, -1] start: [0, 0] step: [1, 0] } | leaves an axis of 2 elements
            args: 0 view { shape: 2 axis: [0, -1] start: [0, 3] step: [1, 0] } | leaves an axis of 3 elements
            args: 0 view { shape: 2 axis: [0, -1] start: [1, 0] step: [-2, 0] } | leaves an axis of 2 elements
            args: 0 view { shape: 2 axis: [0, -1] start: [-1, 0] step: [1, 0] } | leaves an axis of 2 elements
            args: 0 view { shape: 3 axis: [0, -1] start: [0, 0] step: [4611686018427387904, 0] } | leaves an axis of 2 elements
            args: 0 view { shape: 5 axis: [0, -1] start: [0, 0] step: [4611686018427387904, 0] } | leaves an axis of 2 elements
            args: 0 view { shape: 2 axis: [0, -1] start: [-9223372036854775808, 0] step: [1, 0] } | leaves an axis of 2 elements
            args: 0 view { shape: [2, 1125899906842624] axis: [0, -1] start: [0, 0] step: [1, 0] } | elements that are allowed
            args: 0 reduce { monoid: 'sum' axis: 2 } | axis 2 of float64[2, 3]
            args: 0 reduce { monoid: 'sum' axis: 4294967295 } | axis 4294967295 of float64[2, 3]
            args: 0 reduce { monoid: 'all' axis: 0 } | all of float64 computes with bool
            args: 0 reduce { monoid: 'mean' axis: 0 } | no fold is called 'mean'
            args: 3 reduce { monoid: 'max' axis: 0 } | max of no elements
            args: 0 scan { monoid: 'sum' axis: 2 } | axis 2 of
            args: 3 scan { monoid: 'sum' axis: 1 } | a scan of no elements
            args: [0, 0] contract { }         | matmul of
            args: [1, 1] contract { }         | matmul of
            args: [0] contract { }            | it has 1 operands, and needs 2
            concat { axis: 0 }                | concat needs an operand
            args: [0, 1] concat { axis: 0 }   | concat along axis 0
            args: [0, 2] concat { axis: 0 }   | concat along axis 0
            args: [0, 0] concat { axis: 2 }   | axis 2 of
            args: [0, 1] update { region { shape: [2, 3] axis: [0, 1] start: [0, 0] step: [1, 1] } } | cast the values
            args: [0, 2] update { region { shape: [2, 3] axis: [0, 1] start: [0, 0] step: [1, 1] } } | an update of a region
            args: [0, 0] update { region { shape: [2, 3] axis: [0, 1] start: [0, 0] step: [0, 1] } } | an update reaches an element twice
            args: [0, 0] update { }           | needs 2 axes
            args: [0, 0] gather { axis: 0 }   | gather needs int64 indices
            args: [0, 1] gather { axis: 2 }   | axis 2 of
            args: [0, 1, 0] scatter { combine: COMBINE_ADD } | scatter of
            args: [5, 6, 5] scatter { }       | no way to combine is called ''
            args: [5, 6, 5] scatter { combine: COMBINE_ADD } | scatter of
            generate { generator: 'ones' type { dtype: DTYPE_INT8 } } | no generator is called 'ones'
            generate { generator: 'full' type { dtype: DTYPE_INT8 } } | full of int8[] needs parameters [int8], got []
            generate { generator: 'full' params { dtype: DTYPE_INT8 } type { dtype: DTYPE_INT8 } } | needs its value as integer
            generate { generator: 'full' params { dtype: DTYPE_INT8 real: 1 } type { dtype: DTYPE_INT8 } } | needs its value as integer
            generate { generator: 'eye' params { dtype: DTYPE_INT64 integer: 0 } type { dtype: DTYPE_INT8 shape: 3 } } | eye needs two axes
            generate { generator: 'arange' type { dtype: DTYPE_BOOL shape: 3 } } | arange has no dtype bool
            generate { generator: 'full' }    | a dtype is missing
            stored { }                        | where the elements are is missing
            stored { inline { type { dtype: DTYPE_INT32 shape: 2 } elements: '1234567' } } | has 8 bytes, and 7 came
            stored { inline { type { dtype: DTYPE_BOOL shape: 2 } elements: '\\001\\002' } } | a bool is a byte 0 or 1, and 2 came
            stored { result { job: 'x' type { dtype: DTYPE_BOOL } } } | a job's id is a UUID
            stored { result { type { dtype: DTYPE_BOOL shape: 3 } tile: 0 } } | tiles [0] do not fit
            stored { result { type { dtype: DTYPE_BOOL shape: 3 } } } | tiles [] do not fit
            read { type { dtype: DTYPE_BOOL } } | the kind of file is missing
            read { type { dtype: DTYPE_BOOL } npy { } } | a path needs 1 to
            read { type { dtype: DTYPE_BOOL } npy { path: 'x.npy' } } | no absolute path
            read { type { dtype: DTYPE_BOOL } npz { path: '/x.npz' } } | a member needs 1 to
            """)
    void eachFamilyIsChecked(String node, String message) {
        refused(message, zeros("FLOAT64", "2, 3") // 0
                + zeros("INT64", "2, 3") // 1
                + zeros("FLOAT64", "3, 2") // 2
                + zeros("FLOAT64", "0, 3") // 3
                + zeros("INT8", "3") // 4
                + zeros("FLOAT64", "4") // 5
                + zeros("INT64", "2") // 6
                + "nodes { " + node + " }\n");
    }

    @Test
    void aLeafMustBeWhatTheGraphSays() {
        String leaf = "nodes { stored { result { job: '00000000-0000-0000-0000-000000000000' "
                + "type { dtype: DTYPE_BOOL shape: 3 } tile: 2 } } }\n";
        assertEquals("bool[3]", decode(leaf).getFirst().type().toString());
        Leaves others = new Remembered() {
            @Override
            public Op.Contents decode(Leaf known) {
                return () -> new Type(syrtis.type.Dtype.INT8, syrtis.type.Shape.of(3));
            }
        };
        WireException refusal = assertThrows(WireException.class, () -> GraphCodec.decode(
                graph(leaf), Sites.getDefaultInstance(), LIMITS, new Interner(), others));
        assertEquals("node 0 (stored): the graph says bool[3], and what is there is int8[3]", refusal.getMessage());
    }

    @Test
    void graphsNeedAKnownVersionAndRoots() throws TextFormat.ParseException {
        Sites none = Sites.getDefaultInstance();
        for (var wrong : List.of(
                List.of("version: 2", "a graph is of version 2, and this reader speaks version 1"),
                List.of("", "a graph is of version 0"),
                List.of("version: 1", "a graph has no roots"),
                List.of("version: 1 roots: 0", "root 0 is no node: there are 0"),
                List.of("version: 1 roots: 4294967295", "root 4294967295 is no node"))) {
            Graph graph = TextFormat.parse(wrong.getFirst(), Graph.class);
            WireException refusal = assertThrows(
                    WireException.class, () -> GraphCodec.decode(graph, none, LIMITS, new Interner(), TRUSTING));
            assertTrue(String.valueOf(refusal.getMessage()).contains(wrong.getLast()), refusal.getMessage());
        }
    }

    @Test
    void linesMustBeOfNodesAndFilesThatAreThere() throws TextFormat.ParseException {
        Graph graph = graph(zeros("INT8", ""));
        for (var wrong : List.of(
                List.of("files: 'a' sites { node: 1 }", "a site is of node 1, and there are 1"),
                List.of("files: 'a' sites { file: 1 }", "the site of node 0 is in file 1, and there are 1"),
                List.of("files: 'a' sites { node: 4294967295 }", "a site is of node 4294967295"))) {
            Sites sites = TextFormat.parse(wrong.getFirst(), Sites.class);
            WireException refusal = assertThrows(
                    WireException.class, () -> GraphCodec.decode(graph, sites, LIMITS, new Interner(), TRUSTING));
            assertTrue(String.valueOf(refusal.getMessage()).contains(wrong.getLast()), refusal.getMessage());
        }
    }

    // ---- limits

    private static void beyond(String message, Limits limits, Graph graph) {
        WireException refusal = assertThrows(
                WireException.class,
                () -> GraphCodec.decode(
                        GraphCodec.parse(GraphCodec.bytes(graph), limits),
                        Sites.getDefaultInstance(),
                        limits,
                        new Interner(),
                        TRUSTING));
        assertTrue(String.valueOf(refusal.getMessage()).contains(message), refusal.getMessage());
    }

    @Test
    void eachLimitIsKept() {
        Graph chain = graph(zeros("INT8", "2") + """
                nodes { args: 0 cast { to: DTYPE_INT16 } }
                nodes { args: 1 cast { to: DTYPE_INT32 } }
                """);
        beyond("a Graph has " + chain.getSerializedSize() + " bytes, and 10 are allowed", new Limits(10, 9, 9, 9, 9, 9), chain);
        beyond("Graph.nodes comes 3 times or more, and 2 are allowed", new Limits(999, 2, 9, 9, 9, 9), chain);
        beyond("node 2 lies 3 operators deep, and 2 are allowed", new Limits(999, 9, 2, 9, 9, 9), chain);
        beyond("a shape has 1 axes, and 0 are allowed", new Limits(999, 9, 9, 0, 9, 9), chain);
        beyond("has more than the 1 elements that are allowed", new Limits(999, 9, 9, 9, 1, 9), chain);
        Graph inline = graph("""
                nodes { stored { inline { type { dtype: DTYPE_INT8 shape: 3 } elements: 'abc' } } }
                nodes { stored { inline { type { dtype: DTYPE_INT8 shape: 3 } elements: 'abd' } } }
                """);
        beyond("a graph carries more than the 5 bytes of elements", new Limits(999, 9, 9, 9, 9, 5), inline);
        assertEquals(1, GraphCodec.decode(
                        chain, Sites.getDefaultInstance(), new Limits(999, 3, 3, 1, 2, 0), new Interner(), TRUSTING)
                .size());
    }

    @Test
    void ranksBeyondTheLimitAreCountedBeforeTheyAreRead() {
        long[] lengths = new long[1_000_000];
        Graph.Builder wide = Graph.newBuilder().setVersion(1);
        var reshape = wide.addNodesBuilder().getReshapeBuilder();
        for (long length : lengths) {
            reshape.addShape(length);
        }
        beyond("Reshape.shape comes 1000000 times or more, and 64 are allowed", LIMITS, wide.build());
    }

    @Test
    void whatIsNotCanonicalIsRefused() {
        ByteString good = GraphCodec.bytes(graph(zeros("INT8", "2")));
        assertEquals(1, GraphCodec.parse(good, LIMITS).getNodesCount());
        for (var wrong : List.of(
                List.of("5001", "Graph has no field 10 of this form"), // a field that nobody knows
                List.of("0801", "Graph.version comes 2 times"), // a field twice
                List.of("0a00", "Graph has no field 1 of this form"), // a number as text
                List.of("0b0c", "Graph has no field 1 of this form"), // groups
                List.of("120412003200", "Node.cast comes 2 times"), // two operators in one node
                List.of("12ff", "these bytes are no Graph"), // cut
                List.of("1205", "these bytes are no Graph"),
                List.of("00", "these bytes are no Graph"))) {
            ByteString bytes = good.concat(ByteString.copyFrom(java.util.HexFormat.of().parseHex(wrong.getFirst())));
            WireException refusal = assertThrows(WireException.class, () -> GraphCodec.parse(bytes, LIMITS));
            assertTrue(String.valueOf(refusal.getMessage()).contains(wrong.getLast()), refusal.getMessage());
        }
    }
}
