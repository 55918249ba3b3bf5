package syrtis.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import syrtis.type.BudgetException;
import syrtis.type.BugException;
import syrtis.type.CallSite;
import syrtis.type.CancelledException;
import syrtis.type.ConnectionException;
import syrtis.type.DtypeException;
import syrtis.type.FileException;
import syrtis.type.IndexException;
import syrtis.type.KernelException;
import syrtis.type.ProgramException;
import syrtis.type.ShapeException;
import syrtis.type.SyrtisException;
import syrtis.type.WireException;
import syrtis.wire.v1.Failure;

class FailuresTest {
    private static final List<SyrtisException> ALL = List.of(
            new ShapeException("a"),
            new DtypeException("b"),
            new IndexException("c"),
            new BudgetException("d"),
            new FileException("e"),
            new CancelledException("f"),
            new ProgramException("g\n  x +\n    ^"),
            new KernelException("h"),
            new WireException("i"),
            new ConnectionException("j"),
            new BugException("k"));

    @Test
    void everyExceptionIsHere() {
        assertEquals(
                Arrays.stream(SyrtisException.class.getPermittedSubclasses()).collect(Collectors.toSet()),
                ALL.stream().map(Object::getClass).collect(Collectors.toSet()));
    }

    @Test
    void everyExceptionComesBackWithItsMessageAndLine() {
        for (SyrtisException exception : ALL) {
            SyrtisException plain = Failures.decode(Failures.encode(exception));
            assertSame(exception.getClass(), plain.getClass());
            assertEquals(exception.getMessage(), plain.getMessage());
            assertEquals(Optional.empty(), plain.site());
            exception.at(new CallSite("Main.java", 3));
            SyrtisException placed = Failures.decode(Failures.encode(exception));
            assertEquals(exception.getMessage(), placed.getMessage());
            assertEquals(Optional.of(new CallSite("Main.java", 3)), placed.site());
        }
    }

    @Test
    void otherExceptionsAreOurBugs() {
        Failure failure = Failures.encode(new IllegalStateException("oh"));
        assertEquals("BugException", failure.getKind());
        assertEquals("a node of the cluster failed with java.lang.IllegalStateException: oh", failure.getMessage());
    }

    @Test
    void aKindThatIsNewIsNamed() {
        SyrtisException exception = Failures.decode(
                Failure.newBuilder().setKind("MoonException").setMessage("full").build());
        assertSame(ConnectionException.class, exception.getClass());
        assertEquals("the cluster failed with MoonException, which this version does not know: full", exception.getMessage());
    }
}
