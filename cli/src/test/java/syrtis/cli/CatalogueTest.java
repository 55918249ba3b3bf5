package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.program.Program;
import syrtis.testkit.Comparison;
import syrtis.testkit.Elements;
import syrtis.testkit.VectorRun;
import syrtis.testkit.Vectors;
import syrtis.type.SyrtisException;

/**
 * Programs that NumPy's answers are known of, in tiny tiles on clusters of real processes: the bits are those of one machine. Programs go to
 * the cluster some at a time, as one job. Each cluster does a part of them, and clusters of one to three workers all of them together;
 * with {@code -Dsyrtis.catalogue=whole} each does all, which takes some six minutes.
 */
@Tag("catalogue") // Run by itself, with other flags.
@Timeout(600)
class CatalogueTest {
    /** Elements of a tile along any axis: small arrays are in many tiles, and on all workers. */
    private static final long LONGEST_TILE = 3;

    private static final int CLIENTS = 2;

    /** Programs of a job. */
    private static final int TOGETHER = 24;

    /** Clusters of so many workers, or fewer, share the jobs. */
    private static final int SHARED_BY = 3;

    private static final boolean IS_WHOLE = System.getProperty("syrtis.catalogue", "").equals("whole");

    @TempDir
    private Path folder;

    /** Loops only, for the bits of libraries depend on tiles. */
    private static Options options() {
        return Options.defaults().withCode(Options.Code.BYTECODE).withMemory(256 << 20);
    }

    /** What a program gives on one machine; empty if that is an error: it uses what Syrtis does not have. */
    private static Optional<List<Elements>> expected(Runtime here, Vectors.Vector vector) throws Exception {
        return here.run(() -> {
            try {
                return Optional.of(VectorRun.run(vector));
            } catch (SyrtisException missing) {
                return Optional.empty();
            }
        });
    }

    /** A program, and what it gives on one machine. */
    private record Known(Vectors.Vector vector, List<Elements> answers) {}

    /** A program's arrays on the cluster, not evaluated. */
    private record Recorded(Known known, List<NDArray> arrays) {}

    private static Recorded record(Known known) {
        return new Recorded(known, Program.of(known.vector.program()).run(known.vector.arrays(), _ -> {}).arrays());
    }

    /** How answers of the cluster differ. Any NaN is any NaN. */
    private static List<String> differences(List<Known> programs) {
        List<String> wrong = new ArrayList<>();
        List<Recorded> recorded = new ArrayList<>();
        for (Known known : programs) {
            try {
                recorded.add(record(known));
            } catch (SyrtisException failed) {
                wrong.add(known.vector.id() + ": " + known.vector.program() + "\n" + failed);
            }
        }
        Nd.evaluate(recorded.stream().flatMap(each -> each.arrays.stream()).toArray(NDArray[]::new));
        for (Recorded each : recorded) {
            for (int k = 0; k < each.arrays.size(); k++) {
                Comparison.difference(each.known.answers.get(k), each.arrays.get(k), Comparison.EXACT)
                        .ifPresent(text -> wrong.add(each.known.vector.id() + ": " + each.known.vector.program() + "\n" + text));
            }
        }
        return wrong;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void allProgramsGiveTheBitsOfOneMachine(int workers) throws Exception {
        List<Vectors.Vector> vectors =
                Vectors.all().stream().filter(vector -> vector.error().isEmpty()).toList();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        int compared;
        try (LocalCluster cluster = LocalCluster.start(LocalCluster.Settings.of(folder, workers));
                Runtime here = Runtime.of(options());
                Runtime there = Runtime.connect(options().withLongestTile(LONGEST_TILE), cluster.clients(), Optional.of(folder));
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Known> known = new ArrayList<>();
            for (Vectors.Vector vector : vectors) {
                expected(here, vector).ifPresent(answers -> known.add(new Known(vector, answers)));
            }
            compared = known.size();
            List<Future<?>> running = new ArrayList<>();
            int first = IS_WHOLE ? 0 : (workers - 1) % SHARED_BY * TOGETHER;
            int step = IS_WHOLE ? TOGETHER : TOGETHER * (workers <= SHARED_BY ? SHARED_BY : 2 * SHARED_BY);
            for (; first < known.size(); first += step) {
                List<Known> programs = known.subList(first, Math.min(first + TOGETHER, known.size()));
                running.add(clients.submit(() -> wrong.addAll(there.run(() -> differences(programs)))));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertEquals(List.of(), List.copyOf(wrong));
        assertTrue(compared > vectors.size() / 2, "only " + compared + " of " + vectors.size() + " programs were compared");
    }
}
