package syrtis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import syrtis.testkit.CleanRuntime;
import syrtis.type.BudgetException;
import syrtis.type.CancelledException;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.Event;
import syrtis.type.IndexException;
import syrtis.type.KernelException;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/** What users do wrong, and what they are told: what was asked, what is wrong, and where it helps, what to do. */
class MistakesTest {
    @RegisterExtension
    final CleanRuntime clean = new CleanRuntime();

    private record Mistake(String message, Class<? extends Exception> kind, Callable<?> call) {}

    private final List<Mistake> mistakes = new ArrayList<>();

    private void shape(String message, Callable<?> call) {
        mistakes.add(new Mistake(message, ShapeException.class, call));
    }

    private void index(String message, Callable<?> call) {
        mistakes.add(new Mistake(message, IndexException.class, call));
    }

    private void dtype(String message, Callable<?> call) {
        mistakes.add(new Mistake(message, DtypeException.class, call));
    }

    private static NDArray integers() {
        return Nd.arange(12).reshape(3, 4);
    }

    private static NDArray reals() {
        return Nd.of(1.0, 2.0, 3.0);
    }

    private static NDArray complex() {
        return Nd.complexArray(new double[] {1, 2, 3, 4}, Shape.of(2));
    }

    private static NDArray bools() {
        return Nd.of(true, false, true);
    }

    private static NDArray empty() {
        return Nd.zeros(Shape.of(0, 3));
    }

    @TestFactory
    Stream<DynamicTest> everyMistakeIsExplained() {
        elementwise();
        reductions();
        products();
        indexing();
        assignment();
        shapes();
        joining();
        creation();
        reading();
        return mistakes.stream().map(mistake -> DynamicTest.dynamicTest(mistake.message, () -> {
            Exception wrong = assertThrows(Exception.class, mistake.call::call);
            assertInstanceOf(mistake.kind, wrong, String.valueOf(wrong));
            String message = String.valueOf(wrong.getMessage());
            int site = message.indexOf(" [MistakesTest.java:");
            assertEquals(mistake.message, site < 0 ? message : message.substring(0, site));
        }));
    }

    private void elementwise() {
        shape("add cannot broadcast shapes [3, 4] and [3]: axis -1 has lengths 4 and 3", () -> integers().add(reals()));
        shape(
                "where cannot broadcast shapes [3] and [3, 4] and [3, 4]: axis -1 has lengths 3 and 4",
                () -> Nd.where(bools(), integers(), integers()));
        dtype(
                "floor_divide needs real numbers or bool, got complex128 and complex128",
                () -> Nd.floorDivide(complex(), complex()));
        dtype(
                "subtract needs numbers (for bool use logical functions), got bool and bool",
                () -> bools().subtract(bools()));
        dtype("negative needs numbers (for bool use logical functions), got bool", () -> bools().negative());
        dtype("bitwise_and needs bool or integers, got float64 and float64", () -> reals().bitwiseAnd(reals()));
        dtype("left_shift needs bool or integers, got float64 and float64", () -> reals().leftShift(reals()));
        dtype("gcd needs integers, got float64 and float64", () -> Nd.gcd(reals(), reals()));
        dtype("floor needs real numbers or bool, got complex128", () -> complex().floor());
        dtype(
                "bitwise_and needs bool or integers, got uint64 and int64, whose common dtype is float64: cast one",
                () -> Nd.bitwiseAnd(Nd.zeros(Shape.of(2), Dtype.UINT64), Nd.zeros(Shape.of(2), Dtype.INT64)));
        dtype(
                "add: the integer 300 is out of bounds for int8 [-128, 127]: convert the array with astype first",
                () -> Nd.ones(Shape.of(2), Dtype.INT8).add(300L));
        dtype(
                "add: the integer -1 is out of bounds for uint8 [0, 255]: convert the array with astype first",
                () -> Nd.ones(Shape.of(2), Dtype.UINT8).add(-1L));
    }

