package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleTest {
    private static final Path EXAMPLES = Path.of(System.getProperty("syrtis.root", ".."), "examples");

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.sorted().toList();
        }
    }

    static List<Path> javaExamples() throws IOException {
        return examples().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isShort(Path file) throws IOException {
        assertTrue(Files.readAllLines(file).size() < 40, file + " has 40 lines or more");
    }

    @ParameterizedTest
    @MethodSource("javaExamples")
    void compiles(Path file, @TempDir Path classes) {
        String path = Jvm.classPath();
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "--release",
                                "25",
                                "-proc:none",
                                "-cp",
                                path,
                                "-d",
                                classes.toString(),
                                file.toString()));
    }

    @Test
    void runPassesArgumentsAndExitCode(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("Program.java");
        Files.writeString(
                file,
                "void main(String[] a) { System.exit((int) syrtis.Nd.arange(Long.parseLong(a[0])).sum().itemLong()); }");
        assertEquals(new Ran(10, "", ""), Ran.syrtis("run", file.toString(), "5"));
    }
}
