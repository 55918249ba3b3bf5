package syrtis.program;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import syrtis.Index;
import syrtis.NDArray;
import syrtis.NpzFile;
import syrtis.program.Value.Num;

/** What stands in the brackets of {@code x[...]}: reading and writing parts of arrays and lists. */
final class Indexing {
    private Indexing() {}

    /** {@code container[index]}. */
    static Value get(Value container, Value index) {
        return switch (container) {
            case Value.Array array -> get(array.array(), index);
            case Value.Tuple tuple ->
                index instanceof Value.Slice slice
                        ? new Value.Tuple(sliced(tuple.items(), slice))
                        : tuple.items().get(position(index, tuple.items().size()));
            case Value.Items list ->
                index instanceof Value.Slice slice
                        ? new Value.Items(new ArrayList<>(sliced(list.items(), slice)))
                        : list.items().get(position(index, list.items().size()));
            case Value.Range range -> range.item(position(index, range.size()));
            case Value.Str text -> {
                List<Value> letters = text.value()
                        .codePoints()
                        .mapToObj(c -> (Value) new Value.Str(Character.toString(c)))
                        .toList();
                if (index instanceof Value.Slice slice) {
                    StringBuilder part = new StringBuilder();
                    sliced(letters, slice).forEach(letter -> part.append(Repr.text(letter)));
                    yield new Value.Str(part.toString());
                }
                yield letters.get(position(index, letters.size()));
            }
            case Value.Foreign(Subscripted subscripted) -> subscripted.get(index);
            case Value.Foreign(NpzFile archive)
            when index instanceof Value.Str name -> new Value.Array(archive.get(name.value()), false);
            case Num _, Value.Opaque _ ->
                throw new Mistake(container.describe() + " has no elements to take by [...]"
                        + (container instanceof Value.Callable ? ": call it with (...)" : ""));
        };
    }

    private static Value get(NDArray array, Value index) {
        NDArray part = array.get(of(index));
        // NumPy hands out one element as a value: later writes to the array do not show in it.
        return isOneElement(array, index) ? new Value.Array(part.copy(), true) : new Value.Array(part, false);
    }

    /** {@code container[index] = value}. */
    static void set(Value container, Value index, Value value) {
        switch (container) {
            case Value.Array array -> {
                if (array.frozen()) {
                    throw new Mistake(
                            "one element of an array is a value and cannot be assigned to: index the array itself");
                }
                array.array().set(Elements.operand(value), of(index));
            }
            case Value.Items list ->
                list.items().set(position(index, list.items().size()), value);
            case Value.Foreign(Subscripted subscripted) -> subscripted.set(index, value);
            case Num _, Value.Str _, Value.Tuple _, Value.Range _, Value.Opaque _ ->
                throw new Mistake(container.describe() + " cannot be changed"
                        + (container instanceof Value.Tuple ? ": make it a list" : ""));
        }
    }

    /** {@code container[index] operator= operand}, as NumPy does it: a view changes in place, a copy is written back. */
    static void update(Operator operator, Value container, Value index, Value operand) {
        Value part = get(container, index);
        if (container instanceof Value.Array && part instanceof Value.Array array && !array.frozen()) {
            operator.applyInPlace(array.array(), Elements.operand(operand));
            if (!isBasic(index)) {
                set(container, index, array);
            }
        } else {
            set(container, index, Operations.binary(operator, part, operand));
        }
    }

    /** Takes one value out of a list. */
    static Value remove(Value.Items list, Value index) {
        return list.items().remove(position(index, list.items().size()));
    }

    /** The indices of the API for what stands in the brackets. */
    static Index[] of(Value index) {
        return entries(index).stream().map(Indexing::entry).toArray(Index[]::new);
    }

    private static Index entry(Value value) {
        return switch (value) {
            case Value.Int integer -> Index.at(integer.value());
            case Value.Slice slice -> Index.slice(bound(slice.start()), bound(slice.stop()), bound(slice.step()));
            case Value.Special special ->
                switch (special) {
                    case NONE -> Index.newAxis();
                    case ELLIPSIS -> Index.ellipsis();
                };
            case Value.Array array ->
                array.array().ndim() == 0 && array.array().dtype().isInteger()
                        ? Index.at(array.array().itemLong())
                        : Index.of(array.array());
            case Value.Bool bool -> Index.of(Elements.array(bool));
            // NumPy takes an empty list for a list of no integers.
            case Value.Items list when list.items().isEmpty() -> Index.of(Elements.array(new Value.Range(0, 0, 1)));
            case Value.Sequence _ -> Index.of(Elements.array(value));
            case Value.Real real ->
                throw new Mistake("an index is an integer, got " + Repr.of(real) + ": use int(...) or '//'");
            case Value.Big _,
                    Value.Complex _,
                    Value.Str _,
                    Value.Type _,
                    Value.Namespace _,
                    Value.Foreign _,
                    Value.Callable _ ->
                throw new Mistake(
                        "an index is an integer, a slice, None, '...', a mask or integers, got " + value.describe());
        };
    }

