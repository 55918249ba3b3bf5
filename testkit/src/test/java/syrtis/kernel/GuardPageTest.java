package syrtis.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compiled kernels touch no byte beside their operands: {@link GuardedKernels} runs them, in a process of its own because it dies
 * of such a byte.
 */
@ParameterizedClass
@MethodSource("compilers")
class GuardPageTest {
    private static final long SECONDS = 300; // of a machine that is busy with other things; some ten are usual
    private static final int LEAST = 2000; // kernels and lengths

    private final String compiler;

    @TempDir
    private Path folder;

    GuardPageTest(String compiler) {
        this.compiler = compiler;
    }

    static Stream<String> compilers() {
        return GuardedKernels.compilers().map(compiler -> compiler.getClass().getName());
    }

    @BeforeEach
    void onLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "pages are protected by Linux' functions");
    }

    @Test
    void kernelsTouchNothingBesideTheirOperands() throws IOException, InterruptedException {
        Run run = run();
        assertTrue(run.failure().isEmpty(), () -> run.failure().orElseThrow());
        assertTrue(run.kernels() >= LEAST, () -> "only " + run.kernels() + " kernels ran");
    }

    /** The check itself must see one element too many, and name the kernel. */
    @Test
    void aKernelThatReadsBehindItsMemoryIsNamed() throws IOException, InterruptedException {
        String failure = run(GuardedKernels.OVERRUN).failure().orElse("nothing was seen");
        assertTrue(failure.contains("UNIT of float64, [1]") && failure.contains("touched memory that is not its own"), failure);
    }

    /** What the program printed, and how it ended. */
    private record Run(String compiler, int exit, List<String> output) {
        private Optional<String> last(String prefix) {
            return output.stream().filter(line -> line.startsWith(prefix)).reduce((_, last) -> last).map(line -> line.substring(prefix.length()));
        }

        int kernels() {
            return last(GuardedKernels.SOUND).map(Integer::parseInt).orElse(0);
        }

        /** A sentence about the kernel at which it ended too early, and everything that is not a kernel's name. */
        Optional<String> failure() {
            if (exit == 0) {
                return Optional.empty();
            }
            String kernel = last(GuardedKernels.KERNEL).orElse("none, for it did not come so far");
            String said = String.join("\n", output.stream().filter(line -> !line.startsWith(GuardedKernels.KERNEL)).toList());
            boolean touched = said.contains("SIGSEGV") || said.contains("SIGBUS") || said.contains("IndexOutOfBoundsException");
            return Optional.of("the kernel " + kernel + ", compiled by " + compiler
                    + (touched ? ", touched memory that is not its own" : ", failed") + " (exit " + exit + "):\n" + said);
        }
    }

    private Run run(String... more) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-ea",
                "-Xmx256m",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                GuardedKernels.class.getName(),
                compiler);
        builder.command().addAll(List.of(more));
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return new Run(compiler, process.exitValue(), Files.readAllLines(output));
    }
}
