package syrtis.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.type.BugException;
import syrtis.type.WireException;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.JobOptions;
import syrtis.wire.v1.Sites;

/**
 * Graphs as messages and bytes. Equal graphs have equal bytes: nodes stand in the order of the one walk over graphs, and fields in the
 * order of their numbers.
 *
 * <p>A graph from elsewhere is taken for hostile: {@link #parse} counts before it makes objects, {@link #decode} checks whatever an operator
 * takes for granted, and both end in a {@link WireException} if anything is amiss.
 */
public final class GraphCodec {
    /** The version of the language of graphs. */
    public static final int VERSION = 1;

    private GraphCodec() {}

    /** The graph that computes {@code roots}. */
    public static Graph encode(List<Expr> roots, Leaves leaves) {
        return new GraphEncoder(leaves).graph(roots);
    }

    /** The user's lines, for the graph that {@link #encode} makes of {@code roots}. */
    public static Sites sites(List<Expr> roots) {
        return CallSites.encode(roots);
    }

    /** The bytes of a message, with fields in the order of their numbers. */
    public static ByteString bytes(Message message) {
        ByteString.Output output = ByteString.newOutput(message.getSerializedSize());
        try {
            CodedOutputStream coded = CodedOutputStream.newInstance(output);
            coded.useDeterministicSerialization();
            message.writeTo(coded);
            coded.flush();
        } catch (IOException impossible) {
            throw new BugException("a message could not be written to memory", impossible);
        }
        return output.toByteString();
    }

    /**
     * The graph in {@code bytes}.
     *
     * @throws WireException if there is none, or one beyond the limits
     */
    public static Graph parse(ByteString bytes, Limits limits) {
        return parse(bytes, limits, Graph.getDefaultInstance(), Graph.parser());
    }

    public static Graph parse(byte[] bytes, Limits limits) {
        return parse(ByteString.copyFrom(bytes), limits);
    }

    /**
     * The user's lines in {@code bytes}.
     *
     * @throws WireException if there are none, or some beyond the limits
     */
    public static Sites parseSites(ByteString bytes, Limits limits) {
        return parse(bytes, limits, Sites.getDefaultInstance(), Sites.parser());
    }

    private static <M extends Message> M parse(ByteString bytes, Limits limits, M example, Parser<M> parser) {
        Census.count(bytes, example.getDescriptorForType(), limits);
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException broken) {
            throw Census.broken(example.getDescriptorForType(), broken);
        }
    }

    /**
     * The expressions that {@code graph} computes.
     *
     * @throws WireException if it is no graph, or one beyond the limits
     */
    public static List<Expr> decode(Graph graph, Sites sites, Limits limits, Interner interner, Leaves leaves) {
        return new GraphDecoder(limits, interner, leaves).roots(graph, sites);
    }

    /** SHA-256, in hexadecimal, of the graph's length in bytes (8 of them, big-endian), the graph and the options. */
    public static String digest(ByteString graph, JobOptions options) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(java.nio.ByteBuffer.allocate(Long.BYTES).putLong(0, graph.size()));
            graph.asReadOnlyByteBufferList().forEach(digest::update);
            bytes(options).asReadOnlyByteBufferList().forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new BugException("every Java has SHA-256", impossible);
        }
    }

    public static String digest(Graph graph, JobOptions options) {
        return digest(bytes(graph), options);
    }
}
