package syrtis.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/** A file in a jar, with the size and the CRC-32 that the jar's directory gives. */
record Packed(String name, long size, long crc, URL url) {
    static Packed of(JarURLConnection connection) throws IOException {
        JarEntry entry = connection.getJarEntry();
        if (entry.getSize() < 0 || entry.getCrc() < 0) {
            throw new IOException(connection.getURL() + " has no checksum");
        }
        String path = entry.getName();
        return new Packed(
                path.substring(path.lastIndexOf('/') + 1), entry.getSize(), entry.getCrc(), connection.getURL());
    }

    String checksum() {
        return HexFormat.of().toHexDigits((int) crc);
    }

    /** Writes it to {@code folder}; fails if what comes out is not what the jar's directory says. */
    Path unpackTo(Path folder) throws IOException {
        Path file = folder.resolve(name);
        CRC32 seen = new CRC32();
        try (InputStream in = url.openStream();
                OutputStream out =
                        new CheckedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), seen)) {
            in.transferTo(out);
        }
        if (Files.size(file) != size || seen.getValue() != crc) {
            throw new IOException(url + " is damaged: its checksum is " + checksum() + ", its content's "
                    + HexFormat.of().toHexDigits((int) seen.getValue()));
        }
        return file;
    }
}
