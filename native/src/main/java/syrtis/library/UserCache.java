package syrtis.library;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;

/**
 * The folder of what Syrtis keeps between runs for one user, and can make anew at any time: {@code -Dsyrtis.cache=FOLDER}, else
 * {@code $XDG_CACHE_HOME/syrtis}, else {@code ~/.cache/syrtis}. It holds code that is run, so only its user may write to it.
 */
public record UserCache(Path folder) {
    private static final String PROPERTY = "syrtis.cache";

    /** The cache of this user. */
    public static UserCache here() {
        return of(System.getProperties(), System.getenv());
    }

    static UserCache of(Properties properties, Map<String, String> environment) {
        String given = properties.getProperty(PROPERTY, "");
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (!given.isEmpty()) {
            return new UserCache(Path.of(given).toAbsolutePath());
        }
        Path parent = shared.startsWith("/") // The convention says: one that is not absolute is ignored.
                ? Path.of(shared)
                : Path.of(properties.getProperty("user.home", ""), ".cache").toAbsolutePath();
        return new UserCache(parent.resolve("syrtis"));
    }

    /** A folder inside it, made if it is not there. */
    public Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name), forItsUser());
    }

    private static FileAttribute<?>[] forItsUser() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
