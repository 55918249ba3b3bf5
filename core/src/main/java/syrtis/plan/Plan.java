package syrtis.plan;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Expr;

/**
 * What is to be run: stages in an order in which each comes after those it reads, and the arrays that are wanted.
 *
 * @param arrays all arrays by id
 * @param producers the stage that makes each array, by array id; null for stored ones
 * @param consumers how each array is read, by array id
 * @param roots the wanted arrays, one per requested expression
 * @param heirs by array id: whether a stored array dies with this plan, so that its tiles may be overwritten
 */
public record Plan(
        List<Stage> stages,
        List<Array> arrays,
        List<@Nullable Stage> producers,
        List<List<Stage>> consumers,
        Map<Expr, Array> roots,
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
        return stages.stream().mapToLong(Stage::tasks).sum();
    }

    /** One stage a paragraph: what it makes, how it is cut, what it computes. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Array array : arrays) {
            if (array.stored() != null) {
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
                .append(roots.values().stream().map(Array::toString).collect(Collectors.joining(", ")))
                .toString();
    }
}
