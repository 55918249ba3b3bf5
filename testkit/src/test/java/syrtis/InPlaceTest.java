package syrtis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import syrtis.testkit.CleanRuntime;
import syrtis.testkit.Seeds;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.IndexException;
import syrtis.type.Shape;

/** Writing through a view is seen by its base and by its other views, whenever anything is evaluated. */
class InPlaceTest {
    @RegisterExtension
    final CleanRuntime clean = new CleanRuntime();

    @Test
    void twoViewsOfOneBaseSeeEachOthersWrites() {
        NDArray base = Nd.zeros(Shape.of(6));
        NDArray left = base.get(Index.range(0, 4));
        NDArray right = base.get(Index.range(2, 6));
        left.assign(Nd.scalar(1.0));
        right.addInPlace(Nd.scalar(10.0));
        assertArrayEquals(new double[] {1, 1, 11, 11}, left.toDoubles());
        assertArrayEquals(new double[] {11, 11, 10, 10}, right.toDoubles());
        left.multiplyInPlace(Nd.scalar(2.0));
        assertArrayEquals(new double[] {22, 22, 10, 10}, right.toDoubles());
        assertArrayEquals(new double[] {2, 2, 22, 22, 10, 10}, base.toDoubles());
    }

    @Test
    void aViewThatWasReadSeesLaterWrites() {
        NDArray base = Nd.arange(6).reshape(2, 3);
        NDArray column = base.T().get(Index.at(1));
        assertArrayEquals(new long[] {1, 4}, column.toLongs());
        base.set(Nd.scalar(9L), Index.at(0));
        assertArrayEquals(new long[] {9, 4}, column.toLongs());
        column.assign(Nd.of(5L, 6L));
        assertArrayEquals(new long[] {9, 5, 9, 3, 6, 5}, base.toLongs());
    }

    @Test
    void valuesTakenBeforeAWriteKeepTheirElements() {
        NDArray base = Nd.arange(4);
        NDArray copy = base.copy();
        NDArray doubled = base.multiply(2L);
        base.addInPlace(Nd.scalar(100L));
        assertArrayEquals(new long[] {0, 1, 2, 3}, copy.toLongs());
        assertArrayEquals(new long[] {0, 2, 4, 6}, doubled.toLongs());
        copy.set(Nd.scalar(7L), Index.at(0));
        assertArrayEquals(new long[] {100, 101, 102, 103}, base.toLongs());
    }

    @Test
    void evaluatedElementsAreNotOverwrittenWhileSomebodyCanSeeThem() {
        NDArray base = Nd.ones(Shape.of(1000)).evaluate();
        NDArray old = base.copy();
        NDArray view = base.get(Index.range(10, 20));
        base.addInPlace(Nd.scalar(1.0));
        base.evaluate();
        base.multiplyInPlace(Nd.scalar(3.0));
        base.evaluate();
        assertEquals(1000.0, old.sum().item());
        assertEquals(60.0, view.sum().item());
        assertEquals(6000.0, base.sum().item());
    }

    @Test
    void elementsOfWhichAllResultsAreThereAreTakenOver() {
        NDArray a = Nd.arange(100_000).copy().evaluate();
        NDArray square = a.multiply(a).evaluate();
        long memory = Runtime.current().usedMemory();
        a.addInPlace(Nd.scalar(1L));
        a.evaluate();
        assertEquals(memory, Runtime.current().usedMemory());
        NDArray pending = a.multiply(5L);
        a.addInPlace(Nd.scalar(1L));
        a.evaluate(); // Now the elements before are still to be read.
        assertEquals(memory + a.nbytes(), Runtime.current().usedMemory(), 1000);
        assertEquals(5L * (7 + 1), pending.toLongs()[7]);
        assertEquals(49L, square.toLongs()[7]);
        assertEquals(9L, a.toLongs()[7]);
    }

    @Test
    void whatASubmittedEvaluationReadsIsNotTakenOver() throws InterruptedException {
        for (int turn = 0; turn < 200; turn++) {
            NDArray x = Nd.arange(1000).add(turn).evaluate();
            NDArray plus = x.add(1L);
            NDArray pending = plus.multiply(2L);
            plus.evaluate();
            Evaluation evaluation = Nd.submit(pending);
            plus.addInPlace(Nd.scalar(5L));
            plus.evaluate();
            evaluation.await();
            assertEquals(2L * (7 + turn + 1), pending.toLongs()[7]);
            assertEquals(7L + turn + 6, plus.toLongs()[7]);
        }
    }

