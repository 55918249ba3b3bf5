package syrtis.program;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The values that a call passes: by position, and by keyword in the order written. */
record Arguments(List<Value> positional, Map<String, Value> keywords) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    Arguments {
        positional = List.copyOf(positional);
        keywords = Collections.unmodifiableMap(new LinkedHashMap<>(keywords));
    }

    static Arguments of(Value... positional) {
        return new Arguments(List.of(positional), Map.of());
    }

    Optional<Value> keyword(String name) {
        return Optional.ofNullable(keywords.get(name));
    }

    /** The argument at {@code position} or called {@code name}. */
    Optional<Value> at(int position, String name) {
        return position < positional.size() ? Optional.of(positional.get(position)) : keyword(name);
    }

    Arguments prepend(Value first) {
        List<Value> all = new ArrayList<>(positional.size() + 1);
        all.add(first);
        all.addAll(positional);
        return new Arguments(all, keywords);
    }

    Arguments withoutFirst() {
        return new Arguments(positional.subList(1, positional.size()), keywords);
    }

    Arguments with(String keyword, Value value) {
        Map<String, Value> all = new LinkedHashMap<>(keywords);
        all.put(keyword, value);
        return new Arguments(positional, all);
    }

    Arguments without(String keyword) {
        if (!keywords.containsKey(keyword)) {
            return this;
        }
        Map<String, Value> rest = new LinkedHashMap<>(keywords);
        rest.remove(keyword);
        return new Arguments(positional, rest);
    }

    /** Without what says nothing: keywords and last positions that are {@code None}. */
    Arguments withoutNone() {
        List<Value> rest = new ArrayList<>(positional);
        while (!rest.isEmpty() && rest.getLast() == Value.Special.NONE) {
            rest.removeLast();
        }
        Map<String, Value> given = new LinkedHashMap<>(keywords);
        given.values().removeIf(value -> value == Value.Special.NONE);
        return new Arguments(rest, given);
    }

    /** {@code (float64[2, 3], axis=1)}. */
    String describe() {
        return Stream.concat(
                        positional.stream().map(Arguments::shortly),
                        keywords.entrySet().stream().map(k -> k.getKey() + "=" + shortly(k.getValue())))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String shortly(Value value) {
        return switch (value) {
            case Value.Num _, Value.Str _, Value.Special _, Value.Range _, Value.Type _ -> Repr.of(value);
            case Value.Tuple _, Value.Items _ -> {
                String text = Elements.items(value).orElseThrow().stream().allMatch(v -> v instanceof Value.Num)
                        ? Repr.of(value)
                        : "";
                yield text.isEmpty() || text.length() > 40 ? value.describe() : text;
            }
            case Value.Slice _, Value.Array _, Value.Namespace _, Value.Foreign _, Value.Callable _ -> value.describe();
        };
    }
}
