package syrtis.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import syrtis.NDArray;
import syrtis.type.Dtype;
import syrtis.type.Shape;
import syrtis.type.Type;

/**
 * NumPy's answers: programs, their inputs and what NumPy makes of them, from {@code vectors/FAMILY.jsonl} on the class path.
 * The format is described in {@code testkit/src/vectors/README.md}.
 */
public final class Vectors {
    /** The families, one file each. */
    public static final List<String> FAMILIES = List.of(
            "behaviour", "contract", "create", "elementwise", "error", "functions", "index", "join", "practice", "promote", "reduce", "scan",
            "view");

    private Vectors() {}

    /** A program's input: its elements and how they are to lie in memory. */
    public record Input(Elements elements, ArrayLayouts.Layout layout) {
        public NDArray array() {
            return layout.lay(elements);
        }
    }

    /**
     * One vector.
     *
     * @param id {@code family/topic/number}
     * @param expected the arrays of the answer; one unless the program gives a tuple or a list
     * @param error the name of NumPy's exception, where it has no answer
     */
    public record Vector(
            String id,
            String program,
            Map<String, Input> inputs,
            List<Elements> expected,
            Optional<String> error,
            Comparison.Tolerance tolerance) {
        /** The inputs as new arrays, laid out as the vector says. */
        public Map<String, NDArray> arrays() {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            inputs.forEach((name, input) -> arrays.put(name, input.array()));
            return arrays;
        }

        /** Family and function: {@code elementwise/cbrt}. */
        public String group() {
            int family = id.indexOf('/');
            return id.substring(0, id.indexOf('/', family + 1));
        }
    }

    public static List<Vector> all() {
        List<Vector> all = new ArrayList<>();
        FAMILIES.forEach(family -> all.addAll(of(family)));
        return all;
    }

    /** The vectors of one family, in the order of its file. */
    public static List<Vector> of(String family) {
        String name = "/vectors/" + family + ".jsonl";
        try (InputStream in = Vectors.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no " + name + " on the class path");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return lines.lines().map(line -> vector(object(Json.read(line)))).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Vector vector(Map<?, ?> json) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        object(member(json, "inputs")).forEach((name, array) -> inputs.put(text(name), input(object(array))));
        Object expect = json.get("expect");
        List<Elements> expected = expect == null
                ? List.of()
                : expect instanceof List<?> several
                        ? several.stream().map(array -> elements(object(array))).toList()
                        : List.of(elements(object(expect)));
        Object tolerance = json.get("tolerance");
        return new Vector(
                text(member(json, "id")),
                text(member(json, "program")),
                inputs,
                expected,
                Optional.ofNullable(json.get("error")).map(Vectors::text),
                tolerance == null ? Comparison.EXACT : tolerance(object(tolerance)));
    }

    private static Comparison.Tolerance tolerance(Map<?, ?> json) {
        return json.containsKey("ulp")
                ? new Comparison.Ulp((long) number(member(json, "ulp")))
                : new Comparison.Near(number(member(json, "rel")), number(member(json, "abs")));
    }

    private static Input input(Map<?, ?> json) {
        Object layout = json.get("layout");
        return new Input(elements(json), layout == null ? ArrayLayouts.Layout.C : ArrayLayouts.Layout.of(text(layout)));
    }

    private static Elements elements(Map<?, ?> json) {
        Object shape = member(json, "shape");
        if (!(shape instanceof List<?> lengths)) {
            throw new IllegalArgumentException("a shape needs to be a list, got " + shape);
        }
        long[] dims = lengths.stream().mapToLong(length -> (long) number(length)).toArray();
        Type type = new Type(Dtype.of(text(member(json, "dtype"))), Shape.of(dims));
        return new Elements(type, Base64.getDecoder().decode(text(member(json, "data"))));
    }

    private static Object member(Map<?, ?> json, String name) {
        Object member = json.get(name);
        if (member == null) {
            throw new IllegalArgumentException("a vector needs '" + name + "', got " + json.keySet());
        }
        return member;
    }

    private static Map<?, ?> object(Object json) {
        if (json instanceof Map<?, ?> object) {
            return object;
        }
        throw new IllegalArgumentException("a vector needs an object, got " + json);
    }

    private static String text(Object json) {
        if (json instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("a vector needs a text, got " + json);
    }

    private static double number(Object json) {
        if (json instanceof Double number) {
            return number;
        }
        throw new IllegalArgumentException("a vector needs a number, got " + json);
    }
}
