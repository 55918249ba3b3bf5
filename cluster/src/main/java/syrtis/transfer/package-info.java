/**
 * Tiles from worker to worker, off-heap to off-heap, over mutual TLS: a {@link syrtis.transfer.TileServer} gives what its
 * {@link syrtis.transfer.TileSource} holds, a {@link syrtis.transfer.TileClient} asks for it. Frames are bounded, every tile
 * carries a checksum, and a peer that sends garbage or nothing loses its connection and no more. Knows keys and bytes, not
 * arrays or actors; which holder is asked, and who is asked next, the caller decides.
 */
@org.jspecify.annotations.NullMarked
package syrtis.transfer;
