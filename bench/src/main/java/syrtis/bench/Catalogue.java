package syrtis.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.Options;
import syrtis.bench.Expression.Need;
import syrtis.bench.Formula.Kind;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/** All workloads, in the order in which they run. */
final class Catalogue {
    private static final Shape TWENTY_MILLION = Shape.of(20_000_000);
    private static final Shape FOUR_MILLION = Shape.of(4_000_000);
    private static final Shape HALF_A_MILLION = Shape.of(500_000);

    private Catalogue() {}

    static List<Workload> all() {
        int cores = Options.defaults().threads();
        return Stream.of(
                        Stream.of(
                                new Triad(20),
                                new Triad(200),
                                new AddMultiply(20),
                                new AddMultiply(200),
                                new StarStencil(Dtype.FLOAT64, 4472),
                                new StarStencil(Dtype.FLOAT32, 20_000),
                                new MonteCarlo()),
                        functions(),
                        formulas(),
                        moves(),
                        folds(),
                        products(),
                        Stream.of(1, cores).distinct().map(TinyTiles::new),
                        Stream.of(SmallOperations.Kind.values()).map(SmallOperations::new),
                        Stream.of(Statements.Reading.values()).map(Statements::new),
                        Stream.of(HugePlan.Part.values()).map(HugePlan::new),
                        Stream.of(
                                new Startup(),
                                new FirstResult(),
                                new MachineCode(MachineCode.Kernel.NEW),
                                new MachineCode(MachineCode.Kernel.KNOWN)))
                .flatMap(group -> group.map(Workload.class::cast))
                .toList();
    }

    /** Those that {@code name} selects: its own, those that begin so, or a group. */
    static List<Workload> named(String name) {
        return all().stream()
                .filter(workload -> workload.name().equals(name)
                        || workload.name().startsWith(name + "-")
                        || workload.group().equals(name))
                .toList();
    }

    /** Those whose rivals' programs are made from their texts. */
    static List<Expression> expressions(List<Workload> workloads) {
        return workloads.stream()
                .filter(Expression.class::isInstance)
                .map(Expression.class::cast)
                .toList();
    }

    // ---- single functions

    private static Stream<Expression> functions() {
        return Stream.of(
                        function("exp", Nd::exp, -10, 10),
                        function("log", Nd::log, 0.01, 100),
                        function("sin", Nd::sin, -10, 10),
                        Stream.of(Dtype.FLOAT32, Dtype.FLOAT64)
                                .map(dtype -> function(
                                        "pow",
                                        dtype,
                                        Formula.of(
                                                Kind.FUNCTION, "u = pow(x, y)", in -> Nd.power(in.get(0), in.get(1))),
                                        x(0.1, 10),
                                        y(-3, 3))),
                        function("erf", Nd::erf, -3, 3),
                        function("tanh", Nd::tanh, -5, 5))
                .flatMap(Function.identity());
    }

    private static Stream<Expression> function(
            String name, Function<NDArray, NDArray> arrays, double least, double most) {
        Formula formula = Formula.of(Kind.FUNCTION, "u = " + name + "(x)", in -> arrays.apply(in.getFirst()));
        return Stream.of(Dtype.FLOAT32, Dtype.FLOAT64).map(dtype -> function(name, dtype, formula, x(least, most)));
    }

    private static Expression function(String name, Dtype dtype, Formula formula, Input... inputs) {
        return new Expression(
                name + "-" + dtype,
                "functions",
                formula.text() + ", 20 million " + dtype + " (numpy: chunks on all threads)",
                formula,
                dtype,
                List.of(inputs),
                Need.of(Resource.TRIAD),
                List.of(new Target.FasterThanAll(1)));
    }

    private static Input x(double least, double most) {
        return new Input("x", TWENTY_MILLION, HALF_A_MILLION, Series.between(least, most, 100_003));
    }

    private static Input y(double least, double most) {
        return new Input("y", TWENTY_MILLION, HALF_A_MILLION, Series.between(least, most, 99_991));
    }

    private static Input z(double least, double most) {
        return new Input("z", TWENTY_MILLION, HALF_A_MILLION, Series.between(least, most, 99_989));
    }

    // ---- formulas

