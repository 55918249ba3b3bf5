package syrtis.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.program.Program;
import syrtis.trust.Credentials;
import syrtis.type.IndexException;
import syrtis.wire.WireClient;
import syrtis.wire.v1.ClusterStatus;

/** Nodes of a cluster, all in this process. */
class ClusterTest {
    @TempDir
    private static Path folder;

    private static final List<SupervisorNode> SUPERVISORS = new ArrayList<>();
    private static final List<WorkerNode> WORKERS = new ArrayList<>();

    @BeforeAll
    static void start() {
        Credentials.create(folder, List.of());
        SUPERVISORS.add(SupervisorNode.start(new NodeSettings(NodeSettings.LOOPBACK, 0, List.of(), folder), 0));
        NodeSettings others = new NodeSettings(NodeSettings.LOOPBACK, 0, List.of(SUPERVISORS.getFirst().address()), folder);
        SUPERVISORS.add(SupervisorNode.start(others, 0));
        for (int k = 0; k < 2; k++) {
            WORKERS.add(WorkerNode.start(others, 128 << 20, 1, Path.of(System.getProperty("java.io.tmpdir"))));
        }
    }

    @AfterAll
    static void stop() {
        WORKERS.forEach(WorkerNode::close);
        SUPERVISORS.forEach(SupervisorNode::close);
    }

    private static Options options() {
        return Options.defaults().withCode(Options.Code.BYTECODE).withMemory(256 << 20);
    }

    private static Runtime connect() {
        return Runtime.connect(options(), SUPERVISORS.getFirst().clientAddress(), Optional.of(folder));
    }

    private static byte[] bits(Runtime runtime, String program) throws Exception {
        try (runtime) {
            return runtime.run(() -> Program.of(program).run().array().toBytes());
        }
    }

    private static void assertSame(String program) throws Exception {
        assertArrayEquals(bits(Runtime.of(options()), program), bits(connect(), program), program);
    }

    @Test
    void programsGiveTheBitsOfOneMachine() throws Exception {
        assertSame("np.arange(10) + 1");
        assertSame("np.arange(3_000_000.).reshape(3000, 1000).sum(axis=0)");
        assertSame("a = np.random.default_rng(1).normal(size=(700, 700)); (a @ a.T - a).std()");
        assertSame("a = np.arange(4_000_000.).reshape(2000, 2000); a.T + a");
        assertSame("a = np.arange(4_000_000.); np.cumsum(a).reshape(1000, 4000).T.max(axis=0)");
    }

    @Test
    void arraysOfTheClientAndResultsThatStayInTheClusterAreRead() throws Exception {
        assertSame("""
                a = np.array(list(range(50000)), dtype=float)
                b = np.sqrt(a)
                b.sum()
                c = b.reshape(500, 100)
                (c * 2 + a.reshape(500, 100)).mean(axis=1)
                """);
    }

    @Test
    void loopsOverResultsEnd() throws Exception {
        assertSame("""
                x = np.arange(100_000.)
                for k in range(5):
                    x = x * 0.5 + 1
                    x[0]
                x
                """);
    }

    @Test
    void theUsersErrorComesBackWithTheUsersLine() throws Exception {
        try (Runtime cluster = connect()) {
            IndexException wrong = assertThrows(IndexException.class, () -> cluster.run(() -> {
                NDArray x = Nd.arange(10);
                return x.take(Nd.arange(20)).toBytes();
            }));
            assertTrue(wrong.getMessage().contains("ClusterTest.java"), wrong.getMessage());
        }
    }

    @Test
    void theClusterIsListed() throws Exception {
        try (WireClient client = ClusterConnector.client(SUPERVISORS.getLast().clientAddress(), Optional.of(folder))) {
            long deadline = System.nanoTime() + 20_000_000_000L;
            ClusterStatus status = client.status();
            while (up(status) < 4 && System.nanoTime() < deadline) {
                Thread.sleep(50);
                status = client.status();
            }
            assertEquals(4, up(status), status.toString());
            assertEquals(2, status.getNodesList().stream().filter(node -> !node.getClientAddress().isEmpty()).count(), status.toString());
        }
    }

    private static long up(ClusterStatus status) {
        return status.getNodesList().stream().filter(node -> node.getState().equals("up")).count();
    }
}
