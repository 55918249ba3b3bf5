package syrtis.program;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import syrtis.type.BugException;

/**
 * A record of the API that holds the options of a call: it has a static {@code defaults()}, and every component is a keyword.
 */
record Keywords(Class<?> type, List<RecordComponent> components) {
    static boolean isOptions(Class<?> type) {
        return type.isRecord()
                && type.getPackageName().equals("syrtis")
                && Arrays.stream(type.getMethods())
                        .anyMatch(m -> m.getName().equals("defaults") && m.getParameterCount() == 0);
    }

    static Keywords of(Class<?> type) {
        return new Keywords(type, List.of(type.getRecordComponents()));
    }

    List<String> names() {
        return components.stream().map(RecordComponent::getName).toList();
    }

    /** As {@link Conversion#cost}; {@code None} is always the default. */
    OptionalInt cost(String name, Value value) {
        return value == Value.Special.NONE
                ? OptionalInt.of(0)
                : Conversion.cost(value, component(name).getGenericType());
    }

    /** The defaults, with what is given in their place. */
    Object with(Map<String, Value> given) {
        try {
            Record defaults = (Record) type.getMethod("defaults").invoke(null);
            Object[] values = new Object[components.size()];
            for (int i = 0; i < values.length; i++) {
                RecordComponent component = components.get(i);
                Value value = given.getOrDefault(component.getName(), Value.Special.NONE);
                values[i] = value == Value.Special.NONE
                        ? component.getAccessor().invoke(defaults)
                        : Conversion.convert(value, component.getGenericType());
            }
            Constructor<?> constructor = type.getConstructor(
                    components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            if (e.getCause() instanceof RuntimeException wrong) {
                throw wrong;
            }
            throw new BugException("options " + type.getName(), e);
        }
    }

    private RecordComponent component(String name) {
        return components.stream()
                .filter(c -> c.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
