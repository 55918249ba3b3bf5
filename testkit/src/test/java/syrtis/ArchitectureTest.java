package syrtis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import syrtis.op.Elementwise;
import syrtis.testkit.Goldens;
import syrtis.testkit.Vectors;

/** The house stands as it was drawn: arrows between packages, names, exports, the catalogue, sizes. */
class ArchitectureTest {
    /** Which rooms a room may use. A new arrow is a change of the design: write it there first. */
    private static final Map<String, Set<String>> ARROWS = Map.of(
            "syrtis.type", Set.of(),
            "syrtis.memory", Set.of("syrtis.type"),
            "syrtis.op", Set.of("syrtis.type"),
            "syrtis.expr", Set.of("syrtis.type", "syrtis.op"),
            "syrtis.kernel", Set.of("syrtis.type", "syrtis.op"),
            "syrtis.plan", Set.of("syrtis.type", "syrtis.memory", "syrtis.op", "syrtis.expr"),
            "syrtis.run", Set.of("syrtis.type", "syrtis.memory", "syrtis.op", "syrtis.kernel", "syrtis.plan"),
            "syrtis",
                    Set.of(
                            "syrtis.type",
                            "syrtis.memory",
                            "syrtis.op",
                            "syrtis.expr",
                            "syrtis.kernel",
                            "syrtis.plan",
                            "syrtis.run"),
            "syrtis.program", Set.of("syrtis", "syrtis.type"));

    private static final Set<String> EXPORTED = Set.of("syrtis", "syrtis.type", "syrtis.program");

    private static final Pattern NOTHING_IS_CALLED = Pattern.compile("(?i).*(util|utils|helper|helpers|common|misc|impl|manager)|abstract.*|base");

    /** NumPy's own word for what a view looks into. */
    private static final Set<String> NUMPYS_WORDS = Set.of("syrtis.Handle.Base");

    private static final int BUDGET = 27_000; // 21,000 for the engine, its face and the seams of clusters, 6,000 for syrtis.program on top

    // ---- arrows

    @Test
    void packagesUseOnlyThoseBelowThem() {
        Set<String> wrong = new TreeSet<>();
        for (ClassModel type : classes()) {
            String from = packageOf(type.thisClass().asSymbol());
            Set<String> allowed = ARROWS.get(from);
            if (allowed == null) {
                wrong.add("package " + from + " is not in the design");
                continue;
            }
            for (ClassDesc used : used(type)) {
                String to = packageOf(used);
                if (to.startsWith("syrtis") && !to.equals(from) && !allowed.contains(to)) {
                    wrong.add(name(type.thisClass().asSymbol()) + " uses " + name(used));
                }
            }
        }
        assertEquals(Set.of(), wrong);
    }

    /** The test must see arrows at all: those that are known to be there. */
    @Test
    void knownArrowsAreSeen() {
        Set<String> seen = new TreeSet<>();
        for (ClassModel type : classes()) {
            used(type).forEach(used -> seen.add(packageOf(type.thisClass().asSymbol()) + " -> " + packageOf(used)));
        }
        for (String arrow : List.of("syrtis.op -> syrtis.type", "syrtis.run -> syrtis.kernel", "syrtis -> syrtis.plan",
                "syrtis.program -> syrtis")) {
            assertTrue(seen.contains(arrow), arrow + " is not seen");
        }
    }

    @Test
    void whatIsPublicSpeaksOnlyOfWhatIsExported() {
        Set<String> wrong = new TreeSet<>();
        for (ClassModel type : classes()) {
            boolean exported = EXPORTED.contains(packageOf(type.thisClass().asSymbol()));
            if (!exported || !type.flags().has(AccessFlag.PUBLIC)) {
                continue;
            }
            type.methods().stream().filter(method -> method.flags().has(AccessFlag.PUBLIC)).forEach(method -> {
                MethodTypeDesc descriptor = method.methodTypeSymbol();
                Stream.concat(Stream.of(descriptor.returnType()), descriptor.parameterList().stream())
                        .map(ArchitectureTest::element)
                        .filter(used -> packageOf(used).startsWith("syrtis") && !EXPORTED.contains(packageOf(used)))
                        .forEach(used -> wrong.add(
                                name(type.thisClass().asSymbol()) + "." + method.methodName().stringValue() + " has " + name(used)));
            });
        }
        assertEquals(Set.of(), wrong);
    }

