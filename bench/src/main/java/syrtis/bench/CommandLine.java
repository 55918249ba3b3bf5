package syrtis.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the user asked for. */
record CommandLine(List<Workload> workloads, Scale scale, Opponents opponents, Output output) {
    static final String USAGE =
            """
            usage: syrtis bench [WORKLOAD ...] [--rivals all|none] [--json] [--quick | --full] [--list]

              --rivals  all (default): NumPy, numexpr and C, those that are here; none: Syrtis alone
              --json    one JSON object a line
              --quick   small sizes, a few seconds: shows that everything works, its times say nothing
              --full    rivals do the whole of the work that is otherwise scaled up from a part
              --list    tells the workloads and what they ask

            SYRTIS_PYTHON    the Python that has NumPy and numexpr (python3)
            SYRTIS_LAUNCHER  the launcher that `startup` starts (that of the checkout)
            """;

    /** Whom Syrtis is compared with. */
    enum Opponents {
        ALL,
        NONE
    }

    /** What is printed. */
    enum Output {
        TABLE,
        JSON,
        LIST,
        HELP
    }

    /** A command line that makes no sense: what is wrong with it. */
    static final class MistakeException extends Exception {
        private static final long serialVersionUID = 1;

        MistakeException(String mistake) {
            super(mistake);
        }
    }

    CommandLine {
        workloads = List.copyOf(workloads);
    }

    static CommandLine parse(String... arguments) throws MistakeException {
        Set<String> names = new LinkedHashSet<>();
        Scale scale = Scale.USUAL;
        Opponents opponents = Opponents.ALL;
        Output output = Output.TABLE;
        List<String> words = new ArrayList<>();
        for (String argument : arguments) {
            words.addAll(argument.startsWith("--") ? Arrays.asList(argument.split("=", 2)) : List.of(argument));
        }
        for (int k = 0; k < words.size(); k++) {
            switch (words.get(k)) {
                case "--quick" -> scale = Scale.QUICK;
                case "--full" -> scale = Scale.FULL;
                case "--json" -> output = Output.JSON;
                case "--list" -> output = Output.LIST;
                case "--help", "-h" -> output = Output.HELP;
                case "--rivals" -> opponents = opponents(++k < words.size() ? words.get(k) : "");
                default -> names.add(words.get(k));
            }
        }
        return new CommandLine(workloads(names), scale, opponents, output);
    }

    private static Opponents opponents(String value) throws MistakeException {
        return switch (value) {
            case "all" -> Opponents.ALL;
            case "none" -> Opponents.NONE;
            default -> throw new MistakeException("--rivals needs all or none, got '" + value + "'");
        };
    }

    private static List<Workload> workloads(Set<String> names) throws MistakeException {
        if (names.isEmpty()) {
            return Catalogue.all();
        }
        List<Workload> chosen = new ArrayList<>();
        for (String name : names) {
            List<Workload> named = Catalogue.named(name);
            if (named.isEmpty()) {
                throw new MistakeException("bench has no " + (name.startsWith("-") ? "option " : "workload ") + name
                        + ": use some of "
                        + Catalogue.all().stream().map(Workload::name).collect(Collectors.joining(", "))
                        + "; see syrtis bench --help");
            }
            named.stream()
                    .filter(workload -> chosen.stream().noneMatch(other -> other.name().equals(workload.name())))
                    .forEach(chosen::add);
        }
        return chosen;
    }
}
