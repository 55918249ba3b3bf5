package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTest {
    @TempDir
    private Path folder = Path.of("");

    private Ran batch(String... lines) throws IOException {
        Path file = folder.resolve("batch.txt");
        Files.write(file, List.of(lines));
        return Ran.syrtis("eval", "--batch", file.toString(), "--set", "n=3");
    }

    @Test
    void answersEachLineAndGoesOnAfterAMistake() throws IOException {
        Ran ran = batch("x = np.ones(n); x.sum()", "", "nope(1)", "np.ones(2) + np.ones(3)", "n + 1");
        List<String> answers = ran.out().lines().toList();
        assertEquals(4, answers.size(), ran.out());
        assertEquals("{\"dtype\": \"float64\", \"shape\": [], \"data\": 3.0}", answers.get(0));
        assertTrue(answers.get(1).startsWith("{\"error\": \"no name is 'nope'"), answers.get(1));
        assertTrue(answers.get(2).contains("cannot broadcast shapes [2] and [3]"), answers.get(2));
        assertEquals("{\"dtype\": \"int64\", \"shape\": [], \"data\": 4}", answers.get(3));
        assertEquals(0, ran.code());
        assertEquals("", ran.err());
    }

    @Test
    void aLineKnowsNothingOfTheOthers() throws IOException {
        assertTrue(batch("x = 1; x", "x").out().lines().toList().get(1).contains("no name is 'x'"));
    }

    @Test
    void aLineThatEndsInAStatementHasNoAnswer() throws IOException {
        assertEquals(
                "{\"error\": \"the last statement gives no value: end the line with an expression\"}\n",
                batch("x = 1").out());
    }
}
