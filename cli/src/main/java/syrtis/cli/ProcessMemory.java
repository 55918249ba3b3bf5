package syrtis.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The most memory that this process has held at once, as Linux counts it; other systems do not tell. */
final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path MARK = Path.of("/proc/self/clear_refs");

    private ProcessMemory() {}

    /** Bytes resident at most, since {@link #forgetPeak} where that works, else since the start. */
    static OptionalLong peak() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        }
    }

    /** Lets the peak start again from what is resident now; false where the system does not allow that. */
    static boolean forgetPeak() {
        try {
            Files.writeString(MARK, "5");
            return true;
        } catch (IOException forbidden) {
            return false;
        }
    }
}
