package syrtis.wire;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import syrtis.op.Elementwise;
import syrtis.op.Generator;
import syrtis.op.Monoid;
import syrtis.op.Op;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.Shape;
import syrtis.type.Type;
import syrtis.type.WireException;
import syrtis.wire.v1.FileLeaf;
import syrtis.wire.v1.Inline;
import syrtis.wire.v1.JobResult;
import syrtis.wire.v1.Leaf;
import syrtis.wire.v1.Node;
import syrtis.wire.v1.Number;

/**
 * Operators from messages. An operator takes for granted what the public API has checked; here nobody has, so each family is checked: how
 * many operands, their dtypes, their shapes, and that no index leaves them. What is read can be inferred, planned and run.
 */
final class OpReader {
    private static final Map<String, Elementwise> ROWS = byLabel(Elementwise.values(), Elementwise::label);
    private static final Map<String, Monoid> MONOIDS = byLabel(Monoid.values(), Monoid::label);
    private static final Map<String, Generator> GENERATORS = byLabel(Generator.values(), Generator::label);
    private static final Map<String, Op.Scatter.Combine> COMBINES = byLabel(Op.Scatter.Combine.values(), Enum::name);
    private static final int MOST_TEXT = 4096;

    private final Limits limits;
    private final Leaves leaves;
    private long inlineBytes;

    OpReader(Limits limits, Leaves leaves) {
        this.limits = limits;
        this.leaves = leaves;
    }

    /** @throws WireException if there is no such operator, or not of operands of types {@code args} */
    Op read(Node node, List<Type> args) {
        return switch (node.getOpCase()) {
            case GENERATE -> generate(node.getGenerate(), args);
            case STORED -> stored(node.getStored(), args);
            case READ -> read(node.getRead(), args);
            case ELEMENTWISE -> elementwise(node.getElementwise().getRow(), args);
            case CAST -> cast(node.getCast().getTo(), args);
            case VIEW -> view(node.getView(), operands(1, args).getFirst().shape());
            case RESHAPE -> reshape(node.getReshape().getShapeList(), args);
            case REDUCE -> reduce(node.getReduce().getMonoid(), node.getReduce().getAxis(), args);
            case SCAN -> scan(node.getScan().getMonoid(), node.getScan().getAxis(), args);
            case CONTRACT -> contract(args);
            case CONCAT -> concat(node.getConcat().getAxis(), args);
            case UPDATE -> update(node.getUpdate().getRegion(), args);
            case GATHER -> gather(node.getGather().getAxis(), args);
            case SCATTER -> scatter(GraphEncoder.combine(node.getScatter().getCombine()), args);
            case OP_NOT_SET -> throw new WireException("the operator is missing");
        };
    }

    // ---- leaves

    private Op generate(syrtis.wire.v1.Generate message, List<Type> args) {
        operands(0, args);
        Generator generator = named("generator", message.getGenerator(), GENERATORS);
        Type type = Types.decode(message.getType(), limits);
        List<Dtype> dtypes =
                message.getParamsList().stream().map(param -> Types.decode(param.getDtype())).toList();
        List<Dtype> needed = params(generator, type);
        require(dtypes.equals(needed), () -> generator.label() + " of " + type + " needs parameters " + needed + ", got " + dtypes);
        return new Op.Generate(generator, message.getParamsList().stream().map(OpReader::number).toList(), dtypes, type);
    }

    private static List<Dtype> params(Generator generator, Type type) {
        Dtype dtype = type.dtype();
        return switch (generator) {
            case FULL -> Collections.nCopies(dtype.parts(), dtype.part());
            case ARANGE -> {
                require(!dtype.isBool() && !dtype.isComplex(), () -> "arange has no dtype " + dtype + ": cast it");
                yield List.of(dtype, dtype);
            }
            case LINSPACE -> List.of(Dtype.FLOAT64, Dtype.FLOAT64, Dtype.FLOAT64, Dtype.INT64);
            case EYE, LOWER_TRIANGLE -> {
                require(type.shape().rank() >= 2, () -> generator.label() + " needs two axes or more, got " + type);
                yield List.of(Dtype.INT64);
            }
            case UNIFORM, NORMAL, EXPONENTIAL -> List.of(Dtype.UINT64, Dtype.UINT64, Dtype.FLOAT64, Dtype.FLOAT64);
            case INTEGERS -> Collections.nCopies(4, Dtype.UINT64);
        };
    }

