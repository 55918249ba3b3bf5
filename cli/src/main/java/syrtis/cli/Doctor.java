package syrtis.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import syrtis.Nd;
import syrtis.Options;
import syrtis.library.Search;
import syrtis.llvm.Jit;
import syrtis.openblas.Blas;

/**
 * {@code syrtis doctor}: tells what Syrtis found on this machine, and of what is missing, what that costs and how to
 * get it.
 */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Tells what Syrtis found on this machine, and what each missing thing costs.")
final class Doctor implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 10;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** One thing that was looked for: what was found, or what it costs that it is missing. */
    private record Finding(String name, boolean isThere, String text) {
        static Finding there(String name, String text) {
            return new Finding(name, true, text);
        }

        static Finding missing(String name, String cost, String remedy) {
            return new Finding(name, false, "not found: " + cost + "\n" + remedy);
        }

        @Override
        public String toString() {
            String head = (isThere ? "  ok  " : "  --  ") + name + " ".repeat(Math.max(1, 18 - name.length()));
            return head + text.replace("\n", "\n" + " ".repeat(24));
        }
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Options options = Options.defaults();
        Stream.of(
                        java(),
                        Finding.there("cores", Integer.toString(options.threads())),
                        memory(options),
                        heap(),
                        engine(),
                        Finding.there("bytecode compiler", "always there"),
                        compiler(),
                        blas(),
                        archive(),
                        temporary(options),
                        program(
                                "gcc",
                                List.of("gcc", "--version"),
                                "benchmarks leave out the same loops in C",
                                "Debian, Ubuntu: apt-get install gcc"),
                        program(
                                "NumPy",
                                List.of(
                                        "python3",
                                        "-c",
                                        "import numpy, sys; print(numpy.__version__, 'of', sys.executable)"),
                                "benchmarks leave out NumPy",
                                "python3 -m pip install numpy"))
                .forEach(out::println);
        return 0;
    }

    private static Finding java() {
        return Finding.there(
                "Java",
                System.getProperty("java.runtime.version") + " of " + System.getProperty("java.vendor") + " in "
                        + System.getProperty("java.home"));
    }

    private static Finding memory(Options options) {
        Path limit = Path.of("/sys/fs/cgroup/memory.max");
        Optional<Long> allowed =
                firstLine(limit).filter(line -> line.matches("\\d+")).map(Long::valueOf);
        if (allowed.isPresent() && allowed.get() < options.memory()) {
            return new Finding(
                    "memory",
                    false,
                    "this container may use " + ByteSize.of(allowed.get()) + ", arrays would take "
                            + ByteSize.of(options.memory()) + ": the system may stop Syrtis\nGive --memory "
                            + (allowed.get() / 10 * 6 / (1 << 20)) + "MiB");
        }
        return Finding.there(
                "memory", ByteSize.of(options.memory()) + " for arrays (--memory changes it), then they go to disk");
    }

    private static Finding heap() {
        long heap = java.lang.Runtime.getRuntime().maxMemory();
        return Finding.there("Java heap", ByteSize.of(heap) + "; arrays live outside it (SYRTIS_HEAP changes it)");
    }

    /** Computes something whose result is known. */
    private static Finding engine() {
        long sum = Nd.arange(1_000_000).sum().itemLong();
        return sum == 499_999_500_000L
                ? Finding.there("engine", "computes: the sum of 0 to 999999 is " + sum)
                : new Finding("engine", false, "the sum of 0 to 999999 came out as " + sum + "\nPlease report this.");
    }

    private static Finding compiler() {
        return switch (Jit.load()) {
            case Search.Found<Jit>(Jit jit) ->
                Finding.there("LLVM compiler", jit.version() + " for " + jit.cpu() + ", " + jit.file());
            case Search.Missing<Jit>(String reason) ->
                Finding.missing(
                        "LLVM compiler",
                        "kernels run without SIMD, up to some 4 times slower where memory is not the limit",
                        reason);
        };
    }

    private static Finding blas() {
        return switch (Blas.load()) {
            case Search.Found<Blas>(Blas blas) ->
                Finding.there("BLAS", blas.version() + " for " + blas.coreName() + pinned() + ", " + blas.file());
            case Search.Missing<Blas>(String reason) ->
                Finding.missing(
                        "BLAS",
                        "products of large matrices are slower, but give the same bits everywhere",
                        reason);
        };
    }

    /** OpenBLAS knows processors well; one that was named for it may be an older one. */
    private static String pinned() {
        return System.getenv("OPENBLAS_CORETYPE") == null ? "" : " (as OPENBLAS_CORETYPE says, not as it finds)";
    }

    private static Finding archive() {
        String flag = "-XX:AOTCache=";
        Optional<Path> file = ProcessHandle.current().info().arguments().stream()
                .flatMap(Arrays::stream)
                .filter(word -> word.startsWith(flag))
                .map(word -> Path.of(word.substring(flag.length())))
                .filter(Files::isReadable)
                .findFirst();
        return file.map(path -> Finding.there(
                        "start-up archive",
                        path + ", " + ByteSize.of(path.toFile().length())))
                .orElseGet(() -> Finding.missing(
                        "start-up archive",
                        "each start takes about half a second longer",
                        "./syrtis makes it when it builds; cli/target/syrtis/aot.log says why it could not."));
    }

    private static Finding temporary(Options options) {
        File folder = options.spill().toFile();
        long free = folder.getUsableSpace();
        return folder.canWrite() && free > 1L << 30
                ? Finding.there(
                        "temporary folder",
                        folder + ", " + ByteSize.of(free) + " free for arrays that memory cannot hold")
                : new Finding(
                        "temporary folder",
                        false,
                        folder + " has " + ByteSize.of(free) + " of room"
                                + ": work that needs more than the memory for arrays will fail\n"
                                + "Free some space, or set SYRTIS_JAVA_OPTS=-Djava.io.tmpdir=FOLDER");
    }

    /** Whether a program can be started; the first line that it prints is what was found. */
    private static Finding program(String name, List<String> command, String cost, String remedy) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
                return new Finding(name, false, String.join(" ", command) + " does not end");
            }
            Optional<String> line = process.inputReader().lines().findFirst();
            return process.exitValue() == 0 && line.isPresent()
                    ? Finding.there(name, line.get())
                    : Finding.missing(name, cost, remedy);
        } catch (IOException absent) {
            return Finding.missing(name, cost, remedy);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Finding.missing(name, cost, remedy);
        }
    }

    private static Optional<String> firstLine(Path file) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
