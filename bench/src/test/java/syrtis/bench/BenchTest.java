package syrtis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The command works from end to end; what it measures is for people to judge. */
class BenchTest {
    private static final Ceiling.Rate READ = new Ceiling.Rate(1, "c");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int bench(String... arguments) throws Exception {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void aQuickRunWithoutRivalsHasARowForEveryWorkload() throws Exception {
        // Starts of other processes are left out: the launcher would build the tree that is being tested.
        List<String> names = Catalogue.all().stream()
                .filter(workload -> !workload.group().equals("startup"))
                .map(Workload::name)
                .toList();
        List<String> arguments = new ArrayList<>(names);
        arguments.addAll(List.of("--quick", "--rivals", "none"));
        assertEquals(0, bench(arguments.toArray(String[]::new)), out::toString);
        List<String> lines = out.toString().lines().toList();
        for (String name : names) {
            assertEquals(
                    1,
                    lines.stream().filter(line -> line.startsWith(name + " ")).count(),
                    name + " in\n" + out);
        }
        assertFalse(out.toString().contains("failed"), out::toString);
    }

    @Test
    void jsonIsOneObjectALine() throws Exception {
        assertEquals(0, bench("triad-20m", "--quick", "--json", "--rivals=none"), out::toString);
        List<String> lines = out.toString().lines().toList();
        assertEquals(2, lines.size(), out::toString);
        assertTrue(lines.get(0).contains("\"ceilings\": {\"read\": {\"perSecond\": "), lines::toString);
        assertTrue(lines.get(0).contains("\"rivals\": {}"), lines::toString);
        assertTrue(lines.get(1).startsWith("{\"workload\": \"triad-20m\""), lines::toString);
        assertTrue(lines.get(1).contains("\"seconds\": {\"syrtis\": {\"median\": "), lines::toString);
        assertTrue(lines.get(1).contains("\"ratios\": {}"), lines::toString);
        assertTrue(lines.get(1).contains("\"ofCeiling\": "), lines::toString);
        assertTrue(lines.get(1).contains("{\"target\": \"4.00x numpy\", \"verdict\": \"open\"}"), lines::toString);
    }

    @Test
    void aListTellsWhatIsAsked() throws Exception {
        assertEquals(0, bench("--list", "triad", "functions"));
        List<String> lines = out.toString().lines().toList();
        assertEquals(14, lines.size(), out::toString);
        assertTrue(lines.getFirst().matches("triad-20m +A \\+= B \\+ s\\*C, 20 million float64"), lines::toString);
    }

    @Test
    void namesSelectOneOrAllThatBeginSoOrAGroup() throws Exception {
        assertEquals(List.of("exp-float32"), names("exp-float32"));
        assertEquals(List.of("exp-float32", "exp-float64"), names("exp"));
        assertEquals(12, names("functions").size());
        assertEquals(List.of("triad-200m", "triad-20m"), names("triad-200m", "triad"));
        assertEquals(Catalogue.all().size(), names().size());
    }

    private static List<String> names(String... arguments) throws Exception {
        return CommandLine.parse(arguments).workloads().stream()
                .map(Workload::name)
                .toList();
    }

    @Test
    void rivalsAreAllNoneOrSome() throws Exception {
        assertEquals(Set.copyOf(Contender.rivals()), CommandLine.parse().rivals());
        assertEquals(Set.of(), CommandLine.parse("--rivals", "none").rivals());
        assertEquals(
                Set.of(Contender.JAX, Contender.C),
                CommandLine.parse("--rivals=jax,c").rivals());
    }

    @Test
    void anUnknownWorkloadIsTheUsersMistake() throws Exception {
        assertEquals(2, bench("tirad"));
        assertTrue(
                err.toString().startsWith("bench has no workload tirad: use some of triad, addmul, "), err::toString);
    }

    @Test
    void anUnknownRivalIsTheUsersMistake() throws Exception {
        assertEquals(2, bench("--rivals", "numpy,some"));
        assertEquals(
                "--rivals needs all, none or some of numpy,numexpr,numba,jax,torch,dask,c, got 'numpy,some'",
                err.toString().strip());
    }

    @Test
    void aRivalThatIsNotThereIsReportedWithTheReason() throws Exception {
        CommandLine line = CommandLine.parse("triad", "--quick", "--rivals", "jax");
        try (Rivals rivals = Rivals.start(line, "no-such-python", 1)) {
            assertEquals(Map.of(), rivals.present());
            assertEquals(Set.of(Contender.JAX), rivals.absent().keySet());
            assertTrue(
                    rivals.absent().toString().endsWith("(pip install jax, or set SYRTIS_PYTHON)}"),
                    rivals.absent()::toString);
        }
    }

    @Test
    void aRivalThatFailsLeavesAndTheRowSaysSo() throws Exception {
        Measured measured = judged("answer 209", "seconds 0.5", "failed why");
        assertEquals(Map.of(Contender.NUMPY, "failed why"), measured.failed());
        assertEquals(Set.of(Contender.SYRTIS), measured.times().keySet());
    }

    @Test
    void aRivalThatEndsLeavesToo() throws Exception {
        assertEquals(
                Map.of(Contender.NUMPY, "numpy ended at: turn 0.0"),
                judged("answer 209").failed());
    }

    @Test
    void aRivalWithoutProgramIsNotThere() throws Exception {
        Measured measured = judged("none");
        assertEquals(Map.of(), measured.failed());
        assertTrue(measured.ratio(Contender.NUMPY).isEmpty());
    }

    @Test
    void contendersThatDisagreeAreAnError() {
        WrongAnswerException wrong = assertThrows(WrongAnswerException.class, () -> judged("answer 208"));
        assertEquals("syrtis computes 209.0, numpy 208.0", wrong.getMessage());
    }

    /** What comes of a + k over 0 to 9 for k up to 200, of which the last is 209, against a rival that answers this. */
    private static Measured judged(String... replies) throws Exception {
        String script =
                Stream.of(replies).map(reply -> "; read line; echo " + reply).collect(Collectors.joining());
        List<String> command = List.of("sh", "-c", "echo ready to fail" + script);
        try (Rival rival = Rival.start(Contender.NUMPY, command, 1)) {
            return new Referee(Map.of(Contender.NUMPY, rival), Scale.QUICK, new Ceiling(Map.of(Resource.READ, READ)), Engine.HERE)
                    .judge(new SmallOperations(SmallOperations.Kind.ADD));
        }
    }

    @Test
    void turnsAreSevenUnlessTheyAreLong() {
        assertTrue(Referee.isWanted(List.of(), Scale.USUAL));
        assertTrue(Referee.isWanted(Collections.nCopies(6, 2.9), Scale.USUAL));
        assertFalse(Referee.isWanted(Collections.nCopies(7, 2.9), Scale.USUAL));
        assertTrue(Referee.isWanted(Collections.nCopies(2, 3.1), Scale.USUAL));
        assertFalse(Referee.isWanted(Collections.nCopies(3, 3.1), Scale.USUAL));
        assertFalse(Referee.isWanted(List.of(20.1), Scale.USUAL));
    }

    @Test
    void rivalsReadWhatSyrtisComputes() {
        Expression pow = (Expression) Catalogue.named("pow-float32").getFirst();
        assertEquals(
                "pow-float32\tfunction\tfloat32\tx:500000:0.1:48271:100003:10101.31313131313"
                        + " y:500000:-3.0:48271:99991:16665.166666666668\tu = pow(x, y)\n",
                Texts.forPython(List.of(pow), Scale.QUICK));
        String c = Texts.forC(List.of(pow));
        assertTrue(c.contains("const float u = pow(x, y);"), c);
        assertTrue(c.contains("{\"pow-float32\", row_0_data, row_0, row_0_answer},"), c);
        assertEquals("#define ROWS \\\n    \n", Texts.forC(List.of()));
    }

    @Test
    void theEquationOfStateHasMoreThanAHundredTerms() {
        assertEquals(Density.TERMS, Density.text().split("\\d\\.\\d{6}").length - 1);
        assertTrue(Density.TERMS > 100);
    }

    @Test
    void whatFitsIsWhatTheCeilingAllows() {
        Map<Resource, Ceiling.Rate> rates =
                Map.of(Resource.TRIAD, new Ceiling.Rate(10e9, "c"), Resource.DGEMM, new Ceiling.Rate(100e9, "numpy"));
        Ceiling ceiling = new Ceiling(rates);
        Effort effort = Effort.of(Resource.TRIAD, 1e9);
        assertEquals(0.1, ceiling.leastSeconds(effort).orElseThrow(), 1e-12);
        assertEquals(2, ceiling.leastSeconds(effort.and(Resource.DGEMM, 200e9)).orElseThrow(), 1e-12);
        assertTrue(ceiling.leastSeconds(Effort.UNKNOWN).isEmpty());
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
        Measured measured = measured(Map.of(Contender.NUMPY, 3.0));
        assertEquals(Target.Verdict.OPEN, new Target.Faster(1, Contender.NUMEXPR).verdict(measured));
        assertEquals(Target.Verdict.MET, new Target.Faster(3, Contender.NUMPY).verdict(measured));
        assertEquals(Target.Verdict.MISSED, new Target.Faster(4, Contender.NUMPY).verdict(measured));
        assertEquals(Target.Verdict.OPEN, new Target.Resident(1).verdict(measured));
        assertEquals(Target.Verdict.OPEN, new Target.FasterThanAll(1).verdict(measured(Map.of(Contender.C, 0.1))));
    }

    @Test
    void theBestRivalIsTheFastestInPython() {
        Measured measured = measured(Map.of(Contender.NUMPY, 3.0, Contender.JAX, 1.5, Contender.C, 0.1));
        assertEquals(Target.Verdict.MET, new Target.FasterThanAll(1.5).verdict(measured));
        assertEquals(Target.Verdict.MISSED, new Target.FasterThanAll(1.6).verdict(measured));
    }

    @Test
    void aTargetOfTheCeilingSpeaksOfTheBytesThatMustMove() {
        Measured measured = measured(Map.of()); // 32 bytes in a second, of 64
        assertEquals(Target.Verdict.MET, new Target.OfCeiling(0.5).verdict(measured));
        assertEquals(Target.Verdict.MISSED, new Target.OfCeiling(0.51).verdict(measured));
    }

    /** A triad of one element, for which Syrtis takes a second. */
    private static Measured measured(Map<Contender, Double> others) {
        Map<Contender, Samples> times = new EnumMap<>(Contender.class);
        times.put(Contender.SYRTIS, new Samples(new double[] {1, 1, 1}));
        others.forEach((contender, seconds) -> times.put(contender, new Samples(new double[] {seconds})));
        Ceiling ceiling = new Ceiling(Map.of(Resource.TRIAD, new Ceiling.Rate(64, "c")));
        return new Measured(new Triad(20), 1, times, Map.of(), new Measured.Footprint(0, 0, 0, 0), ceiling);
    }
}
