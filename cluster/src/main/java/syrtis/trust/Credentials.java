package syrtis.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import syrtis.type.FileException;

/**
 * What a cluster trusts: a private authority, one certificate with its key that every node shows, and the token of its clients.
 * They live in a folder of four files, {@code ca.pem}, {@code node.pem}, {@code node.key} and {@code token}, readable to their owner
 * alone. The authority's own key is never written: whoever wants another node certificate makes new credentials.
 */
public final class Credentials {
    static final String CA = "ca.pem";
    private static final String NODE = "node.pem";
    private static final String KEY = "node.key";
    static final String TOKEN = "token";
    private static final String NO_PASSWORD = "";
    private static final Duration LIFE = Duration.ofDays(3650);
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> OWNERS_FOLDER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final X509Certificate authority;
    private final X509Certificate node;
    private final PrivateKey key;
    private final String token;

    private Credentials(X509Certificate authority, X509Certificate node, PrivateKey key, String token) {
        this.authority = authority;
        this.node = node;
        this.key = key;
        this.token = token;
    }

    /**
     * Makes new credentials and writes them. Nodes may be called by the given names and addresses, and always {@code localhost},
     * {@code 127.0.0.1} and {@code ::1}. Each file is replaced at once, never half.
     */
    public static Credentials create(Path directory, List<String> hosts) {
        return create(directory, hosts, Instant.now());
    }

    /** As if made at another time. */
    static Credentials create(Path directory, List<String> hosts, Instant now) {
        Credentials made = make(hosts, now);
        try {
            boolean posix =
                    directory.getFileSystem().supportedFileAttributeViews().contains("posix");
            Files.createDirectories(directory);
            if (posix) {
                Files.setPosixFilePermissions(directory, OWNERS_FOLDER);
            }
            write(directory.resolve(CA), pem("CERTIFICATE", made.authority.getEncoded()), posix);
            write(directory.resolve(NODE), pem("CERTIFICATE", made.node.getEncoded()), posix);
            write(directory.resolve(KEY), pem("PRIVATE KEY", made.key.getEncoded()), posix);
            write(directory.resolve(TOKEN), made.token + "\n", posix);
        } catch (IOException failure) {
            throw new FileException(
                    "credentials cannot be written to " + directory + ": " + failure.getMessage()
                            + ": name a folder that this user may write",
                    failure);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("a certificate just made cannot be encoded", failure);
        }
        return made;
    }

