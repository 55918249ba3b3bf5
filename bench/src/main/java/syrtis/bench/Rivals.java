package syrtis.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The rivals that this machine has, each started once, and what to do about the others. */
final class Rivals implements AutoCloseable {
    private final Map<Contender, Rival> present = new EnumMap<>(Contender.class);
    private final Map<Contender, String> absent = new EnumMap<>(Contender.class);
    private final Path folder;

    private Rivals() throws IOException {
        folder = Files.createTempDirectory("syrtis-bench");
    }

    /**
     * Starts those of {@code wanted} that can be started, with programs for {@code line}'s workloads.
     *
     * @param python the interpreter of those in Python
     */
    static Rivals start(CommandLine line, String python, int threads) throws IOException, InterruptedException {
        Rivals rivals = new Rivals();
        Set<Contender> wanted = line.rivals();
        List<Expression> expressions = Catalogue.expressions(line.workloads());
        String script = rivals.unpack("rival.py").toString();
        Path rows = rivals.folder.resolve("rows.txt");
        Files.writeString(rows, Texts.forPython(expressions, line.scale()));
        for (Contender contender : Contender.PYTHON) {
            if (wanted.contains(contender)) {
                List<String> command =
                        List.of(python, script, contender.toString(), Integer.toString(threads), rows.toString());
                rivals.add(contender, command, threads, "pip install " + contender + ", or set SYRTIS_PYTHON");
            }
        }
        if (wanted.contains(Contender.C)) {
            Files.writeString(rivals.folder.resolve("rows.h"), Texts.forC(expressions));
            Path binary = rivals.folder.resolve("rival");
            if (rivals.compile(rivals.unpack("rival.c"), binary)) {
                rivals.add(Contender.C, List.of(binary.toString()), threads, "the compiled program does not run");
            }
        }
        return rivals;
    }

    private void add(Contender contender, List<String> command, int threads, String remedy) {
        try {
            present.put(contender, Rival.start(contender, command, threads));
        } catch (IOException | AbsentException reason) {
            absent.put(contender, reason.getMessage() + " (" + remedy + ")");
        }
    }

    private boolean compile(Path source, Path binary) throws InterruptedException {
        List<String> command = List.of(
                "gcc", "-Ofast", "-march=native", "-fopenmp", source.toString(), "-o", binary.toString(), "-lm");
        try {
            Process gcc = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!gcc.waitFor(2, TimeUnit.MINUTES)) {
                gcc.destroy();
                absent.put(Contender.C, "gcc does not end");
                return false;
            }
            if (gcc.exitValue() != 0) {
                absent.put(Contender.C, String.join(" ", command) + " fails");
                return false;
            }
            return true;
        } catch (IOException missing) {
            absent.put(Contender.C, "no gcc (apt-get install gcc)");
            return false;
        }
    }

    private Path unpack(String resource) throws IOException {
        Path file = folder.resolve(resource);
        try (InputStream content = Rivals.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IOException("the bench jar lacks " + resource);
            }
            Files.copy(content, file);
        }
        return file;
    }

    Map<Contender, Rival> present() {
        return Collections.unmodifiableMap(present);
    }

    /** Why the others are not there, and what to do. */
    Map<Contender, String> absent() {
        return Collections.unmodifiableMap(absent);
    }

    @Override
    public void close() throws IOException {
        for (Rival rival : present.values()) {
            rival.close();
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