    private void reductions() {
        index("sum needs axis in [-2, 2), got 2 for shape [3, 4]", () -> integers().sum(2));
        index("sum needs axis in [-2, 2), got -3 for shape [3, 4]", () -> integers().sum(-3));
        shape("sum got axis 1 twice", () -> integers().sum(1, -1));
        index("sum needs an array with axes, got 0 for shape []", () -> reals().sum().sum(0));
        shape("max of no elements has no value: axis 0 of [0, 3] has length 0", () -> empty().max(0));
        shape("argmax needs one axis or all, got 2", () -> integers().argmax(Over.axis(0, 1)));
        index(
                "cumulative_sum needs axis in [-2, 2), got 2 for shape [3, 4]",
                () -> Nd.cumulativeSum(integers(), 2));
    }

    private void products() {
        shape("matmul of [3, 4] and [3, 4]: inner lengths 4 and 3 differ", () -> integers().matmul(integers()));
        shape(
                "matmul needs at least one axis on both sides, got [3, 4] and []: use multiply for scalars",
                () -> integers().matmul(Nd.scalar(2.0)));
        shape(
                "matmul cannot broadcast shapes [2] and [3]: axis -1 has lengths 2 and 3",
                () -> Nd.ones(Shape.of(2, 3, 4)).matmul(Nd.ones(Shape.of(3, 4, 5))));
        shape("linalg.outer needs 1-D arrays, got [3, 4] and [3]", () -> Linalg.outer(integers(), reals()));
        shape("diagonal needs at least 2 axes, got shape [3]", () -> Linalg.diagonal(reals(), 0));
    }

    private void indexing() {
        index("index 3 is out of range for axis 0 of length 3 in shape [3, 4]", () -> integers().get(3, 0));
        index("index -4 is out of range for axis 0 of length 3 in shape [3, 4]", () -> integers().get(-4));
        index("too many indices: shape [3, 4] has 2 axes, but 3 were indexed", () -> integers().get(1, 2, 3));
        index("an index can have one ellipsis only", () -> integers().get(Index.ellipsis(), Index.ellipsis()));
        index("a slice step cannot be zero", () -> integers().get(Index.slice(null, null, 0L)));
        index(
                "a mask of shape [2] does not fit an array of shape [3, 4]",
                () -> integers().get(Index.of(Nd.of(true, false))));
        index("an index array needs integers or bools, got float64", () -> integers().get(Index.of(reals())));
        index(
                "index arrays do not broadcast: indexing cannot broadcast shapes [2] and [3]: axis -1 has lengths 2 and 3",
                () -> integers().get(Index.of(Nd.of(0L, 1L)), Index.of(Nd.of(0L, 1L, 2L))));
        index(
                "index 7 is out of range for axis 0 of length 3 in shape [3, 4]",
                () -> integers().get(Index.of(Nd.of(0L, 7L))).toLongs());
        index(
                "index -9 is out of range for axis 0 of length 3 in shape [3, 4]",
                () -> integers().set(Nd.scalar(1L), Index.of(Nd.of(0L, -9L))).toLongs());
    }

    private void assignment() {
        shape(
                "assignment cannot broadcast shapes [3, 4] and [5]: axis -1 has lengths 4 and 5",
                () -> integers().assign(Nd.arange(5)));
        dtype(
                "an in-place operation cannot cast its result from float64 to int64: use astype and assign the result to the name",
                () -> integers().addInPlace(Nd.scalar(0.5)));
        dtype(
                "an in-place operation cannot cast its result from complex128 to float64: use astype and assign the result to the"
                        + " name",
                () -> reals().addInPlace(complex().get(0)));
        index(
                "assignment to a read-only array float64[2, 3]: it repeats elements (broadcast) or was made read-only; copy() it"
                        + " first",
                () -> Nd.broadcastTo(reals(), Shape.of(2, 3)).assign(Nd.scalar(1.0)));
        index(
                "assignment to a read-only array float64[]: it repeats elements (broadcast) or was made read-only; copy() it"
                        + " first",
                () -> reals().asReadOnly().set(Nd.scalar(1.0), Index.at(0)));
    }

