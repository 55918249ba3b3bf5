package syrtis.library;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import syrtis.type.BugException;

/** Links records whose components are method handles or {@link CFunction}s, each annotated with its {@link Symbol}, with a library. */
public final class Bindings {
    private static final Map<Class<?>, MemoryLayout> LAYOUTS = Map.of(
            byte.class, ValueLayout.JAVA_BYTE,
            int.class, ValueLayout.JAVA_INT,
            long.class, ValueLayout.JAVA_LONG,
            float.class, ValueLayout.JAVA_FLOAT,
            double.class, ValueLayout.JAVA_DOUBLE,
            MemorySegment.class, ValueLayout.ADDRESS);

    private Bindings() {}

    /** The record of type {@code type}, each of its functions linked; missing if the library lacks one of the functions. */
    public static <R extends Record> Search<R> link(Class<R> type, SymbolLookup library) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] handles = new Object[components.length];
        for (int k = 0; k < components.length; k++) {
            Symbol symbol = components[k].getAnnotation(Symbol.class);
            if (symbol == null) {
                throw new BugException(type.getName() + "." + components[k].getName() + " names no symbol");
            }
            Optional<MemorySegment> address = library.find(symbol.name());
            if (address.isEmpty()) {
                return new Search.Missing<>(
                        "it has no function " + symbol.name() + ": it is another version than expected");
            }
            handles[k] = components[k].getType() == CFunction.class
                    ? new CFunction(address.get())
                    : Linker.nativeLinker().downcallHandle(address.get(), descriptor(symbol));
        }
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return new Search.Found<>(constructor.newInstance(handles));
        } catch (ReflectiveOperationException impossible) {
            throw new BugException(
                    "cannot make " + type.getName() + " of functions", impossible);
        }
    }

    private static FunctionDescriptor descriptor(Symbol symbol) {
        MemoryLayout[] parameters =
                Arrays.stream(symbol.takes()).map(Bindings::layout).toArray(MemoryLayout[]::new);
        return symbol.returns() == void.class
                ? FunctionDescriptor.ofVoid(parameters)
                : FunctionDescriptor.of(layout(symbol.returns()), parameters);
    }

    private static MemoryLayout layout(Class<?> type) {
        MemoryLayout layout = LAYOUTS.get(type);
        if (layout == null) {
            throw new BugException("no C type for " + type.getName());
        }
        return layout;
    }
}
