package syrtis.transfer;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a client was asked to do with one peer. It may be tried twice, on two connections. */
sealed interface Request permits FetchRequest, PutRequest {
    /** Does what is still to be done. True if nothing is, false if bytes came damaged and another try may be right. */
    boolean run(FrameChannel frames) throws IOException, InterruptedException;

    /** Gives up what is still to be done. */
    void fail(TransferException.Reason reason, String message, @Nullable Throwable cause);

    /** Tells the caller: nothing is left to be done. */
    void finish();

    CompletableFuture<Void> future();
}
