package syrtis.trust;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A context whose engines and sockets speak TLS 1.3 and nothing older. The JDK's own context of that name lets servers speak 1.2
 * unless each engine is told not to.
 */
final class Tls13 extends SSLContextSpi {
    static final String NAME = "TLSv1.3";
    private static final String[] PROTOCOLS = {NAME};

    private final SSLContext any;

    private Tls13(SSLContext any) {
        this.any = any;
    }

    /** Restricts a context that is ready to use. */
    static SSLContext only(SSLContext any) {
        return new SSLContext(new Tls13(any), any.getProvider(), NAME) {};
    }

    private static SSLEngine only(SSLEngine engine) {
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }

    private static Socket only(Socket socket) {
        ((SSLSocket) socket).setEnabledProtocols(PROTOCOLS);
        return socket;
    }

    private static ServerSocket only(ServerSocket socket) {
        ((SSLServerSocket) socket).setEnabledProtocols(PROTOCOLS);
        return socket;
    }

    @Override
    protected void engineInit(
            KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("what this context shows and trusts is settled: it comes from credentials");
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return only(any.createSSLEngine());
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return only(any.createSSLEngine(host, port));
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return any.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return any.getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return only(any.getDefaultSSLParameters());
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return only(any.getSupportedSSLParameters());
    }

    private static SSLParameters only(SSLParameters parameters) {
        parameters.setProtocols(PROTOCOLS);
        return parameters;
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return new Sockets(any.getSocketFactory());
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return new ServerSockets(any.getServerSocketFactory());
    }

    private static final class Sockets extends SSLSocketFactory {
        private final SSLSocketFactory any;

        Sockets(SSLSocketFactory any) {
            this.any = any;
        }

        @Override
        public Socket createSocket() throws IOException {
            return only(any.createSocket());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return only(any.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return only(any.createSocket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return only(any.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return only(any.createSocket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(Socket under, String host, int port, boolean closes) throws IOException {
            return only(any.createSocket(under, host, port, closes));
        }

        @Override
        public Socket createSocket(Socket under, InputStream consumed, boolean closes) throws IOException {
            return only(any.createSocket(under, consumed, closes));
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return any.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return any.getSupportedCipherSuites();
        }
    }

    private static final class ServerSockets extends SSLServerSocketFactory {
        private final SSLServerSocketFactory any;

        ServerSockets(SSLServerSocketFactory any) {
            this.any = any;
        }

        @Override
        public ServerSocket createServerSocket() throws IOException {
            return only(any.createServerSocket());
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return only(any.createServerSocket(port));
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return only(any.createServerSocket(port, backlog));
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
            return only(any.createServerSocket(port, backlog, address));
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return any.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return any.getSupportedCipherSuites();
        }
    }
}