    private static Stream<Expression> formulas() {
        return Stream.of(
                new Expression(
                        "blackscholes",
                        "blackscholes",
                        "call and put after Black and Scholes by erf, 20 million float64",
                        new Formula(Kind.ELEMENTWISE, OPTIONS, Catalogue::options),
                        Dtype.FLOAT64,
                        List.of(x(10, 50), y(10, 50), z(1, 2)),
                        Need.of(Resource.TRIAD),
                        List.of(new Target.Faster(0.9, Contender.C), new Target.Faster(20, Contender.NUMPY))),
                new Expression(
                        "eos",
                        "eos",
                        "an equation of state of " + Density.TERMS + " terms, 4 million float64",
                        Formula.of(Kind.ELEMENTWISE, Density.text(), Density::of),
                        Dtype.FLOAT64,
                        Stream.of(x(0, 1), y(0, 1), z(0, 1))
                                .map(in -> new Input(in.name(), FOUR_MILLION, HALF_A_MILLION, in.series()))
                                .toList(),
                        new Need(
                                Resource.TRIAD,
                                shape -> Effort.of(Resource.ARITHMETIC, 2.0 * Density.TERMS * shape.size())),
                        List.of(new Target.Faster(30, Contender.NUMPY))));
    }

    /** Spot price x, strike y, years z; rate 0.1, volatility 0.2. */
    private static final String OPTIONS = """
            s = 0.2*sqrt(z); a = (log(x/y) + 0.12*z)/s; b = a - s; \
            p = 0.5 + 0.5*erf(a*0.7071067811865476); q = 0.5 + 0.5*erf(b*0.7071067811865476); \
            e = y*exp(-0.1*z); u = x*p - e*q; v = u - x + e""";

    private static List<NDArray> options(List<NDArray> inputs) {
        NDArray x = inputs.get(0);
        NDArray y = inputs.get(1);
        NDArray z = inputs.get(2);
        NDArray s = z.sqrt().multiply(0.2);
        NDArray a = x.divide(y).log().add(z.multiply(0.12)).divide(s);
        NDArray b = a.subtract(s);
        NDArray p = Nd.erf(a.multiply(Math.sqrt(0.5))).multiply(0.5).add(0.5);
        NDArray q = Nd.erf(b.multiply(Math.sqrt(0.5))).multiply(0.5).add(0.5);
        NDArray e = z.multiply(-0.1).exp().multiply(y);
        NDArray call = x.multiply(p).subtract(e.multiply(q));
        return List.of(call, call.subtract(x).add(e));
    }

    // ---- whole arrays

    private static Stream<Expression> moves() {
        Shape plane = Shape.of(5000, 5000);
        Shape block = Shape.of(60, 70, 80, 60);
        return Stream.of(
                move(plane, Shape.of(500, 500), 1, 0),
                move(block, Shape.of(6, 7, 8, 6), 0, 3, 1, 2),
                move(block, Shape.of(6, 7, 8, 6), 3, 2, 1, 0),
                move(block, Shape.of(6, 7, 8, 6), 0, 2, 1, 3));
    }

    private static Expression move(Shape usual, Shape quick, int... axes) {
        String order = IntStream.of(axes).mapToObj(Integer::toString).reduce("", String::concat);
        String list = String.join(", ", order.split(""));
        return new Expression(
                "transpose-" + order,
                "transpose",
                "a copy of " + usual + " float64 with axes (" + list + ")",
                Formula.of(
                        Kind.WHOLE,
                        "u = permuted(x, " + list + ")",
                        in -> in.getFirst().transpose(axes).copy()),
                Dtype.FLOAT64,
                List.of(new Input("x", usual, quick, Series.between(0, 1, 100_003))),
                Need.of(Resource.COPY),
                List.of(new Target.OfCeiling(0.8), new Target.Faster(2, Contender.NUMPY)));
    }