    // ---- names

    @Test
    void nothingIsCalledUtilOrHelper() {
        Set<String> wrong = new TreeSet<>();
        for (ClassModel type : classes()) {
            String name = name(type.thisClass().asSymbol());
            for (String word : name.split("\\.")) {
                if (NOTHING_IS_CALLED.matcher(word).matches() && !NUMPYS_WORDS.contains(name)) {
                    wrong.add(name);
                }
            }
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    void classesAreFinalOrSealedOrHaveNoSubclassOutside() {
        Set<String> wrong = new TreeSet<>();
        for (ClassModel type : classes()) {
            boolean open = !type.flags().has(AccessFlag.FINAL)
                    && !type.flags().has(AccessFlag.INTERFACE)
                    && !type.flags().has(AccessFlag.ENUM)
                    && type.flags().has(AccessFlag.PUBLIC)
                    && type.findAttribute(java.lang.classfile.Attributes.permittedSubclasses()).isEmpty();
            if (open) {
                wrong.add(name(type.thisClass().asSymbol()));
            }
        }
        assertEquals(Set.of(), wrong);
    }

    // ---- the catalogue

    @Test
    void everyRowHasAPublicFunctionOfItsName() {
        List<String> missing = new ArrayList<>();
        for (Elementwise row : Elementwise.values()) {
            boolean found = Stream.of(Nd.class.getMethods())
                    .filter(method -> Modifier.isStatic(method.getModifiers()))
                    .filter(method -> method.getName().equals(camelCase(row.label())))
                    .anyMatch(method -> takesArrays(method, row.arity()));
            if (!found) {
                missing.add(row.label());
            }
        }
        assertEquals(List.of(), missing);
    }

    private static boolean takesArrays(Method method, int count) {
        return method.getParameterCount() == count
                && Stream.of(method.getParameterTypes()).allMatch(type -> type == NDArray.class)
                && method.getReturnType() == NDArray.class;
    }

    @Test
    void everyRowHasVectors() {
        String programs = Vectors.all().stream().map(Vectors.Vector::program).collect(Collectors.joining("\n"));
        List<String> missing = Stream.of(Elementwise.values())
                .map(Elementwise::label)
                .filter(label -> !label.equals("complex")) // Programs write 1j; ComplexRowTest looks at it.
                .filter(label -> !Pattern.compile("\\b" + label + "\\(").matcher(programs).find())
                .toList();
        assertEquals(List.of(), missing, "rows that no reference vector calls");
    }

    @Test
    void everyRowsFunctionIsDocumented() {
        String sources = sources("core/src/main/java/syrtis", 1).values().stream()
                .flatMap(List::stream)
                .collect(Collectors.joining("\n"));
        List<String> missing = Stream.of(Elementwise.values())
                .map(row -> camelCase(row.label()))
                .filter(name -> !Pattern.compile("\\*/\\s+public static NDArray " + name + "\\(").matcher(sources).find())
                .toList();
        assertEquals(List.of(), missing);
    }

    private static String camelCase(String label) {
        StringBuilder name = new StringBuilder();
        for (String word : label.split("_")) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }

    // ---- sizes

    @Test
    void coreStaysWithinItsBudgetOfLines(TestReporter reporter) {
        Map<String, Integer> sizes = new TreeMap<>();
        sources("core/src/main/java", Integer.MAX_VALUE).forEach((file, lines) -> {
            Path folder = Goldens.root().resolve("core/src/main/java").relativize(file.getParent());
            sizes.merge(folder.toString().replace('/', '.'), code(lines), Integer::sum);
        });
        int total = sizes.values().stream().mapToInt(Integer::intValue).sum();
        sizes.forEach((name, size) -> reporter.publishEntry(name.isEmpty() ? "module-info" : name, size + " lines"));
        reporter.publishEntry("core", total + " of " + BUDGET + " lines without comments");
        assertTrue(total > 5_000, "the report sees only " + total + " lines");
        assertTrue(total <= BUDGET, "core has " + total + " lines without comments, " + BUDGET + " is its budget: " + sizes);
    }

    /** Lines that are neither empty nor comment. */
    private static int code(List<String> lines) {
        int count = 0;
        boolean inComment = false;
        for (String line : lines) {
            String plain = line.strip();
            boolean comment = inComment || plain.startsWith("//") || plain.startsWith("/*");
            if (!comment && !plain.isEmpty()) {
                count++;
            }
            inComment = (inComment || plain.startsWith("/*")) && !plain.contains("*/");
        }
        return count;
    }

    private static Map<Path, List<String>> sources(String folder, int depth) {
        try (Stream<Path> files = Files.walk(Goldens.root().resolve(folder), depth)) {
            Map<Path, List<String>> sources = new TreeMap<>();
            for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                sources.put(file, Files.readAllLines(file));
            }
            return sources;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    // ---- class files

    private static final List<ClassModel> CLASSES = new ArrayList<>();

    /** The class files of core, wherever it was loaded from. */
    private static synchronized List<ClassModel> classes() {
        if (CLASSES.isEmpty()) {
            try {
                Path core = Path.of(Runtime.class.getProtectionDomain().getCodeSource().getLocation().toURI());
                if (Files.isDirectory(core)) {
                    read(core);
                } else {
                    try (FileSystem jar = FileSystems.newFileSystem(core)) {
                        read(jar.getPath("/"));
                    }
                }
            } catch (URISyntaxException | IOException unreadable) {
                throw new IllegalStateException(unreadable);
            }
        }
        return CLASSES;
    }

    private static void read(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
                if (!file.getFileName().toString().equals("module-info.class")) {
                    CLASSES.add(ClassFile.of().parse(Files.readAllBytes(file)));
                }
            }
        }
    }

    /** All classes that a class names: entries of its constant pool, and what its descriptors speak of. */
    private static Set<ClassDesc> used(ClassModel type) {
        Set<ClassDesc> used = new java.util.HashSet<>();
        for (PoolEntry entry : type.constantPool()) {
            switch (entry) {
                case ClassEntry known -> used.add(element(known.asSymbol()));
                case NameAndTypeEntry known -> add(used, known.type().stringValue());
                case MethodTypeEntry known -> add(used, known.descriptor().stringValue());
                default -> {}
            }
        }
        type.fields().forEach(field -> add(used, field.fieldType().stringValue()));
        type.methods().forEach(method -> add(used, method.methodType().stringValue()));
        return used;
    }

    private static void add(Set<ClassDesc> used, String descriptor) {
        if (descriptor.startsWith("(")) {
            MethodTypeDesc method = MethodTypeDesc.ofDescriptor(descriptor);
            used.add(element(method.returnType()));
            method.parameterList().forEach(parameter -> used.add(element(parameter)));
        } else {
            used.add(element(ClassDesc.ofDescriptor(descriptor)));
        }
    }

    private static ClassDesc element(ClassDesc type) {
        return type.isArray() ? element(type.componentType()) : type;
    }

    private static String packageOf(ClassDesc type) {
        return type.isClassOrInterface() ? type.packageName() : "";
    }

    private static String name(ClassDesc type) {
        return (packageOf(type) + "." + type.displayName()).replace('$', '.');
    }
}
