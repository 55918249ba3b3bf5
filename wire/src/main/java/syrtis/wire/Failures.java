package syrtis.wire;

import java.util.Objects;
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

/** Errors as messages: the user gets the same exception with the same line, wherever it was thrown. */
public final class Failures {
    private Failures() {}

    /** What is not Syrtis's own exception is our bug, and comes as one. */
    public static Failure encode(Throwable failure) {
        SyrtisException known = failure instanceof SyrtisException ours
                ? ours
                : new BugException("a node of the cluster failed with " + failure);
        CallSite site = known.site().orElse(CallSite.UNKNOWN);
        String message = Objects.requireNonNullElse(known.getMessage(), "");
        String line = " [" + site + "]"; // As getMessage writes it.
        return Failure.newBuilder()
                .setKind(known.getClass().getSimpleName())
                .setMessage(site.isKnown() && message.endsWith(line)
                        ? message.substring(0, message.length() - line.length())
                        : message)
                .setFile(site.isKnown() ? site.file() : "")
                .setLine(Math.max(0, site.line()))
                .build();
    }

    /** The exception that was encoded; a kind that this version does not know is a {@link ConnectionException} that names it. */
    public static SyrtisException decode(Failure failure) {
        SyrtisException exception = exception(failure.getKind(), failure.getMessage());
        return failure.getLine() > 0 ? exception.at(new CallSite(failure.getFile(), failure.getLine())) : exception;
    }

    private static SyrtisException exception(String kind, String message) {
        return switch (kind) {
            case "ShapeException" -> new ShapeException(message);
            case "DtypeException" -> new DtypeException(message);
            case "IndexException" -> new IndexException(message);
            case "BudgetException" -> new BudgetException(message);
            case "FileException" -> new FileException(message);
            case "CancelledException" -> new CancelledException(message);
            case "ProgramException" -> new ProgramException(message);
            case "KernelException" -> new KernelException(message);
            case "WireException" -> new WireException(message);
            case "ConnectionException" -> new ConnectionException(message);
            case "BugException" -> new BugException(message);
            default -> new ConnectionException("the cluster failed with " + (kind.isEmpty() ? "an error without a name" : kind)
                    + ", which this version does not know: " + message);
        };
    }
}
