package syrtis.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import syrtis.NDArray;

/** What {@code --explain} prints: one stage of the way to a result, or all of them. */
final class Explanation {
    static final String ALL = "all";

    /** The stages, in order. */
    static final List<String> STAGES = List.of("record", "rewrite", "plan", "estimate");

    private Explanation() {}

    /** Prints {@code stage}, or all stages, of each array. */
    static void print(List<NDArray> arrays, String stage, PrintWriter out) {
        List<String> stages = stage.equals(ALL) ? STAGES : List.of(stage.toLowerCase(Locale.ROOT));
        for (NDArray array : arrays) {
            for (String each : stages) {
                if (stages.size() * arrays.size() > 1) {
                    out.println("== " + each + " of " + array.type() + " ==");
                }
                out.println(array.explain(each).stripTrailing());
            }
        }
    }
}
