package syrtis.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import syrtis.NDArray;
import syrtis.program.Program;
import syrtis.program.Result;
import syrtis.type.BudgetException;
import syrtis.type.BugException;
import syrtis.type.CancelledException;
import syrtis.type.DtypeException;
import syrtis.type.FileException;
import syrtis.type.IndexException;
import syrtis.type.KernelException;
import syrtis.type.ProgramException;
import syrtis.type.ShapeException;
import syrtis.type.SyrtisException;

/** Runs vectors through {@link Program}, and says what differs from NumPy. */
public final class VectorRun {
    /** What may stand for NumPy's exceptions here. */
    private static final Map<String, Set<Kind>> KINDS = Map.of(
            "ValueError", Set.of(Kind.SHAPE, Kind.INDEX, Kind.DTYPE, Kind.PROGRAM, Kind.KERNEL),
            "AxisError", Set.of(Kind.INDEX, Kind.SHAPE),
            "IndexError", Set.of(Kind.INDEX, Kind.SHAPE, Kind.PROGRAM),
            "TypeError", Set.of(Kind.DTYPE, Kind.SHAPE, Kind.INDEX, Kind.PROGRAM),
            "UFuncTypeError", Set.of(Kind.DTYPE),
            "OverflowError", Set.of(Kind.DTYPE, Kind.PROGRAM),
            "AttributeError", Set.of(Kind.PROGRAM),
            "NameError", Set.of(Kind.PROGRAM),
            "ZeroDivisionError", Set.of(Kind.PROGRAM, Kind.SHAPE));

    private VectorRun() {}

    /** Whose fault an exception says it is. */
    private enum Kind {
        SHAPE,
        DTYPE,
        INDEX,
        PROGRAM,
        KERNEL,
        /** None that a wrong program may raise. */
        OTHER;

        static Kind of(SyrtisException wrong) {
            return switch (wrong) {
                case ShapeException _ -> SHAPE;
                case DtypeException _ -> DTYPE;
                case IndexException _ -> INDEX;
                case ProgramException _ -> PROGRAM;
                case KernelException _ -> KERNEL;
                case BudgetException _, FileException _, CancelledException _, BugException _, SyrtisException _ -> OTHER;
            };
        }
    }

    /** The program's arrays, evaluated. */
    public static List<Elements> run(Vectors.Vector vector) {
        Result result = Program.of(vector.program()).run(vector.arrays(), _ -> {});
        return result.arrays().stream().map(Elements::of).toList();
    }

    /** How the answer differs from NumPy's; empty if it does not. */
    public static Optional<String> difference(Vectors.Vector vector) {
        Optional<String> wrong = vector.error().isPresent() ? wrongError(vector, vector.error().get()) : wrongAnswer(vector);
        return wrong.map(text -> vector.id() + "   " + vector.program().replace("\n", "\n      ") + "\n      " + text);
    }

    private static Optional<String> wrongAnswer(Vectors.Vector vector) {
        try {
            List<NDArray> got = Program.of(vector.program()).run(vector.arrays(), _ -> {}).arrays();
            if (got.size() != vector.expected().size()) {
                return Optional.of("expected " + vector.expected().size() + " arrays, got " + got.size());
            }
            for (int k = 0; k < got.size(); k++) {
                Optional<String> difference = Comparison.difference(vector.expected().get(k), got.get(k), vector.tolerance());
                if (difference.isPresent()) {
                    return got.size() == 1 ? difference : Optional.of("array " + k + ": " + difference.get());
                }
            }
            return Optional.empty();
        } catch (RuntimeException | StackOverflowError wrong) {
            return Optional.of(describe(wrong));
        }
    }

    private static Optional<String> wrongError(Vectors.Vector vector, String error) {
        try {
            List<Elements> got = run(vector);
            return Optional.of("expected " + error + ", got " + got);
        } catch (SyrtisException wrong) {
            Throwable cause = wrong.getCause();
            SyrtisException inner = wrong instanceof ProgramException && cause instanceof SyrtisException known ? known : wrong;
            boolean fits = KINDS.getOrDefault(error, Set.of()).contains(Kind.of(inner));
            return fits ? Optional.empty() : Optional.of("expected " + error + ", got " + describe(wrong));
        } catch (RuntimeException wrong) {
            return Optional.of("expected " + error + ", got " + describe(wrong));
        }
    }

    private static String describe(Throwable wrong) {
        Throwable cause = wrong.getCause();
        StackTraceElement[] stack = (cause == null ? wrong : cause).getStackTrace();
        String where = stack.length > 0 && !(wrong instanceof SyrtisException) ? " at " + stack[0] : "";
        String kind = cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")";
        return wrong.getClass().getSimpleName() + kind + ": " + String.valueOf(wrong.getMessage()).replace("\n", "\n      ") + where;
    }
}
