package syrtis.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts that are checked in beside the tests that make them. {@code -Dgoldens.update=true} writes them anew; the diff is then
 * read as code is.
 */
public final class Goldens {
    private Goldens() {}

    /** Compares a text with a file of {@code testkit/src/test/resources}. */
    public static void check(String name, String text) {
        checkFile(root().resolve("testkit/src/test/resources").resolve(name), text);
    }

    /** Compares a text with any file of the project, such as a page of its documentation. */
    public static void checkFile(Path file, String text) {
        String lines = text.endsWith("\n") ? text : text + "\n";
        try {
            if (Boolean.getBoolean("goldens.update")) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, lines);
                return;
            }
            if (!Files.exists(file)) {
                fail("there is no " + file + ": make it with -Dgoldens.update=true and review it");
            }
            assertEquals(
                    Files.readString(file), lines, file.getFileName() + " is out of date: see the diff with -Dgoldens.update=true");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The project's folder: the system property {@code syrtis.root}, else the nearest folder above that holds testkit. */
    public static Path root() {
        String known = System.getProperty("syrtis.root", "");
        if (!known.isEmpty()) {
            return Path.of(known);
        }
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && !Files.isDirectory(folder.resolve("testkit"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