    private static java.lang.Number number(Number number) {
        boolean real = Types.decode(number.getDtype()).isInexact();
        require(
                number.getValueCase() == (real ? Number.ValueCase.REAL : Number.ValueCase.INTEGER),
                () -> "a parameter of dtype " + Types.decode(number.getDtype()) + " needs its value as " + (real ? "real" : "integer"));
        return real ? (java.lang.Number) number.getReal() : (java.lang.Number) number.getInteger();
    }

    private Op stored(Leaf leaf, List<Type> args) {
        operands(0, args);
        Type type = switch (leaf.getWhereCase()) {
            case INLINE -> inline(leaf.getInline());
            case RESULT -> result(leaf.getResult());
            case WHERE_NOT_SET -> throw new WireException("where the elements are is missing");
        };
        Op.Contents contents = leaves.decode(leaf);
        same(type, contents.type());
        return new Op.Stored(contents);
    }

    private Type inline(Inline inline) {
        Type type = Types.decode(inline.getType(), limits);
        require(
                inline.getElements().size() == type.bytes(),
                () -> type + " has " + type.bytes() + " bytes, and " + inline.getElements().size() + " came");
        inlineBytes += type.bytes();
        require(inlineBytes <= limits.inlineBytes(), () -> "more than the " + limits.inlineBytes()
                + " bytes of elements that are allowed came inline: put large arrays, and name them");
        if (type.dtype().isBool()) {
            for (int k = 0; k < inline.getElements().size(); k++) {
                byte value = inline.getElements().byteAt(k);
                require(value == 0 || value == 1, () -> "a bool is a byte 0 or 1, and " + value + " came");
            }
        }
        return type;
    }

    private Type result(JobResult result) {
        Type type = Types.decode(result.getType(), limits);
        Types.grid(type, result.getTileList());
        require(JobId.isOne(result.getJob()), () -> "a job's id is a UUID, got '" + shown(result.getJob()) + "'");
        require(result.getRoot() >= 0, () -> "root " + Integer.toUnsignedString(result.getRoot()) + " of a job");
        return type;
    }

    private Op read(FileLeaf leaf, List<Type> args) {
        operands(0, args);
        Type type = Types.decode(leaf.getType(), limits);
        switch (leaf.getKindCase()) {
            case NPY -> text("path", leaf.getNpy().getPath());
            case NPZ -> {
                text("path", leaf.getNpz().getPath());
                text("member", leaf.getNpz().getMember());
            }
            case KIND_NOT_SET -> throw new WireException("the kind of file is missing");
        }
        Op.Origin origin = leaves.decode(leaf);
        same(type, origin.type());
        return new Op.Read(origin);
    }

    private static void text(String what, String text) {
        require(!text.isEmpty() && text.length() <= MOST_TEXT && text.indexOf('\0') < 0,
                () -> "a " + what + " needs 1 to " + MOST_TEXT + " characters other than NUL");
    }

    private static void same(Type said, Type found) {
        require(said.equals(found), () -> "the graph says " + said + ", and what is there is " + found);
    }

    // ---- elements

    private static Op elementwise(String name, List<Type> args) {
        Elementwise row = named("elementwise operator", name, ROWS);
        operands(row.arity(), args);
        List<Dtype> dtypes = args.stream().map(Type::dtype).toList();
        List<Dtype> needed;
        try {
            needed = row.signature(dtypes).operands();
        } catch (DtypeException none) {
            throw new WireException(none.getMessage(), none);
        }
        require(dtypes.equals(needed), () -> row.label() + " of " + dtypes + " computes with " + needed + ": cast the operands");
        for (Type arg : args) {
            require(arg.shape().equals(args.getFirst().shape()), () -> row.label() + " needs one shape, got " + args + ": view the operands");
        }
        return row;
    }

