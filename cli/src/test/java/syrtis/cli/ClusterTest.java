package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import syrtis.trust.Credentials;
import syrtis.type.ConnectionException;

/** A cluster of processes on this machine, from its start to its end. */
@Timeout(180)
class ClusterTest {
    /** Where the answers of the demo begin: what is before are times and memory. */
    private static final int CHECK = 68;

    @TempDir
    private static Path folder = Path.of("");

    private static @Nullable LocalCluster running;

    @BeforeAll
    static void start() throws Exception {
        running = LocalCluster.start(LocalCluster.Settings.of(folder, 2));
    }

    private static LocalCluster cluster() {
        return Objects.requireNonNull(running);
    }

    /** Nothing is left but what the next start can use. */
    @AfterAll
    static void stop() throws IOException {
        Ran ran = syrtis("cluster", "stop");
        assertTrue(ran.out().startsWith("cluster stopped in "), ran.out() + ran.err());
        for (LocalNode node : cluster().nodes()) {
            assertFalse(node.isAlive(), node.name());
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(
                    Set.of("ca.pem", "node.pem", "node.key", "token", "logs"),
                    left.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
        }
        assertTrue(syrtis("cluster", "stop").err().contains("no cluster was started"));
    }

    private static Ran syrtis(String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("--credentials", folder.toString()));
        return Ran.syrtis(all.toArray(String[]::new));
    }

    private static Ran onCluster(String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("--cluster", cluster().clients()));
        return syrtis(all.toArray(String[]::new));
    }

    @Test
    void theDemoFindsTheAnswersOfOneMachine(@TempDir Path pictures) throws IOException {
        Path there = pictures.resolve("cluster");
        Path here = pictures.resolve("here");
        Ran ran = onCluster("demo", "--quick", "--out", there.toString());
        assertEquals("", ran.err());
        assertEquals(answers(Ran.syrtis("demo", "--quick", "--out", here.toString())), answers(ran));
        assertEquals(0, ran.code());
        for (String picture : List.of("blurred.png", "edges.png")) {
            assertEquals(-1, Files.mismatch(here.resolve(picture), there.resolve(picture)), picture);
        }
    }

    private static List<String> answers(Ran ran) {
        return ran.out().lines()
                .filter(line -> line.contains("  ok  ") || line.contains("FAILED"))
                .map(line -> line.substring(0, 35) + line.substring(CHECK))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "np.random.default_rng(1).normal(size=(300, 200)).std(axis=0)",
                "a = np.arange(40000.).reshape(200, 200); (a @ a.T - a)[::7, 3]",
                "x = np.arange(5000) * 7 % 4999; x[x % 3 == 0], np.cumsum(x)[-3:], x.argmax()"
            })
    void programsGiveTheBitsOfOneMachine(String program) {
        Ran here = Ran.syrtis("eval", "--json", "--tile", "64", program);
        Ran there = onCluster("eval", "--json", "--tile", "64", program);
        assertEquals("", there.err());
        assertEquals(here.out(), there.out());
    }

    @Test
    void mistakesAreThoseOfOneMachine() {
        String program = "np.ones((2, 3)) + np.ones(4)";
        assertEquals(Ran.syrtis("eval", program).err(), onCluster("eval", program).err());
    }

    @Test
    void jobsCanBeLeftAndComeBackTo() {
        Ran left = onCluster("eval", "--detach", "np.arange(6).reshape(2, 3) * 2, np.ones(5).sum()");
        assertEquals("", left.err());
        String job = left.out().strip();
        assertTrue(syrtis("cluster", "status").out().contains(job));
        Ran back = syrtis("cluster", "attach", job);
        assertEquals("", back.err());
        assertEquals("[[ 0  2  4]\n [ 6  8 10]]\n5.0\n", back.out());
        assertFalse(syrtis("cluster", "status").out().contains(job), "the cluster forgets it");
    }

    @Test
    void itsNodesAreShown() {
        Ran status = onCluster("cluster", "status");
        assertEquals("", status.err());
        assertEquals(2, status.out().lines().filter(line -> line.startsWith("supervisor ")).count(), status.out());
        assertEquals(2, status.out().lines().filter(line -> line.matches("worker .* up .* of 256 MiB .*")).count(), status.out());
    }

    @Test
    void aSecondOneIsNotStartedOverIt() {
        LocalCluster.Settings same = LocalCluster.Settings.of(folder, 1);
        String message = String.valueOf(assertThrows(ConnectionException.class, () -> LocalCluster.start(same)).getMessage());
        assertTrue(message.startsWith("a cluster is running already: clients go to " + cluster().clients()), message);
    }

    @Test
    void portsThatAreInUseAreNamed(@TempDir Path other) throws IOException {
        String taken = cluster().supervisors().getFirst().clients();
        String port = taken.substring(taken.lastIndexOf(':') + 1);
        Ran ran = Ran.syrtis("cluster", "start", "--port", port, "--credentials", other.toString());
        assertTrue(ran.err().startsWith("syrtis: port " + port + " is in use, and a cluster of 2 supervisors needs ports "), ran.err());
        assertEquals(2, ran.code());
        assertTrue(LocalCluster.find(other).isEmpty());
    }

    @Test
    void aNodeThatCannotStartIsExplainedAndNothingIsLeft(@TempDir Path other) throws IOException {
        Credentials.create(other, List.of());
        Files.writeString(other.resolve("node.pem"), "nothing");
        LocalCluster.Settings settings = LocalCluster.Settings.of(other, 1).withSupervisors(1);
        String message = String.valueOf(assertThrows(ConnectionException.class, () -> LocalCluster.start(settings)).getMessage());
        assertTrue(message.matches("(?s)(supervisor|worker)-1 ended while the cluster was starting; .*-1.log .*"), message);
        assertTrue(message.contains("node.pem does not hold one CERTIFICATE in PEM"), message);
        assertTrue(LocalCluster.find(other).isEmpty());
        assertFalse(Files.exists(other.resolve("spill")));
    }

    @Test
    void itsNodesAreFoundAgainByWhatIsWrittenOfThem() throws IOException {
        assertEquals(cluster().nodes(), LocalCluster.find(folder).orElseThrow().nodes().stream()
                .map(node -> cluster().nodes().stream().filter(other -> other.pid() == node.pid()).findFirst().orElseThrow())
                .toList());
        assertTrue(LocalCluster.find(folder).orElseThrow().nodes().stream().allMatch(LocalNode::isAlive));
    }
}
