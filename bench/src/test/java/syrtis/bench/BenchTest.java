package syrtis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The command works from end to end; what it measures is for people to judge. */
class BenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int bench(String... arguments) throws Exception {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void aQuickRunWithoutRivalsHasARowForEveryWorkload() throws Exception {
        // The start of another process is left out: its launcher would build the tree that is being tested.
        List<String> names = Catalogue.all().stream()
                .map(Workload::name)
                .filter(name -> !name.equals("startup"))
                .toList();
        List<String> arguments = new ArrayList<>(names);
        arguments.addAll(List.of("--quick", "--rivals", "none"));
        assertEquals(0, bench(arguments.toArray(String[]::new)), out::toString);
        List<String> lines = out.toString().lines().toList();
        for (String name : names) {
            assertEquals(1, lines.stream().filter(line -> line.startsWith(name + " ")).count(), name + " in\n" + out);
        }
        assertFalse(out.toString().contains("failed"), out::toString);
    }

    @Test
    void jsonIsOneObjectALine() throws Exception {
        assertEquals(0, bench("triad", "--quick", "--json", "--rivals=none"), out::toString);
        List<String> lines = out.toString().lines().toList();
        assertEquals(2, lines.size(), out::toString);
        assertTrue(lines.get(0).contains("\"bytesPerSecond\": "), lines::toString);
        assertTrue(lines.get(1).startsWith("{\"workload\": \"triad\""), lines::toString);
        assertTrue(lines.get(1).contains("\"syrtis\": {\"median\": "), lines::toString);
    }

    @Test
    void anUnknownWorkloadIsTheUsersMistake() throws Exception {
        assertEquals(2, bench("tirad"));
        assertTrue(err.toString().startsWith("bench has no workload tirad: use some of pi, triad, "), err::toString);
    }

    @Test
    void anUnknownChoiceOfRivalsIsTheUsersMistake() throws Exception {
        assertEquals(2, bench("--rivals", "some"));
        assertEquals("--rivals needs all or none, got 'some'", err.toString().strip());
    }

    @Test
    void medianAndSpreadAreThoseOfTheQuartiles() {
        Samples samples = new Samples(new double[] {5, 1, 4, 2, 3});
        assertEquals(3, samples.median());
        assertEquals(2.0 / 3, samples.spread(), 1e-15);
        assertEquals(6, samples.times(2).median());
    }

    @Test
    void aTargetAgainstAnAbsentRivalStaysOpen() {
        Samples ours = new Samples(new double[] {1, 1, 1});
        Samples theirs = new Samples(new double[] {3, 3, 3});
        Measured.Footprint none = new Measured.Footprint(0, 0, 0, 0);
        Measured measured = new Measured(new Triad(), 1, Map.of(Contender.SYRTIS, ours, Contender.NUMPY, theirs), none);
        assertEquals(Target.Verdict.OPEN, new Target.Faster(1, Contender.NUMEXPR).verdict(measured));
        assertEquals(Target.Verdict.MET, new Target.Faster(3, Contender.NUMPY).verdict(measured));
        assertEquals(Target.Verdict.MISSED, new Target.Faster(4, Contender.NUMPY).verdict(measured));
        assertEquals(Target.Verdict.OPEN, new Target.Resident(1).verdict(measured));
    }
}
