package syrtis.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes both ways, in order: what frames are sent through. */
interface ByteStream {
    /** Takes all bytes of a buffer; they may stay here until {@link #flush}. */
    void write(ByteBuffer from) throws IOException;

    /** Sends what was written. */
    void flush() throws IOException;

    /** Fills a buffer. False if the peer had ended before the first byte; after it, an end is an {@link EOFException}. */
    boolean read(ByteBuffer to) throws IOException;
}
