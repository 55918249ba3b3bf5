package syrtis.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import syrtis.Options;
import syrtis.type.WireException;
import syrtis.wire.v1.JobOptions;

class JobSettingsTest {
    private static final Options OWN = Options.defaults().withThreads(3).withMemory(5 << 20);

    @Test
    void whatChangesPlansTravelsAndTheRestIsTheMachines() {
        for (Options.Rules rules : Options.Rules.values()) {
            for (Options.Code code : Options.Code.values()) {
                for (long longest : new long[] {1, 7, Long.MAX_VALUE}) {
                    Options user = Options.defaults().withRules(rules).withCode(code).withLongestTile(longest).withThreads(77);
                    assertEquals(
                            OWN.withRules(rules).withCode(code).withLongestTile(longest),
                            JobSettings.decode(JobSettings.encode(user), OWN));
                }
            }
        }
    }

    @Test
    void nothingSaidMeansTheDefaults() {
        Options defaults = JobSettings.decode(JobOptions.getDefaultInstance(), OWN);
        assertEquals(OWN.withRules(Options.Rules.EXACT).withCode(Options.Code.MACHINE), defaults);
    }

    @Test
    void whatThisVersionDoesNotKnowIsRefused() {
        for (JobOptions options : new JobOptions[] {
            JobOptions.newBuilder().setRulesValue(9).build(),
            JobOptions.newBuilder().setCodeValue(9).build(),
            JobOptions.newBuilder().setLongestTile(-1).build()
        }) {
            WireException refusal = assertThrows(WireException.class, () -> JobSettings.decode(options, OWN));
            assertTrue(String.valueOf(refusal.getMessage()).startsWith("options are unknown to this version"), refusal.getMessage());
        }
    }
}