    private static Op cast(syrtis.wire.v1.Dtype to, List<Type> args) {
        operands(1, args);
        return new Op.Cast(Types.decode(to));
    }

    // ---- shapes

    private syrtis.op.View view(syrtis.wire.v1.View message, Shape source) {
        Shape shape = Types.shape(message.getShapeList(), limits);
        int rank = source.rank();
        require(
                message.getAxisCount() == rank && message.getStartCount() == rank && message.getStepCount() == rank,
                () -> "a view of " + source + " needs " + rank + " axes, starts and steps, got " + message.getAxisCount() + ", "
                        + message.getStartCount() + " and " + message.getStepCount());
        syrtis.op.View.Step[] steps = new syrtis.op.View.Step[rank];
        for (int a = 0; a < rank; a++) {
            steps[a] = new syrtis.op.View.Step(message.getAxis(a), message.getStart(a), message.getStep(a));
            check(steps[a], source.dim(a), shape);
        }
        return new syrtis.op.View(source, shape, List.of(steps));
    }

    /** That the map stays inside an axis of {@code length} elements; a view without elements reaches none. */
    private static void check(syrtis.op.View.Step step, long length, Shape shape) {
        int axis = step.axis();
        require(axis >= -1 && axis < shape.rank(), () -> "a view has an axis " + axis + ", and its result " + shape);
        require(axis >= 0 || step.step() == 0, () -> "a view steps by " + step.step() + " along no axis");
        if (shape.isEmpty()) {
            return;
        }
        long turns = axis < 0 ? 0 : shape.dim(axis) - 1;
        long last = turns == 0 ? 0 : Math.multiplyHigh(turns, step.step()) == (turns * step.step()) >> 63 ? turns * step.step() : length;
        long room = length - 1 - step.start(); // no overflow where start is inside
        boolean inside = step.start() >= 0 && step.start() < length && last >= -step.start() && last <= room;
        require(inside, () -> "a view leaves an axis of " + length + " elements: it starts at " + step.start() + " and takes " + turns
                + " steps of " + step.step());
    }

    private Op reshape(List<Long> lengths, List<Type> args) {
        Shape from = operands(1, args).getFirst().shape();
        Shape shape = Types.shape(lengths, limits);
        require(shape.size() == from.size(), () -> "a reshape of " + from + " to " + shape + " changes the number of elements");
        return new Op.Reshape(shape);
    }

    private Op concat(int axis, List<Type> args) {
        require(!args.isEmpty(), () -> "concat needs an operand");
        Type first = args.getFirst();
        axis(axis, first);
        long length = 0;
        for (Type arg : args) {
            Shape shape = arg.shape();
            boolean fits = arg.dtype() == first.dtype()
                    && shape.rank() == first.shape().rank()
                    && shape.with(axis, first.shape().dim(axis)).equals(first.shape());
            require(fits, () -> "concat along axis " + axis + " of " + first + " and " + arg);
            length += shape.dim(axis);
            require(length <= limits.elements(), () -> "concat has more than the " + limits.elements() + " elements that are allowed");
        }
        long[] lengths = first.shape().toArray();
        lengths[axis] = length;
        Types.within(limits, lengths);
        return new Op.Concat(axis);
    }

    // ---- folds

    private static Op reduce(String name, int axis, List<Type> args) {
        Monoid monoid = fold(name, axis, args);
        Shape shape = args.getFirst().shape();
        require(shape.dim(axis) > 0, () -> monoid.label() + " of no elements: axis " + axis + " of " + args.getFirst() + " has length 0");
        return new Op.Reduce(monoid, axis);
    }

    private static Op scan(String name, int axis, List<Type> args) {
        Monoid monoid = fold(name, axis, args);
        require(!args.getFirst().shape().isEmpty(), () -> "a scan of no elements: " + args.getFirst() + " is its own result");
        return new Op.Scan(monoid, axis);
    }