    private static @Nullable Long bound(Value value) {
        return value == Value.Special.NONE ? null : Long.valueOf(integer(value));
    }

    private static long integer(Value value) {
        if (value instanceof Num number && Numbers.isInteger(number)) {
            return Numbers.integer(number);
        }
        if (value instanceof Value.Array array
                && array.array().size() == 1
                && array.array().dtype().isInteger()) {
            return array.array().itemLong();
        }
        throw new Mistake("an index is an integer, got " + value.describe() + ": use int(...) or '//'");
    }

    private static List<Value> entries(Value index) {
        return index instanceof Value.Tuple tuple ? tuple.items() : List.of(index);
    }

    /** Whether the part is a view: integers, slices, None and ... only. */
    private static boolean isBasic(Value index) {
        return entries(index).stream()
                .allMatch(e -> e instanceof Value.Slice || e instanceof Value.Special || isInteger(e));
    }

    private static boolean isInteger(Value value) {
        return value instanceof Value.Int
                || (value instanceof Value.Array array
                        && array.array().ndim() == 0
                        && array.array().dtype().isInteger());
    }

    private static boolean isOneElement(NDArray array, Value index) {
        List<Value> entries = entries(index);
        return entries.size() == array.ndim() && entries.stream().allMatch(Indexing::isInteger);
    }

    private static int position(Value index, long size) {
        long position = integer(index);
        long plain = position < 0 ? position + size : position;
        if (plain < 0 || plain >= size) {
            throw new Mistake("index " + position + " is out of range for " + size + " values");
        }
        return Math.toIntExact(plain);
    }

    private static List<Value> sliced(List<Value> items, Value.Slice slice) {
        long step = slice.step() == Value.Special.NONE ? 1 : integer(slice.step());
        if (step == 0) {
            throw new Mistake("a slice needs a step other than 0");
        }
        int size = items.size();
        long start = clamped(slice.start(), step, step > 0 ? 0 : size - 1, size);
        long stop = clamped(slice.stop(), step, step > 0 ? size : -1, size);
        Value.Range positions = new Value.Range(start, stop, step);
        return LongStream.range(0, positions.size())
                .mapToObj(i -> items.get((int) positions.item(i).value()))
                .toList();
    }

    private static long clamped(Value bound, long step, long missing, long size) {
        if (bound == Value.Special.NONE) {
            return missing;
        }
        long plain = integer(bound);
        long position = plain < 0 ? plain + size : plain;
        return step > 0 ? Math.clamp(position, 0, size) : Math.clamp(position, -1, size - 1);
    }

    /** The values that a loop over {@code value} sees, one at a time. */
    static Iterator<Value> each(Value value) {
        return switch (value) {
            case Value.Array array -> rowStream(array.array()).iterator();
            case Value.Range range ->
                LongStream.range(0, range.size())
                        .mapToObj(i -> (Value) range.item(i))
                        .iterator();
            case Value.Tuple tuple -> tuple.items().iterator();
            // A copy: the loop may change the list.
            case Value.Items list -> List.copyOf(list.items()).iterator();
            case Value.Str text ->
                text.value()
                        .codePoints()
                        .mapToObj(c -> (Value) new Value.Str(Character.toString(c)))
                        .iterator();
            case Value.Foreign(Flat flat) -> each(flat.line());
            case Value.Foreign(NpzFile archive) ->
                archive.files().stream().map(name -> (Value) new Value.Str(name)).iterator();
            case Num _, Value.Opaque _ ->
                throw new Mistake("a loop needs a range, a list, a tuple or an array, got " + value.describe()
                        + (value instanceof Value.Int integer ? ": is range(" + integer.value() + ") meant?" : ""));
        };
    }

    /** The parts of an array along its first axis. */
    static List<Value> rows(NDArray array) {
        Elements.limited(array.ndim() == 0 ? 0 : array.shape().dim(0));
        return rowStream(array).toList();
    }

    private static Stream<Value> rowStream(NDArray array) {
        if (array.ndim() == 0) {
            throw new Mistake("an array without axes has no rows to loop over");
        }
        return LongStream.range(0, array.shape().dim(0)).mapToObj(i -> get(array, new Value.Int(i)));
    }
}
