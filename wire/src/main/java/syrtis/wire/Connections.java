package syrtis.wire;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import syrtis.type.BugException;
import syrtis.type.CancelledException;
import syrtis.type.ConnectionException;
import syrtis.type.FileException;
import syrtis.type.SyrtisException;
import syrtis.wire.v1.Failure;

/** The channels to a cluster's addresses, and who is asked next. */
final class Connections implements AutoCloseable {
    /** A peer from which nothing came this long is asked whether it lives. gRPC allows no less. */
    private static final long SILENCE_SECONDS = 10;

    /** One that does not answer this long is taken for dead. */
    private static final long ANSWER_SECONDS = 5;

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1000;
    private static final int MOST_BYTES = 16 << 20;

    private final WireClient.Settings settings;
    private final SslContext tls;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<Channel> bearing = new ArrayList<>();
    private volatile int current;

    /** A question to one node. */
    interface Question<A> {
        A ask(Channel channel, Patience patience);
    }

    /** How long failing to get an answer has lasted. */
    static final class Patience {
        private final Duration length;
        private Instant failing = Instant.MAX;
        private long pause = FIRST_PAUSE_MILLIS;

        Patience(Duration length) {
            this.length = length;
        }

        /** Something came: all is well until now. */
        void renew() {
            failing = Instant.MAX;
            pause = FIRST_PAUSE_MILLIS;
        }

        private boolean isOver(Instant now) {
            failing = failing.isBefore(now) ? failing : now;
            return Duration.between(failing, now).compareTo(length) > 0;
        }

