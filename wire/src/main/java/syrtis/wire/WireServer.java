package syrtis.wire;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import syrtis.type.ConnectionException;
import syrtis.type.FileException;
import syrtis.wire.v1.ClusterGrpc;

/**
 * Answers a cluster's clients: TLS always, and a token with every call. Each call has a virtual thread of its own, so the service may block. What
 * it throws, or gives to {@code onError}, is the user's exception on the other side ({@link Failures}).
 */
public final class WireServer implements AutoCloseable {
    private static final long FAREWELL_SECONDS = 2;

    private final Server server;
    private final int port;
    private final ExecutorService executor;

    /**
     * What a server is started with.
     *
     * @param address where it listens; port 0 for any
     * @param token what every call must carry
     * @param mostBytes of a message
     */
    public record Settings(InetSocketAddress address, Identity identity, String token, int mostBytes) {
        private static final int MOST_BYTES = 96 << 20; // A graph of the usual limits, with its lines.

        public Settings {
            if (token.isBlank()) {
                throw new IllegalArgumentException("a server needs a token");
            }
        }

        /** Reachable from this machine only. */
        public static Settings loopback(int port, Identity identity, String token) {
            return new Settings(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), identity, token, MOST_BYTES);
        }

        /** Listening elsewhere, which is to be an explicit choice. */
        public Settings withAddress(InetSocketAddress address) {
            return new Settings(address, identity, token, mostBytes);
        }

        public Settings withMostBytes(int mostBytes) {
            return new Settings(address, identity, token, mostBytes);
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "WireServer.Settings[" + address + "]";
        }
    }

    private WireServer(Server server, ExecutorService executor) {
        this.server = server;
        port = server.getPort();
        this.executor = executor;
    }

    /**
     * Starts to answer with {@code service}.
     *
     * @throws FileException if certificate or key are none
     * @throws ConnectionException if it cannot listen there
     */
    public static WireServer start(Settings settings, ClusterGrpc.ClusterImplBase service) {
        SslContext tls = tls(settings.identity());
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Server server = NettyServerBuilder.forAddress(settings.address())
                .sslContext(tls)
                .executor(executor)
                .maxInboundMessageSize(settings.mostBytes())
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(ServerInterceptors.intercept(
                        service, new FailureReporter(), new TokenCheck(settings.token()))) // the last one comes first
                .build();
        try {
            server.start();
        } catch (IOException taken) {
            executor.close();
            throw new ConnectionException("cannot listen on " + settings.address() + ": "
                    + Objects.requireNonNullElse(taken.getMessage(), "unknown reason") + ": choose another port or address", taken);
        }
        return new WireServer(server, executor);
    }

    private static SslContext tls(Identity identity) {
        try {
            return GrpcSslContexts.configure(
                            SslContextBuilder.forServer(stream(identity.chain()), stream(identity.key())), SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .build();
        } catch (SSLException | IllegalArgumentException unusable) {
            throw new FileException("certificate chain and key are not usable: "
                    + Objects.requireNonNullElse(unusable.getMessage(), "unknown reason")
                    + ": give both in PEM, the key in PKCS#8 without a password", unusable);
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Takes no more calls, lets those under way end for some seconds, then breaks them off. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
                server.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }
}
