package syrtis.cli;

import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.type.BudgetException;

/**
 * The options that all commands which compute share: what the engine may use. None of them changes a bit of a result.
 */
final class EngineOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = ByteSize.Converter.class,
            description = "memory for arrays, like 2GiB (60 %% of the machine's); what does not fit goes to disk")
    private Optional<ByteSize> memory = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "tasks at once (as many as there are cores)")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--tile", paramLabel = "N", description = "longest side of a tile, in elements (chosen by Syrtis)")
    private Optional<Long> tile = Optional.empty();

    @Mixin
    private ClusterAddress cluster = new ClusterAddress();

    ClusterAddress cluster() {
        return cluster;
    }

    /** Where programs run, with what the user asked for. */
    Runtime runtime() {
        return cluster.runtime(options());
    }

    /** What the user asked for, and the defaults for the rest. */
    Options options() {
        try {
            Options options = Options.defaults();
            options = threads.isPresent() ? options.withThreads(threads.get()) : options;
            options = tile.isPresent() ? options.withLongestTile(tile.get()) : options;
            return memory.isPresent() ? options.withMemory(memory.get().bytes()) : options;
        } catch (IllegalArgumentException | BudgetException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }
}