    @Test
    void anArrayThatIsAskedForTwiceHasOneHandle() {
        NDArray x = Nd.arange(1000).copy().evaluate();
        x.addInPlace(Nd.scalar(1L));
        NDArray twice = x.multiply(2L);
        Nd.evaluate(x, x);
        x.addInPlace(Nd.scalar(5L));
        x.evaluate();
        assertEquals(16L, twice.toLongs()[7]);
        assertEquals(13L, x.toLongs()[7]);
    }

    @Test
    void anEqualExpressionIsNotMisledByElementsThatWereTakenOver() {
        NDArray a = Nd.arange(6).add(5L);
        a.evaluate();
        a.addInPlace(Nd.scalar(1L));
        a.evaluate(); // Nobody else can see the first elements: their memory is used again.
        assertArrayEquals(new long[] {5, 6, 7, 8, 9, 10}, Nd.arange(6).add(5L).toLongs());
        assertArrayEquals(new long[] {6, 7, 8, 9, 10, 11}, a.toLongs());
    }

    @Test
    void aViewThatWasReadKeepsItsElementsWhenACopyOfItIsWritten() {
        NDArray view = Nd.arange(8).reshape(4, 2);
        view.evaluate();
        NDArray copy = view.copy();
        copy.evaluate();
        copy.addInPlace(Nd.scalar(1L));
        copy.evaluate();
        assertArrayEquals(new long[] {0, 1, 2, 3, 4, 5, 6, 7}, view.toLongs());
        assertArrayEquals(new long[] {1, 2, 3, 4, 5, 6, 7, 8}, copy.toLongs());
    }

    @Test
    void aReadOnlyViewRefusesWrites() {
        NDArray broadcast = Nd.broadcastTo(Nd.arange(3), Shape.of(4, 3));
        assertFalse(broadcast.isWritable());
        assertThrows(IndexException.class, () -> broadcast.assign(Nd.scalar(1L)));
        assertThrows(IndexException.class, () -> broadcast.get(Index.at(1)).addInPlace(Nd.scalar(1L)));
        NDArray plain = Nd.arange(3);
        assertThrows(IndexException.class, () -> plain.asReadOnly().addInPlace(Nd.scalar(1L)));
        assertTrue(plain.isWritable());
    }

    @Test
    void aWriteKeepsTheDtypeOrIsRefused() {
        NDArray x = Nd.arange(3);
        assertThrows(DtypeException.class, () -> x.addInPlace(Nd.scalar(0.5)));
        assertArrayEquals(new long[] {0, 1, 2}, x.toLongs());
        NDArray small = Nd.ones(Shape.of(2), syrtis.type.Dtype.FLOAT32);
        small.addInPlace(Nd.of(0.5, 0.25));
        assertEquals(syrtis.type.Dtype.FLOAT32, small.dtype());
        assertArrayEquals(new double[] {1.5, 1.25}, small.toDoubles());
    }

    // ---- against a model

    /** An array of NumPy's kind: shared elements, and where each element of the view is among them. */
    private record Model(long[] elements, int[] places, int rows, int columns) {
        Model rows(int start, int step, int count) {
            return pick(count, columns, (i, j) -> places[(start + i * step) * columns + j]);
        }

        Model transposed() {
            return pick(columns, rows, (i, j) -> places[j * columns + i]);
        }

        Model copy() {
            return new Model(read(), IntStream.range(0, places.length).toArray(), rows, columns);
        }

        private interface Place {
            int of(int row, int column);
        }

        private Model pick(int newRows, int newColumns, Place place) {
            int[] picked = new int[newRows * newColumns];
            for (int i = 0; i < newRows; i++) {
                for (int j = 0; j < newColumns; j++) {
                    picked[i * newColumns + j] = place.of(i, j);
                }
            }
            return new Model(elements, picked, newRows, newColumns);
        }

        long[] read() {
            return Arrays.stream(places).mapToLong(place -> elements[place]).toArray();
        }

        void write(long[] values) {
            for (int k = 0; k < places.length; k++) {
                elements[places[k]] = values[k];
            }
        }
    }

    private record Pair(NDArray array, Model model) {}

