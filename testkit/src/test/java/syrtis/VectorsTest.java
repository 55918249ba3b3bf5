package syrtis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import syrtis.program.Program;
import syrtis.testkit.VectorRun;
import syrtis.testkit.Vectors;
import syrtis.type.ProgramException;

/** Programs in NumPy's syntax answer what NumPy answers. */
class VectorsTest {
    private static final int MOST_SHOWN = 12;
    private static final Pattern WORD = Pattern.compile("\\b(?:np\\.)?((?:[a-z_][a-z0-9_]*\\.)*[a-z_][a-z0-9_]*)\\(");

    @TestFactory
    Stream<DynamicNode> everyVectorAnswersWhatNumPyAnswers(TestReporter reporter) {
        Map<String, String> outOfScope = outOfScope();
        return Vectors.FAMILIES.stream().map(family -> {
            Map<String, List<Vectors.Vector>> groups = Vectors.of(family).stream()
                    .collect(Collectors.groupingBy(Vectors.Vector::group, LinkedHashMap::new, Collectors.toList()));
            return DynamicContainer.dynamicContainer(
                    family,
                    groups.entrySet().stream()
                            .map(group -> DynamicTest.dynamicTest(
                                    group.getKey(), () -> check(group.getValue(), outOfScope, reporter))));
        });
    }

    private static void check(List<Vectors.Vector> vectors, Map<String, String> outOfScope, TestReporter reporter) {
        List<String> wrong = new ArrayList<>();
        Set<String> skipped = new TreeSet<>();
        int run = 0;
        for (Vectors.Vector vector : vectors) {
            Optional<String> missing = words(vector.program()).stream().filter(outOfScope::containsKey).findFirst();
            if (missing.isPresent()) {
                skipped.add(missing.get() + ": " + outOfScope.get(missing.get()));
                continue;
            }
            run++;
            VectorRun.difference(vector).ifPresent(wrong::add);
        }
        if (!wrong.isEmpty()) {
            fail(wrong.size() + " of " + run + " differ from NumPy:\n"
                    + wrong.stream().limit(MOST_SHOWN).collect(Collectors.joining("\n"))
                    + (wrong.size() > MOST_SHOWN ? "\n..." : ""));
        }
        if (run < vectors.size()) {
            String text = (vectors.size() - run) + " of " + vectors.size() + " skipped: " + skipped;
            reporter.publishEntry("out of scope", text);
            Assumptions.assumeTrue(run > 0, text);
        }
    }

    /** The functions and methods that a program calls; of {@code np.add.at} also {@code add.at}. */
    private static Set<String> words(String program) {
        Set<String> words = new TreeSet<>();
        WORD.matcher(program).results().forEach(match -> {
            String word = match.group(1);
            words.add(word);
            words.add(word.substring(word.lastIndexOf('.') + 1));
        });
        return words;
    }

    @Test
    void whatIsOutOfScopeIsNotThere() {
        Map<String, String> there = new TreeMap<>();
        outOfScope().forEach((name, reason) -> {
            try {
                Program.of("np." + name).run();
                there.put(name, reason);
            } catch (ProgramException unknown) {
                // As it should be.
            }
        });
        assertTrue(outOfScope().size() > 20, "the list is not read");
        assertEquals(Map.of(), there, "these exist now: take them out of out-of-scope.txt");
    }

    /** A harness that compares nothing would pass: it must see a wrong bit, a wrong shape and a missing error. */
    @Test
    void aWrongAnswerIsSeen() {
        Vectors.Vector right = Vectors.of("create").stream()
                .filter(vector -> vector.program().equals("np.arange(5)"))
                .findFirst()
                .orElseGet(() -> Vectors.of("create").getFirst());
        Vectors.Vector other = Vectors.of("view").stream()
                .filter(vector -> vector.error().isEmpty() && !vector.expected().equals(right.expected()))
                .findFirst()
                .orElseThrow();
        Vectors.Vector mixed = new Vectors.Vector(
                right.id(), right.program(), right.inputs(), other.expected(), Optional.empty(), right.tolerance());
        Vectors.Vector noError = new Vectors.Vector(
                right.id(), right.program(), right.inputs(), List.of(), Optional.of("ValueError"), right.tolerance());
        assertEquals(Optional.empty(), VectorRun.difference(right));
        assertEquals(true, VectorRun.difference(mixed).isPresent());
        assertEquals(true, VectorRun.difference(noError).isPresent());
    }

    static Map<String, String> outOfScope() {
        try (InputStream in = VectorsTest.class.getResourceAsStream("out-of-scope.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(words -> words[0], words -> words[1], (a, b) -> a, TreeMap::new));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
