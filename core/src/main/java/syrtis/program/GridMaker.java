package syrtis.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import syrtis.Mesh;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.program.Value.Num;
import syrtis.type.Dtype;

/** An object of NumPy that makes arrays, or subscripts, of what stands in the brackets after it. */
enum GridMaker implements Subscripted {
    /** Coordinates of every point of a grid. */
    MGRID {
        @Override
        public Value get(Value index) {
            return index instanceof Value.Tuple axes
                    ? array(Nd.stack(List.of(Nd.meshgrid(Mesh.ij(), coordinates(axes.items())))))
                    : array(coordinates(List.of(index))[0]);
        }
    },
    /** Coordinates along each axis of a grid, which broadcast to those of every point. */
    OGRID {
        @Override
        public Value get(Value index) {
            return index instanceof Value.Tuple axes
                    ? Conversion.value(Nd.meshgrid(Mesh.ij().thin(), coordinates(axes.items())), false)
                    : array(coordinates(List.of(index))[0]);
        }
    },
    /** Arrays, numbers and ranges one after the other. */
    R_ {
        @Override
        public Value get(Value index) {
            return array(Nd.concatenate(
                    parts(index).stream().map(part -> Nd.atleast1d(part)).toList(), 0));
        }
    },
    /** Arrays, numbers and ranges beside each other: 1-D ones are columns. */
    C_ {
        @Override
        public Value get(Value index) {
            return array(Nd.concatenate(
                    parts(index).stream()
                            .map(part -> part.ndim() < 2 ? part.reshape(-1, 1) : part)
                            .toList(),
                    -1));
        }
    },
    /** The subscript itself. */
    S_ {
        @Override
        public Value get(Value index) {
            return index;
        }
    },
    /** The subscript itself, always a tuple. */
    INDEX_EXP {
        @Override
        public Value get(Value index) {
            return index instanceof Value.Tuple ? index : new Value.Tuple(List.of(index));
        }
    };

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<GridMaker> of(String name) {
        return Arrays.stream(values())
                .filter(maker -> maker.label().equals(name))
                .findFirst();
    }

    @Override
    public void set(Value index, Value value) {
        throw new Mistake("np." + label() + " cannot be assigned to");
    }

    private static Value array(NDArray array) {
        return new Value.Array(array, false);
    }

    private static List<NDArray> parts(Value index) {
        List<NDArray> parts = new ArrayList<>();
        for (Value part : index instanceof Value.Tuple tuple ? tuple.items() : List.of(index)) {
            if (part instanceof Value.Str) {
                throw new Mistake("words in the brackets are not there: use concatenate or stack");
            }
            parts.add(part instanceof Value.Slice slice ? coordinates(List.of(slice))[0] : Elements.array(part));
        }
        return parts;
    }

    /** The coordinates along each axis, in one dtype: integers, if all bounds and steps are. */
    private static NDArray[] coordinates(List<Value> slices) {
        boolean isWhole = slices.stream().allMatch(GridMaker::isWhole);
        return slices.stream().map(slice -> along(slice, isWhole)).toArray(NDArray[]::new);
    }

    private static boolean isWhole(Value slice) {
        Value.Slice bounds = slice(slice);
        return List.of(bounds.start(), bounds.stop(), bounds.step()).stream()
                .allMatch(bound ->
                        bound == Value.Special.NONE || (bound instanceof Num number && Numbers.isInteger(number)));
    }

    private static Value.Slice slice(Value value) {
        if (value instanceof Value.Slice slice && slice.stop() != Value.Special.NONE) {
            return slice;
        }
        throw new Mistake("a grid is made of slices like 0:5, 0:1:0.1 or 0:1:11j, got " + value.describe());
    }

    /** {@code start:stop:step}; a step of {@code 5j} asks for 5 coordinates, the last of which is {@code stop}. */
    private static NDArray along(Value value, boolean isWhole) {
        Value.Slice slice = slice(value);
        double start = number(slice.start(), 0);
        double stop = number(slice.stop(), 0);
        if (slice.step() instanceof Value.Complex count) {
            long points = (long) Math.hypot(count.re(), count.im());
            double step = points > 1 ? (stop - start) / (points - 1) : 1;
            return Nd.arange(points, Dtype.FLOAT64).multiply(step).add(start);
        }
        double step = number(slice.step(), 1);
        if (step == 0) {
            throw new Mistake("a grid needs a step other than 0");
        }
        long points = (long) Math.max(0, Math.ceil((stop - start) / step));
        return isWhole
                ? Nd.arange(points).multiply((long) step).add((long) start)
                : Nd.arange(points, Dtype.FLOAT64).multiply(step).add(start);
    }

    private static double number(Value bound, double missing) {
        if (bound == Value.Special.NONE) {
            return missing;
        }
        if (bound instanceof Num number && !(number instanceof Value.Complex)) {
            return Numbers.real(number);
        }
        if (bound instanceof Value.Array array && array.array().ndim() == 0) {
            return Numbers.real(Elements.number(array.array()));
        }
        throw new Mistake("a grid goes from number to number, got " + bound.describe());
    }
}