    /** Random programs of views, writes and reads against a model that does them at once. */
    private static void randomProgram(SplittableRandom random) {
        int rows = random.nextInt(1, 9);
        int columns = random.nextInt(1, 9);
        List<Pair> pairs = new ArrayList<>();
        long[] first = IntStream.range(0, rows * columns).mapToLong(k -> k).toArray();
        pairs.add(new Pair(
                Nd.arange(rows * columns).reshape(rows, columns),
                new Model(first, IntStream.range(0, first.length).toArray(), rows, columns)));
        for (int step = 0; step < 30; step++) {
            Pair pair = pairs.get(random.nextInt(pairs.size()));
            Model model = pair.model;
            switch (random.nextInt(8)) {
                case 0 -> pairs.add(new Pair(pair.array.T(), model.transposed()));
                case 1 -> {
                    int start = random.nextInt(model.rows);
                    int count = random.nextInt(1, model.rows - start + 1);
                    int stride = count < 2 ? 1 : random.nextInt(1, (model.rows - start - 1) / (count - 1) + 1);
                    Index slice = Index.slice((long) start, (long) start + (count - 1L) * stride + 1, (long) stride);
                    pairs.add(new Pair(pair.array.get(slice), model.rows(start, stride, count)));
                }
                case 2 -> pairs.add(new Pair(Nd.flip(pair.array, 0), model.rows(model.rows - 1, -1, model.rows)));
                case 3 -> pairs.add(new Pair(pair.array.copy(), model.copy()));
                case 4 -> {
                    long value = random.nextInt(100);
                    pair.array.addInPlace(Nd.scalar(value));
                    model.write(Arrays.stream(model.read()).map(element -> element + value).toArray());
                }
                case 5 -> {
                    // From an overlapping view of the same shape, where there is one.
                    Pair other = pairs.stream()
                            .filter(some -> some.model.rows == model.rows && some.model.columns == model.columns)
                            .skip(random.nextInt(2))
                            .findFirst()
                            .orElse(pair);
                    long[] sum = other.model.read();
                    long[] own = model.read();
                    Arrays.setAll(sum, k -> sum[k] * 3 + own[k]);
                    pair.array.assign(other.array.multiply(3L).add(pair.array));
                    model.write(sum);
                }
                case 6 -> pair.array.evaluate();
                default -> assertArrayEquals(model.read(), pair.array.toLongs());
            }
        }
        for (Pair pair : pairs) {
            assertArrayEquals(pair.model.read(), pair.array.toLongs());
        }
    }

    @Test
    void randomProgramsOfViewsAndWritesDoWhatNumPyDoes() {
        Seeds.each(150, InPlaceTest::randomProgram);
    }

    @Test
    void randomProgramsDoTheSameInSmallTilesAndWithThreads() {
        for (Options options : List.of(
                Options.defaults().withLongestTile(1).withThreads(1),
                Options.defaults().withLongestTile(3).withThreads(4),
                Options.defaults().withRules(Options.Rules.NONE))) {
            clean.in(options, () -> {
                Seeds.each(60, InPlaceTest::randomProgram);
                return options;
            });
        }
    }

    /** A rule may turn what was asked for into the very array that an operation in place would like to overwrite. */
    @Test
    void whatIsAskedForIsNotOverwrittenWhereItIsAStoredArray() {
        NDArray x = Nd.ones(Shape.of(1000)).evaluate();
        NDArray a = x.multiply(1.0);
        x.addInPlace(Nd.scalar(1.0));
        Nd.evaluate(a, x);
        assertEquals(1000, a.sum().item());
        assertEquals(2000, x.sum().item());
    }

    @Test
    void whatAViewSharesWithOthersIsNotOverwritten() {
        NDArray x = Nd.arange(12).astype(Dtype.FLOAT64).reshape(3, 4).copy().evaluate();
        x.addInPlace(Nd.scalar(1.0));
        NDArray b = x.transpose().add(1);
        Nd.evaluate(x, x.transpose());
        x.addInPlace(Nd.scalar(1.0)).evaluate();
        Runtime.current().reclaim();
        assertEquals(66 + 24, b.sum().item());
        assertEquals(66 + 24, x.sum().item());
    }

    @Test
    void anArrayMultipliedByItselfKeepsItsMemory() {
        Runtime runtime = clean.runtime(Options.defaults().withThreads(1));
        CleanRuntime.in(runtime, () -> {
            NDArray x = Nd.full(Shape.of(1_000_000), 3.0, Dtype.FLOAT64).evaluate();
            x.multiplyInPlace(x).evaluate();
            assertTrue(runtime.peakMemory() < 1.5 * x.nbytes(), runtime.peakMemory() + " bytes for " + x.nbytes());
            assertEquals(9, x.get(7).item());
            NDArray same = x.multiply(1.0); // A rule makes it x itself: somebody sees the elements.
            x.multiplyInPlace(x).evaluate();
            assertEquals(81, x.get(999_999).item());
            assertEquals(9_000_000, same.sum().item());
            return x;
        });
    }

    @Test
    void threadsMayReadAnArrayThatIsStillToBeOverwritten() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            NDArray x = Nd.ones(Shape.of(200_000)).evaluate();
            x.addInPlace(Nd.scalar(1.0));
            double[] sums = new double[2];
            Thread other = new Thread(() -> sums[0] = x.sum().item());
            other.start();
            sums[1] = x.toDoubles()[7];
            other.join();
            assertEquals(400_000, sums[0]);
            assertEquals(2, sums[1]);
        }
    }
}
