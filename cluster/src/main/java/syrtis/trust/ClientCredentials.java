package syrtis.trust;

import java.nio.file.Path;
import java.util.Optional;
import syrtis.type.FileException;

/**
 * What a client of a cluster needs of its credentials: the certificate of the authority that signed its nodes', in PEM, and the token that
 * lets clients in.
 */
public record ClientCredentials(String authority, String token) {
    private static final String VARIABLE = "SYRTIS_CREDENTIALS";

    /** Where this user's credentials lie: the folder that the environment variable {@code SYRTIS_CREDENTIALS} names, else one of the home. */
    public static Path usualFolder() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".syrtis", "cluster"));
    }

    /**
     * Reads {@code ca.pem} and {@code token}; the files that only nodes need may be missing.
     *
     * @throws FileException if one is missing, or others than its owner may read the token
     */
    public static ClientCredentials load(Path folder) {
        Path secret = folder.resolve(Credentials.TOKEN);
        Credentials.refuseOpenFile(secret);
        String authority = Credentials.read(folder.resolve(Credentials.CA));
        String token = Credentials.read(secret).strip();
        if (token.isEmpty()) {
            throw new FileException("credentials cannot be read: " + secret + " is empty: copy it from the cluster's first node");
        }
        return new ClientCredentials(authority, token);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ClientCredentials[" + authority + "]";
    }
}
