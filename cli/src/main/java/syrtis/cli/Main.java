package syrtis.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.program.Program;

/** The command {@code syrtis}: parses the command line and hands over to the sub-command it names. */
@Command(
        name = "syrtis",
        mixinStandardHelpOptions = true,
        version = "syrtis 0.1.0-SNAPSHOT",
        description = "NumPy for the JVM, at any size.",
        footer = {"", "A first try:  syrtis eval 'np.arange(12).reshape(3, 4).sum(axis=0)'"})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /** The sub-commands, in the order that the help shows. */
    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("eval", Eval::new);
        commands.put("run", RunProgram::new);
        commands.put("shell", Shell::new);
        commands.put("demo", Demo::new);
        commands.put("doctor", Doctor::new);
        commands.put("bench", Bench::new);
        commands.put("cluster", ClusterCommand::new);
        commands.put("supervisor", SupervisorProcess::new);
        commands.put("worker", WorkerProcess::new);
        commands.put("stress", Stress::new);
        return commands;
    }

    public static void main(String[] arguments) {
        System.exit(execute(writer(FileDescriptor.out), writer(FileDescriptor.err), arguments));
    }

    private static PrintWriter writer(FileDescriptor stream) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8));
    }

    /**
     * Does what a command line says.
     *
     * @return the exit code: 0, 2 for a mistake of the user, 1 for one of ours
     */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        boolean isPlain = arguments.length == 2 && arguments[0].equals("eval") && !arguments[1].startsWith("-");
        try {
            return isPlain ? evaluate(arguments[1], out, err) : parse(out, err, arguments);
        } catch (Exception | Error thrown) {
            return Failure.report(thrown, err);
        } finally {
            out.flush();
            err.flush();
        }
    }

    /**
     * The most usual command, without options, and so without picocli: its class files are of Java 5, which an archive for
     * quick starts cannot hold, and loading them takes longer than all the rest.
     */
    private static int evaluate(String program, PrintWriter out, PrintWriter err) throws Exception {
        try (Session session = new Session(Runtime.of(Options.defaults()), err)) {
            return session.run(() -> {
                Printed.result(Program.of(program).run(Map.of(), Printed.output(out)), out);
                return 0;
            });
        }
    }

    private static int parse(PrintWriter out, PrintWriter err, String... arguments) {
        Map<String, Supplier<Object>> commands = commands();
        CommandLine line = new CommandLine(new Main());
        // Picocli reads a command's options by reflection, which takes a while: of the one that is called only.
        String called = arguments.length == 0 ? "" : arguments[0];
        if (commands.containsKey(called)) {
            commands.keySet().retainAll(Set.of(called));
        }
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        line.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setOut(out)
                .setErr(err)
                .setExpandAtFiles(false) // '@' is an operator.
                .setPosixClusteredShortOptionsAllowed(false)
                .setUnmatchedOptionsArePositionalParams(false)
                .setParameterExceptionHandler((mistake, _) -> Failure.report(mistake, err))
                .setExecutionExceptionHandler((thrown, _, _) -> Failure.report(thrown, err));
        Eval.acceptProgramsThatStartWithMinus(line);
        return line.execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "syrtis needs a sub-command: see syrtis --help");
    }
}
