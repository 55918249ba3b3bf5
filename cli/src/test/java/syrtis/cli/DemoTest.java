package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @Test
    void findsEveryKnownAnswer(@TempDir Path folder) {
        Ran ran = Ran.syrtis("demo", "--quick", "--out", folder.toString());
        assertEquals("", ran.err());
        assertEquals(
                Job.quick().size(),
                ran.out().lines().filter(line -> line.contains("  ok  ")).count(),
                ran.out());
        assertEquals(0, ran.code());
        assertTrue(Files.exists(folder.resolve("blurred.png")));
        assertTrue(Files.exists(folder.resolve("edges.png")));
    }
}
