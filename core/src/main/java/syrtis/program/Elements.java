package syrtis.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import syrtis.Index;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.program.Value.Num;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/** The way between Python's numbers and lists and the arrays of the API. */
final class Elements {
    /** What a list made from a range or a comprehension may hold; more than this should be an array. */
    static final int MOST_ITEMS = 10_000_000;

    private static final int MOST_AXES = 64;

    private Elements() {}

    /** An operand of the API: a number stays weak, so that it takes the dtype of what it meets. */
    static NDArray operand(Value value) {
        return value instanceof Num number ? weak(number) : array(value);
    }

    /** What {@code np.array(value)} gives: numbers get the dtype NumPy gives them. */
    static NDArray array(Value value) {
        return switch (value) {
            case Value.Array array -> array.array();
            case Value.Bool bool -> Nd.full(Shape.SCALAR, bool.value() ? 1L : 0L, Dtype.BOOL);
            case Value.Int integer -> Nd.full(Shape.SCALAR, integer.value(), Dtype.INT64);
            case Value.Real real -> Nd.full(Shape.SCALAR, real.value(), Dtype.FLOAT64);
            case Num number -> numbers(List.of(number), Shape.SCALAR);
            case Value.Range range ->
                Nd.of(LongStream.range(0, limited(range.size()))
                        .map(i -> range.item(i).value())
                        .toArray());
            case Value.Tuple tuple -> array(tuple.items());
            case Value.Items list -> array(list.items());
            case Value.Str _, Value.Opaque _ ->
                throw new Mistake("an array or a number is needed here, got " + value.describe());
        };
    }

    private static NDArray array(List<Value> items) {
        List<Integer> dims = dims(items);
        List<Num> leaves = new ArrayList<>();
        for (Value item : items) {
            if (!gather(item, dims, 1, leaves)) {
                return Nd.concatenate(
                        items.stream()
                                .map(row -> array(row).get(Index.newAxis(), Index.ellipsis()))
                                .toList(),
                        0);
            }
        }
        return numbers(
                leaves, Shape.of(dims.stream().mapToLong(Integer::longValue).toArray()));
    }

    /** The lengths of nested lists along their first items. */
    private static List<Integer> dims(List<Value> items) {
        List<Integer> dims = new ArrayList<>();
        Optional<List<Value>> rows = Optional.of(items);
        while (rows.isPresent()) {
            if (dims.size() == MOST_AXES) {
                throw new Mistake("an array has at most " + MOST_AXES + " axes: these lists are nested deeper");
            }
            dims.add(rows.get().size());
            rows = rows.get().isEmpty() ? Optional.empty() : items(rows.get().getFirst());
        }
        return dims;
    }

    /** Adds the numbers within {@code value}, which stands at depth {@code axis}; false if there is an array among them. */
    private static boolean gather(Value value, List<Integer> dims, int axis, List<Num> leaves) {
        if (value instanceof Value.Array) {
            return false;
        }
        if (axis == dims.size() && value instanceof Num number) {
            leaves.add(number);
            return true;
        }
        List<Value> rows = items(value)
                .orElseThrow(() -> new Mistake(
                        value instanceof Num
                                ? "an array needs rows of one length, got a row and a number"
                                : "an array holds numbers, got " + value.describe()));
        if (axis == dims.size() || rows.size() != dims.get(axis)) {
            throw new Mistake("an array needs rows of one length, got "
                    + (axis == dims.size() ? "a number" : dims.get(axis)) + " and " + rows.size());
        }
        for (Value row : rows) {
            if (!gather(row, dims, axis + 1, leaves)) {
                return false;
            }
        }
        return true;
    }

    private static NDArray numbers(List<Num> leaves, Shape shape) {
        if (leaves.stream().anyMatch(Value.Complex.class::isInstance)) {
            ByteBuffer parts = ByteBuffer.allocate(16 * leaves.size()).order(ByteOrder.LITTLE_ENDIAN);
            leaves.stream()
                    .map(Numbers::complex)
                    .forEach(c -> parts.putDouble(c.re()).putDouble(c.im()));
            return Nd.fromBytes(parts.array(), Dtype.COMPLEX128, shape);
        }
        if (leaves.isEmpty() || leaves.stream().anyMatch(Value.Real.class::isInstance)) {
            return Nd.of(leaves.stream().mapToDouble(Numbers::real).toArray()).reshape(shape);
        }
        if (leaves.stream().anyMatch(Value.Big.class::isInstance)) {
            return Nd.of(leaves.stream().mapToLong(Numbers::unsignedBits).toArray())
                    .astype(Dtype.UINT64)
                    .reshape(shape);
        }
        NDArray array =
                Nd.of(leaves.stream().mapToLong(Numbers::integer).toArray()).reshape(shape);
        return leaves.stream().allMatch(Value.Bool.class::isInstance) ? array.astype(Dtype.BOOL) : array;
    }

