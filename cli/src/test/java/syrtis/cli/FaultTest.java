package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.cluster.ClusterConnector;
import syrtis.program.Program;
import syrtis.wire.WireClient;
import syrtis.wire.v1.ClusterStatus;
import syrtis.wire.v1.JobState;
import syrtis.wire.v1.Phase;

/** Clusters of real processes, of which some are killed or frozen: the answer is right, to the bit, and comes soon. */
@Timeout(300)
class FaultTest {
    private static final String PI = """
            r = np.random.default_rng(0)
            n = 2_000_000_000
            x = r.random(n)
            y = r.random(n)
            4 * (x * x + y * y <= 1).sum() / n
            """;

    private static final String PRODUCTS = """
            a = np.random.default_rng(0).normal(size=(1500, 1500))
            ((a @ a) @ (a @ a.T))[::5, ::7]
            """;

    /** Each sum goes over the other axis than the tiles of what it reads. */
    private static final String RECHUNK = """
            x = np.random.default_rng(0).random((4000, 4000))
            for k in range(6):
                x = np.cumsum(x, axis=1).T * 0.001
            x.sum(axis=0)
            """;

    /** From the fault to the answer; loaded machines are slower. */
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private static Options options(String program) {
        Options options = Options.defaults().withMemory(2L << 30);
        // A library may round otherwise where tiles have other shapes; loops do not.
        return program.equals(PRODUCTS) ? options.withCode(Options.Code.BYTECODE) : options;
    }

    private static byte[] answer(Runtime runtime, String program) throws Exception {
        try (runtime) {
            return runtime.run(() -> Program.of(program).run().array().toBytes());
        }
    }

    private LocalCluster start(int workers) throws Exception {
        return LocalCluster.start(new LocalCluster.Settings(folder, 2, workers, 512 << 20, 1, 0));
    }

    private WireClient client(LocalCluster cluster) {
        return ClusterConnector.client(cluster.clients(), Optional.of(folder));
    }

    private CompletableFuture<byte[]> submit(LocalCluster cluster, String program) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return answer(Runtime.connect(options(program), cluster.clients(), Optional.of(folder)), program);
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    /** Waits until some of a job's tasks are done, and not nearly all. */
    private static JobState awaitMidst(WireClient client) throws InterruptedException {
        while (true) {
            for (JobState job : client.status().getJobsList()) {
                if (job.getPhase() == Phase.PHASE_RUNNING && job.getDone() > job.getTasks() / 20) {
                    assertTrue(job.getDone() < job.getTasks() * 0.9, "the job is over before it could be disturbed: " + job);
                    return job;
                }
            }
            Thread.sleep(20);
        }
    }

    private interface Fault {
        void happen(LocalCluster cluster, JobState job) throws Exception;
    }

    /** Runs a program, disturbs it, and compares its answer with one machine's. */
    private void disturb(String program, Fault fault) throws Exception {
        byte[] expected = answer(Runtime.of(options(program)), program);
        LocalCluster cluster = start(3);
        try (cluster) {
            CompletableFuture<byte[]> answer = submit(cluster, program);
            try (WireClient client = client(cluster)) {
                fault.happen(cluster, awaitMidst(client));
            }
            long start = System.nanoTime();
            assertArrayEquals(expected, answer.get(120, TimeUnit.SECONDS));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(SOON) < 0, "the answer came " + took + " after the fault");
        } finally {
            cluster.close();
        }
        assertNothingIsLeft(cluster);
    }

    private static void assertNothingIsLeft(LocalCluster cluster) throws IOException {
        assertEquals(List.of(), cluster.nodes().stream().filter(LocalNode::isAlive).toList());
        assertFalse(Files.exists(cluster.folder().resolve("nodes.json")), "nodes.json is left");
        Path spill = cluster.folder().resolve("spill");
        if (Files.exists(spill)) {
            try (Stream<Path> files = Files.walk(spill)) {
                assertEquals(List.of(), files.filter(Files::isRegularFile).toList());
            }
        }
    }

    @Test
    void aWorkerIsKilledInTheMidstOfPi() throws Exception {
        disturb(PI, (cluster, _) -> cluster.workers().getFirst().kill());
    }

    @Test
    void aWorkerIsKilledInTheMidstOfProducts() throws Exception {
        disturb(PRODUCTS, (cluster, _) -> cluster.workers().getLast().kill());
    }

    @Test
    void aWorkerIsKilledInTheMidstOfChangesOfTiles() throws Exception {
        disturb(RECHUNK, (cluster, _) -> cluster.workers().getFirst().kill());
    }

    @Test
    void theSupervisorOfTheJobIsKilled() throws Exception {
        disturb(PI, (cluster, job) -> cluster.supervisors().stream()
                .filter(node -> node.nodes().equals(job.getSupervisor()))
                .findFirst()
                .orElseThrow()
                .kill());
    }

    @Test
    void theClientIsKilledAndAnotherAttaches() throws Exception {
        byte[] expected = answer(Runtime.of(options(PI)), PI);
        LocalCluster cluster = start(2);
        try (cluster; WireClient client = client(cluster)) {
            Process first = new ProcessBuilder(
                            Jvm.executable("java").toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            Jvm.classPath(),
                            Main.class.getName(),
                            "eval",
                            "--cluster",
                            cluster.clients(),
                            "--credentials",
                            folder.toString(),
                            PI)
                    .redirectErrorStream(true)
                    .start();
            String job = awaitMidst(client).getJob();
            first.destroyForcibly().waitFor();
            try (Runtime second = Runtime.connect(options(PI), cluster.clients(), Optional.of(folder))) {
                byte[] answer = second.run(() -> second.attach(job).getFirst().toBytes());
                assertArrayEquals(expected, answer);
            }
        }
        assertNothingIsLeft(cluster);
    }

    @Test
    void aFrozenWorkerIsReplacedAndComesBackAsNew() throws Exception {
        byte[] expected = answer(Runtime.of(options(PI)), PI);
        LocalCluster cluster = start(3);
        try (cluster; WireClient client = client(cluster)) {
            CompletableFuture<byte[]> answer = submit(cluster, PI);
            awaitMidst(client);
            long start = System.nanoTime();
            cluster.workers().getFirst().freeze();
            assertArrayEquals(expected, answer.get(120, TimeUnit.SECONDS));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(SOON) < 0, "the answer came " + took + " after the fault");
            Thread.sleep(Duration.ofSeconds(30).minus(took));
            cluster.workers().getFirst().proceed();
            awaitUp(client, 5);
            cluster.workers().getFirst().freeze(); // Its second life ends as the first did.
            Thread.sleep(Duration.ofSeconds(12));
            cluster.workers().getFirst().proceed();
            awaitUp(client, 5);
            assertArrayEquals(expected, submit(cluster, PI).get(120, TimeUnit.SECONDS));
        }
        assertNothingIsLeft(cluster);
    }

    private static void awaitUp(WireClient client, int nodes) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (true) {
            ClusterStatus status = client.status();
            if (status.getNodesList().stream().filter(node -> node.getState().equals("up")).count() == nodes) {
                return;
            }
            assertTrue(System.nanoTime() < deadline, "not all nodes are back: " + status);
            Thread.sleep(100);
        }
    }
}
