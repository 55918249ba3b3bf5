package syrtis.bench;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/**
 * {@code ./syrtis bench functions}, {@code blackscholes}, {@code eos}, {@code transpose}, {@code sums}, {@code mean},
 * {@code var}, {@code cumsum}, {@code matmul}: results computed anew from arrays that stay as they are. The rivals'
 * programs are made from the formula's text.
 *
 * @param formula what is computed
 * @param dtype of the inputs
 * @param need what it takes
 */
record Expression(
        String name,
        String group,
        String question,
        Formula formula,
        Dtype dtype,
        List<Input> inputs,
        Need need,
        List<Target> targets)
        implements Workload {
    private static final long WEIGHTS = 1009;

    /**
     * What a computation takes.
     *
     * @param stream its bytes are those of inputs and results, moved as this does
     * @param work what else, for a first input of some shape
     */
    record Need(Resource stream, Function<Shape, Effort> work) {
        static Need of(Resource stream) {
            return new Need(stream, _ -> Effort.UNKNOWN);
        }
    }

    Expression {
        inputs = List.copyOf(inputs);
        targets = List.copyOf(targets);
    }

    @Override
    public long size(Scale scale) {
        return inputs.getFirst().shape(scale).size();
    }

    /** Shapes of the inputs at this size. */
    private List<Shape> shapes(long size) {
        Scale scale = size == size(Scale.USUAL) ? Scale.USUAL : Scale.QUICK;
        return inputs.stream().map(input -> input.shape(scale)).toList();
    }

    @Override
    public Effort effort(long size) {
        return need.work().apply(shapes(size).getFirst()).and(need.stream(), bytes(size));
    }

    /** As much again as inputs and results take, for temporaries. */
    @Override
    public long memory(long size) {
        return 2 * bytes(size);
    }

    /** Bytes of inputs and results; recording the program tells the latter. */
    private long bytes(long size) {
        List<NDArray> zeros =
                shapes(size).stream().map(shape -> Nd.zeros(shape, dtype)).toList();
        return total(zeros) + total(formula.arrays().apply(zeros));
    }

    private static long total(List<NDArray> arrays) {
        return arrays.stream().mapToLong(NDArray::nbytes).sum();
    }

    @Override
    public double tolerance() {
        return dtype == Dtype.FLOAT32 ? 1e-4 : 1e-9;
    }

    @Override
    public Program prepare(long size) {
        List<Shape> shapes = shapes(size);
        List<NDArray> data = IntStream.range(0, inputs.size())
                .mapToObj(k -> inputs.get(k).series().array(dtype, shapes.get(k)))
                .toList();
        return new Program() {
            private List<NDArray> results = List.of();

            /** A first input that Syrtis does not know to be equal. */
            @Override
            public void refresh() {
                results = List.of();
                data.getFirst().addInPlace(0.0);
                data.getFirst().evaluate();
            }

            @Override
            public void turn() {
                results = formula.arrays().apply(data);
                Nd.evaluate(results.toArray(NDArray[]::new));
            }

            @Override
            public double answer() {
                return results.stream().mapToDouble(Expression::fingerprint).sum();
            }
        };
    }

    /** A mean with weights that differ from element to element, so that an exchange of elements shows. */
    private static double fingerprint(NDArray x) {
        NDArray weights = Nd.arange(x.size()).remainder(WEIGHTS).add(1);
        return x.astype(Dtype.FLOAT64).ravel().multiply(weights).sum().item() / x.size();
    }
}