    static NDArray weak(Num number) {
        return switch (number) {
            case Value.Bool bool -> Nd.scalar(bool.value());
            case Value.Int integer -> Nd.scalar(integer.value());
            case Value.Big big ->
                throw new Mistake(
                        "arrays hold integers of 64 bits, " + Repr.of(big) + " does not fit: write it with '.0'");
            case Value.Real real -> Nd.scalar(real.value());
            case Value.Complex complex -> Nd.scalar(complex.re(), complex.im());
        };
    }

    /** The result of an operation: NumPy makes scalars of those without axes. */
    static Value.Array result(NDArray array) {
        return new Value.Array(array, array.ndim() == 0);
    }

    /** The one element of an array; this computes it. */
    static Num number(NDArray array) {
        if (array.size() != 1) {
            throw new Mistake("one number is needed here, got " + array.dtype() + array.shape());
        }
        return switch (array.dtype().kind()) {
            case BOOL -> Value.Bool.of(array.itemLong() != 0);
            case SIGNED -> new Value.Int(array.itemLong());
            case UNSIGNED -> Numbers.unsigned(array.itemLong());
            case FLOAT -> new Value.Real(array.item());
            case COMPLEX ->
                new Value.Complex(Nd.real(array).item(), Nd.imag(array).item());
        };
    }

    /** What {@code array.tolist()} gives: lists of numbers as deep as there are axes. */
    static Value list(NDArray array) {
        int size = limited(array.size());
        List<Value> level = new ArrayList<>(size);
        switch (array.dtype().kind()) {
            case BOOL -> Arrays.stream(array.toLongs()).forEach(n -> level.add(Value.Bool.of(n != 0)));
            case SIGNED -> Arrays.stream(array.toLongs()).forEach(n -> level.add(new Value.Int(n)));
            case UNSIGNED -> Arrays.stream(array.toLongs()).forEach(n -> level.add(Numbers.unsigned(n)));
            case FLOAT -> Arrays.stream(array.toDoubles()).forEach(x -> level.add(new Value.Real(x)));
            case COMPLEX -> {
                double[] re = Nd.real(array).toDoubles();
                double[] im = Nd.imag(array).toDoubles();
                for (int i = 0; i < size; i++) {
                    level.add(new Value.Complex(re[i], im[i]));
                }
            }
        }
        return nested(level, array.shape(), 0);
    }

    private static Value nested(List<Value> elements, Shape shape, int axis) {
        if (axis == shape.rank()) {
            return elements.getFirst();
        }
        int rows = (int) shape.dim(axis);
        int length = rows == 0 ? 0 : elements.size() / rows;
        List<Value> items = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            items.add(nested(elements.subList(row * length, (row + 1) * length), shape, axis + 1));
        }
        return new Value.Items(items);
    }

    /** Whether a condition holds; that of an array is computed. */
    static boolean truth(Value value) {
        return switch (value) {
            case Value.Bool bool -> bool.value();
            case Value.Int integer -> integer.value() != 0;
            case Value.Big _ -> true;
            case Value.Real real -> real.value() != 0;
            case Value.Complex complex -> complex.re() != 0 || complex.im() != 0;
            case Value.Str text -> !text.value().isEmpty();
            case Value.Tuple tuple -> !tuple.items().isEmpty();
            case Value.Items list -> !list.items().isEmpty();
            case Value.Range range -> range.size() != 0;
            case Value.Special special -> special != Value.Special.NONE;
            case Value.Array array -> {
                if (array.array().size() != 1) {
                    throw new Mistake("an array of " + array.array().size()
                            + " elements is neither true nor false: use .any() or .all()");
                }
                yield truth(number(array.array()));
            }
            case Value.Slice _, Value.Type _, Value.Namespace _, Value.Foreign _, Value.Callable _ -> true;
        };
    }

    /** What a tuple, a list or a range holds; nothing for other values. */
    static Optional<List<Value>> items(Value value) {
        return switch (value) {
            case Value.Tuple tuple -> Optional.of(tuple.items());
            case Value.Items list -> Optional.of(list.items());
            case Value.Range range ->
                Optional.of(LongStream.range(0, limited(range.size()))
                        .mapToObj(i -> (Value) range.item(i))
                        .toList());
            case Num _, Value.Str _, Value.Array _, Value.Opaque _ -> Optional.empty();
        };
    }

    /** {@code size}, if a list may be as long. */
    static int limited(long size) {
        if (size < 0 || size > MOST_ITEMS) {
            throw new Mistake("a list holds at most " + MOST_ITEMS + " values, this needs "
                    + Long.toUnsignedString(size) + ": use an array");
        }
        return (int) size;
    }

    /** {@code target @= operand}. */
    static void matmulInPlace(NDArray target, NDArray operand) {
        target.assign(target.matmul(operand));
    }
}
