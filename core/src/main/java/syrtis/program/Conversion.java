package syrtis.program;

import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import syrtis.Index;
import syrtis.NDArray;
import syrtis.program.Value.Num;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.SyrtisException;

/**
 * The way between a program's values and the parameters and results of the API. Every conversion has a cost, so that of
 * several overloads the one that says most of the arguments is chosen; only the chosen one is converted.
 */
final class Conversion {
    private static final OptionalInt NO = OptionalInt.empty();

    private Conversion() {}

    /** How much of a stretch it is to pass {@code value} as {@code type}: 0 is none; empty where it cannot be. */
    static OptionalInt cost(Value value, Type type) {
        Class<?> raw = raw(type);
        if (raw == NDArray.class) {
            return switch (value) {
                case Value.Array _ -> OptionalInt.of(0);
                case Num _ -> OptionalInt.of(4);
                case Value.Sequence _ -> OptionalInt.of(5);
                case Value.Str _, Value.Opaque _ -> NO;
            };
        }
        if (raw == Index[].class) {
            return OptionalInt.of(6);
        }
        if (raw == Index.class) {
            return value instanceof Value.Slice ? OptionalInt.of(1) : NO;
        }
        if (raw == Shape.class) {
            return several(value, long.class, 2);
        }
        if (raw.isArray()) {
            return several(value, raw.getComponentType(), 2);
        }
        if (raw == List.class && type instanceof ParameterizedType parameterized) {
            return several(value, parameterized.getActualTypeArguments()[0], 1);
        }
        if (raw == Dtype.class) {
            return dtype(value).isPresent() ? OptionalInt.of(1) : NO;
        }
        if (raw == OptionalInt.class) {
            return value == Value.Special.NONE ? OptionalInt.of(1) : NO;
        }
        if (raw.isEnum()) {
            return value instanceof Value.Str && constant(value, raw).isPresent() ? OptionalInt.of(1) : NO;
        }
        if (raw == Object.class) {
            return value instanceof Num || value instanceof Value.Array ? OptionalInt.of(7) : NO;
        }
        return switch (value) {
            case Value.Bool _ -> among(raw, boolean.class, long.class, int.class, double.class, Number.class);
            case Value.Int _ -> among(raw, long.class, int.class, double.class, Number.class, boolean.class);
            case Value.Real _ -> among(raw, double.class, Number.class);
            case Value.Str _ -> raw == String.class ? OptionalInt.of(0) : NO;
            case Value.Array array ->
                array.array().ndim() == 0 ? element(array.array().dtype(), raw) : NO;
            case Value.Foreign foreign -> raw.isInstance(foreign.object()) ? OptionalInt.of(0) : NO;
            case Value.Big _,
                    Value.Complex _,
                    Value.Sequence _,
                    Value.Slice _,
                    Value.Special _,
                    Value.Type _,
                    Value.Namespace _,
                    Value.Callable _ -> NO;
        };
    }