    private static Monoid fold(String name, int axis, List<Type> args) {
        Monoid monoid = named("fold", name, MONOIDS);
        Type type = operands(1, args).getFirst();
        axis(axis, type);
        Dtype needed = monoid.result(type.dtype());
        // Integers may also be folded in their own dtype, as with NumPy's dtype=.
        boolean isNarrow = type.dtype().isInteger() && needed.isInteger();
        require(needed == type.dtype() || isNarrow, () -> monoid.label() + " of " + type.dtype() + " computes with " + needed + ": cast the operand");
        return monoid;
    }

    private Op contract(List<Type> args) {
        operands(2, args);
        Type a = args.get(0);
        Type b = args.get(1);
        int rank = a.shape().rank();
        boolean fits = a.dtype().isFloat()
                && a.dtype() == b.dtype()
                && rank >= 2
                && b.shape().rank() == rank
                && a.shape().dim(rank - 1) == b.shape().dim(rank - 2)
                && Arrays.equals(leading(a.shape()), leading(b.shape()));
        require(fits, () -> "matmul of " + a + " and " + b);
        long[] lengths = a.shape().toArray();
        lengths[rank - 1] = b.shape().dim(rank - 1);
        Types.within(limits, lengths);
        return new Op.Contract();
    }

    private static long[] leading(Shape shape) {
        return Arrays.copyOf(shape.toArray(), shape.rank() - 2);
    }

    // ---- elements put and taken

    private Op update(syrtis.wire.v1.View message, List<Type> args) {
        operands(2, args);
        Type base = args.get(0);
        Type values = args.get(1);
        syrtis.op.View region = view(message, base.shape());
        require(base.dtype() == values.dtype(), () -> "an update of " + base + " with " + values + ": cast the values");
        require(region.shape().equals(values.shape()), () -> "an update of a region " + region.shape() + " with " + values);
        require(region.shape().isEmpty() || !region.repeats(), () -> "an update reaches an element twice: " + region);
        return new Op.Update(region);
    }

    private Op gather(int axis, List<Type> args) {
        operands(2, args);
        Type base = args.get(0);
        Type indices = args.get(1);
        axis(axis, base);
        require(indices.dtype() == Dtype.INT64, () -> "gather needs int64 indices, got " + indices + ": cast them");
        long[] from = base.shape().toArray();
        long[] by = indices.shape().toArray();
        long[] lengths = new long[from.length - 1 + by.length];
        System.arraycopy(from, 0, lengths, 0, axis);
        System.arraycopy(by, 0, lengths, axis, by.length);
        System.arraycopy(from, axis + 1, lengths, axis + by.length, from.length - axis - 1);
        Types.within(limits, lengths);
        return new Op.Gather(axis);
    }

    private static Op scatter(String name, List<Type> args) {
        Op.Scatter.Combine combine = named("way to combine", name, COMBINES);
        operands(3, args);
        Type base = args.get(0);
        Type indices = args.get(1);
        Type values = args.get(2);
        boolean fits = base.shape().rank() == 1
                && indices.shape().rank() == 1
                && indices.dtype() == Dtype.INT64
                && values.shape().equals(indices.shape())
                && values.dtype() == base.dtype();
        require(fits, () -> "scatter of " + values + " at " + indices + " into " + base);
        return new Op.Scatter(combine);
    }

    // ---- what all say

    private static List<Type> operands(int count, List<Type> args) {
        require(args.size() == count, () -> "it has " + args.size() + " operands, and needs " + count);
        return args;
    }

    private static void axis(int axis, Type type) {
        require(axis >= 0 && axis < type.shape().rank(), () -> "axis " + Integer.toUnsignedString(axis) + " of " + type);
    }

    private static <T> T named(String what, String name, Map<String, T> known) {
        T found = known.get(name);
        if (found == null) {
            throw new WireException("no " + what + " is called '" + shown(name) + "' in this version");
        }
        return found;
    }

    /** A text from elsewhere, as much of it as a message should show. */
    private static String shown(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private static void require(boolean fine, Supplier<String> otherwise) {
        if (!fine) {
            throw new WireException(otherwise.get());
        }
    }

    private static <T> Map<String, T> byLabel(T[] rows, Function<T, String> label) {
        return Stream.of(rows).collect(Collectors.toUnmodifiableMap(label, Function.identity()));
    }
}
