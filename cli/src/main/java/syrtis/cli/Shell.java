package syrtis.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code syrtis shell}: the JDK's jshell with Syrtis imported, in which arrays print as NumPy's do. */
@Command(
        name = "shell",
        mixinStandardHelpOptions = true,
        description = "Starts jshell with Syrtis imported; arrays print as NumPy's do.",
        footer = {"", "In it:  var a = Nd.arange(12).reshape(3, 4)", "        a.matmul(a.T())"})
final class Shell implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "files with lines to run first")
    private List<String> files = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Java with Syrtis imported: arrays print as NumPy's do, /exit leaves, /help tells more.");
        out.flush();
        Path startup = Files.createTempFile("syrtis-", ".jsh");
        startup.toFile().deleteOnExit(); // Also where the user leaves with Ctrl-C.
        try (InputStream imports = resource("startup.jsh")) {
            Files.write(startup, imports.readAllBytes());
        }
        List<String> arguments =
                new ArrayList<>(List.of("--class-path", Jvm.classPath(), "--startup", startup.toString()));
        Jvm.flags().forEach(flag -> arguments.add("-R" + flag));
        arguments.addAll(files);
        return JavaShellToolBuilder.builder().persistence(feedback()).start(arguments.toArray(String[]::new));
    }

    /**
     * What jshell keeps from one session to the next, holding how it shows values. Neither a startup file nor an option
     * can say that; so a session of its own, over before the user's, sets and keeps it.
     */
    private static Map<String, String> feedback() throws Exception {
        Map<String, String> kept = new HashMap<>();
        try (InputStream settings = resource("feedback.jsh");
                PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream())) {
            JavaShellToolBuilder.builder()
                    .persistence(kept)
                    .in(settings, InputStream.nullInputStream())
                    .out(nowhere)
                    .run("--no-startup", "--execution", "local");
        }
        kept.keySet().removeIf(key -> key.startsWith("HISTORY"));
        return kept;
    }

    private static InputStream resource(String name) throws IOException {
        return Objects.requireNonNull(Shell.class.getResourceAsStream(name), name);
    }
}
