package syrtis.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
        List<String> arguments = new ArrayList<>(List.of("--class-path", Jvm.classPath(), "--feedback", "silent"));
        arguments.addAll(List.of("--startup", unpacked("startup.jsh")));
        Jvm.flags().forEach(flag -> arguments.add("-R" + flag));
        arguments.add(unpacked("feedback.jsh")); // A startup file cannot set it: it runs too early.
        arguments.addAll(files);
        return JavaShellToolBuilder.builder().start(arguments.toArray(String[]::new));
    }

    /** A file of this command's, where jshell can read it. */
    private static String unpacked(String name) throws IOException {
        Path file = Files.createTempFile("syrtis-", "-" + name);
        file.toFile().deleteOnExit(); // Also where the user leaves with Ctrl-C.
        try (InputStream text = Objects.requireNonNull(Shell.class.getResourceAsStream(name), name)) {
            Files.write(file, text.readAllBytes());
        }
        return file.toString();
    }
}
