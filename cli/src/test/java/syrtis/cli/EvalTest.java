package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "1 + 1                                          | 2",
                "-np.ones(2).sum()                              | -2.0",
                "x = np.arange(6).reshape(2, 3); x.sum(axis=0)  | [3 5 7]",
                "np.arange(3) > 0                               | [False  True  True]",
                "np.ones(3, dtype='float32').dtype              | float32",
                "x = 3                                          | ''",
            })
    void printsTheLastValueAsNumPyDoes(String program, String printed) {
        Ran ran = Ran.syrtis("eval", program);
        assertEquals("", ran.err());
        assertEquals(printed.equals("''") ? "" : printed + "\n", ran.out());
        assertEquals(0, ran.code());
    }

    @Test
    void printsATupleElementByElement() {
        assertEquals("1\n[0. 0.]\n", Ran.syrtis("eval", "(1, np.zeros(2))").out());
    }

    @Test
    void showsWhatTheProgramPrintsBeforeItsResult() {
        assertEquals("first\n2\n", Ran.syrtis("eval", "print('first'); 2").out());
    }

    @Test
    void runsAProgramInAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("loop.np");
        Files.writeString(file, "import numpy as np\nx = np.zeros(2)\nfor i in range(4):\n    x += i\nx\n");
        assertEquals("[6. 6.]\n", Ran.syrtis("eval", "--file", file.toString()).out());
    }

    @Test
    void threadsTilesAndMemoryChangeNoBit() {
        String program = "np.random.default_rng(1).normal(0, 1, (300, 200)).sum()";
        String all = Ran.syrtis("eval", "--json", program).out();
        assertEquals(
                all, Ran.syrtis("eval", "--json", "--threads", "1", program).out());
        assertEquals(all, Ran.syrtis("eval", "--json", "--tile", "17", program).out());
        assertEquals(
                all, Ran.syrtis("eval", "--json", "--memory", "8MiB", program).out());
    }

    @Test
    void explainsOneStageAndComputesNothing() {
        Ran ran = Ran.syrtis("eval", "--explain", "record", "np.arange(10**12).sum()");
        assertTrue(ran.out().contains("arange"), ran.out());
        assertTrue(ran.out().contains("sum"), ran.out());
        assertEquals(0, ran.code());
    }

    @Test
    void explainsAllStagesIfNoneIsNamed() {
        String out = Ran.syrtis("eval", "--explain", "np.arange(4).sum()").out();
        for (String stage : Explanation.STAGES) {
            assertTrue(out.contains("== " + stage + " of int64[] =="), out);
        }
    }

    @Test
    void tellsTimeAndMemoryOnStandardError() {
        Ran ran = Ran.syrtis("eval", "--time", "--json", "np.ones(1000).sum()");
        assertTrue(
                ran.err()
                        .matches(
                                "[0-9.]+ s; arrays took .* at most; tasks: [0-9]+; kernels compiled: [0-9]+; spilled: 0 B\n"),
                ran.err());
        assertTrue(ran.out().endsWith("\"data\": 1000.0}\n"), ran.out());
    }
}
