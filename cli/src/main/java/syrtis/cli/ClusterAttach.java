package syrtis.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import syrtis.NDArray;
import syrtis.Options;
import syrtis.Runtime;

/** {@code syrtis cluster attach}: waits for a job that was detached, or whose client has died, and shows its result. */
@Command(
        name = "attach",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Waits until a job is done and prints its result: one that was left to the cluster, or whose client has died.",
            "The cluster forgets the job then."
        })
final class ClusterAttach implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "JOB", description = "its name, as syrtis eval --detach and syrtis cluster status print it")
    private String job = "";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "write the result to this file (" + ArrayFile.WRITABLE + ") and print nothing")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private KnownCluster cluster = new KnownCluster();

    @Override
    public Integer call() throws Exception {
        Runtime runtime = Runtime.connect(Options.defaults(), cluster.addresses(), Optional.of(cluster.folder()));
        try (Session session = new Session(runtime, spec.commandLine().getErr())) {
            return session.run(() -> {
                List<NDArray> results = runtime.attach(job);
                if (out.isPresent()) {
                    ArrayFile.write(results, out.get());
                } else {
                    results.forEach(spec.commandLine().getOut()::println);
                }
                return 0;
            });
        }
    }
}
