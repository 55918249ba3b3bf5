package syrtis.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import syrtis.kernel.KernelCache;
import syrtis.plan.Access;
import syrtis.plan.Array;
import syrtis.plan.Estimator;
import syrtis.plan.Plan;
import syrtis.plan.Stage;
import syrtis.plan.Work;
import syrtis.type.BugException;

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
    private final List<Array> wanted = new ArrayList<>();
    private final boolean[] isWanted; // by array id
    private final StageFacts[] stages; // by stage id
    private final long tasks;
    private final int helpers;

    /**
     * What is known of a stage.
     *
     * @param independent whether its tasks read no array that the plan makes
     * @param counted its reads of arrays that the plan makes whose readers are counted
     * @param atEnd arrays that the plan makes and the stage reads uncounted: they are let go when its last task is done
     * @param dying its reads of stored arrays that nobody else can see and whose readers are counted
     * @param span tasks that a worker takes at once
     * @param ahead whether a worker that would have to wait may make tiles nobody asked for yet: those of products, which take long, if
     *     memory for all of them is there
     */
    record StageFacts(
            boolean independent, List<Access> counted, List<Array> atEnd, List<Access> dying, long span, boolean ahead) {}

    LocalPlan(Plan plan, KernelCache kernels, int threads) {
        this.plan = plan;
        runners = TaskRunner.bind(plan, kernels);
        isWanted = new boolean[plan.arrays().size()];
        for (Array root : plan.roots()) {
            if (!root.isStored() && !isWanted[root.id()]) {
                isWanted[root.id()] = true;
                wanted.add(root);
            }
        }
        wanted.sort(Comparator.comparing(this::wouldInherit)); // Those that read an array come before one that takes it over.
        stages = plan.stages().stream().map(stage -> facts(plan, stage, threads)).toArray(StageFacts[]::new);
        tasks = plan.tasks();
        long elements = 0;
        for (Stage stage : plan.stages()) {
            elements += Math.min(stage.space().shape().size(), FEW_ELEMENTS + 1);
        }
        boolean small = tasks <= 1 || tasks <= FEW_TASKS && elements <= FEW_ELEMENTS;
        helpers = small ? 0 : (int) Math.min(threads, tasks) - 1;
    }

    /** Whether a wanted array could be made in the memory of a dying one, were it not for others that read that. */
    private boolean wouldInherit(Array root) {
        Stage stage = producer(root);
        return stage.work() instanceof Work.Map
                && stage.reads().stream()
                        .anyMatch(read -> isDying(read.array())
                                && plan.consumers(read.array()).size() > 1
                                && read.array().grid().equals(root.grid()));
    }

    private static StageFacts facts(Plan plan, Stage stage, int threads) {
        List<Access> counted = new ArrayList<>();
        List<Array> atEnd = new ArrayList<>();
        for (Access read : stage.reads()) {
            if (!read.array().isStored()) {
                if (read.isCounted()) {
                    counted.add(read);
                } else if (!atEnd.contains(read.array())) {
                    atEnd.add(read.array());
                }
            }
        }
        List<Access> dying = stage.reads().stream()
                .filter(read -> isDying(plan, read.array()))
                .toList();
        boolean independent = counted.isEmpty() && atEnd.isEmpty() && !stage.readsItself();
        long bytes = 0;
        for (Array out : stage.outputs()) {
            bytes += out.grid().tileSize() * out.type().dtype().bytes();
        }
        long tiny = Math.min(LONGEST_SPAN, SPAN_BYTES / Math.max(1, Math.max(bytes, stage.space().tileSize())));
        long fair = stage.tasks() / (threads * SPANS_PER_THREAD);
        boolean ahead = stage.work() instanceof Work.Product && Estimator.isWhole(plan, stage);
        return new StageFacts(independent, counted, atEnd, dying, independent ? Math.max(1, Math.min(tiny, fair)) : 1, ahead);
    }

    Plan plan() {
        return plan;
    }

    FusedRunner[] runners() {
        return runners;
    }

    /** The arrays to be made, each once. */
    List<Array> wanted() {
        return wanted;
    }

    boolean isWanted(Array array) {
        return isWanted[array.id()];
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
        Stage stage = plan.producer(array);
        if (stage == null) {
            throw new BugException("nothing makes " + array);
        }
        return stage;
    }

    /** How often the tasks of its readers, and a caller who wants it, will say that they are done with a tile. */
    int uses(Array array, long index) {
        long uses = isWanted(array) ? 1 : 0;
        for (Stage consumer : plan.consumers(array)) {
            uses += uses(consumer, array, index);
        }
        if (producer(array).readsItself()) {
            long[] at = array.grid().coordinates(index);
            uses += at[at.length - 2] < at[at.length - 1] ? 1 : 0;
        }
        return (int) Math.min(uses, Integer.MAX_VALUE / 2);
    }

    /** Whether {@link #uses} depends on anything but who wants the array. */
    boolean isRead(Array array) {
        return !plan.consumers(array).isEmpty() || producer(array).readsItself();
    }

    private static long uses(Stage consumer, Array array, long index) {
        long uses = 0;
        boolean atEnd = false;
        for (Access read : consumer.reads()) {
            if (read.array() == array) {
                if (read.isCounted()) {
                    uses += read.readers(consumer.space(), index);
                } else {
                    atEnd = true;
                }
            }
        }
        return uses + (atEnd ? 1 : 0);
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
            reads += uses(consumer, dying, index);
        }
        return reads;
    }
}
