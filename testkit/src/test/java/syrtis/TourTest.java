package syrtis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import syrtis.program.Program;
import syrtis.testkit.CleanRuntime;
import syrtis.testkit.Goldens;
import syrtis.type.Event;
import syrtis.type.Shape;

/** The tour of the engine in {@code docs/tour.md} is what the engine says of a real run. */
class TourTest {
    /** Everything a plan depends on is fixed. */
    private static final Options OPTIONS = Options.defaults().withThreads(2).withMemory(64 << 20);

    private static final String PROGRAM =
            """
            x = np.linspace(0, 1, 5000)
            y = (x * x)[::-1]
            z = np.cbrt(y) + x
            np.cumsum(-(-z))[1000:]""";

    @RegisterExtension
    final CleanRuntime clean = new CleanRuntime();

    private static NDArray example() {
        NDArray x = Nd.linspace(0, 1, 5000);
        NDArray y = x.multiply(x).get(Index.slice(null, null, -1L));
        NDArray z = y.cbrt().add(x);
        return Nd.cumulativeSum(z.negative().negative(), 0).get(Index.from(1000));
    }

    @Test
    void theTourShowsARealRun() {
        Runtime runtime = clean.runtime(OPTIONS);
        List<Event> events = Collections.synchronizedList(new ArrayList<>());
        runtime.listen(events::add);
        String page = CleanRuntime.in(runtime, () -> {
            NDArray result = example();
            String record = result.explain("record");
            String rewrite = result.explain("rewrite");
            String plan = result.explain("plan");
            String estimate = result.explain("estimate");
            double[] elements = result.toDoubles();
            long tasks = events.stream().filter(Event.TaskFinished.class::isInstance).count();
            return page(record, rewrite, plan, estimate, elements, tasks);
        });
        Goldens.checkFile(Goldens.root().resolve("docs/tour.md"), page);
    }

    @Test
    void theTwoFormsOfTheExampleAreOneProgram() {
        assertArrayEquals(example().toBytes(), Program.of(PROGRAM).run().array().toBytes());
    }

    @Test
    void theExampleVisitsEveryStage() {
        NDArray result = clean.in(OPTIONS, TourTest::example);
        clean.in(OPTIONS, () -> {
            assertTrue(result.explain("record").contains("negative"));
            assertTrue(!result.explain("rewrite").contains("negative"), "a rule applies");
            assertTrue(result.explain("plan").contains("cbrt"), "kernels are shown");
            assertTrue(result.shape().equals(Shape.of(4000)));
            return result;
        });
    }

    private static String page(String record, String rewrite, String plan, String estimate, double[] elements, long tasks) {
        return """
                # A tour of the engine

                Written by `TourTest` from a real run; change the engine, then `./syrtis test -Dgoldens.update=true` and read the diff. What
                you see is one program on its way through the rooms of the house; `explain(stage)` of any array shows the same of yours.

                ```python
                %s
                ```

                ```java
                NDArray x = Nd.linspace(0, 1, 5000);
                NDArray y = x.multiply(x).get(Index.slice(null, null, -1L));
                NDArray z = y.cbrt().add(x);
                NDArray result = Nd.cumulativeSum(z.negative().negative(), 0).get(Index.from(1000));
                ```

                Nothing has run so far: every call checked shapes and dtypes, recorded a node and returned. Tiles are made for two threads and a
                budget of 64 MiB.

                ## 1. Record: what was asked

                Equal nodes are one node, so `x` is there once. A view is an index map: `[4999 - o0]` reads backwards.

                ```
                %s
                ```

                ## 2. Rewrite: a cheaper program of the same bits

                Rules (`syrtis.expr.RewriteRules`, a line each) take away what does nothing, here the double negation, and move views towards
                what they look at.

                ```
                %s
                ```

                ## 3. Plan: kernels over tiles

                Elementwise chains, generators and views are fused into the kernel of what consumes them, here into the scan, and have no memory of
                their own. `in` is what is read, `param` a number of the program (not part of the structure: other numbers, same kernel), `index` the
                place of the element. A body is run once per element.

                ```
                %s
                ```

                ## 4. Estimate: the memory it can take at most

                ```
                %s
                ```

                ## 5. Result

                %d tasks ran. The first elements: %s ... and the last: %s.
                """
                .formatted(
                        PROGRAM.strip(),
                        record,
                        rewrite,
                        plan,
                        estimate,
                        tasks,
                        elements[0] + ", " + elements[1],
                        elements[elements.length - 1]);
    }
}
