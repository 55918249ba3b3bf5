package syrtis.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import syrtis.Nd;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.Type;

/** The comparison sees what is different, and only that. */
class ComparisonTest {
    private static Elements doubles(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return new Elements(new Type(Dtype.FLOAT64, Shape.of(values.length)), bytes.array());
    }

    private static Elements floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return new Elements(new Type(Dtype.FLOAT32, Shape.of(values.length)), bytes.array());
    }

    private static Elements complex(double... parts) {
        return new Elements(new Type(Dtype.COMPLEX128, Shape.of(parts.length / 2)), doubles(parts).bytes());
    }

    private static boolean same(Elements expected, Elements got, Comparison.Tolerance tolerance) {
        return Comparison.difference(expected, got, tolerance).isEmpty();
    }

    @Test
    void exactIsBitForBitButForNaN() {
        assertTrue(same(doubles(1, -0.0, Double.NaN), doubles(1, -0.0, Double.longBitsToDouble(-1)), Comparison.EXACT));
        assertFalse(same(doubles(0.0), doubles(-0.0), Comparison.EXACT));
        assertFalse(same(doubles(1), doubles(Math.nextUp(1.0)), Comparison.EXACT));
        assertFalse(same(doubles(Double.NaN), doubles(1), Comparison.EXACT));
        assertFalse(same(doubles(1), doubles(Double.NaN), Comparison.EXACT));
    }

    @Test
    void dtypeAndShapeMustBeEqual() {
        assertFalse(same(doubles(1), floats(1), new Comparison.Near(1, 1)));
        assertFalse(same(doubles(1, 1), doubles(1), new Comparison.Near(1, 1)));
        assertEquals(
                "expected float64[1], got float32[1]",
                Comparison.difference(doubles(1), floats(1), Comparison.EXACT).orElseThrow());
    }

    @Test
    void unitsInTheLastPlaceAreCounted() {
        double two = Math.nextUp(Math.nextUp(1.0));
        assertTrue(same(doubles(1), doubles(two), new Comparison.Ulp(2)));
        assertFalse(same(doubles(1), doubles(two), new Comparison.Ulp(1)));
        assertTrue(same(doubles(1), doubles(Math.nextDown(1.0)), new Comparison.Ulp(1)));
        assertTrue(same(floats(-3), floats(Math.nextUp(-3f)), new Comparison.Ulp(1)));
        assertFalse(same(floats(-3), floats(Math.nextUp(Math.nextUp(-3f))), new Comparison.Ulp(1)));
        assertTrue(same(doubles(Double.MIN_VALUE), doubles(-Double.MIN_VALUE), new Comparison.Ulp(2)));
    }

    @Test
    void zerosAndWhatIsNotFiniteAreExactWithinATolerance() {
        for (Comparison.Tolerance tolerance : List.of(new Comparison.Ulp(4), new Comparison.Near(1e-5, 0))) {
            assertFalse(same(doubles(Double.POSITIVE_INFINITY), doubles(Double.MAX_VALUE), tolerance));
            assertFalse(same(doubles(Double.MAX_VALUE), doubles(Double.POSITIVE_INFINITY), tolerance));
            assertFalse(same(doubles(Double.POSITIVE_INFINITY), doubles(Double.NEGATIVE_INFINITY), tolerance));
            assertTrue(same(doubles(Double.POSITIVE_INFINITY), doubles(Double.POSITIVE_INFINITY), tolerance));
        }
        assertFalse(same(doubles(0.0), doubles(-0.0), new Comparison.Ulp(4)));
        assertFalse(same(doubles(0.0), doubles(Double.MIN_VALUE), new Comparison.Ulp(4)));
    }

    @Test
    void nearIsRelativeAndAbsolute() {
        assertTrue(same(doubles(100), doubles(100.9), new Comparison.Near(0.01, 0)));
        assertFalse(same(doubles(100), doubles(101.1), new Comparison.Near(0.01, 0)));
        assertTrue(same(doubles(0.0), doubles(0.05), new Comparison.Near(0, 0.1)));
        assertTrue(same(complex(3, 4), complex(3.03, 4.03), new Comparison.Near(0.01, 0)));
        assertFalse(same(complex(3, 4), complex(3.04, 4.04), new Comparison.Near(0.01, 0)));
        assertFalse(same(complex(Double.POSITIVE_INFINITY, 1), complex(Double.POSITIVE_INFINITY, 1.0001), new Comparison.Near(1, 1)));
    }

    @Test
    void integersAreExactWithinAnyTolerance() {
        Elements one = Elements.of(Nd.of(1L, 2L));
        Elements other = Elements.of(Nd.of(1L, 3L));
        assertFalse(same(one, other, new Comparison.Near(1, 1)));
        assertEquals(
                "element 1 of int64[2]: expected 2, got 3",
                Comparison.difference(one, other, new Comparison.Ulp(9)).orElseThrow());
    }
}
