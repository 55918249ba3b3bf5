package syrtis.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import syrtis.type.FileException;

/** Who a server is: a certificate chain, its own first, and the private key of that one (PKCS#8), both in PEM. */
public final class Identity {
    private final byte[] chain;
    private final byte[] key;

    public Identity(byte[] chain, byte[] key) {
        this.chain = chain.clone();
        this.key = key.clone();
    }

    /** @throws FileException if one of the files cannot be read */
    public static Identity read(Path chain, Path key) {
        return new Identity(pem(chain), pem(key));
    }

    /** @throws FileException if the file cannot be read */
    public static byte[] pem(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new FileException("cannot read " + file + ": " + Objects.requireNonNullElse(unreadable.getMessage(), "unknown reason")
                    + ": give a file in PEM", unreadable);
        }
    }

    byte[] chain() {
        return chain.clone();
    }

    byte[] key() {
        return key.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identity identity && Arrays.equals(chain, identity.chain) && Arrays.equals(key, identity.key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(chain);
    }
}