    private static Stream<Expression> folds() {
        Input plane = new Input("x", Shape.of(4472, 4472), Shape.of(700, 700), Series.between(0, 1, 100_003));
        Input cube = new Input("x", Shape.of(300, 300, 300), Shape.of(80, 80, 80), Series.between(0, 1, 100_003));
        List<Expression> all = new ArrayList<>();
        all.add(fold("sums-rows", "sum", plane, 1, x -> x.sum(1), Resource.READ, 3));
        all.add(fold("sums-columns", "sum", plane, 0, x -> x.sum(0), Resource.READ, 3));
        for (int k = 0; k < 3; k++) {
            int axis = k;
            all.add(fold("mean-" + axis, "mean", cube, axis, x -> x.mean(axis), Resource.READ, 3));
        }
        for (int k = 0; k < 3; k++) {
            int axis = k;
            all.add(fold("var-" + axis, "var", cube, axis, x -> x.var(axis), Resource.READ, 3));
        }
        for (int k = 0; k < 2; k++) {
            int axis = k;
            all.add(fold("cumsum-" + axis, "cumsum", plane, axis, x -> x.cumsum(axis), Resource.TRIAD, 2));
        }
        return all.stream();
    }

    private static Expression fold(
            String name,
            String function,
            Input input,
            int axis,
            Function<NDArray, NDArray> arrays,
            Resource stream,
            double factor) {
        return new Expression(
                name,
                name.replaceFirst("-.*", ""),
                function + " along axis " + axis + " of " + input.usual() + " float64",
                Formula.of(Kind.WHOLE, "u = " + function + "(x, " + axis + ")", in -> arrays.apply(in.getFirst())),
                Dtype.FLOAT64,
                List.of(input),
                Need.of(stream),
                List.of(new Target.Faster(factor, Contender.NUMPY)));
    }

    private static Stream<Expression> products() {
        return Stream.of(
                product(Dtype.FLOAT64, Shape.of(4096, 4096), Shape.of(4096, 4096)),
                product(Dtype.FLOAT32, Shape.of(4096, 4096), Shape.of(4096, 4096)),
                product(Dtype.FLOAT64, Shape.of(256, 256), Shape.of(256, 256)),
                product(Dtype.FLOAT64, Shape.of(100_000, 64), Shape.of(64, 64)),
                square(
                        "matmul-transposed-4096",
                        "a @ a.T",
                        4096,
                        "u = x @ x.T",
                        x -> x.matmul(x.T()),
                        new Target.Faster(1.2, Contender.NUMPY)),
                square(
                        "matmul-spread-8000",
                        "(a @ a.T - a).std()",
                        8000,
                        "u = std(x @ x.T - x)",
                        x -> x.matmul(x.T()).subtract(x).std(),
                        new Target.Faster(1.35, Contender.NUMPY)));
    }

    private static Expression product(Dtype dtype, Shape left, Shape right) {
        return new Expression(
                String.format(Locale.ROOT, "matmul-%s-%d", dtype, left.dim(0)),
                "matmul",
                "a @ b, " + left + " by " + right + " " + dtype,
                Formula.of(Kind.WHOLE, "u = x @ y", in -> in.get(0).matmul(in.get(1))),
                dtype,
                List.of(
                        new Input("x", left, quick(left), Series.between(-1, 1, 100_003)),
                        new Input("y", right, quick(right), Series.between(-1, 1, 99_991))),
                product(dtype, 2),
                List.of(new Target.Faster(0.97, Contender.NUMPY)));
    }

    /** So many operations for each element of the left matrix and each of its columns. */
    private static Need product(Dtype dtype, double operations) {
        Resource blas = dtype == Dtype.FLOAT32 ? Resource.SGEMM : Resource.DGEMM;
        return new Need(Resource.TRIAD, left -> Effort.of(blas, operations * left.size() * left.dim(1)));
    }

    private static Shape quick(Shape shape) {
        return Shape.of(Math.max(1, shape.dim(0) / 32), Math.max(1, shape.dim(1) / 32));
    }

    /** A product of a matrix and its transpose: half of its operations suffice. */
    private static Expression square(
            String name, String what, long edge, String text, Function<NDArray, NDArray> arrays, Target target) {
        Shape shape = Shape.of(edge, edge);
        return new Expression(
                name,
                "matmul",
                what + ", " + shape + " float64",
                Formula.of(Kind.WHOLE, text, in -> arrays.apply(in.getFirst())),
                Dtype.FLOAT64,
                List.of(new Input("x", shape, quick(shape), Series.between(-1, 1, 100_003))),
                product(Dtype.FLOAT64, 1),
                List.of(target));
    }
}
