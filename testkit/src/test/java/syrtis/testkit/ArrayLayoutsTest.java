package syrtis.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.type.Shape;

/** Every layout holds the elements that were laid out, and is the view that it says. */
class ArrayLayoutsTest {
    @ParameterizedTest
    @EnumSource(ArrayLayouts.Layout.class)
    void everyLayoutHoldsTheSameElements(ArrayLayouts.Layout layout) {
        for (Shape shape : new Shape[] {Shape.SCALAR, Shape.of(0), Shape.of(5), Shape.of(3, 4), Shape.of(2, 3, 4), Shape.of(3, 0)}) {
            for (String dtype : new String[] {"bool", "int16", "float64", "complex64"}) {
                NDArray plain = Nd.arange(shape.size()).reshape(shape).astype(dtype);
                if (layout == ArrayLayouts.Layout.BROADCAST && shape.rank() > 0) {
                    plain = plain.multiply(0L);
                }
                Elements elements = Elements.of(plain.astype(dtype));
                if (layout.fits(elements)) {
                    assertEquals(elements, Elements.of(layout.lay(elements)), layout + " of " + elements.type());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ArrayLayouts.Layout.class)
    void everyLayoutButTheFirstIsAView(ArrayLayouts.Layout layout) {
        Elements elements = Elements.of(Nd.ones(Shape.of(3, 4)));
        String record = layout.lay(elements).explain("record");
        assertEquals(layout != ArrayLayouts.Layout.C, record.contains("view"), record);
    }

    @ParameterizedTest
    @EnumSource(ArrayLayouts.Layout.class)
    void onlyEqualRowsFitABroadcast(ArrayLayouts.Layout layout) {
        Elements different = Elements.of(Nd.arange(6).reshape(2, 3));
        assertEquals(layout != ArrayLayouts.Layout.BROADCAST, layout.fits(different));
        if (layout == ArrayLayouts.Layout.BROADCAST) {
            assertThrows(IllegalArgumentException.class, () -> layout.lay(different));
            assertFalse(layout.lay(Elements.of(Nd.ones(Shape.of(2, 3)))).isWritable());
        } else {
            assertTrue(layout.lay(different).isWritable());
        }
    }
}
