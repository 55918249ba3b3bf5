package syrtis.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWRegister;
import org.apache.pekko.cluster.ddata.LWWRegisterKey;
import org.apache.pekko.cluster.ddata.ORSet;
import org.apache.pekko.cluster.ddata.ORSetKey;
import org.apache.pekko.cluster.ddata.ReplicatedData;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import syrtis.type.BugException;
import syrtis.wire.v1.JobRecord;

/**
 * The records of all jobs, on every supervisor: Pekko's distributed data. Writes wait until a majority of supervisors has them, or,
 * where not so many can be reached, as many as there are.
 */
final class Records {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration ANSWER = PATIENCE.plusSeconds(2);
    private static final Key<ORSet<String>> JOBS = ORSetKey.create("syrtis-jobs");
    private static final Key<ORSet<String>> CLIENTS = ORSetKey.create("syrtis-clients");
    private static final String SEPARATOR = " ";

    private final ActorSystem<?> system;
    private final ActorRef<Replicator.Command> replicator;
    private final SelfUniqueAddress self;

    Records(ActorSystem<?> system) {
        this.system = system;
        replicator = DistributedData.get(system).replicator();
        self = DistributedData.get(system).selfUniqueAddress();
    }

    private static Key<LWWRegister<byte[]>> key(String job) {
        return LWWRegisterKey.create("syrtis-job-" + job);
    }

    /** The record of a job; empty if there is none, or it was forgotten. */
    CompletionStage<Optional<JobRecord>> find(String job) {
        return get(key(job), new Replicator.ReadMajority(PATIENCE))
                .thenApply(found -> found.map(LWWRegister::getValue).filter(bytes -> bytes.length > 0).map(Records::parse));
    }

    private static JobRecord parse(byte[] bytes) {
        try {
            return JobRecord.parseFrom(bytes);
        } catch (InvalidProtocolBufferException broken) {
            throw new BugException("a job's record is none", broken);
        }
    }

    private <D extends ReplicatedData> CompletionStage<Optional<D>> get(Key<D> key, Replicator.ReadConsistency consistency) {
        CompletionStage<Replicator.GetResponse<D>> response = AskPattern.ask(
                replicator, asker -> new Replicator.Get<>(key, consistency, asker), ANSWER, system.scheduler());
        return response.thenCompose(answer -> switch (answer) {
            case Replicator.GetSuccess<D> success -> CompletableFuture.completedStage(Optional.of(success.get(key)));
            case Replicator.GetFailure<D> _ -> get(key, Replicator.readLocal()); // Not enough supervisors answer.
            case Replicator.NotFound<D> _ -> CompletableFuture.completedStage(Optional.<D>empty());
            default -> throw new BugException("nobody deletes records, and " + key.id() + " was answered with " + answer);
        });
    }

    /** Writes the record of a new job. */
    CompletionStage<Void> add(JobRecord record) {
        CompletionStage<Void> listed = update(JOBS, ORSet.create(), jobs -> jobs.add(self, record.getJob()));
        return replace(record).thenCombine(listed, (put, _) -> put);
    }

    /** Writes a record in place of the one that there was. */
    CompletionStage<Void> replace(JobRecord record) {
        return put(record.getJob(), record.toByteArray());
    }

    /** The job is no more. */
    CompletionStage<Void> forget(String job) {
        return update(JOBS, ORSet.create(), jobs -> jobs.remove(self, job)).thenCompose(_ -> put(job, new byte[0]));
    }

    private CompletionStage<Void> put(String job, byte[] bytes) {
        return update(key(job), LWWRegister.create(self, new byte[0]), register -> register.withValue(self, bytes));
    }

    private <D extends ReplicatedData> CompletionStage<Void> update(Key<D> key, D initial, Function<D, D> change) {
        CompletionStage<Replicator.UpdateResponse<D>> response = AskPattern.ask(
                replicator,
                asker -> new Replicator.Update<>(key, initial, new Replicator.WriteMajority(PATIENCE), asker, change),
                ANSWER,
                system.scheduler());
        return response.thenApply(answer -> {
            if (answer instanceof Replicator.UpdateTimeout<D>) {
                system.log().warn("{} is with fewer supervisors than it should be: some cannot be reached", key.id());
            } else if (!(answer instanceof Replicator.UpdateSuccess<D>)) {
                throw new BugException("the record " + key.id() + " was not written: " + answer);
            }
            return null;
        });
    }

    /** Tells all supervisors where clients reach the one at {@code node}. */
    CompletionStage<Void> announce(String node, String client) {
        return update(CLIENTS, ORSet.create(), clients -> clients.add(self, node + SEPARATOR + client));
    }

    /** Where clients reach supervisors, by node; some may be gone. */
    CompletionStage<Map<String, String>> clients() {
        return get(CLIENTS, Replicator.readLocal()).thenApply(found -> {
            Map<String, String> clients = new HashMap<>();
            for (String line : found.map(ORSet::getElements).orElse(Set.of())) {
                String[] parts = line.split(SEPARATOR, 2);
                clients.put(parts[0], parts[1]);
            }
            return clients;
        });
    }

    /** The jobs that are known here. */
    CompletionStage<Set<String>> jobs() {
        return get(JOBS, Replicator.readLocal()).thenApply(found -> found.map(ORSet::getElements).orElse(Set.of()));
    }
}
