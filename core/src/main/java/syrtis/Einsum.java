package syrtis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import syrtis.op.View;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/**
 * NumPy's {@code einsum}. Every axis gets a label; the axes of an ellipsis get negative ones, counted from the right,
 * so that they are broadcast like other axes. Operands are contracted in pairs from left to right, a label being summed
 * as soon as no later operand and not the result has it. Pairs of floats that share summed labels are matrix products.
 */
final class Einsum {
    /** An array whose axes have these labels, each once. */
    private record Term(NDArray array, List<Integer> labels) {
        long length(int label) {
            return labels.contains(label) ? array.shape().dim(labels.indexOf(label)) : 1;
        }
    }

    private final String subscripts;
    private final List<Term> terms = new ArrayList<>();
    private final List<Integer> result;
    private final Map<Integer, Long> lengths = new LinkedHashMap<>();

    private Einsum(String subscripts, NDArray... operands) {
        this.subscripts = subscripts;
        String plain = subscripts.replace(" ", "");
        int arrow = plain.indexOf("->");
        String[] inputs = (arrow < 0 ? plain : plain.substring(0, arrow)).split(",", -1);
        if (inputs.length != operands.length) {
            throw wrong("it names " + inputs.length + " operands, " + operands.length + " are given");
        }
        Dtype dtype = Nodes.common(operands);
        int widest = 0;
        List<List<Integer>> all = new ArrayList<>();
        for (int k = 0; k < inputs.length; k++) {
            List<Integer> labels = labels(inputs[k], operands[k].ndim());
            all.add(labels);
            widest = Math.max(
                    widest, (int) labels.stream().filter(label -> label < 0).count());
            terms.add(diagonal(Nd.cast(operands[k], dtype), labels));
        }
        result = arrow < 0 ? implicit(all, widest) : explicit(plain.substring(arrow + 2), all, widest);
    }

    static NDArray of(String subscripts, NDArray... operands) {
        if (operands.length == 0) {
            throw new ShapeException("einsum needs at least one operand");
        }
        return new Einsum(subscripts, operands).contracted();
    }

    // ---- labels

    private ShapeException wrong(String what) {
        return new ShapeException("einsum cannot follow '" + subscripts + "': " + what);
    }

