package syrtis.program;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The names of a program, or of one call of a function, over the names that it can see around it. */
final class Scope {
    private final Map<String, Value> names = new HashMap<>();
    private final @Nullable Scope outer;

    Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    Optional<Value> find(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Value value = scope.names.get(name);
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    void put(String name, Value value) {
        names.put(name, value);
    }

    boolean remove(String name) {
        return names.remove(name) != null;
    }

    /** Every name that can be seen from here. */
    Set<String> visible() {
        Set<String> all = new TreeSet<>();
        for (Scope scope = this; scope != null; scope = scope.outer) {
            all.addAll(scope.names.keySet());
        }
        return all;
    }
}