    /** Reads credentials and checks that they belong together, are valid now and are nobody else's to read. */
    public static Credentials load(Path directory) {
        refuseOpenFile(directory.resolve(KEY));
        refuseOpenFile(directory.resolve(TOKEN));
        X509Certificate authority = certificate(directory.resolve(CA));
        X509Certificate node = certificate(directory.resolve(NODE));
        try {
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(unpem("PRIVATE KEY", directory.resolve(KEY))));
            node.verify(authority.getPublicKey());
            byte[] proof = "proof".getBytes(StandardCharsets.US_ASCII);
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(key);
            signer.update(proof);
            byte[] signature = signer.sign();
            signer.initVerify(node);
            signer.update(proof);
            if (!signer.verify(signature)) {
                throw new GeneralSecurityException(KEY + " is not the key of " + NODE);
            }
            String token = read(directory.resolve(TOKEN)).strip();
            if (!token.matches("[0-9a-f]{64}")) {
                throw new GeneralSecurityException(TOKEN + " does not hold 64 hexadecimal digits");
            }
            return new Credentials(authority, node, key, token);
        } catch (GeneralSecurityException failure) {
            throw new FileException(
                    "credentials in " + directory + " do not fit together: " + failure.getMessage()
                            + ": make new ones, and give all nodes the same",
                    failure);
        }
    }

    /** What a node shows and trusts in TLS: its certificate, and this authority alone. Engines are made of it by {@link NodeTls}. */
    public SSLContext nodeContext() {
        try {
            KeyStore keys = emptyStore();
            keys.setKeyEntry("node", key, NO_PASSWORD.toCharArray(), new X509Certificate[] {node, authority});
            KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            shown.init(keys, NO_PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance(NodeTls.PROTOCOL);
            context.init(shown.getKeyManagers(), trust().getTrustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("this JVM has no " + NodeTls.PROTOCOL + " with elliptic curves", failure);
        }
    }

    /** What a client shows to be let in: 256 random bits, as 64 hexadecimal digits. */
    public String token() {
        return token;
    }

    /** The authority that signed the node's certificate. */
    public X509Certificate authority() {
        return authority;
    }

    /** Until when the certificates are valid. */
    public Instant validUntil() {
        return node.getNotAfter().toInstant();
    }

    // ---- making

    private static Credentials make(List<String> hosts, Instant now) {
        try {
            SecureRandom random = new SecureRandom();
            KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
            pairs.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair authority = pairs.generateKeyPair();
            KeyPair node = pairs.generateKeyPair();
            // Two clusters' authorities differ by name, so that a chain to the wrong one is told as that.
            X500Name issuer = new X500Name("CN=Syrtis cluster " + UUID.randomUUID());

            X509v3CertificateBuilder root = builder(issuer, issuer, authority, now, random);
            root.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            root.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));

            X509v3CertificateBuilder leaf = builder(issuer, new X500Name("CN=Syrtis node"), node, now, random);
            leaf.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            leaf.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            leaf.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            leaf.addExtension(Extension.subjectAlternativeName, false, names(hosts));

            byte[] token = new byte[32];
            random.nextBytes(token);
            return new Credentials(
                    sign(root, authority),
                    sign(leaf, authority),
                    node.getPrivate(),
                    HexFormat.of().formatHex(token));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException failure) {
            throw new IllegalStateException("this JVM cannot make certificates with elliptic curves", failure);
        }
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair pair, Instant now, SecureRandom random) {
        Date from = Date.from(now.minus(CLOCKS_DIFFER));
        Date until = Date.from(now.plus(LIFE));
        return new JcaX509v3CertificateBuilder(
                issuer, new BigInteger(127, random), from, until, subject, pair.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder certificate, KeyPair authority)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(certificate.build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
    }

    private static GeneralNames names(List<String> hosts) {
        Set<String> all = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
        all.addAll(hosts);
        return new GeneralNames(all.stream().map(Credentials::name).toArray(GeneralName[]::new));
    }

    private static GeneralName name(String host) {
        try {
            InetAddress.ofLiteral(host);
            return new GeneralName(GeneralName.iPAddress, host);
        } catch (IllegalArgumentException _) { // Not an address, so it is a name.
            if (!host.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")) {
                throw new IllegalArgumentException("a certificate names hosts or addresses, got \"" + host + "\"");
            }
            return new GeneralName(GeneralName.dNSName, host);
        }
    }

    private TrustManagerFactory trust() throws GeneralSecurityException {
        KeyStore trusted = emptyStore();
        trusted.setCertificateEntry("authority", authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return trust;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException failure) {
            throw new UncheckedIOException("an empty store was read from nowhere", failure);
        }
        return store;
    }

    // ---- files

    /** Beside its place first, already closed to others, then moved over it. */
    private static void write(Path file, String text, boolean posix) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = posix
                ? FileChannel.open(fresh, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))
                : FileChannel.open(fresh, options)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static String read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new FileException("credentials are missing: there is no file " + file
                    + ": start a cluster, which makes them, or copy them from its first node");
        }
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException failure) {
            throw new FileException("credentials cannot be read: " + file + ": " + failure.getMessage(), failure);
        }
    }

    static void refuseOpenFile(Path file) {
        if (!Files.isRegularFile(file)
                || !file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return; // Reading it says what is wrong; without such permissions the folder's owner answers for it.
        }
        try {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            permissions.removeAll(OWNERS_FOLDER);
            if (!permissions.isEmpty()) {
                throw new FileException("credentials are not secret: others than its owner may use " + file + " ("
                        + PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                        + "): chmod 600 it, or make new ones if somebody may have read it");
            }
        } catch (IOException failure) {
            throw new FileException("permissions of " + file + " cannot be read: " + failure.getMessage(), failure);
        }
    }

    private static X509Certificate certificate(Path file) {
        byte[] encoded = unpem("CERTIFICATE", file);
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            certificate.checkValidity();
            return certificate;
        } catch (CertificateExpiredException | CertificateNotYetValidException failure) {
            throw new FileException(
                    "credentials are not valid now: " + file + ": " + failure.getMessage()
                            + ": set this machine's clock, or make new credentials and give all nodes the same",
                    failure);
        } catch (GeneralSecurityException failure) {
            throw new FileException(
                    "credentials cannot be read: " + file + " is no certificate: " + failure.getMessage(), failure);
        }
    }

    private static String pem(String kind, byte[] encoded) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + kind
                + "-----\n";
    }

    private static byte[] unpem(String kind, Path file) {
        String text = read(file).strip();
        String begin = "-----BEGIN " + kind + "-----";
        String end = "-----END " + kind + "-----";
        if (!text.startsWith(begin) || !text.endsWith(end)) {
            throw new FileException("credentials cannot be read: " + file + " does not hold one " + kind + " in PEM");
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(begin.length(), text.length() - end.length()));
        } catch (IllegalArgumentException failure) {
            throw new FileException("credentials cannot be read: " + file + ": " + failure.getMessage(), failure);
        }
    }
}
