package syrtis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import syrtis.type.Dtype;

/** Complex numbers made of their parts, which no program in NumPy's syntax can do without arithmetic. */
class ComplexRowTest {
    @Test
    void partsGoInAsTheyAreAndComeOutAgain() {
        double[] re = {1, -0.0, Double.POSITIVE_INFINITY};
        double[] im = {Double.NEGATIVE_INFINITY, 0, 2};
        NDArray z = Nd.complex(Nd.of(re), Nd.of(im));
        assertEquals(Dtype.COMPLEX128, z.dtype());
        assertArrayEquals(re, Nd.real(z).toDoubles());
        assertArrayEquals(im, Nd.imag(z).toDoubles());
    }

    @Test
    void float32PartsMakeComplex64() {
        NDArray part = Nd.of(1.0, 2.0).astype(Dtype.FLOAT32);
        assertEquals(Dtype.COMPLEX64, Nd.complex(part, part).dtype());
    }
}
