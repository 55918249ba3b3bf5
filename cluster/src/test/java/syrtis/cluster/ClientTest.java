package syrtis.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import syrtis.Evaluation;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.trust.Credentials;
import syrtis.type.CancelledException;
import syrtis.type.ConnectionException;
import syrtis.type.FileException;
import syrtis.type.KernelException;
import syrtis.type.Shape;
import syrtis.type.WireException;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.Leaf;
import syrtis.wire.v1.Node;

/** What a client does with a cluster, which here is a fake of two supervisors. */
@Timeout(60)
class ClientTest {
    private static final Options SMALL_TILES =
            Options.defaults().withThreads(1).withMemory(64 << 20).withLongestTile(50);

    @TempDir
    private Path folder = Path.of("");

    private FakeCluster cluster = new FakeCluster(folder, "");
    private String address = "";

    @BeforeEach
    void start() {
        cluster.close();
        Credentials made = Credentials.create(folder, List.of());
        cluster = new FakeCluster(folder, made.token());
        address = cluster.start();
        cluster.start();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Runtime connect() {
        return Runtime.connect(SMALL_TILES, address, Optional.of(folder));
    }

    @Test
    void resultsStayThereUntilTheyAreReadAndAreThoseOfOneMachine() throws Exception {
        double[] expected = Runtime.of(SMALL_TILES).run(() -> program().toDoubles());
        try (Runtime runtime = connect()) {
            NDArray result = runtime.run(() -> program().evaluate());
            assertEquals(0, cluster.fetches.get());
            assertArrayEquals(expected, runtime.run(result::toDoubles));
            assertArrayEquals(expected, runtime.run(result::toDoubles));
            assertEquals(1, cluster.fetches.get());
        }
    }

    private static NDArray program() {
        NDArray x = Nd.arange(60_000).astype(syrtis.type.Dtype.FLOAT64).reshape(200, 300);
        return x.matmul(x.T()).subtract(x.mean()).sqrt();
    }

    @Test
    void smallArraysTravelInTheGraphAndLargeOnesOnce() throws Exception {
        try (Runtime runtime = connect()) {
            runtime.run(() -> {
                NDArray small = Nd.array(new double[] {1, 2, 3}, Shape.of(3));
                NDArray sent = Nd.array(numbers(), Shape.of(1_000_000));
                assertEquals(7, small.add(1).get(2).item() + 3);
                assertEquals(0, cluster.put.size());
                double sum = 999_999.0 * 1_000_000 / 2;
                assertEquals(sum, sent.sum().item());
                assertEquals(sum + 1e6, sent.add(1).sum().item());
                assertEquals(1, cluster.put.size());
                assertTrue(cluster.put.values().iterator().next().grid().count() > 1, "a large array is cut");
                return sent;
            });
        }
    }

    private static double[] numbers() {
        double[] numbers = new double[1_000_000];
        java.util.Arrays.setAll(numbers, k -> k);
        return numbers;
    }

    @Test
    void arraysOfTheClusterAreNamedNotSent() throws Exception {
        try (Runtime runtime = connect()) {
            runtime.run(() -> {
                NDArray x = Nd.arange(100_000).multiply(2).evaluate();
                String first = cluster.submitted.keySet().iterator().next();
                assertEquals(100_000L * 99_999 + 100_000, (long) x.add(1).sum().item());
                List<Leaf> leaves = cluster.submitted.entrySet().stream()
                        .filter(job -> !job.getKey().equals(first))
                        .map(java.util.Map.Entry::getValue)
                        .map(Graph::getNodesList)
                        .flatMap(List::stream)
                        .filter(Node::hasStored)
                        .map(Node::getStored)
                        .toList();
                assertEquals(1, leaves.size());
                assertEquals(first, leaves.getFirst().getResult().getJob());
                return x;
            });
        }
        assertEquals(0, cluster.put.size());
    }

    @Test
    void arraysOfAnotherConnectionAreBroughtOver() throws Exception {
        try (Runtime one = connect();
                Runtime other = connect()) {
            NDArray x = one.run(() -> Nd.arange(100_000).multiply(2).evaluate());
            assertEquals(99_999.0 * 100_000, other.run(() -> x.sum().item()));
            assertEquals(1, cluster.put.size());
        }
    }

    @Test
    void whatIsKnownIsNotComputedAgain() throws Exception {
        try (Runtime runtime = connect()) {
            runtime.run(() -> {
                NDArray x = Nd.arange(10).add(1).evaluate();
                Nd.evaluate(x);
                assertEquals(1, cluster.submitted.size());
                NDArray y = x.add(1);
                Nd.evaluate(x, y);
                assertEquals(2, cluster.submitted.size());
                assertEquals(11, y.get(9).item());
                return x;
            });
        }
    }

    @Test
    void failuresAreTheUsersWithTheUsersLine() throws Exception {
        cluster.failure = new KernelException("exp of float64[5] failed");
        try (Runtime runtime = connect()) {
            KernelException failure = assertThrows(
                    KernelException.class, () -> runtime.run(() -> Nd.exp(Nd.arange(5)).evaluate()));
            assertTrue(String.valueOf(failure.getMessage()).matches("exp of float64\\[5] failed \\[ClientTest.java:\\d+]"), failure.getMessage());
            await(() -> cluster.released.equals(cluster.submitted.keySet()));
        }
    }

    @Test
    void anotherSupervisorTellsTheEndWhenOneDies() throws Exception {
        cluster.gate = new CountDownLatch(1);
        try (Runtime runtime = connect()) { // It is told of the first address only.
            NDArray x = runtime.run(() -> Nd.arange(10).sum());
            Evaluation run = runtime.run(() -> Nd.submit(x));
            await(() -> run.progress() == 0.25);
            assertFalse(run.isDone());
            Thread.ofPlatform().start(() -> cluster.kill(0));
            Thread.sleep(200);
            cluster.gate.countDown();
            run.await();
            assertEquals(45, runtime.run(x::item));
        }
    }

    @Test
    void detachedJobsOutliveTheirClientAndBelongToWhoAttaches() throws Exception {
        String job;
        String input;
        cluster.gate = new CountDownLatch(1);
        try (Runtime runtime = connect()) {
            Evaluation run = runtime.run(() -> Nd.submit(Nd.array(numbers(), Shape.of(1_000_000)).sum(), Nd.arange(3)));
            run.detach();
            job = run.name();
        }
        input = cluster.put.keySet().iterator().next();
        assertEquals(Set.of(), cluster.released);
        assertEquals(Set.of(), cluster.cancelled);
        cluster.gate.countDown();
        try (Runtime runtime = connect()) {
            List<NDArray> results = runtime.attach(job);
            assertEquals(2, results.size());
            assertEquals(999_999.0 * 500_000, runtime.run(results.get(0)::item));
            assertEquals(Shape.of(3), results.get(1).shape());
        }
        assertEquals(Set.of(job), cluster.released);
        assertFalse(cluster.released.contains(input));
    }

    @Test
    void jobsWithNothingToComputeCanBeDetachedToo() throws Exception {
        String job;
        try (Runtime runtime = connect()) {
            Evaluation run = runtime.run(() -> Nd.submit(Nd.array(new double[] {1, 2}, Shape.of(2))));
            assertEquals(0, cluster.submitted.size());
            run.detach();
            job = run.name();
        }
        try (Runtime runtime = connect()) {
            assertArrayEquals(new double[] {1, 2}, runtime.run(runtime.attach(job).getFirst()::toDoubles));
        }
    }

    @Test
    void whatNobodyCanReachIsReleased() throws Exception {
        try (Runtime runtime = connect()) {
            NDArray kept = runtime.run(() -> Nd.arange(20).add(1).evaluate());
            String first = cluster.submitted.keySet().iterator().next();
            runtime.run(() -> Nd.array(numbers(), Shape.of(1_000_000)).add(3).evaluate().size());
            await(() -> {
                System.gc();
                return cluster.released.size() == 2;
            });
            assertFalse(cluster.released.contains(first));
            assertTrue(cluster.released.containsAll(cluster.put.keySet()));
            assertEquals(20, runtime.run(() -> kept.get(19).item()));
        }
        assertTrue(cluster.released.containsAll(cluster.submitted.keySet()), "the rest with the connection");
    }

    @Test
    void cancelledJobsSayThatTheyWere() throws Exception {
        cluster.gate = new CountDownLatch(1);
        try (Runtime runtime = connect()) {
            Evaluation run = runtime.run(() -> Nd.submit(Nd.arange(10).sum()));
            run.cancel();
            CancelledException failure = assertThrows(CancelledException.class, run::await);
            assertEquals("job " + run.name() + " was cancelled", failure.getMessage());
        }
    }

    @Test
    void closingStopsWhatRunsAndWakesWhoWaits() throws Exception {
        cluster.gate = new CountDownLatch(1);
        Evaluation run;
        Evaluation detached;
        try (Runtime runtime = connect()) {
            run = runtime.run(() -> Nd.submit(Nd.arange(10).sum()));
            detached = runtime.run(() -> Nd.submit(Nd.arange(10).sum()));
            detached.detach();
        }
        assertEquals(Set.of(run.name()), cluster.cancelled);
        assertEquals(Set.of(run.name()), cluster.released);
        assertThrows(CancelledException.class, run::await);
        assertThrows(CancelledException.class, detached::await);
    }

    @Test
    void arraysOfAClosedConnectionSaySo() throws Exception {
        Runtime runtime = connect();
        NDArray x = runtime.run(() -> Nd.arange(10).add(1).evaluate());
        runtime.close();
        ConnectionException failure = assertThrows(ConnectionException.class, x::toDoubles);
        assertTrue(String.valueOf(failure.getMessage()).startsWith("cannot read int64[10]: its elements are in the cluster at 127.0.0.1:"), failure.getMessage());
    }

    @Test
    void attachingNeedsANameThatTheClusterKnows() throws Exception {
        try (Runtime runtime = connect()) {
            ConnectionException none = assertThrows(ConnectionException.class, () -> runtime.attach("job-1"));
            assertTrue(String.valueOf(none.getMessage()).startsWith("cannot attach to 'job-1': that is no name of a job"), none.getMessage());
            String unknown = syrtis.wire.JobId.create();
            WireException missing = assertThrows(WireException.class, () -> runtime.attach(unknown));
            assertEquals("there is no job " + unknown, missing.getMessage());
        }
        try (Runtime local = Runtime.of(SMALL_TILES)) {
            ConnectionException here = assertThrows(ConnectionException.class, () -> local.attach("job-1"));
            assertTrue(String.valueOf(here.getMessage()).contains("computes in its own process"), here.getMessage());
            Evaluation run = local.run(() -> Nd.submit(Nd.arange(3).sum()));
            assertTrue(run.name().startsWith("job-"), run.name());
            assertThrows(IllegalStateException.class, run::detach);
            run.await();
        }
    }

    @Test
    void connectingNeedsCredentialsThatTheClusterKnows(@TempDir Path other) throws Exception {
        FileException none = assertThrows(FileException.class, () -> Nd.connect(address, other));
        assertTrue(String.valueOf(none.getMessage()).startsWith("credentials are missing: there is no file " + other), none.getMessage());
        Credentials.create(other, List.of());
        ConnectionException untrusted = assertThrows(ConnectionException.class, () -> Nd.connect(address, other));
        assertTrue(String.valueOf(untrusted.getMessage()).contains("is not to be trusted"), untrusted.getMessage());
        Files.copy(folder.resolve("ca.pem"), other.resolve("ca.pem"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        ConnectionException refused = assertThrows(ConnectionException.class, () -> Nd.connect(address, other));
        assertTrue(String.valueOf(refused.getMessage()).contains("does not let us in"), refused.getMessage());
        ConnectionException nobody = assertThrows(ConnectionException.class, () -> Nd.connect("127.0.0.1:1", folder));
        assertTrue(String.valueOf(nobody.getMessage()).startsWith("no cluster answers at 127.0.0.1:1"), nobody.getMessage());
        ConnectionException odd = assertThrows(ConnectionException.class, () -> Nd.connect("localhost", folder));
        assertTrue(String.valueOf(odd.getMessage()).startsWith("cannot connect to 'localhost': give HOST:PORT"), odd.getMessage());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int k = 0; k < 1000 && !condition.getAsBoolean(); k++) {
            Thread.sleep(10);
        }
        assertTrue(condition.getAsBoolean());
    }
}
