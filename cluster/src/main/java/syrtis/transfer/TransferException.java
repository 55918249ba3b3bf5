package syrtis.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A tile that was not transferred; {@link #reason} says whether another holder may be asked. */
public final class TransferException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why a tile was not transferred. */
    public enum Reason {
        /** The peer answered that it does not hold the tile. */
        ABSENT,
        /** The peer answered, or our own sink said, that it cannot give or take this tile. */
        REFUSED,
        /** The bytes did not have their checksum, nor did a second try help. */
        CORRUPT,
        /** The peer was not reached, was not trusted, was silent for too long or broke off, twice. */
        LOST,
        /** Our own client was closed. */
        CLOSED
    }

    private final Reason reason;

    public TransferException(Reason reason, String message) {
        this(reason, message, null);
    }

    public TransferException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
