package syrtis.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code syrtis shell}: the JDK's jshell with Syrtis imported, in which arrays print as NumPy's do. */
@Command(
        name = "shell",
        mixinStandardHelpOptions = true,
        description = "Starts jshell with Syrtis imported; arrays print as NumPy's do.",
        footer = {"", "In it:  var a = Nd.arange(12).reshape(3, 4)", "        a.matmul(a.T())"})
final class Shell implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "files with lines to run first")
    private List<String> files = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        Path startup = Files.createTempFile("syrtis-", ".jsh");
        startup.toFile().deleteOnExit(); // Also where the user leaves with Ctrl-C.
        try (var text = Shell.class.getResourceAsStream("startup.jsh")) {
            Files.write(startup, java.util.Objects.requireNonNull(text, "startup.jsh").readAllBytes());
        }
        List<String> arguments = new ArrayList<>(List.of("--class-path", Jvm.classPath(), "--startup", startup.toString()));
        Jvm.flags().forEach(flag -> arguments.add("-R" + flag));
        arguments.addAll(files);
        return JavaShellToolBuilder.builder().start(arguments.toArray(String[]::new));
    }
}
