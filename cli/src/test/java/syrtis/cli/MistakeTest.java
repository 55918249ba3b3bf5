package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MistakeTest {
    @TempDir
    private Path folder = Path.of("");

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("needs a sub-command"),
                mistake("Unmatched argument at index 0: 'evl'", "evl"),
                mistake("eval needs one program", "eval"),
                mistake("got several: 1   2", "eval", "1", "2"),
                mistake("eval has no option '--jsn'", "eval", "--jsn", "1"),
                mistake("--batch prints JSON", "eval", "--batch", "x", "--out", "y.npy"),
                mistake("'lots' is no amount of memory: write it like 2GiB", "eval", "--memory", "lots", "1"),
                mistake("a memory budget of 1000 bytes is too small", "eval", "--memory", "1kB", "1"),
                mistake("threads must be at least 1, got 0", "eval", "--threads", "0", "1"),
                mistake("longestTile must be at least 1, got -1", "eval", "--tile", "-1", "1"),
                mistake("explain has no stage 'paln'", "eval", "--explain=paln", "1"),
                mistake("no file is at nowhere.np", "eval", "--file", "nowhere.np"),
                mistake("cannot read nowhere.npy", "eval", "--set", "a=nowhere.npy", "a"),
                mistake("cannot read a.xyz: its name ends in none of .npy", "eval", "--set", "a=a.xyz", "a"),
                mistake("cannot write a.xyz: its name ends in none of .npy", "eval", "--out", "a.xyz", "1"),
                mistake("cannot write a.npy: the program's last line gives 2 arrays", "eval", "--out", "a.npy", "1, 2"),
                mistake("run needs a Java source file, got 'nowhere.java': no such file", "run", "nowhere.java"),
                mistake("np has no 'cumulativ_sum': did you mean 'cumulative_sum'?", "eval", "np.cumulativ_sum(1)"),
                mistake("--detach leaves a job to a cluster: name it with --cluster", "eval", "--detach", "1"),
                mistake("--detach shows no result", "eval", "--cluster", "a:1", "--detach", "--json", "1"),
                mistake("cannot connect to 'a': give HOST:PORT", "eval", "--cluster", "a", "1"),
                mistake("credentials are missing: there is no file nowhere/ca.pem", "eval", "--cluster", "a:1", "--credentials", "nowhere", "1"),
                mistake("syrtis cluster needs one of start, status, stop", "cluster"),
                mistake("no cluster was started with the credentials in nowhere", "cluster", "status", "--credentials", "nowhere"),
                mistake("no cluster was started with the credentials in nowhere", "cluster", "stop", "--credentials", "nowhere"),
                mistake("at least 1 supervisor, 1 worker and 1 slot, got 2, 0 and 1", "cluster", "start", "--workers", "0"),
                mistake("a certificate names hosts or addresses, got \"a b\"", "cluster", "credentials", "--host", "a b", "nowhere"),
                mistake("a worker needs --join HOST:PORT", "worker"),
                mistake("--join needs HOST:PORT, got 'a'", "worker", "--join", "a"),
                mistake("--slots needs at least 1, got 0", "worker", "--join", "a:1", "--slots", "0"),
                mistake("--client-port needs a port from 0 (any) to 65535, got 65536", "supervisor", "--client-port", "65536"),
                mistake("cannot broadcast shapes [2, 3] and [4]", "eval", "np.ones((2, 3)) + np.ones(4)"),
                mistake("axis", "eval", "np.ones((2, 3)).sum(axis=2)"));
    }

    private static Arguments mistake(String message, String... words) {
        return Arguments.of(message, List.of(words));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("mistakes")
    void isExplainedAndEndsWithExitCode2(String message, List<String> words) {
        Ran ran = Ran.syrtis(words.toArray(String[]::new));
        assertTrue(ran.err().startsWith("syrtis: "), ran.err());
        assertTrue(ran.err().contains(message), ran.err());
        assertTrue(ran.err().lines().noneMatch(line -> line.startsWith("\tat ")), ran.err());
        assertEquals("", ran.out());
        assertEquals(2, ran.code());
    }

    @Test
    void isPointedAtInTheProgram() {
        assertEquals("""
                syrtis: no name is 'b'
                  line 1: a = 1; a + b
                                     ^
                """, Ran.syrtis("eval", "a = 1; a + b").err());
    }

    @Test
    void inACsvFileIsNamedByItsLine() throws IOException {
        Path file = Files.writeString(folder.resolve("ragged.csv"), "1,2\n3\n");
        Ran ran = Ran.syrtis("eval", "--set", "a=" + file, "a");
        assertTrue(ran.err().contains("line 2 of " + file), ran.err());
        assertEquals(2, ran.code());
    }

    @Test
    void inANpyFileIsFoundBeforeAnythingRuns() throws IOException {
        Path file = folder.resolve("cut.npy");
        Ran.syrtis("eval", "--out", file.toString(), "np.ones(100)");
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 500));
        Ran ran = Ran.syrtis("eval", "--set", "a=" + file, "a.sum()");
        assertTrue(ran.err().contains("cannot read " + file), ran.err());
        assertEquals(2, ran.code());
    }

    @Test
    void ofABudgetThatIsTooSmallSaysWhatToDo() {
        Ran ran = Ran.syrtis("eval", "--memory", "1MiB", "np.array([0] * 200000).sum()");
        assertTrue(ran.err().contains("does not fit"), ran.err());
        assertTrue(ran.err().contains("raise the memory budget"), ran.err());
        assertEquals(2, ran.code());
    }
}
