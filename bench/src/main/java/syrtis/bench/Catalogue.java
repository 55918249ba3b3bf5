package syrtis.bench;

import java.util.List;
import java.util.stream.Stream;
import syrtis.Options;

/** All workloads, in the order in which they run. */
final class Catalogue {
    private Catalogue() {}

    static List<Workload> all() {
        int cores = Options.defaults().threads();
        return Stream.of(
                        Stream.of(
                                new MonteCarlo(),
                                new Triad(),
                                new AddMultiply(),
                                new StarStencil(),
                                new MatrixSpread(2000),
                                new MatrixSpread(4000)),
                        Stream.of(1, cores).distinct().map(TinyTiles::new),
                        Stream.of(
                                new SmallOperations(),
                                new Statements(Statements.Reading.AT_THE_END),
                                new Statements(Statements.Reading.EACH_TURN)),
                        Stream.of(HugePlan.Part.values()).map(HugePlan::new),
                        Stream.of(new Startup()))
                .flatMap(group -> group.map(Workload.class::cast))
                .toList();
    }

    /** Those that {@code name} selects: its own, or all of the group that it begins. */
    static List<Workload> named(String name) {
        return all().stream()
                .filter(workload -> workload.name().equals(name) || workload.name().startsWith(name + "-"))
                .toList();
    }
}