    /** {@code value} as {@code type}, where {@link #cost} has said that it can be. */
    static Object convert(Value value, Type type) {
        Class<?> raw = raw(type);
        if (raw == NDArray.class) {
            return Elements.operand(value);
        }
        if (raw == Index[].class) {
            return Indexing.of(value);
        }
        if (raw == Index.class) {
            return Indexing.of(value)[0];
        }
        if (raw == Shape.class) {
            return Shape.of((long[]) convert(value, long[].class));
        }
        if (raw.isArray()) {
            List<Value> items = parts(value).orElse(List.of(value));
            Object array = Array.newInstance(raw.getComponentType(), items.size());
            for (int i = 0; i < items.size(); i++) {
                Array.set(array, i, convert(items.get(i), raw.getComponentType()));
            }
            return array;
        }
        if (raw == List.class && type instanceof ParameterizedType parameterized) {
            Type item = parameterized.getActualTypeArguments()[0];
            return parts(value).orElse(List.of(value)).stream()
                    .map(v -> convert(v, item))
                    .toList();
        }
        if (raw == Dtype.class) {
            return dtype(value).orElseThrow();
        }
        if (raw == OptionalInt.class) {
            return OptionalInt.empty();
        }
        if (raw.isEnum()) {
            return constant(value, raw).orElseThrow();
        }
        if (value instanceof Value.Str text) {
            return text.value();
        }
        if (value instanceof Value.Foreign foreign) {
            return foreign.object();
        }
        Num number = value instanceof Num plain ? plain : Elements.number(Elements.array(value));
        return switch (Scalar.of(raw)) {
            case BOOLEAN -> Elements.truth(number);
            case INT -> Math.clamp(Numbers.integer(number), Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> Numbers.integer(number);
            case DOUBLE -> Numbers.real(number);
            case NUMBER -> Numbers.isInteger(number) ? (Number) Numbers.integer(number) : (Number) Numbers.real(number);
            case OBJECT ->
                switch (number) {
                    case Value.Bool bool -> bool.value();
                    case Value.Int integer -> integer.value();
                    case Value.Real real -> real.value();
                    case Value.Big _, Value.Complex _ -> Elements.weak(number);
                };
        };
    }

    /** The value that a result of the API is in a program; {@code frozen} as in {@link Value.Array}. */
    static Value value(Object result, boolean frozen) {
        return switch (result) {
            case Value value -> value;
            case NDArray array -> new Value.Array(array, frozen && array.ndim() == 0);
            case Boolean bool -> Value.Bool.of(bool);
            case Integer integer -> new Value.Int(integer);
            case Long integer -> new Value.Int(integer);
            case Double real -> new Value.Real(real);
            case Float real -> new Value.Real(real);
            case String text -> new Value.Str(text);
            case Dtype dtype -> new Value.Type(dtype);
            case Shape shape -> tuple(shape.toArray());
            case long[] numbers -> tuple(numbers);
            case int[] numbers -> tuple(Arrays.stream(numbers).asLongStream().toArray());
            case Object[] several ->
                new Value.Tuple(
                        Arrays.stream(several).map(item -> value(item, frozen)).toList());
            case List<?> several ->
                new Value.Items(new ArrayList<>(
                        several.stream().map(item -> value(item, frozen)).toList()));
            case Record several -> {
                RecordComponent[] parts = several.getClass().getRecordComponents();
                yield new Value.Tuple(
                        Arrays.stream(parts)
                                .map(part -> value(component(several, part), frozen))
                                .toList(),
                        Arrays.stream(parts).map(RecordComponent::getName).toList());
            }
            default -> {
                if (!result.getClass().getPackageName().equals("syrtis")) {
                    throw new BugException("program got a " + result.getClass().getName() + " from the API");
                }
                yield new Value.Foreign(result);
            }
        };
    }

    /** Whether a program can do anything with a result of this type. */
    static boolean isValue(Class<?> type) {
        return type == NDArray.class
                || type == NDArray[].class
                || type == List.class
                || type == Shape.class
                || type == Dtype.class
                || type == String.class
                || type == void.class
                || (type.isPrimitive() && type != char.class && type != byte.class && type != short.class)
                || type.getPackageName().equals("syrtis");
    }

    /** Whether a program has anything to pass for this type. */
    static boolean isArgument(Class<?> type) {
        return type.isArray()
                ? type != byte[].class && isArgument(type.getComponentType())
                : isValue(type)
                        || type.isEnum()
                        || type == Number.class
                        || type == Object.class
                        || type == OptionalInt.class
                        || unboxed(type).isPrimitive();
    }

    static Object component(Record several, RecordComponent component) {
        try {
            return component.getAccessor().invoke(several);
        } catch (ReflectiveOperationException e) {
            throw new BugException("record " + several.getClass().getName() + " cannot be read", e);
        }
    }

    /** The dtype that a value names: itself, {@code 'float32'}, {@code '<f4'}, or Python's {@code float}. */
    static Optional<Dtype> dtype(Value value) {
        return switch (value) {
            case Value.Type type -> Optional.of(type.dtype());
            case Value.Str text -> dtype(text.value());
            case Builtin builtin ->
                switch (builtin) {
                    case INT, FLOAT, BOOL, COMPLEX -> Optional.of(Dtype.of(builtin.label()));
                    default -> Optional.empty();
                };
            case Num _,
                    Value.Sequence _,
                    Value.Slice _,
                    Value.Special _,
                    Value.Array _,
                    Value.Namespace _,
                    Value.Foreign _,
                    Value.Function _,
                    Value.Method _,
                    Value.Defined _ -> Optional.empty();
        };
    }

    private static Optional<Dtype> dtype(String name) {
        String code = name.replaceFirst("^[<=|]", "");
        if (code.matches("[biufc?]\\d{0,2}")) {
            for (Dtype dtype : Dtype.values()) {
                String letter = switch (dtype.kind()) {
                    case BOOL -> "b";
                    case SIGNED -> "i";
                    case UNSIGNED -> "u";
                    case FLOAT -> "f";
                    case COMPLEX -> "c";
                };
                boolean isShort =
                        (code.equals("?") && dtype == Dtype.BOOL) || (code.equals("f") && dtype == Dtype.FLOAT32);
                if (isShort || code.equals(letter + dtype.bytes())) {
                    return Optional.of(dtype);
                }
            }
        }
        try {
            return Optional.of(Dtype.of(name));
        } catch (SyrtisException _) {
            return Optional.empty();
        }
    }

    private static Value.Tuple tuple(long[] numbers) {
        return new Value.Tuple(
                LongStream.of(numbers).mapToObj(n -> (Value) new Value.Int(n)).toList());
    }

    /** A list of things, or one of them where a list is wanted; an array stands for the list of its rows. */
    private static OptionalInt several(Value value, Type item, int base) {
        Optional<List<Value>> parts = raw(item) == NDArray.class && value instanceof Value.Array array
                ? Optional.of(List.of(array))
                : parts(value);
        int worst = 0;
        for (Value part : parts.orElse(List.of(value))) {
            OptionalInt cost = cost(part, item);
            if (cost.isEmpty()) {
                return NO;
            }
            worst = Math.max(worst, cost.getAsInt());
        }
        return OptionalInt.of(base + worst + (parts.isPresent() ? 0 : 1));
    }

    /** What a list, a tuple, a range or an array of one axis or more has in it. */
    private static Optional<List<Value>> parts(Value value) {
        if (value instanceof Value.Array array && array.array().ndim() > 0) {
            return Optional.of(Indexing.rows(array.array()));
        }
        return Elements.items(value);
    }

    private static Optional<Object> constant(Value value, Class<?> enumeration) {
        return value instanceof Value.Str text
                ? Arrays.stream(enumeration.getEnumConstants())
                        .map(Object.class::cast)
                        .filter(constant ->
                                Names.plain(((Enum<?>) constant).name()).equals(Names.plain(text.value())))
                        .findFirst()
                : Optional.empty();
    }

    private static OptionalInt element(Dtype dtype, Class<?> raw) {
        OptionalInt cost = switch (dtype.kind()) {
            case BOOL -> among(raw, boolean.class, long.class, int.class, double.class, Number.class);
            case SIGNED, UNSIGNED -> among(raw, long.class, int.class, double.class, Number.class);
            case FLOAT -> among(raw, double.class, Number.class);
            case COMPLEX -> NO;
        };
        // To compute the element now is worse than to pass the array on.
        return cost.isEmpty() ? NO : OptionalInt.of(cost.getAsInt() + 5);
    }

    private static OptionalInt among(Class<?> raw, Class<?>... inOrder) {
        for (int i = 0; i < inOrder.length; i++) {
            if (inOrder[i] == unboxed(raw)) {
                return OptionalInt.of(i);
            }
        }
        return NO;
    }

    private static Class<?> unboxed(Class<?> type) {
        return type == Long.class
                ? long.class
                : type == Integer.class
                        ? int.class
                        : type == Double.class ? double.class : type == Boolean.class ? boolean.class : type;
    }

    private static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType parameterized -> (Class<?>) parameterized.getRawType();
            default -> Object.class;
        };
    }

    /** The types of a single number among parameters. */
    private enum Scalar {
        BOOLEAN, INT, LONG, DOUBLE, NUMBER, OBJECT;

        static Scalar of(Class<?> type) {
            Class<?> plain = unboxed(type);
            return plain == boolean.class
                    ? BOOLEAN
                    : plain == int.class
                            ? INT
                            : plain == long.class
                                    ? LONG
                                    : plain == double.class ? DOUBLE : plain == Number.class ? NUMBER : OBJECT;
        }
    }
}
