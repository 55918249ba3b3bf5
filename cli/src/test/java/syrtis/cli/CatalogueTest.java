package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import syrtis.NDArray;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.program.Program;
import syrtis.testkit.Vectors;
import syrtis.type.SyrtisException;

/**
 * Programs that NumPy's answers are known of, in tiny tiles on clusters of real processes: the bits are those of one machine. Clusters of
 * one, two and three workers share the programs between them, for they take some ten milliseconds apiece; one of five, which is more than most
 * machines that run tests have cores for, does some of them.
 */
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

    private record Answer(List<byte[]> arrays) {
        boolean isSame(Answer other) {
            return Arrays.deepEquals(arrays.toArray(), other.arrays.toArray());
        }
    }

    /** What a program gives; empty if it is an error, as some are meant to be. */
    private static Optional<Answer> answer(Runtime runtime, Vectors.Vector vector) throws Exception {
        return runtime.run(() -> {
            try {
                List<byte[]> arrays = new ArrayList<>();
                for (NDArray array : Program.of(vector.program()).run(vector.arrays(), _ -> {}).arrays()) {
                    arrays.add(array.toBytes());
                }
                return Optional.of(new Answer(arrays));
            } catch (SyrtisException wrong) {
                return Optional.empty();
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
        try (LocalCluster cluster = LocalCluster.start(LocalCluster.Settings.of(folder, workers));
                Runtime here = Runtime.of(options());
                Runtime there = Runtime.connect(options().withLongestTile(LONGEST_TILE), cluster.clients(), Optional.of(folder));
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int k = 0; k < CLIENTS; k++) {
                running.add(clients.submit(() -> {
                    for (Vectors.Vector vector = waiting.poll(); vector != null; vector = waiting.poll()) {
                        Optional<Answer> expected = answer(here, vector);
                        Optional<Answer> found = answer(there, vector);
                        boolean isSame = expected.isEmpty() ? found.isEmpty() : found.isPresent() && expected.get().isSame(found.get());
                        if (!isSame) {
                            wrong.add(vector.id() + ": " + vector.program());
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
    }
}
