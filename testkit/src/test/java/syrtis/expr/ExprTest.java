package syrtis.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;
import syrtis.op.Elementwise;
import syrtis.op.Op;
import syrtis.type.CallSite;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.Type;

/** Nodes count who can see them. */
class ExprTest {
    private final Interner interner = new Interner();
    private final Expr zeros = interner.of(
            Op.Generate.full(0.0, 0.0, new Type(Dtype.FLOAT64, Shape.of(3))), List.of(), CallSite.UNKNOWN);

    private Expr sum(Expr left, Expr right) {
        return interner.of(Elementwise.ADD, List.of(left, right), CallSite.UNKNOWN);
    }

    @Test
    void operandsAreUsedAsLongAsTheirNodeIs() {
        Expr twice = sum(zeros, zeros);
        Expr thrice = sum(twice, zeros);
        assertEquals(0, zeros.uses());
        thrice.use();
        thrice.use();
        assertEquals(1, twice.uses());
        assertEquals(3, zeros.uses());
        thrice.unuse();
        assertEquals(3, zeros.uses());
        thrice.unuse();
        assertEquals(0, twice.uses());
        assertEquals(0, zeros.uses());
    }

    @Test
    void aNodeThatIsFoundAgainUsesItsOperandsAgain() {
        Expr twice = sum(zeros, zeros);
        twice.use();
        twice.unuse();
        Expr again = sum(zeros, zeros);
        assertSame(twice, again);
        again.use();
        assertEquals(2, zeros.uses());
    }

    @Test
    void deepGraphsAreCountedToo() {
        Expr deep = sum(zeros, zeros);
        for (int k = 0; k < 200_000; k++) {
            deep = sum(deep, zeros);
        }
        deep.use();
        assertEquals(200_002, zeros.uses());
        deep.unuse();
        assertEquals(0, zeros.uses());
    }
}