    /** One label an axis: letters, and -n .. -1 for the axes of an ellipsis. */
    private List<Integer> labels(String text, int rank) {
        int dots = text.indexOf("...");
        String letters = dots < 0 ? text : text.substring(0, dots) + text.substring(dots + 3);
        for (int k = 0; k < letters.length(); k++) {
            char letter = letters.charAt(k);
            if (!((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'))) {
                throw wrong("'" + letter + "' is no label: use letters, and at most one '...' for each operand");
            }
        }
        if (dots < 0 ? letters.length() != rank : letters.length() > rank) {
            throw wrong("'" + text + "' does not fit an operand of " + rank + " axes");
        }
        List<Integer> labels = new ArrayList<>();
        letters.chars().forEach(labels::add);
        for (int k = rank - letters.length(); k > 0; k--) {
            labels.add(dots + rank - letters.length() - k, -k);
        }
        return labels;
    }

    private static List<Integer> broadcastLabels(int count) {
        List<Integer> labels = new ArrayList<>();
        for (int k = count; k > 0; k--) {
            labels.add(-k);
        }
        return labels;
    }

    private static List<Integer> implicit(List<List<Integer>> all, int widest) {
        List<Integer> once = all.stream()
                .flatMap(List::stream)
                .filter(label -> label > 0)
                .filter(label ->
                        all.stream().flatMap(List::stream).filter(label::equals).count() == 1)
                .sorted()
                .toList();
        List<Integer> labels = broadcastLabels(widest);
        labels.addAll(once);
        return labels;
    }

    private List<Integer> explicit(String text, List<List<Integer>> all, int widest) {
        boolean hasDots = text.contains("...");
        if (widest > 0 && !hasDots) {
            throw wrong("the result needs '...' for the axes that the operands broadcast");
        }
        List<Integer> labels = labels(text, text.replace("...", "").length() + (hasDots ? widest : 0));
        for (int label : labels) {
            if (labels.indexOf(label) != labels.lastIndexOf(label)) {
                throw wrong("the result has '" + (char) label + "' twice");
            }
            if (label > 0 && all.stream().noneMatch(operand -> operand.contains(label))) {
                throw wrong("the result's '" + (char) label + "' is in no operand");
            }
        }
        return labels;
    }

    /** An operand in which every label stands for one axis: axes of one label become their diagonal. */
    private Term diagonal(NDArray operand, List<Integer> labels) {
        List<Integer> distinct = new ArrayList<>(new LinkedHashSet<>(labels));
        long[] dims = new long[distinct.size()];
        List<View.Step> steps = new ArrayList<>();
        for (int axis = 0; axis < labels.size(); axis++) {
            int label = labels.get(axis);
            long length = operand.shape().dim(axis);
            int at = distinct.indexOf(label);
            if (labels.indexOf(label) != axis && dims[at] != length) {
                throw wrong(
                        "axes of label '" + (char) label + "' of shape " + operand.shape() + " have different lengths");
            }
            dims[at] = length;
            steps.add(new View.Step(at, 0, 1));
            long known = lengths.getOrDefault(label, 1L);
            if (known != 1 && length != 1 && known != length) {
                throw wrong((label > 0 ? "label '" + (char) label + "'" : "a broadcast axis") + " has lengths " + known
                        + " and " + length);
            }
            lengths.put(label, known == 1 ? length : known);
        }
        NDArray array = distinct.size() == labels.size()
                ? operand
                : operand.viewed(new View(operand.shape(), Shape.of(dims), steps));
        return new Term(array, distinct);
    }

    // ---- contraction

    private NDArray contracted() {
        Term left = terms.getFirst();
        for (int k = 1; k < terms.size(); k++) {
            Set<Integer> wanted = new LinkedHashSet<>(result);
            terms.subList(k + 1, terms.size()).forEach(term -> wanted.addAll(term.labels));
            left = pair(left, terms.get(k), wanted);
        }
        Term last = summed(left, new LinkedHashSet<>(result));
        return arranged(last, result);
    }

    /** Without labels that nobody wants: sums over their axes. */
    private static Term summed(Term term, Set<Integer> wanted) {
        int[] axes = term.labels.stream()
                .filter(label -> !wanted.contains(label))
                .mapToInt(term.labels::indexOf)
                .toArray();
        return axes.length == 0
                ? term
                : new Term(
                        Contractions.total(term.array, axes),
                        term.labels.stream().filter(wanted::contains).toList());
    }

    /** The axes in the order of these labels, with length 1 where the term lacks one. */
    private static NDArray arranged(Term term, List<Integer> labels) {
        NDArray array = term.array;
        List<Integer> present = labels.stream().filter(term.labels::contains).toList();
        int[] order = present.stream().mapToInt(term.labels::indexOf).toArray();
        array = order.length == 0 ? array : array.transpose(order);
        for (int k = 0; k < labels.size(); k++) {
            if (!term.labels.contains(labels.get(k))) {
                array = Nd.expandDims(array, k);
            }
        }
        return array;
    }

    private Term pair(Term first, Term second, Set<Integer> wanted) {
        Term a = summed(first, union(wanted, second.labels));
        Term b = summed(second, union(wanted, first.labels));
        List<Integer> shared = a.labels.stream().filter(b.labels::contains).toList();
        List<Integer> batch = shared.stream().filter(wanted::contains).toList();
        List<Integer> inner =
                shared.stream().filter(label -> !wanted.contains(label)).toList();
        List<Integer> rows =
                a.labels.stream().filter(label -> !shared.contains(label)).toList();
        List<Integer> columns =
                b.labels.stream().filter(label -> !shared.contains(label)).toList();
        List<Integer> kept = union(batch, rows, columns);
        if (inner.isEmpty()) {
            return new Term(Nd.multiply(arranged(a, kept), arranged(b, kept)), kept);
        }
        if ((rows.isEmpty() && columns.isEmpty()) || !a.array.dtype().isFloat()) {
            List<Integer> all = union(kept, inner);
            NDArray products = Nd.multiply(arranged(a, all), arranged(b, all));
            return summed(new Term(products, all), new LinkedHashSet<>(kept));
        }
        NDArray product = Nd.matmul(matrix(a, batch, rows, inner, inner), matrix(b, batch, inner, columns, inner));
        long[] dims = new long[kept.size()];
        for (int k = 0; k < dims.length; k++) {
            dims[k] = k < batch.size()
                    ? product.shape().dim(k)
                    : (a.labels.contains(kept.get(k)) ? a : b).length(kept.get(k));
        }
        return new Term(product.reshape(Shape.of(dims)), kept);
    }

    /**
     * The batch's axes, and two more that run over all of {@code rows} and all of {@code columns}. Summed axes of
     * length 1 are repeated to the other's length; axes of the batch are broadcast by the product.
     */
    private NDArray matrix(
            Term term, List<Integer> batch, List<Integer> rows, List<Integer> columns, List<Integer> summed) {
        List<Integer> order = union(batch, rows, columns);
        NDArray array = arranged(term, order);
        Shape whole = array.shape();
        long[] dims = new long[batch.size() + 2];
        Arrays.fill(dims, 1);
        for (int k = 0; k < order.size(); k++) {
            int label = order.get(k);
            whole = whole.with(k, summed.contains(label) ? lengths.getOrDefault(label, 1L) : whole.dim(k));
            int at = k < batch.size() ? k : k < batch.size() + rows.size() ? batch.size() : batch.size() + 1;
            dims[at] *= whole.dim(k);
        }
        return array.broadcastView(whole).reshape(Shape.of(dims));
    }

    private static List<Integer> union(List<Integer> first, List<Integer> second) {
        return new ArrayList<>(union(new LinkedHashSet<>(first), second));
    }

    private static List<Integer> union(List<Integer> first, List<Integer> second, List<Integer> third) {
        return union(union(first, second), third);
    }

    private static Set<Integer> union(Set<Integer> first, List<Integer> second) {
        Set<Integer> all = new LinkedHashSet<>(first);
        all.addAll(second);
        return all;
    }
}
