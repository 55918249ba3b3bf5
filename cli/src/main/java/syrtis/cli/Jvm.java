package syrtis.cli;

import java.nio.file.Path;
import java.util.List;

/** The Java that this process runs on, and how to start another like it. */
final class Jvm {
    private Jvm() {}

    /** A program of the JDK. */
    static Path executable(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name);
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** Flags that programs over Syrtis need or want: arrays live outside Java's heap, which so stays small. */
    static List<String> flags() {
        long heap = java.lang.Runtime.getRuntime().maxMemory() >> 20;
        return List.of(
                "-Xmx" + heap + "m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"); // the libraries of clusters
    }
}
