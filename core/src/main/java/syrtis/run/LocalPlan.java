package syrtis.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import syrtis.kernel.KernelCache;
import syrtis.plan.Access;
import syrtis.plan.Array;
import syrtis.plan.Estimator;
import syrtis.plan.Plan;
import syrtis.plan.Readers;
import syrtis.plan.Stage;
import syrtis.plan.Work;

/** A plan and what every run of it would otherwise find out again: kernels, which tiles are counted, how tasks are handed out. */
final class LocalPlan {
    /** Tasks, and elements of their spaces, that are not worth waking other threads for. */
    private static final long FEW_TASKS = 4;

    private static final long FEW_ELEMENTS = 4096;

    /** Bytes of the tiles that a worker takes at once, and how many at most. */
    private static final long SPAN_BYTES = 16 << 10;

    private static final long LONGEST_SPAN = 256;

    private static final long SPANS_PER_THREAD = 8;

    private final Plan plan;
    private final FusedRunner[] runners;
    private final List<Group> groups = new ArrayList<>();
    private final Readers who;
    private final StageFacts[] stages; // by stage id
    private final long tasks;
    private final int helpers;

    /**
     * Wanted arrays that are made side by side, tile after tile, for they read the same: what one task has read, the next one finds in the
     * caches.
     *
     * @param stages what makes them
     * @param tiles of all of them
     */
    record Group(List<Stage> stages, long tiles) {
        private Group(List<Stage> stages) {
            this(stages, stages.size() * stages.getFirst().tasks());
        }

        private boolean isJoinedBy(Stage stage) {
            Stage first = stages.getFirst();
            return stage.output().grid().equals(first.output().grid())
                    && stage.reads().stream().anyMatch(read -> first.reads().stream().anyMatch(other -> other.array() == read.array()));
        }
    }

    /**
     * What is known of a stage.
     *
     * @param reads its reads of what the plan makes
     * @param dying its reads of stored arrays that nobody else can see and whose readers are counted
     * @param span tasks that a worker takes at once
     * @param ahead whether a worker that would have to wait may make tiles nobody asked for yet: those of products, which take long, if
     *     memory for all of them is there
     */
    record StageFacts(Readers.Reads reads, List<Access> dying, long span, boolean ahead) {
        boolean independent() {
            return reads.independent();
        }
    }

    LocalPlan(Plan plan, KernelCache kernels, int threads) {
        this.plan = plan;
        runners = TaskRunner.bind(plan, kernels);
        who = new Readers(plan);
        stages = plan.stages().stream().map(stage -> facts(plan, stage, who.reads(stage.id()), threads)).toArray(StageFacts[]::new);
        plan.roots().stream()
                .filter(who::isWanted)
                .map(who::producer)
                .distinct()
                .sorted(Comparator.comparing(this::wouldInherit)) // Those that read an array come before one that takes it over.
                .forEach(this::group);
        tasks = plan.tasks();
        long elements = 0;
        for (Stage stage : plan.stages()) {
            elements += Math.min(stage.space().shape().size(), FEW_ELEMENTS + 1);
        }
        boolean small = tasks <= 1 || tasks <= FEW_TASKS && elements <= FEW_ELEMENTS;
        helpers = small ? 0 : (int) Math.min(threads, tasks) - 1;
    }

    private void group(Stage stage) {
        @Nullable Group last = groups.isEmpty() ? null : groups.getLast();
        if (last != null && facts(stage).independent() && facts(last.stages.getFirst()).independent() && last.isJoinedBy(stage)) {
            groups.removeLast();
            groups.add(new Group(Stream.concat(last.stages.stream(), Stream.of(stage)).toList()));
        } else {
            groups.add(new Group(List.of(stage)));
        }
    }

    /** Whether a wanted array could be made in the memory of a dying one, were it not for others that read that. */
    private boolean wouldInherit(Stage stage) {
        return stage.work() instanceof Work.Map
                && stage.reads().stream()
                        .anyMatch(read -> isDying(read.array())
                                && plan.consumers(read.array()).size() > 1
                                && read.array().grid().equals(stage.output().grid()));
    }

    private static StageFacts facts(Plan plan, Stage stage, Readers.Reads reads, int threads) {
        List<Access> dying = stage.reads().stream()
                .filter(read -> isDying(plan, read.array()))
                .toList();
        long bytes = 0;
        for (Array out : stage.outputs()) {
            bytes += out.grid().tileSize() * out.type().dtype().bytes();
        }
        long tiny = Math.min(LONGEST_SPAN, SPAN_BYTES / Math.max(1, Math.max(bytes, stage.space().tileSize())));
        long fair = stage.tasks() / (threads * SPANS_PER_THREAD);
        boolean ahead = stage.work() instanceof Work.Product && Estimator.isWhole(plan, stage);
        return new StageFacts(reads, dying, reads.independent() ? Math.max(1, Math.min(tiny, fair)) : 1, ahead);
    }

    Plan plan() {
        return plan;
    }

    FusedRunner[] runners() {
        return runners;
    }

    /** The stages of wanted arrays, each once. */
    List<Group> groups() {
        return groups;
    }

    boolean isWanted(Array array) {
        return who.isWanted(array);
    }

    StageFacts facts(Stage stage) {
        return stages[stage.id()];
    }

    long tasks() {
        return tasks;
    }

    /** Threads that are to help the caller's. */
    int helpers() {
        return helpers;
    }

    Stage producer(Array array) {
        return who.producer(array);
    }

    /** How often the tasks of its readers, and a caller who wants it, will say that they are done with a tile. */
    int uses(Array array, long index) {
        return who.uses(array, index);
    }

    /** Whether {@link #uses} depends on anything but who wants the array. */
    boolean isRead(Array array) {
        return who.isRead(array);
    }

    /** Whether a stored array's tiles may go, one by one, as soon as those that read them have. */
    boolean isDying(Array array) {
        return isDying(plan, array);
    }

    private static boolean isDying(Plan plan, Array array) {
        return plan.heirs()[array.id()]
                && plan.consumers(array).stream()
                        .flatMap(consumer -> consumer.reads().stream())
                        .allMatch(read -> read.array() != array || read.isCounted());
    }

    /** How often tasks read a tile of a dying array. */
    long reads(Array dying, long index) {
        long reads = 0;
        for (Stage consumer : plan.consumers(dying)) {
            reads += Readers.uses(consumer, dying, index);
        }
        return reads;
    }
}
