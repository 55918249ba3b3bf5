package syrtis.plan;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run: stages in an order in which each comes after those it reads, and the arrays that are wanted. It is a
 * function of the graph's structure alone; {@link Arguments} say on what it is run.
 *
 * @param arrays all arrays by id
 * @param producers the stage that makes each array, by array id; null for stored ones
 * @param consumers how each array is read, by array id
 * @param roots the wanted arrays, one per requested expression
 * @param leaves by array id: the node of the graph that a stored array is; -1 for made ones
 * @param bodies the fused bodies of all stages, by number
 * @param heirs by array id: whether a stored array dies with this plan, so that its tiles may be overwritten
 */
public record Plan(
        List<Stage> stages,
        List<Array> arrays,
        List<@Nullable Stage> producers,
        List<List<Stage>> consumers,
        List<Array> roots,
        int[] leaves,
        List<Fused> bodies,
        boolean[] heirs) {
    public @Nullable Stage producer(Array array) {
        return producers.get(array.id());
    }

    /** The stages that read {@code array}. */
    public List<Stage> consumers(Array array) {
        return consumers.get(array.id());
    }

    /** Tasks of all stages. */
    public long tasks() {
        long sum = 0;
        for (Stage stage : stages) {
            sum += stage.tasks();
        }
        return sum;
    }

    /** One stage a paragraph: what it makes, how it is cut, what it computes. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Array array : arrays) {
            if (array.isStored()) {
                text.append("%s = stored %s, %s%n".formatted(array, array.type(), array.grid()));
            }
        }
        for (Stage stage : stages) {
            for (Array out : stage.outputs()) {
                text.append("%s = %s, %s%n".formatted(out, out.type(), out.grid()));
            }
            text.append("  %s: %s over %s%n".formatted(stage.label(), stage.work().describe(), stage.space()));
        }
        return text.append("wanted ")
                .append(roots.stream().distinct().map(Array::toString).collect(Collectors.joining(", ")))
                .toString();
    }
}
