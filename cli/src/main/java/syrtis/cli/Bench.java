package syrtis.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code syrtis bench}: measures against rivals; the bench module reads the arguments. */
@Command(name = "bench", description = "Measures against NumPy, JAX, C and others in the same run; --help says more.")
final class Bench implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        return syrtis.bench.Main.run(
                spec.commandLine().getOut(), spec.commandLine().getErr(), arguments.toArray(String[]::new));
    }
}