    private void shapes() {
        shape("reshape of 12 elements [3, 4] to [5, 3], which has 15", () -> integers().reshape(5, 3));
        shape("reshape can infer one length only, got -1 twice", () -> integers().reshape(-1, -1));
        shape("reshape of 12 elements [3, 4] cannot infer the length that is -1", () -> integers().reshape(5, -1));
        shape("a shape needs lengths >= 0, got [-2, 6]", () -> integers().reshape(-2, 6));
        shape("transpose needs 2 axes for shape [3, 4], got 1", () -> integers().transpose(0));
        shape("transpose got axis 0 twice", () -> integers().transpose(0, 0));
        index("transpose needs axis in [-2, 2), got 2 for shape [3, 4]", () -> integers().transpose(0, 2));
        index("swapaxes needs axis in [-2, 2), got 2 for shape [3, 4]", () -> integers().swapaxes(0, 2));
        shape("mT needs at least 2 axes, got shape [3]", () -> reals().mT());
        shape("squeeze needs length 1 at axis 0, got shape [3, 4]", () -> integers().squeeze(0));
        index("flip needs axis in [-2, 2), got 2 for shape [3, 4]", () -> Nd.flip(integers(), 2));
        shape(
                "broadcast_to cannot broadcast shapes [3, 4] and [3, 5]: axis -1 has lengths 4 and 5",
                () -> Nd.broadcastTo(integers(), Shape.of(3, 5)));
        shape("broadcast_to cannot make [4] of [3, 4]", () -> Nd.broadcastTo(integers(), Shape.of(4)));
    }

    private void joining() {
        shape("concatenate needs at least one array", () -> Nd.concatenate(List.of(), 0));
        shape(
                "concatenate along axis 1 needs equal shapes but for that axis, got [3, 4] and [2, 4]",
                () -> Nd.concatenate(List.of(integers(), Nd.arange(8).reshape(2, 4)), 1));
        index(
                "concatenate needs axis in [-2, 2), got 2 for shape [3, 4]",
                () -> Nd.concatenate(List.of(integers(), integers()), 2));
        shape("stack needs arrays of one shape, got [3, 4] and [3]", () -> Nd.stack(List.of(integers(), reals()), 0));
        shape("stack needs at least one array", () -> Nd.stack(List.of(), 0));
    }

    private void creation() {
        shape("a shape needs lengths >= 0, got [-1]", () -> Nd.zeros(Shape.of(-1)));
        shape("arange needs a step other than 0", () -> Nd.arange(0, 5, 0));
        shape("row 1 has 1 elements, row 0 has 2", () -> Nd.of(new double[][] {{1, 2}, {3}}));
        shape("int16[2] has 4 bytes, got 3", () -> Nd.fromBytes(new byte[3], Dtype.INT16, Shape.of(2)));
        dtype(
                "integers needs low < high, got 5 and 5",
                () -> syrtis.Random.defaultRng(0).integers(5, 5, Shape.of(2)));
        dtype(
                "no dtype is called 'float16': use one of bool, int8 .. int64, uint8 .. uint64, float32, float64, complex64,"
                        + " complex128",
                () -> integers().astype("float16"));
        mistakes.add(new Mistake(
                "a memory budget of 1000 bytes is too small: give at least 1 MiB",
                BudgetException.class,
                () -> Options.defaults().withMemory(1000)));
        mistakes.add(new Mistake(
                "threads must be at least 1, got 0",
                IllegalArgumentException.class,
                () -> Options.defaults().withThreads(0)));
        mistakes.add(new Mistake(
                "longestTile must be at least 1, got 0",
                IllegalArgumentException.class,
                () -> Options.defaults().withLongestTile(0)));
    }

    private void reading() {
        shape("item needs an array of one element, got shape [3, 4]", () -> integers().item());
        shape(
                "toDoubles of float64[4294967296] needs an array of length 4294967296, more than Java has: read slices of it, or"
                        + " use copyTo",
                () -> Nd.zeros(Shape.of(1L << 32)).toDoubles());
        shape(
                "toLongs of float64[2147483647] needs an array of length 2147483647, more than Java has: read slices of it, or"
                        + " use copyTo",
                () -> Nd.zeros(Shape.of(Integer.MAX_VALUE)).toLongs());
        shape(
                "toBytes of float64[1073741824] needs an array of length 8589934592, more than Java has: read slices of it, or"
                        + " use copyTo",
                () -> Nd.zeros(Shape.of(1L << 30)).toBytes());
        shape(
                "an array of float64 of shape [4611686018427387904] has more than 2^63 - 1 bytes",
                () -> Nd.zeros(Shape.of(1L << 62)));
        dtype("toBooleans needs bool, got int64: compare first", () -> integers().toBooleans());
        mistakes.add(new Mistake(
                "explain has no stage 'plans': use record, rewrite, plan or estimate",
                IllegalArgumentException.class,
                () -> integers().explain("plans")));
        mistakes.add(new Mistake(
                "power of integers needs exponents >= 0, got -1: cast the base to float64 first, or use float_power",
                KernelException.class,
                () -> Nd.of(2L).power(Nd.of(-1L)).toLongs()));
    }

