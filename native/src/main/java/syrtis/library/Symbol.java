package syrtis.library;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The C function that a component of a record of bindings is linked with. Types are those of the Java side: {@code int.class} is C's
 * {@code int}, {@code long.class} its 64-bit integers, {@code MemorySegment.class} any pointer; {@link CFunction}s need none.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Symbol {
    String name();

    Class<?> returns() default void.class;

    Class<?>[] takes() default {};
}
