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
    }

    @Test
    void namesTheNativeLibrariesOrWhatTheirLackCosts() {
        String out = Ran.syrtis("doctor").out();
        assertTrue(
                out.contains("  ok  LLVM compiler     ")
                        || out.contains("  --  LLVM compiler     not found: kernels run without SIMD"),
                out);
        assertTrue(
                out.contains("  ok  BLAS              OpenBLAS ")
                        || out.contains("  --  BLAS              not found: products of large matrices are slower"),
                out);
    }

    @Test
    void saysWhyALibraryIsMissing() {
        System.setProperty("syrtis.llvm.library", "none");
        System.setProperty("syrtis.openblas.library", "/not/there.so");
        try {
            String out = Ran.syrtis("doctor").out();
            assertTrue(out.contains("switched off by -Dsyrtis.llvm.library=none"), out);
            assertTrue(out.contains("-Dsyrtis.openblas.library names /not/there.so, which cannot be read"), out);
        } finally {
            System.clearProperty("syrtis.llvm.library");
            System.clearProperty("syrtis.openblas.library");
        }
    }
}
