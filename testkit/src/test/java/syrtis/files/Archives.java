package syrtis.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives that the JDK makes. */
final class Archives {
    private Archives() {}

    /** An archive with one compressed array; returns the file's bytes. */
    static byte[] deflated(Path path, String name, byte[] npy) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(path))) {
            out.putNextEntry(new ZipEntry(name + ".npy"));
            out.write(npy);
            out.closeEntry();
        }
        return Files.readAllBytes(path);
    }
}
