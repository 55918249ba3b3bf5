package syrtis.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code syrtis}: parses the command line and hands over to the sub-command it names. */
@Command(
        name = "syrtis",
        mixinStandardHelpOptions = true,
        version = "syrtis 0.1.0-SNAPSHOT",
        description = "NumPy for the JVM, at any size.")
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "syrtis needs a sub-command: see syrtis --help");
    }
}