        private void rest() {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new CancelledException("waiting for the cluster was interrupted");
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    Connections(WireClient.Settings settings) {
        this.settings = settings;
        tls = tls(settings.authority());
        Metadata headers = new Metadata();
        headers.put(TokenCheck.AUTHORIZATION, TokenCheck.SCHEME + settings.token());
        try {
            for (String address : settings.addresses()) {
                ManagedChannel channel = channel(address);
                channels.add(channel);
                bearing.add(ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
            }
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private static SslContext tls(String authority) {
        try {
            return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                    .trustManager(new ByteArrayInputStream(authority.getBytes(StandardCharsets.UTF_8)))
                    .protocols("TLSv1.3")
                    .build();
        } catch (SSLException | IllegalArgumentException unusable) {
            throw new FileException("the certificate of the authority is not usable: "
                    + Objects.requireNonNullElse(unusable.getMessage(), "unknown reason") + ": give it in PEM", unusable);
        }
    }

    private ManagedChannel channel(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : address.substring(0, colon);
        String port = address.substring(colon + 1);
        if (host.isEmpty() || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 0xffff) {
            throw new ConnectionException("'" + address + "' is no address: give HOST:PORT");
        }
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(host.replaceAll("^\\[|]$", ""), Integer.parseInt(port))
                .sslContext(tls)
                .keepAliveTime(SILENCE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .maxInboundMessageSize(MOST_BYTES)
                .disableRetry();
        return (settings.serverName().isEmpty() ? builder : builder.overrideAuthority(settings.serverName())).build();
    }

    String address() {
        return settings.addresses().get(current);
    }

    /** Asks each address once, from the current one on, until one answers. */
    <A> A once(Function<Channel, A> question) {
        return ask((channel, _) -> question.apply(channel), new Patience(Duration.ZERO), 1);
    }

    /** Asks one address after the other, round and round, until one answers or the patience is over. */
    <A> A patiently(Question<A> question) {
        return ask(question, new Patience(settings.patience()), Integer.MAX_VALUE);
    }

    private <A> A ask(Question<A> question, Patience patience, int rounds) {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (int tries = 1; ; tries++) {
            int at = current;
            try {
                return question.ask(bearing.get(at), patience);
            } catch (StatusRuntimeException failure) {
                SyrtisException meaning = meaning(failure, settings.addresses().get(at));
                if (!mayPass(failure)) {
                    throw meaning;
                }
                reasons.put(settings.addresses().get(at), Objects.requireNonNullElse(meaning.getMessage(), ""));
                current = (at + 1) % bearing.size();
                boolean isOver = patience.isOver(Instant.now());
                if (tries % bearing.size() == 0) {
                    if (isOver || tries / bearing.size() >= rounds) {
                        throw unreachable(reasons, meaning);
                    }
                    patience.rest();
                }
            }
        }
    }

    private static ConnectionException unreachable(Map<String, String> reasons, SyrtisException last) {
        return new ConnectionException(
                reasons.size() == 1
                        ? Objects.requireNonNullElse(last.getMessage(), "")
                        : "none of the cluster's addresses answers: " + String.join("; ", reasons.values()),
                last);
    }

    /** Whether asking again, or somebody else, can help. */
    private static boolean mayPass(StatusRuntimeException failure) {
        return switch (failure.getStatus().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED -> distrust(failure) == null;
            case CANCELLED -> sent(failure) == null && !isInterrupted(failure); // By a node that leaves.
            case OK, UNKNOWN, INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, RESOURCE_EXHAUSTED,
                    FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED, INTERNAL, DATA_LOSS, UNAUTHENTICATED -> false;
        };
    }

    private static boolean isInterrupted(StatusRuntimeException failure) {
        return Thread.currentThread().isInterrupted() || failure.getStatus().getCause() instanceof InterruptedException;
    }

    private static @Nullable Failure sent(StatusRuntimeException failure) {
        Metadata trailers = failure.getTrailers();
        return trailers == null ? null : trailers.get(FailureReporter.TRAILER);
    }

    /** Why the node is not trusted, or not one at all. */
    private static @Nullable Throwable distrust(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException || cause instanceof NotSslRecordException) {
                return cause;
            }
        }
        return null;
    }

    private static SyrtisException meaning(StatusRuntimeException failure, String address) {
        Failure sent = sent(failure);
        if (sent != null) {
            return Failures.decode(sent);
        }
        Throwable distrust = distrust(failure);
        if (distrust instanceof NotSslRecordException) {
            return new ConnectionException(address + " does not speak TLS: it is not a cluster's address for clients", failure);
        }
        if (distrust != null) {
            return new ConnectionException("the certificate of " + address + " is not to be trusted: " + distrust.getMessage()
                    + ": give the certificate of the authority that the cluster was started with", failure);
        }
        Status status = failure.getStatus();
        String said = Objects.requireNonNullElse(status.getDescription(), "no reason was given");
        return switch (status.getCode()) {
            case UNAUTHENTICATED -> new ConnectionException("the cluster at " + address + " does not let us in: " + said, failure);
            case UNAVAILABLE -> new ConnectionException("no cluster answers at " + address + ": " + said + reason(failure), failure);
            case DEADLINE_EXCEEDED -> new ConnectionException("the cluster at " + address + " did not answer in time", failure);
            case CANCELLED ->
                isInterrupted(failure)
                        ? new CancelledException("waiting for the cluster was interrupted")
                        : new ConnectionException("the cluster at " + address + " broke off: " + said, failure);
            case UNIMPLEMENTED ->
                new ConnectionException("the cluster at " + address + " is of another version: " + said, failure);
            case RESOURCE_EXHAUSTED ->
                new ConnectionException("the message is larger than the cluster at " + address + " takes: " + said
                        + ": put large arrays, or submit less at once", failure);
            case INTERNAL, UNKNOWN, DATA_LOSS -> new ConnectionException("the cluster at " + address + " failed: " + said, failure);
            case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE ->
                new ConnectionException("the cluster at " + address + " refused: " + said, failure);
            case OK -> throw new BugException("a call failed with OK", failure);
        };
    }

    /** What the operating system said: connection refused. */
    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null || cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
    }

    static StatusRuntimeException unchecked(StatusException failure) {
        return new StatusRuntimeException(failure.getStatus(), failure.getTrailers());
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        try {
            for (ManagedChannel channel : channels) {
                channel.awaitTermination(ANSWER_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
