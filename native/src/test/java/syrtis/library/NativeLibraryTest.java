package syrtis.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    private static final Optional<Platform> HERE = Optional.of(Platform.LINUX_X86_64);
    private static final NativeLibrary LIBRARY =
            new NativeLibrary("Test", "test", Map.of(Platform.LINUX_X86_64, List.of("libtest.so", "libneeded.so")));

    @TempDir
    Path folder;

    private UserCache cache() {
        return new UserCache(folder.resolve("cache"));
    }

    private URLClassLoader jar(String... files) throws IOException {
        Path jar = Files.createTempFile(folder, "natives", ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String file : files) {
                zip.putNextEntry(new ZipEntry("org/bytedeco/test/linux-x86_64/" + file));
                zip.write(("content of " + file).repeat(10_000).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
    }

    private static String reason(Search<?> search) {
        return assertInstanceOf(Search.Missing.class, search, search::toString).reason();
    }

    private static Path found(Search<Path> search) {
        return assertInstanceOf(Search.Found.class, search, search::toString).value() instanceof Path path
                ? path
                : Path.of("");
    }

    @Test
    void filesAreUnpackedOnceWithAllThatTheyNeed() throws IOException {
        try (URLClassLoader jar = jar("libtest.so", "libneeded.so", "libballast.so")) {
            Path first = found(LIBRARY.locate("", HERE, jar, cache()));
            assertEquals("content of libtest.so".repeat(10_000), Files.readString(first));
            assertEquals(
                    "content of libneeded.so".repeat(10_000), Files.readString(first.resolveSibling("libneeded.so")));
            assertFalse(Files.exists(first.resolveSibling("libballast.so")));
            Object key = Files.readAttributes(first, BasicFileAttributes.class).fileKey();
            assertEquals(first, found(LIBRARY.locate("", HERE, jar, cache())));
            assertEquals(
                    String.valueOf(key),
                    String.valueOf(Files.readAttributes(first, BasicFileAttributes.class)
                            .fileKey()),
                    "it was unpacked again");
        }
    }

    @Test
    void manyAtOnceGetOneCopy() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Path>> copies = new ArrayList<>();
            for (int k = 0; k < 16; k++) {
                copies.add(threads.submit(() -> {
                    try (URLClassLoader jar = jar("libtest.so", "libneeded.so")) {
                        return found(LIBRARY.locate("", HERE, jar, cache()));
                    }
                }));
            }
            Set<Path> distinct = new HashSet<>();
            for (Future<Path> copy : copies) {
                distinct.add(copy.get());
            }
            assertEquals(1, distinct.size());
        }
        try (Stream<Path> left = Files.list(cache().folder().resolve("libraries"))) {
            assertEquals(2, left.count(), "the folder and the lock are all that is left");
        }
    }

    @Test
    void aDamagedCopyIsMadeAnew() throws IOException {
        try (URLClassLoader jar = jar("libtest.so", "libneeded.so")) {
            Path file = found(LIBRARY.locate("", HERE, jar, cache()));
            String whole = Files.readString(file);
            Files.writeString(file, "short");
            assertEquals(whole, Files.readString(found(LIBRARY.locate("", HERE, jar, cache()))));
            Files.delete(file.resolveSibling("libneeded.so"));
            assertEquals(whole, Files.readString(found(LIBRARY.locate("", HERE, jar, cache()))));
            assertTrue(Files.exists(file.resolveSibling("libneeded.so")));
        }
    }

    @Test
    void whatAStoppedProcessLeftIsThrownAway() throws IOException {
        Path left = Files.createDirectories(cache().folder().resolve("libraries/.part-1"));
        Files.writeString(left.resolve("libtest.so"), "half");
        try (URLClassLoader jar = jar("libtest.so", "libneeded.so")) {
            found(LIBRARY.locate("", HERE, jar, cache()));
        }
        assertFalse(Files.exists(left));
    }

    @Test
    void anotherContentIsAnotherFolder() throws IOException {
        NativeLibrary one = new NativeLibrary("Test", "test", Map.of(Platform.LINUX_X86_64, List.of("libneeded.so")));
        try (URLClassLoader jar = jar("libtest.so", "libneeded.so")) {
            Path first = found(LIBRARY.locate("", HERE, jar, cache()));
            Path second = found(one.locate("", HERE, jar, cache()));
            assertFalse(first.getParent() == null || first.getParent().equals(second.getParent()));
            assertTrue(Files.exists(first));
        }
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        try (URLClassLoader jar = jar("libtest.so")) {
            assertEquals(
                    "no natives for this platform on the class path: it lacks libneeded.so of org.bytedeco:test:linux-x86_64",
                    reason(LIBRARY.locate("", HERE, jar, cache())));
            assertTrue(
                    reason(LIBRARY.locate("", Optional.empty(), jar, cache())).startsWith("there is none for "));
            assertTrue(reason(LIBRARY.locate("", Optional.of(Platform.MACOSX_ARM64), jar, cache()))
                    .startsWith("there is none for "));
        }
    }

    @Test
    void aPropertyNamesAnotherFileOrNone() throws IOException {
        try (URLClassLoader jar = jar("libtest.so", "libneeded.so")) {
            Path own = Files.createFile(folder.resolve("own.so"));
            assertEquals(own, found(LIBRARY.locate(own.toString(), HERE, jar, cache())));
            assertEquals(
                    "switched off by -Dsyrtis.test.library=none", reason(LIBRARY.locate("none", HERE, jar, cache())));
            assertEquals(
                    "-Dsyrtis.test.library names /not/there.so, which cannot be read",
                    reason(LIBRARY.locate("/not/there.so", HERE, jar, cache())));
            assertFalse(Files.exists(cache().folder()), "it was unpacked all the same");
        }
    }

    @Test
    void aCacheThatCannotBeWrittenIsAReason() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        try (URLClassLoader jar = jar("libtest.so", "libneeded.so")) {
            String reason = reason(LIBRARY.locate("", HERE, jar, new UserCache(file)));
            assertTrue(reason.startsWith("cannot unpack it into " + file + ": "), reason);
            assertTrue(reason.endsWith("; -Dsyrtis.cache=FOLDER names another folder"), reason);
        }
    }

    @Test
    void theCacheLiesWhereTheUserOrTheSystemSays() {
        Properties properties = new Properties();
        properties.setProperty("user.home", "/home/me");
        assertEquals(
                Path.of("/home/me/.cache/syrtis"),
                UserCache.of(properties, Map.of()).folder());
        assertEquals(
                Path.of("/shared/syrtis"),
                UserCache.of(properties, Map.of("XDG_CACHE_HOME", "/shared")).folder());
        assertEquals(
                Path.of("/home/me/.cache/syrtis"),
                UserCache.of(properties, Map.of("XDG_CACHE_HOME", "relative")).folder());
        properties.setProperty("syrtis.cache", "/given");
        assertEquals(
                Path.of("/given"),
                UserCache.of(properties, Map.of("XDG_CACHE_HOME", "/shared")).folder());
    }

    @Test
    void platformsAreKnownByTheNamesThatJavaGivesThem() {
        assertEquals(Optional.of(Platform.LINUX_X86_64), Platform.of("Linux", "amd64"));
        assertEquals(Optional.of(Platform.LINUX_ARM64), Platform.of("Linux", "aarch64"));
        assertEquals(Optional.of(Platform.MACOSX_ARM64), Platform.of("Mac OS X", "aarch64"));
        assertEquals(Optional.empty(), Platform.of("Windows 11", "amd64"));
        assertEquals(Optional.empty(), Platform.of("Mac OS X", "x86_64"));
    }

    record Absolute(
            @Symbol(name = "abs", returns = int.class, takes = int.class)
            MethodHandle absolute) {}

    record Unknown(@Symbol(name = "nobody_has_this") MethodHandle unknown) {}

    @Test
    void handlesAreLinkedByTheirSymbols() throws Throwable {
        Absolute linked = Bindings.link(Absolute.class, Linker.nativeLinker().defaultLookup())
                .found()
                .orElseThrow();
        assertEquals(7, (int) linked.absolute().invokeExact(-7));
    }

    @Test
    void aFunctionThatIsMissingIsNamed() {
        assertEquals(
                "it has no function nobody_has_this: it is another version than expected",
                reason(Bindings.link(Unknown.class, Linker.nativeLinker().defaultLookup())));
    }
}
