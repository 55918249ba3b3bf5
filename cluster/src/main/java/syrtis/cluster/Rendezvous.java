package syrtis.cluster;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;

/**
 * Places shards of jobs on supervisors by rendezvous hashing (Thaler and Ravishankar 1998): each shard goes where the hash of shard
 * and supervisor is largest, so that a supervisor that comes or goes moves only the shards that it gets or had.
 */
final class Rendezvous extends ShardCoordinator.AbstractShardAllocationStrategy {
    private final String self;
    private final int most;

    /** @param most shards that move at once */
    Rendezvous(ActorSystem system, int most) {
        self = Cluster.get(system).selfAddress().toString();
        this.most = most;
    }

    @Override
    public Future<ActorRef> allocateShard(
            ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
        return Future.successful(best(shard, allocations.keySet(), requester));
    }

    private ActorRef best(String shard, Set<ActorRef> regions, ActorRef otherwise) {
        ActorRef best = otherwise;
        long highest = Long.MIN_VALUE;
        for (ActorRef region : regions) {
            long score = score(shard, region);
            if (score > highest) {
                highest = score;
                best = region;
            }
        }
        return best;
    }

    private long score(String shard, ActorRef region) {
        // A region of this very node has no address in its path.
        String address = region.path().address().hasGlobalScope() ? region.path().address().toString() : self;
        long hash = 0xcbf29ce484222325L; // FNV-1a, and the finaliser of SplitMix64
        for (char c : (shard + "@" + address).toCharArray()) {
            hash = (hash ^ c) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }

    @Override
    public Future<Set<String>> rebalance(
            Map<ActorRef, IndexedSeq<String>> allocations, Set<String> rebalancing) {
        Set<String> moving = new HashSet<>();
        if (!rebalancing.isEmpty()) {
            return Future.successful(moving);
        }
        allocations.forEach((region, shards) -> {
            for (int k = 0; k < shards.size() && moving.size() < most; k++) {
                String shard = shards.apply(k);
                if (!best(shard, allocations.keySet(), region).equals(region)) {
                    moving.add(shard);
                }
            }
        });
        return Future.successful(moving);
    }
}
