package syrtis.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the user asked for. */
record CommandLine(List<Workload> workloads, Scale scale, Set<Contender> rivals, Engine engine, Output output) {
    static final String USAGE = """
            usage: syrtis bench [WORKLOAD ...] [--rivals all|none|LIST] [--json] [--quick | --full]
                                [--cluster HOST:PORT[,...] [--credentials FOLDER]] [--list]

              WORKLOAD  its name, what its name begins with (triad), or its group (functions); all of them if none is given
              --rivals  all (default): those that are here; none: Syrtis alone; or some, such as numpy,jax,c
              --json    one JSON object a line
              --quick   small sizes, shows that everything works; its times say nothing
              --full    rivals do the whole of the work that is otherwise scaled up from a part
              --cluster has Syrtis compute on the cluster that is there, with the credentials in a folder (the user's own);
                        what is measured of this process alone stays so
              --list    tells the workloads and what they ask

            SYRTIS_PYTHON    the Python that has NumPy, numexpr, Numba, JAX, PyTorch, Dask, those that are wanted (python3)
            SYRTIS_LAUNCHER  the launcher that `startup-eval` starts (that of the checkout)
            """;

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
        rivals = Set.copyOf(rivals);
    }

    static CommandLine parse(String... arguments) throws MistakeException {
        Set<String> names = new LinkedHashSet<>();
        Scale scale = Scale.USUAL;
        Set<Contender> rivals = Set.copyOf(Contender.rivals());
        Engine engine = Engine.HERE;
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
                case "--rivals" -> rivals = rivals(++k < words.size() ? words.get(k) : "");
                case "--cluster" -> engine = new Engine(Optional.of(value(words, ++k)), engine.credentials());
                case "--credentials" -> engine = new Engine(engine.cluster(), Optional.of(Path.of(value(words, ++k))));
                default -> names.add(words.get(k));
            }
        }
        return new CommandLine(workloads(names), scale, rivals, engine, output);
    }

    private static String value(List<String> words, int at) throws MistakeException {
        if (at >= words.size()) {
            throw new MistakeException(words.get(at - 1) + " needs a value: see syrtis bench --help");
        }
        return words.get(at);
    }

    private static Set<Contender> rivals(String value) throws MistakeException {
        if (value.equals("all")) {
            return Set.copyOf(Contender.rivals());
        }
        Set<Contender> chosen = EnumSet.noneOf(Contender.class);
        for (String name : value.equals("none") ? List.<String>of() : List.of(value.split(","))) {
            chosen.add(Contender.rivals().stream()
                    .filter(rival -> rival.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new MistakeException("--rivals needs all, none or some of "
                            + Contender.rivals().stream()
                                    .map(Contender::toString)
                                    .collect(Collectors.joining(","))
                            + ", got '" + value + "'")));
        }
        return chosen;
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
                        + Catalogue.all().stream()
                                .map(Workload::group)
                                .distinct()
                                .collect(Collectors.joining(", "))
                        + "; see syrtis bench --help and --list");
            }
            named.stream()
                    .filter(workload ->
                            chosen.stream().noneMatch(other -> other.name().equals(workload.name())))
                    .forEach(chosen::add);
        }
        return chosen;
    }
}
