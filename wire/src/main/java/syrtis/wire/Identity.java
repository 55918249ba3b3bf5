package syrtis.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import syrtis.type.FileException;

/**
 * Who a server is.
 *
 * @param chain its certificate, and those of who signed it up to what clients trust, in PEM
 * @param key the private key of the first certificate: PKCS#8 without a password, in PEM
 */
public record Identity(String chain, String key) {
    /**
     * Who two files in PEM say.
     *
     * @throws FileException if one of them cannot be read
     */
    public static Identity read(Path chain, Path key) {
        return new Identity(pem(chain), pem(key));
    }

    /**
     * The text of a file in PEM.
     *
     * @throws FileException if it cannot be read
     */
    public static String pem(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new FileException("cannot read " + file + ": " + Objects.requireNonNullElse(unreadable.getMessage(), "unknown reason")
                    + ": give a file in PEM", unreadable);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Identity[" + chain + "]";
    }
}
