package syrtis.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import syrtis.type.BugException;

/**
 * A library that may be on this machine.
 *
 * @param name as users know it
 * @param artifact the short name of what carries it: of the folder in its jar, and of the property {@code syrtis.ARTIFACT.library},
 *     which names the file of another build of it, or is {@code none} to do without
 * @param files per platform the files that are needed; the first is the one to open, the others are what it needs that
 *     not every system has
 */
public record NativeLibrary(String name, String artifact, Map<Platform, List<String>> files) {
    private static final String NONE = "none";

    public NativeLibrary {
        files = Map.copyOf(files);
    }

    /** The system property that says where it is. */
    public String property() {
        return "syrtis." + artifact + ".library";
    }

    /** Opens it, wherever it is. */
    public Search<Opened> open() {
        List<String> needed =
                Platform.here().map(here -> files.getOrDefault(here, List.of())).orElse(List.of());
        return locate().then(file -> Opened.open(file, needed.subList(Math.min(1, needed.size()), needed.size())));
    }

    /** The file to open, unpacked into the cache of this user if it was not there. */
    public Search<Path> locate() {
        return locate(
                System.getProperty(property(), ""),
                Platform.here(),
                NativeLibrary.class.getClassLoader(),
                UserCache.here());
    }

    Search<Path> locate(String override, Optional<Platform> platform, ClassLoader jars, UserCache cache) {
        if (override.equals(NONE)) {
            return missing("switched off by -D" + property() + "=" + NONE);
        }
        if (!override.isEmpty()) {
            return given(override);
        }
        List<String> needed =
                platform.map(here -> files.getOrDefault(here, List.of())).orElse(List.of());
        if (platform.isEmpty() || needed.isEmpty()) {
            return missing("there is none for " + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
                    + "; -D" + property() + "=FILE names one");
        }
        List<URL> found = new ArrayList<>();
        for (String file : needed) {
            URL url = jars.getResource(
                    "org/bytedeco/" + artifact + "/" + platform.get().folder() + "/" + file);
            if (url == null) {
                return missing("no natives for this platform on the class path: it lacks " + file + " of org.bytedeco:"
                        + artifact + ":" + platform.get().folder());
            }
            found.add(url);
        }
        return unpacked(found, cache);
    }

    private Search<Path> given(String override) {
        try {
            Path file = Path.of(override).toAbsolutePath();
            return Files.isReadable(file)
                    ? new Search.Found<>(file)
                    : missing("-D" + property() + " names " + override + ", which cannot be read");
        } catch (InvalidPathException wrong) {
            return missing("-D" + property() + " names " + override + ", which is no path: " + wrong.getReason());
        }
    }

    private Search<Path> unpacked(List<URL> found, UserCache cache) {
        if (found.getFirst().getProtocol().equals("file")) { // Unpacked already: a folder on the class path.
            try {
                return new Search.Found<>(Path.of(found.getFirst().toURI()));
            } catch (URISyntaxException impossible) {
                throw new BugException("a resource at " + found.getFirst(), impossible);
            }
        }
        try {
            List<Packed> packed = new ArrayList<>();
            for (URL url : found) {
                if (!(url.openConnection() instanceof JarURLConnection connection)) {
                    return missing("cannot unpack " + url + ": it is in no jar; -D" + property()
                            + "=FILE names an unpacked one");
                }
                packed.add(Packed.of(connection));
            }
            return new Search.Found<>(new Unpacker(cache)
                    .unpack(artifact, packed)
                    .resolve(packed.getFirst().name()));
        } catch (IOException | UncheckedIOException failure) {
            return missing("cannot unpack it into " + cache.folder() + ": " + reason(failure)
                    + "; -Dsyrtis.cache=FOLDER names another folder");
        }
    }

    private static String reason(Exception failure) {
        String kind = failure.getClass().getSimpleName().replaceAll("(Exception)$", "");
        return failure.getMessage() == null ? kind : kind + ", " + failure.getMessage();
    }

    private static Search<Path> missing(String reason) {
        return new Search.Missing<>(reason);
    }
}
