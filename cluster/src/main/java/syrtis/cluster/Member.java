package syrtis.cluster;

import java.net.InetSocketAddress;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import syrtis.type.Dtype;

/**
 * A worker, in one of its lives: one that was lost and comes back is another member.
 *
 * @param life counts the members that a supervisor has seen
 * @param library the dtypes whose matrices it multiplies by a library
 */
record Member(long life, ActorRef<Letter> worker, InetSocketAddress tiles, int slots, long memory, Set<Dtype> library) {
    /** Where its tiles are fetched, as {@code host:port}. */
    String tilesAddress() {
        return Addresses.text(tiles.getHostString(), tiles.getPort());
    }
}
