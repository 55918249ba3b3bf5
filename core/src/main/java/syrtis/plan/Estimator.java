package syrtis.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import syrtis.memory.Pool;
import syrtis.op.Op;
import syrtis.type.BudgetException;

/**
 * An upper bound of the array memory that a plan uses, by plain arithmetic before anything runs: the wanted arrays, what is
 * between producers and consumers at once, and what running tasks hold. What exceeds the budget is spilled, so only {@link
 * Bound#least}, what tasks must have in memory together, can make a plan impossible.
 */
public final class Estimator {
    private Estimator() {}

    /** Bytes of a task of a stage: its output, its scratch and the tiles it reads, all in memory at once. */
    public record TaskBytes(Stage stage, long bytes) {
        String label() {
            return stage.label() + " #" + stage.id();
        }
    }

    /**
     * @param total bytes in memory at most, if the budget allowed it
     * @param least bytes that running tasks need at once; the rest can be on disk
     * @param worst the largest tasks, the largest first
     * @param arrays bytes of each array that stays for a while, with why
     */
    public record Bound(long total, long least, List<TaskBytes> worst, List<String> arrays) {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("at most " + bytes(total) + " of array memory; tasks need " + bytes(least)
                    + " at once, the rest may spill\n");
            arrays.forEach(line -> text.append("  ").append(line).append('\n'));
            for (TaskBytes task : worst) {
                text.append("  task of ").append(task.label()).append(": ").append(bytes(task.bytes())).append('\n');
            }
            return text.toString().stripTrailing();
        }
    }

    /** Bytes of tiles that a task keeps in memory while it reads others. */
    public static long pinnedBytes(long budget, int threads) {
        return budget / (16L * threads);
    }

    /** The bound of {@code plan} with {@code threads} tasks at once under {@code budget} bytes. */
    public static Bound bound(Plan plan, int threads, long budget) {
        long pinned = pinnedBytes(budget, threads);
        List<TaskBytes> tasks = new ArrayList<>();
        List<String> arrays = new ArrayList<>();
        long kept = 0;
        for (Stage stage : plan.stages()) {
            long bytes = task(stage, pinned);
            tasks.add(new TaskBytes(stage, bytes));
            for (Array out : stage.outputs()) {
                boolean wanted = plan.roots().contains(out);
                long live = wanted ? all(out) : between(plan, stage, out, threads);
                kept = sum(kept, live);
                arrays.add(out + " " + out.type() + " in " + out.grid() + ": " + bytes(live) + (wanted ? ", wanted" : ""));
            }
        }
        tasks.sort(Comparator.comparingLong(TaskBytes::bytes).reversed());
        long least = 0;
        for (int k = 0; k < Math.min(threads, plan.tasks()); k++) {
            // The same stage may run on all threads.
            least += tasks.getFirst().bytes();
        }
        return new Bound(sum(kept, least), least, tasks.stream().limit(3).toList(), arrays);
    }

    /** The refusal of a plan whose tasks do not fit. */
    public static BudgetException refusal(Bound bound, long budget, Arguments arguments) {
        TaskBytes worst = bound.worst().getFirst();
        BudgetException refusal = new BudgetException("the plan needs " + bytes(bound.least()) + " at once for tasks of "
                + worst.label() + " (" + bytes(worst.bytes()) + " each; budget " + bytes(budget)
                + "): raise --memory or use fewer threads");
        refusal.at(arguments.site(worst.stage()));
        return refusal;
    }

    private static long all(Array array) {
        return product(array.grid().count(), tile(array));
    }

    private static long tile(Array array) {
        return Pool.blockSize(array.grid().tileSize() * array.type().dtype().bytes());
    }

    /** What of an array is in memory at once between its producer and those that read it. */
    private static long between(Plan plan, Stage producer, Array out, int threads) {
        long most = 0;
        for (Stage consumer : plan.consumers(out)) {
            for (Access read : consumer.reads()) {
                if (read.array() == out) {
                    long atOnce = isStreamed(plan, producer, consumer, read) ? read.tiles(consumer.space().box(consumer.space().count() / 2)).count() * (threads + 1L)
                            : out.grid().count();
                    most = Math.max(most, Math.min(out.grid().count(), atOnce));
                }
            }
        }
        return product(most, tile(out));
    }

    /** Whether the tiles that one stage makes go as others come, since the tasks of another one, alone, read few of them each. */
    private static boolean isStreamed(Plan plan, Stage producer, Stage consumer, Access read) {
        return read.isCounted() && consumer.space().count() > 1 && plan.consumers(read.array()).size() == 1 && !producer.readsItself();
    }

    /** Whether the bound has room for all tiles of a stage's output at once, so that they may be made before they are needed. */
    public static boolean isWhole(Plan plan, Stage stage) {
        return stage.outputs().stream()
                .allMatch(out -> plan.roots().contains(out)
                        || plan.consumers(out).stream()
                                .anyMatch(consumer -> consumer.reads().stream()
                                        .anyMatch(read -> read.array() == out && !isStreamed(plan, stage, consumer, read))));
    }

    /** Output, scratch and inputs of one task of a stage. */
    private static long task(Stage stage, long pinned) {
        long bytes = 0;
        for (Array out : stage.outputs()) {
            bytes += tile(out) + scratch(stage, out);
        }
        if (stage.tasks() > 0) {
            long read = 0;
            long single = 0;
            for (Access.Tiles need : stage.needs(stage.tasks() / 2)) {
                read += need.count() * tile(need.array());
                single += need.count() == 0 ? 0 : tile(need.array());
            }
            bytes += Math.min(read, holders(stage) * pinned + single);
        }
        return bytes;
    }

    /** How many sets of tiles a task holds, each up to what may be pinned. */
    private static long holders(Stage stage) {
        return switch (stage.work()) {
            case Work.Product product -> product.engine() == Work.Product.Engine.LIBRARY ? 2 : 1;
            case Work.Gather _ -> 2;
            case Work.Scatter _ -> 3;
            case Work.Map _, Work.Assemble _, Work.Fold _, Work.Tree _, Work.Totals _, Work.Carries _, Work.Scan _, Work.Reshape _,
                    Work.Read _ -> 1;
        };
    }

    private static long scratch(Stage stage, Array out) {
        int bytes = out.type().dtype().bytes();
        Grid space = stage.space();
        return switch (stage.work()) {
            case Work.Fold fold -> {
                long leaves = Math.ceilDiv(Math.min(fold.segment(), space.shape().dim(fold.axis())), Op.Reduce.LEAF);
                long kept = space.tileSize() / Math.max(1, space.tile(fold.axis()));
                yield Pool.blockSize(kept * leaves * Op.Reduce.LANES * bytes) + Pool.blockSize(kept * leaves * bytes);
            }
            case Work.Tree _ -> Pool.blockSize(space.tileSize() * bytes);
            case Work.Totals _, Work.Carries _ -> Pool.blockSize(space.tileSize() * bytes);
            case Work.Scan scan -> {
                long leaves = Math.ceilDiv(space.tile(scan.axis()), Op.Reduce.LEAF);
                yield 4 * Pool.blockSize(space.tileSize() / Math.max(1, space.tile(scan.axis())) * leaves * bytes);
            }
            case Work.Product product -> {
                int rank = out.grid().shape().rank();
                long rows = out.grid().tile(rank - 2);
                long columns = out.grid().tile(rank - 1);
                int width = product.dtype().bytes();
                long before = product.dtype().equals(out.type().dtype()) ? 0 : Pool.blockSize(rows * columns * width);
                before += product.epilogue().map(fused -> gathered(fused, space)).orElse(0L);
                if (product.engine() == Work.Product.Engine.LIBRARY) { // Blocks of both factors, copied together.
                    long block = Math.min(Work.Product.BLOCK, product.inner()) * width;
                    yield before + Pool.blockSize(rows * block) + Pool.blockSize(columns * block);
                }
                long panel = Math.min(product.inner(), Work.Product.PANEL) * Double.BYTES;
                yield before + Work.Product.sums(product.inner()) * Pool.blockSize(rows * columns * Double.BYTES)
                        + Pool.blockSize(rows * panel)
                        + Pool.blockSize(columns * panel);
            }
            case Work.Map(Fused fused) -> gathered(fused, space);
            case Work.Assemble assemble -> assemble.parts().stream().mapToLong(part -> gathered(part.value(), space)).max().orElse(0);
            case Work.Reshape _, Work.Gather _, Work.Scatter _, Work.Read _ -> 0;
        };
    }

    private static long gathered(Fused fused, Grid space) {
        long bytes = Fused.gatheredBytes(fused.gathered(), space.tileSize());
        return bytes == 0 ? 0 : Pool.blockSize(bytes);
    }

    /** Sums and products beyond all memory are {@code Long.MAX_VALUE}. */
    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private static long product(long a, long b) {
        return b > 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }

    /** {@code 3.1 GiB}. */
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        String[] units = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        int unit = -1;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return "%.1f %s".formatted(value, units[unit]);
    }
}
