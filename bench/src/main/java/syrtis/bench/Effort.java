package syrtis.bench;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** The least that a computation must do, by what it takes; nothing where nobody can say. */
record Effort(Map<Resource, Double> amounts) {
    static final Effort UNKNOWN = new Effort(new EnumMap<>(Resource.class));

    Effort {
        amounts = Collections.unmodifiableMap(new EnumMap<>(amounts));
    }

    static Effort of(Resource resource, double amount) {
        return UNKNOWN.and(resource, amount);
    }

    Effort and(Resource resource, double amount) {
        Map<Resource, Double> more = new EnumMap<>(Resource.class);
        more.putAll(amounts);
        more.put(resource, amount);
        return new Effort(more);
    }
}
