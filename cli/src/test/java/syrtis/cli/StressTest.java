package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StressTest {
    @TempDir
    Path folder;

    @Test
    void oneSeedIsOneProgram() {
        assertEquals(RandomPrograms.of(17), RandomPrograms.of(17));
        assertTrue(RandomPrograms.of(17).size() > 1);
    }

    @Test
    void aFewProgramsGiveTheSameBitsEverywhere() {
        for (int seed = 1; seed <= 6; seed++) {
            Ran ran = Ran.syrtis("stress", "--seed", Integer.toString(seed), "--seconds", "0");
            assertEquals(0, ran.code(), ran.out() + ran.err());
            assertTrue(ran.out().endsWith("\n1 programs, 0 failures\n"), ran.out());
        }
    }

    /** A checker that compares nothing would pass too. */
    @Test
    void anotherBitAnotherDtypeAndAnotherErrorAreSeen() throws IOException {
        StressRun stress = new StressRun(folder);
        StressRun.Outcome one = stress.run("np.array([1.0, -0.0])", stress.reference());
        assertEquals(Optional.empty(), StressRun.difference(one, one));
        assertEquals(
                Optional.of("array 0, float64[2], element 1: expected 0x8000000000000000, got 0x0000000000000000"),
                StressRun.difference(one, stress.run("np.array([1.0, 0.0])", stress.reference())));
        assertTrue(StressRun.difference(one, stress.run("np.array([1, 0])", stress.reference()))
                .isPresent());
        assertTrue(StressRun.difference(one, stress.run("np.zeros(2)[3]", stress.reference()))
                .isPresent());
    }

    @Test
    void anyNanIsAsGoodAsAnyOther() throws IOException {
        StressRun stress = new StressRun(folder);
        StressRun.Outcome one = stress.run("np.array([np.nan, 1])", stress.reference());
        assertEquals(
                Optional.empty(), StressRun.difference(one, stress.run("np.array([-np.nan, 1])", stress.reference())));
    }

    @Test
    void aStatementIsLeftOutWithItsName() {
        List<String> program = List.of("v0 = np.ones(3)", "v1 = np.ones(2)", "(v0, v1, )");
        assertEquals(Optional.of(List.of("v1 = np.ones(2)", "(v1, )")), RandomPrograms.without(program, 0));
        assertEquals(Optional.empty(), RandomPrograms.without(program, 2));
    }
}
