package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DoctorTest {
    @Test
    void tellsWhatIsThereAndWhatMissingThingsCost() {
        Ran ran = Ran.syrtis("doctor");
        assertEquals("", ran.err());
        assertEquals(0, ran.code());
        assertTrue(
                ran.out().contains("  ok  engine            computes: the sum of 0 to 999999 is 499999500000"),
                ran.out());
        assertTrue(ran.out().contains("  --  LLVM compiler     not found: kernels run without SIMD"), ran.out());
    }
}
