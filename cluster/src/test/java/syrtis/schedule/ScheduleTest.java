package syrtis.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.program.Program;

/** Schedules give what one machine gives, whatever happens to the workers. */
class ScheduleTest {
    /** Programs that reach every kind of work. */
    private static final List<String> PROGRAMS = List.of(
            "np.arange(4000.).reshape(40, 100).sum()",
            "x = np.arange(3000.); ((x + 1) * x).mean()",
            "a = np.arange(900.).reshape(30, 30); a @ a.T - a",
            "a = np.arange(900.).reshape(30, 30); (a @ a).sum(axis=0)",
            "a = np.arange(5000.); np.cumsum(a).reshape(50, 100).T",
            "a = np.arange(600.).reshape(20, 30); a[3:17:2, ::-1].T + a[0, :7]",
            "a = np.arange(60000.) % 7; a.reshape(20, 3000).max(axis=1) + a.reshape(3000, 20).min()",
            "a = np.zeros((40, 40)); a[1:-1, 2:] = np.arange(38.); a[::3] += 1; a",
            "x = np.arange(500) % 13; np.concatenate([x[::2], x[x > 6], -x])",
            "x = np.arange(2000) * 7 % 1999; x[x % 3 == 0].sum()",
            "x = np.arange(3000.); i = np.arange(100) * 29; x[i] + x[-1]",
            "x = np.zeros(50); np.add.at(x, np.arange(300) % 50, 1.5); x",
            "x = np.arange(2100.).reshape(30, 70); x.var(axis=0) + x.argmax(axis=0)",
            "x = np.random.default_rng(3).normal(size=(50, 60)); (x @ x.T).trace() + x[0].max()",
            "x = np.arange(24.).reshape(2, 3, 4); x.transpose(2, 0, 1) + x.sum()",
            "x = np.arange(5.); x * 2");

    @TestFactory
    Stream<DynamicTest> programsGiveTheBitsOfOneMachineOnAnyWorkers() {
        return tests(0, new int[] {1, 2, 3, 5});
    }

    @TestFactory
    Stream<DynamicTest> programsGiveTheBitsOfOneMachineWhateverHappens() {
        return tests(6, new int[] {2, 4});
    }

    private static Stream<DynamicTest> tests(int faults, int[] workers) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String program : PROGRAMS) {
            tests.add(DynamicTest.dynamicTest(program, () -> {
                byte[] expected = bits(Runtime.of(options()), program);
                for (int count : workers) {
                    for (long longest : new long[] {7, 1 << 20}) {
                        for (int seed = 0; seed < (faults == 0 ? 1 : 5); seed++) {
                            String address = "simulated:" + seed + "," + count + "," + longest + "," + faults;
                            byte[] bits = bits(Runtime.connect(options(), address, Optional.empty()), program);
                            assertEquals(Arrays.toString(expected), Arrays.toString(bits), program + " on " + address);
                        }
                    }
                }
            }));
        }
        return tests.stream();
    }

    private static Options options() {
        return Options.defaults().withCode(Options.Code.BYTECODE).withMemory(256 << 20);
    }

    private static byte[] bits(Runtime runtime, String program) throws Exception {
        try (runtime) {
            return runtime.run(() -> {
                return Program.of(program).run().array().toBytes();
            });
        }
    }
}
