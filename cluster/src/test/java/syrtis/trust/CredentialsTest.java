package syrtis.trust;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import syrtis.type.FileException;

class CredentialsTest {
    @TempDir
    Path folder;

    @Test
    void filesAreTheirOwnersAlone() throws IOException {
        Path made = folder.resolve("made");
        Credentials.create(made, List.of());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
        try (Stream<Path> files = Files.list(made)) {
            Set<String> seen = new TreeSet<>();
            for (Path file : files.toList()) {
                seen.add(file.getFileName() + " " + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
            assertEquals(
                    Set.of("ca.pem rw-------", "node.pem rw-------", "node.key rw-------", "token rw-------"), seen);
        }
    }

    @Test
    void whatIsLoadedIsWhatWasMade() {
        Credentials made = Credentials.create(folder, List.of());
        Credentials loaded = Credentials.load(folder);
        assertEquals(made.token(), loaded.token());
        assertTrue(made.token().matches("[0-9a-f]{64}"));
        assertEquals(made.authority(), loaded.authority());
        assertTrue(loaded.validUntil().isAfter(Instant.now().plus(Duration.ofDays(365))));
    }

    @Test
    void newCredentialsReplaceOldOnes() {
        Credentials old = Credentials.create(folder, List.of());
        Credentials made = Credentials.create(folder, List.of());
        assertNotEquals(old.token(), made.token());
        assertEquals(made.token(), Credentials.load(folder).token());
    }

    @Test
    void theNodesCertificateNamesItsHostsForBothDirections() throws Exception {
        Credentials.create(folder, List.of("worker-7.example", "10.1.2.3", "fe80::7"));
        X509Certificate node = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(Files.newInputStream(folder.resolve("node.pem")));
        Set<String> names = node.getSubjectAlternativeNames().stream()
                .map(name -> name.get(1).toString())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Set.of(
                        "localhost",
                        "127.0.0.1",
                        "0:0:0:0:0:0:0:1",
                        "worker-7.example",
                        "10.1.2.3",
                        "fe80:0:0:0:0:0:0:7"),
                names);
        assertEquals(Set.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"), Set.copyOf(node.getExtendedKeyUsage()));
        assertEquals(-1, node.getBasicConstraints());
    }

    @Test
    void aHostThatIsNoneIsRefused() {
        assertMessage(IllegalArgumentException.class, "got \"a b\"", () -> Credentials.create(folder, List.of("a b")));
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        assertMessage(
                FileException.class, "there is no file " + folder.resolve("ca.pem"), () -> Credentials.load(folder));
        Credentials.create(folder, List.of());
        Files.delete(folder.resolve("node.key"));
        assertMessage(
                FileException.class, "there is no file " + folder.resolve("node.key"), () -> Credentials.load(folder));
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws IOException {
        Credentials.create(folder, List.of());
        Files.setPosixFilePermissions(folder.resolve("node.key"), PosixFilePermissions.fromString("rw-r--r--"));
        assertMessage(FileException.class, "node.key (rw-r--r--): chmod 600", () -> Credentials.load(folder));
    }

    @Test
    void aTokenThatOthersMayReadIsRefused() throws IOException {
        Credentials.create(folder, List.of());
        Files.setPosixFilePermissions(folder.resolve("token"), PosixFilePermissions.fromString("rw----r--"));
        assertMessage(FileException.class, "token (rw----r--)", () -> Credentials.load(folder));
    }

    @Test
    void expiredCredentialsAreRefused() {
        Credentials.create(folder, List.of(), Instant.now().minus(Duration.ofDays(4000)));
        assertMessage(FileException.class, "not valid now", () -> Credentials.load(folder));
    }

    @Test
    void credentialsFromTheFutureAreRefused() {
        Credentials.create(folder, List.of(), Instant.now().plus(Duration.ofDays(3)));
        assertMessage(FileException.class, "set this machine's clock", () -> Credentials.load(folder));
    }

    @Test
    void filesOfTwoClustersDoNotMix() throws IOException {
        Path other = folder.resolve("other");
        Credentials.create(folder, List.of());
        Credentials.create(other, List.of());
        Files.copy(other.resolve("node.key"), folder.resolve("node.key"), StandardCopyOption.REPLACE_EXISTING);
        assertMessage(FileException.class, "node.key is not the key of node.pem", () -> Credentials.load(folder));
        Files.copy(other.resolve("node.pem"), folder.resolve("node.pem"), StandardCopyOption.REPLACE_EXISTING);
        assertMessage(FileException.class, "do not fit together", () -> Credentials.load(folder));
    }

    @Test
    void filesThatHoldSomethingElseAreRefused() throws IOException {
        Credentials.create(folder, List.of());
        Files.writeString(folder.resolve("token"), "let me in");
        assertMessage(FileException.class, "64 hexadecimal digits", () -> Credentials.load(folder));
        Files.writeString(folder.resolve("node.key"), "a key");
        assertMessage(FileException.class, "does not hold one PRIVATE KEY in PEM", () -> Credentials.load(folder));
        Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertMessage(FileException.class, "ca.pem is no certificate", () -> Credentials.load(folder));
    }

    @Test
    void olderTlsIsNotSpokenByEitherSide() {
        SSLContext context = Credentials.create(folder, List.of()).nodeContext();
        assertArrayEquals(new String[] {"TLSv1.3"}, NodeTls.caller(context).getEnabledProtocols());
        assertArrayEquals(new String[] {"TLSv1.3"}, NodeTls.called(context).getEnabledProtocols());
    }

    @Test
    void bothSidesMustShowACertificate() {
        SSLContext context = Credentials.create(folder, List.of()).nodeContext();
        assertTrue(NodeTls.called(context).getNeedClientAuth());
    }

    @Test
    void theCertificateIsOfTheNamesItWasMadeForAndOfThisMachines() throws Exception {
        Credentials made = Credentials.create(folder, List.of("node.example.org"));
        assertEquals("TLSv1.3", speak(made, made, "localhost"));
        assertThrows(SSLException.class, () -> speak(made, made, "elsewhere.example.org"));
    }

    @Test
    void anotherClustersClientsDoNotTrustUs() {
        Credentials made = Credentials.create(folder, List.of());
        Credentials other = Credentials.create(folder.resolve("other"), List.of());
        assertThrows(SSLException.class, () -> speak(made, other, "localhost"));
    }

    /** One byte there and one back over sockets, with a client that compares names as gRPC does; the protocol that was spoken. */
    private static String speak(Credentials server, Credentials client, String name) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trusting(client), null);
        try (SSLServerSocket listening = (SSLServerSocket)
                server.nodeContext().getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread serving = Thread.ofPlatform().start(() -> {
                try (var accepted = listening.accept()) {
                    accepted.getOutputStream().write(accepted.getInputStream().read());
                } catch (IOException _) {
                    // The client sees it and says so.
                }
            });
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
                    SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket(plain, name, plain.getPort(), true)) {
                var parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.getOutputStream().write(42);
                assertEquals(42, socket.getInputStream().read());
                return socket.getSession().getProtocol();
            } finally {
                join(serving);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static TrustManager[] trusting(Credentials made) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", made.authority());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust.getTrustManagers();
    }

    private static void assertMessage(Class<? extends Exception> kind, String part, Executable asked) {
        Exception failure = assertThrows(kind, asked);
        assertTrue(String.valueOf(failure.getMessage()).contains(part), failure.getMessage());
    }
}
