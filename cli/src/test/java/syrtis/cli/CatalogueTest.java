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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import syrtis.NDArray;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.program.Program;
import syrtis.testkit.Comparison;
import syrtis.testkit.Elements;
import syrtis.testkit.VectorRun;
import syrtis.testkit.Vectors;
import syrtis.type.SyrtisException;

/**
 * Programs that NumPy's answers are known of, in tiny tiles on clusters of real processes: the bits are those of one machine. Clusters of
 * one, two and three workers share the programs between them, for they take some ten milliseconds apiece; one of five, which is more than most
 * machines that run tests have cores for, does some of them.
 */
@Timeout(300)
class CatalogueTest {
    /** Elements of a tile along any axis: small arrays are in many tiles, and on all workers. */
    private static final long LONGEST_TILE = 3;

    private static final int CLIENTS = 8;

    private static final int SHARED_BY = 3;

    private static final int SOME = 40;

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

    /** How the answer of the cluster differs; empty if it does not. Any NaN is any NaN. */
    private static Optional<String> difference(Runtime there, Vectors.Vector vector, List<Elements> expected) throws Exception {
        return there.run(() -> {
            try {
                List<NDArray> found = Program.of(vector.program()).run(vector.arrays(), _ -> {}).arrays();
                for (int k = 0; k < expected.size(); k++) {
                    Optional<String> difference = Comparison.difference(expected.get(k), found.get(k), Comparison.EXACT);
                    if (difference.isPresent()) {
                        return difference;
                    }
                }
                return Optional.empty();
            } catch (SyrtisException failed) {
                return Optional.of(failed.toString());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void allProgramsGiveTheBitsOfOneMachine(int workers) throws Exception {
        List<Vectors.Vector> all = Vectors.all().stream().filter(vector -> vector.error().isEmpty()).toList();
        int step = workers <= SHARED_BY ? SHARED_BY : SOME;
        List<Vectors.Vector> vectors =
                IntStream.iterate(workers - 1, k -> k < all.size(), k -> k + step).mapToObj(all::get).toList();
        Queue<Vectors.Vector> waiting = new ConcurrentLinkedQueue<>(vectors);
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicInteger compared = new AtomicInteger();
        try (LocalCluster cluster = LocalCluster.start(LocalCluster.Settings.of(folder, workers));
                Runtime here = Runtime.of(options());
                Runtime there = Runtime.connect(options().withLongestTile(LONGEST_TILE), cluster.clients(), Optional.of(folder));
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int k = 0; k < CLIENTS; k++) {
                running.add(clients.submit(() -> {
                    for (Vectors.Vector vector = waiting.poll(); vector != null; vector = waiting.poll()) {
                        Optional<List<Elements>> expected = expected(here, vector);
                        if (expected.isPresent()) {
                            compared.incrementAndGet();
                            String program = vector.id() + ": " + vector.program() + "\n";
                            difference(there, vector, expected.get()).ifPresent(text -> wrong.add(program + text));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertEquals(List.of(), List.copyOf(wrong));
        assertTrue(compared.get() > vectors.size() / 2, "only " + compared + " of " + vectors.size() + " programs were compared");
    }
}
