package syrtis.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import syrtis.Evaluation;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.program.Program;
import syrtis.program.Result;

/** {@code syrtis eval}: runs a program in NumPy's syntax and shows what its last line gives. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs a program in NumPy's syntax and prints the value of its last line.",
        footer = {
            "",
            "Examples:",
            "  syrtis eval 'np.random.default_rng(0).normal(5, 2, 10**8).std()'",
            "  syrtis eval --set a=data.npy '(a @ a.T - a).std()' --out answer.npy",
            "  syrtis eval --explain plan 'np.sqrt(np.arange(1e6)).sum()'"
        })
final class Eval implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "PROGRAM", description = "an expression, or statements with ';' between")
    private List<String> programs = new ArrayList<>();

    @Option(names = "--file", paramLabel = "FILE", description = "run the program in this file ('-': standard input)")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--batch",
            paramLabel = "FILE",
            description =
                    "run each line of this file ('-': standard input) as a program; prints one JSON object a line")
    private Optional<Path> batch = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "give the program a name: a number, or an array from a file (" + ArrayFile.READABLE + ")")
    private Map<String, String> inputs = new LinkedHashMap<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "write the result to this file (" + ArrayFile.WRITABLE + ") and print nothing")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "print the result as JSON: dtype, shape and data")
    private boolean json;

    @Option(
            names = "--explain",
            paramLabel = "STAGE",
            arity = "0..1",
            fallbackValue = Explanation.ALL,
            preprocessor = StageWord.class,
            description =
                    "print how the result would be computed, not the result: record, rewrite, plan, estimate or all")
    private Optional<String> explain = Optional.empty();

    @Option(names = "--time", description = "tell on standard error how long it took, and how much memory")
    private boolean time;

    @Option(names = "--detach", description = "with --cluster: print the job's name and leave; syrtis cluster attach shows the result")
    private boolean detach;

    @Mixin
    private EngineOptions engine = new EngineOptions();

    /** Lets picocli take {@code -x.sum()} for a program, as it is no option of ours. */
    static void acceptProgramsThatStartWithMinus(CommandLine line) {
        CommandLine eval = line.getSubcommands().get("eval");
        if (eval != null) {
            eval.setUnmatchedOptionsArePositionalParams(true);
        }
    }

    /** Takes the word after {@code --explain} for a stage only if it is one; else it is the program. */
    static final class StageWord implements IParameterPreprocessor {
        @Override
        public boolean preprocess(Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            boolean isStage =
                    !words.isEmpty() && Explanation.STAGES.contains(words.peek().toLowerCase(Locale.ROOT));
            if (!isStage && !"=".equals(info.get("separator"))) {
                words.push(Explanation.ALL);
            }
            return false; // Picocli goes on with the words as they are now.
        }
    }

    @Override
    public Integer call() throws Exception {
        requireOneProgram();
        PrintWriter err = spec.commandLine().getErr();
        long start = System.nanoTime();
        try (Session session = new Session(engine.runtime(), err)) {
            session.run(() -> {
                if (batch.isPresent()) {
                    new Batch(arrays(), spec.commandLine().getOut(), err).run(text(batch.get()));
                } else {
                    evaluate();
                }
                return session;
            });
            if (time) {
                String seconds = String.format(Locale.ROOT, "%.3f s", (System.nanoTime() - start) / 1e9);
                err.println(
                        seconds + "; arrays took " + ByteSize.of(session.peak()) + " at most; tasks: " + session.tasks()
                                + "; kernels compiled: " + session.runtime().compiledKernels()
                                + "; spilled: " + ByteSize.of(session.runtime().spilledBytes()));
            }
        }
        return 0;
    }

    private void requireOneProgram() {
        for (String word : programs) {
            if (word.startsWith("--")) {
                throw new ParameterException(spec.commandLine(), "eval has no option '" + word + "'");
            }
        }
        long given = programs.size() + file.stream().count() + batch.stream().count();
        if (given != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "eval needs one program: as a word in quotes, with --file or with --batch; got "
                            + (given == 0 ? "none" : "several: " + String.join("   ", programs)));
        }
        if (explain.isPresent()
                && !explain.get().equals(Explanation.ALL)
                && !Explanation.STAGES.contains(explain.get())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "explain has no stage '" + explain.get() + "': use one of "
                            + String.join(", ", Explanation.STAGES));
        }
        if (detach && (engine.cluster().addresses().isEmpty() || batch.isPresent() || out.isPresent() || explain.isPresent() || json)) {
            throw new ParameterException(
                    spec.commandLine(),
                    engine.cluster().addresses().isEmpty()
                            ? "--detach leaves a job to a cluster: name it with --cluster"
                            : "--detach shows no result: it goes with none of --batch, --out, --json and --explain");
        }
        if (batch.isPresent() && (out.isPresent() || explain.isPresent())) {
            throw new ParameterException(
                    spec.commandLine(), "--batch prints JSON: it goes with neither --out nor --explain");
        }
    }

    private void evaluate() throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        // What a program prints must not get between the JSON.
        Consumer<String> printed = Printed.output(json ? spec.commandLine().getErr() : terminal);
        Program program = file.isPresent()
                ? Program.of(file.get().toString(), text(file.get()))
                : Program.of(programs.getFirst());
        Result result = program.run(arrays(), printed);
        if (detach) {
            detach(result, terminal);
        } else if (explain.isPresent()) {
            Explanation.print(result.arrays(), explain.get(), terminal);
        } else if (out.isPresent()) {
            ArrayFile.write(result.arrays(), out.get());
        } else if (json) {
            Json.print(result, terminal);
            terminal.println();
        } else {
            Printed.result(result, terminal);
        }
        terminal.flush();
    }

    private void detach(Result result, PrintWriter terminal) {
        if (result.arrays().isEmpty()) {
            throw new ParameterException(spec.commandLine(), "the program's last line gives no array: nothing is left to compute");
        }
        Evaluation evaluation = Nd.submit(result.arrays().toArray(NDArray[]::new));
        evaluation.detach();
        terminal.println(evaluation.name());
    }

    private Map<String, Object> arrays() {
        Map<String, Object> values = new LinkedHashMap<>();
        inputs.forEach((name, value) -> values.put(name, ArrayFile.numberOrArray(value)));
        return values;
    }

    private static String text(Path file) throws IOException {
        return file.toString().equals("-")
                ? new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                : Files.readString(file);
    }
}