    // ---- what once went wrong in silence, or with an exception of Java's

    @Test
    void tooFewOrTooManyElementsForAShapeAreRefused() {
        Shape shape = Shape.of(2, 2);
        List<Callable<NDArray>> calls = List.of(
                () -> Nd.array(new double[] {1, 2, 3}, shape),
                () -> Nd.array(new double[] {1, 2, 3, 4, 5}, shape),
                () -> Nd.array(new long[] {1, 2, 3}, shape),
                () -> Nd.array(new long[] {1, 2, 3, 4, 5}, shape),
                () -> Nd.complexArray(new double[] {1, 2, 3}, shape),
                () -> Nd.complexArray(new double[9], shape));
        for (Callable<NDArray> call : calls) {
            ShapeException wrong = assertThrows(ShapeException.class, call::call);
            assertTrue(wrong.getMessage().contains("[2, 2]"), wrong.getMessage());
        }
    }

    @Test
    void anArrayTooLongForJavaSaysSo() {
        NDArray huge = Nd.ones(Shape.of(3_000_000_000L));
        for (Callable<?> call : List.<Callable<?>>of(huge::toDoubles, huge::toLongs, huge::toBytes)) {
            ShapeException wrong = assertThrows(ShapeException.class, call::call);
            assertTrue(wrong.getMessage().contains("3000000000"), wrong.getMessage());
        }
    }

    @Test
    void memoryTooSmallForACopyIsRefused() {
        MemorySegment small = MemorySegment.ofArray(new byte[8]);
        ShapeException wrong = assertThrows(ShapeException.class, () -> integers().copyTo(small));
        assertTrue(wrong.getMessage().contains("96") && wrong.getMessage().contains("8"), wrong.getMessage());
    }

    @Test
    void axesOfAResultAreExplainedWithItsShape() {
        IndexException expand = assertThrows(IndexException.class, () -> Nd.expandDims(integers(), 4));
        assertTrue(expand.getMessage().contains("[3, 4]"), expand.getMessage());
        IndexException stack = assertThrows(IndexException.class, () -> Nd.stack(List.of(reals(), reals()), 3));
        assertTrue(stack.getMessage().contains("[3]"), stack.getMessage());
    }

    @Test
    void aClosedRuntimeRunsNothing() {
        Runtime runtime = Runtime.of(Options.defaults().withThreads(2));
        runtime.close();
        CancelledException wrong = assertThrows(
                CancelledException.class,
                () -> CleanRuntime.in(runtime, () -> Nd.arange(10_000_000).add(1L).evaluate()));
        assertEquals("the runtime is closed", wrong.getMessage());
    }

    @Test
    void aPlanWhoseHelpersAreRefusedStopsThoseThatHelpAlready() {
        Runtime runtime = Runtime.of(Options.defaults().withThreads(200).withLongestTile(1));
        List<Event> ends = new ArrayList<>();
        runtime.listen(event -> {
            switch (event) {
                case Event.PlanStarted _ -> {}
                case Event.TaskFinished _ -> runtime.close(); // By the first helper, while others are still to be asked.
                case Event.PlanFinished _ -> ends.add(event);
            }
        });
        CancelledException wrong = assertThrows(
                CancelledException.class, () -> CleanRuntime.in(runtime, () -> Nd.arange(100_000).add(1L).evaluate()));
        assertEquals("the runtime is closed", wrong.getMessage());
        assertTrue(ends.getLast() instanceof Event.PlanFinished(var _, long done, var _, var _, var _, var _)
                && done < 50_000, ends.toString());
    }

    @Test
    void aFailedOperationCanBeCorrectedAndTriedAgain() {
        NDArray base = Nd.of(2L, 3L);
        NDArray exponent = Nd.of(-1L, 2L);
        NDArray power = base.power(exponent);
        assertThrows(KernelException.class, power::toLongs);
        assertThrows(KernelException.class, power::toLongs);
        assertEquals(4L, base.power(exponent.absolute().add(1L)).get(0).itemLong());
    }
}
