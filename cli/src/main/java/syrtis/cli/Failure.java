package syrtis.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.ParameterException;
import syrtis.type.BudgetException;
import syrtis.type.BugException;
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

/** How a command that went wrong ends: a message for the user, and an exit code that says whose mistake it was. */
final class Failure {
    /** A mistake of ours. */
    static final int BUG = 1;

    /** A mistake of the user's, or of the user's files. */
    static final int MISTAKE = 2;

    /** The user stopped it: what shells use for Ctrl-C. */
    static final int STOPPED = 130;

    private Failure() {}

    /** Tells the user what went wrong; returns the exit code. */
    static int report(Throwable thrown, PrintWriter err) {
        if (Session.isStopping()) {
            return STOPPED; // What tasks say whose runtime was closed under them is of no interest.
        }
        Optional<String> mistake = mistake(thrown);
        mistake.ifPresentOrElse(message -> err.println("syrtis: " + message), () -> {
            if (!(thrown instanceof CancelledException)) {
                err.println("syrtis: this is a bug in Syrtis; please report it with the lines below and what you did");
                thrown.printStackTrace(err);
            }
        });
        err.flush();
        return mistake.isPresent() ? MISTAKE : thrown instanceof CancelledException ? STOPPED : BUG;
    }

    /** The message for the user, if it was not a mistake of ours. */
    static Optional<String> mistake(Throwable thrown) {
        return switch (thrown) {
            case SyrtisException known -> mistake(known);
            case ParameterException wrong ->
                Optional.of(wrong.getMessage() + "\n("
                        + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help shows how)");
            case NoSuchFileException missing -> Optional.of("no file is at " + missing.getFile());
            case UncheckedIOException wrapper -> mistake(Objects.requireNonNull(wrapper.getCause()));
            case IOException failed -> Optional.of(failed.toString());
            case OutOfMemoryError _ ->
                Optional.of("Java's own heap of "
                        + ByteSize.of(java.lang.Runtime.getRuntime().maxMemory())
                        + " is too small for this: set SYRTIS_HEAP, for example SYRTIS_HEAP=1g");
            default -> Optional.empty();
        };
    }

    private static Optional<String> mistake(SyrtisException known) {
        return switch (known) {
            case ShapeException _,
                    DtypeException _,
                    IndexException _,
                    BudgetException _,
                    FileException _,
                    ProgramException _,
                    KernelException _,
                    WireException _,
                    ConnectionException _ -> Optional.of(withoutSite(known));
            case CancelledException _, BugException _ -> Optional.empty();
        };
    }

    /** The message without the Java line: that would be one of this command, not the user's. */
    private static String withoutSite(SyrtisException known) {
        String message = String.valueOf(known.getMessage());
        String site = known.site().map(where -> " [" + where + "]").orElse("");
        return message.endsWith(site) ? message.substring(0, message.length() - site.length()) : message;
    }
}
