package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTest {
    @TempDir
    private Path folder = Path.of("");

    private void write(String name, String program) {
        assertEquals(
                new Ran(0, "", ""),
                Ran.syrtis("eval", "--out", folder.resolve(name).toString(), program));
    }

    private String read(String name, String program) {
        Ran ran = Ran.syrtis("eval", "--set", "a=" + folder.resolve(name), "--json", program);
        assertEquals("", ran.err());
        return ran.out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.npy", "a.npz", "a.csv", "a.txt"})
    void whatIsWrittenIsReadBackBitForBit(String name) {
        String program = "np.random.default_rng(0).uniform(-1, 1, (7, 5))";
        write(name, program);
        assertEquals(Ran.syrtis("eval", "--json", program).out(), read(name, "a"));
        assertEquals(
                Ran.syrtis("eval", "--json", "(" + program + "[1:, ::-2] * 2).sum()")
                        .out(),
                read(name, "(a[1:, ::-2] * 2).sum()"));
    }

    @Test
    void aPictureIsReadBackAsItWasWritten() {
        String program = "(np.arange(60) * 4).reshape(4, 5, 3).astype('uint8')";
        write("a.png", program);
        assertEquals(Ran.syrtis("eval", "--json", program).out(), read("a.png", "a"));
    }

    @Test
    void anArchiveTakesSeveralArrays() {
        write("both.npz", "np.ones(2), 7");
        assertEquals("{\"dtype\": \"int64\", \"shape\": [], \"data\": 7}\n", read("both.npz:arr_1", "a"));
    }

    @Test
    void aProgramWritesAndReadsArchivesByName() {
        String file = "'" + folder.resolve("named.npz") + "'";
        Ran ran = Ran.syrtis(
                "eval",
                "np.savez(" + file + ", np.arange(3), total=np.ones((2, 2))); z = np.load(" + file
                        + "); print(z.files, len(z), [name for name in z]); z['total'].sum() + z['arr_0']");
        assertEquals(new Ran(0, "['arr_0', 'total'] 2 ['arr_0', 'total']\n[4. 5. 6.]\n", ""), ran);
        Ran wrong = Ran.syrtis("eval", "np.load(" + file + ")['totl']");
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().contains("no array 'totl'"), wrong.err());
    }

    @Test
    void nothingIsLeftOfAFileThatCouldNotBeWritten() throws Exception {
        Ran ran = Ran.syrtis("eval", "--out", folder.resolve("a.png").toString(), "np.ones(3)");
        assertEquals(2, ran.code());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }
}
