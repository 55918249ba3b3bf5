package syrtis.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code syrtis cluster}: starts, watches and stops clusters. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = "Starts, watches and stops clusters.",
        subcommands = {
            ClusterStart.class,
            ClusterStatus.class,
            ClusterStop.class,
            ClusterAttach.class,
            ClusterCredentials.class,
            ClusterCheck.class,
            ClusterMeasure.class
        },
        footer = {"", "Example:  syrtis cluster start --workers 3 && syrtis demo --cluster 127.0.0.1:7700"})
final class ClusterCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "syrtis cluster needs one of start, status, stop, attach, credentials, check and measure");
    }
}
