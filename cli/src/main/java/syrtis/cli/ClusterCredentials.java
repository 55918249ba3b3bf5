package syrtis.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import syrtis.trust.Credentials;

/** {@code syrtis cluster credentials}: what the nodes and clients of a cluster of several machines trust. */
@Command(
        name = "credentials",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes credentials for a cluster of several machines: certificates, a key and a token.",
            "Copy the folder to every node; a client needs ca.pem and token only."
        },
        footer = {"", "Example:  syrtis cluster credentials --host node1.example.org --host 10.0.0.2 ~/.syrtis/cluster"})
final class ClusterCredentials implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--host", paramLabel = "NAME", split = ",", description = "a name or address by which nodes are reached; any number of them")
    private List<String> hosts = new ArrayList<>();

    @Parameters(paramLabel = "FOLDER", description = "where they are written")
    private Path folder = Path.of("");

    @Override
    public Integer call() {
        if (Files.exists(folder.resolve("ca.pem"))) {
            throw new ParameterException(
                    spec.commandLine(), folder + " holds credentials already, which a cluster may be using: name another folder");
        }
        try {
            Credentials made = Credentials.create(folder, hosts);
            spec.commandLine().getOut().println("credentials are in " + folder + ", good until " + made.validUntil());
            return 0;
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }
}
