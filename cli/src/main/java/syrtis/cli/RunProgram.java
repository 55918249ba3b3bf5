package syrtis.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import syrtis.Options;

/** {@code syrtis run}: compiles and runs a Java source file with Syrtis on its class path. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Compiles and runs a Java source file with Syrtis on its class path.",
        footer = {"", "Example:  syrtis run examples/MonteCarloPi.java"})
final class RunProgram implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "PROGRAM.java [ARGUMENT...]",
            description = "the file, and what its main gets")
    private List<String> words = new ArrayList<>();

    @Mixin
    private ClusterAddress cluster = new ClusterAddress();

    @Override
    public Integer call() throws Exception {
        Path file = Path.of(words.getFirst());
        if (!Files.isReadable(file) || !file.toString().endsWith(".java")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "run needs a Java source file, got '" + file + "': "
                            + (Files.isReadable(file) ? "its name must end with .java" : "no such file"));
        }
        List<String> command = new ArrayList<>();
        command.add(Jvm.executable("java").toString());
        command.addAll(Jvm.flags());
        command.addAll(properties());
        command.addAll(List.of("--class-path", Jvm.classPath()));
        command.addAll(words);
        Process program = new ProcessBuilder(command).inheritIO().start();
        Thread stop = new Thread(program::destroy, "syrtis-stop");
        java.lang.Runtime.getRuntime().addShutdownHook(stop);
        int code = program.waitFor();
        java.lang.Runtime.getRuntime().removeShutdownHook(stop);
        return code;
    }

    /** What makes the program's default runtime that of the cluster. */
    private List<String> properties() {
        if (cluster.addresses().isEmpty()) {
            return List.of();
        }
        cluster.runtime(Options.defaults()).close(); // Else the program would find that it cannot connect, less kindly.
        List<String> properties = new ArrayList<>(List.of("-Dsyrtis.cluster=" + cluster.addresses().get()));
        cluster.credentials().ifPresent(folder -> properties.add("-Dsyrtis.credentials=" + folder.toAbsolutePath()));
        return properties;
    }
}
