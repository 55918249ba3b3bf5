package syrtis.library;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A system and processor for which there are natives; its {@link #folder} is their folder in the jars that carry them. */
public enum Platform {
    LINUX_X86_64("linux-x86_64", "linux", "amd64"),
    LINUX_ARM64("linux-arm64", "linux", "aarch64"),
    MACOSX_ARM64("macosx-arm64", "mac", "aarch64");

    private final String folder;
    private final String system;
    private final String processor;

    Platform(String folder, String system, String processor) {
        this.folder = folder;
        this.system = system;
        this.processor = processor;
    }

    public String folder() {
        return folder;
    }

    /** The platform of this JVM, if it is one of these. */
    public static Optional<Platform> here() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Optional<Platform> of(String system, String processor) {
        return Arrays.stream(values())
                .filter(platform -> system.toLowerCase(Locale.ROOT).startsWith(platform.system)
                        && processor.equals(platform.processor))
                .findFirst();
    }
}
