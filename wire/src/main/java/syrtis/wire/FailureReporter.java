package syrtis.wire;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import org.jspecify.annotations.Nullable;
import syrtis.wire.v1.Failure;

/** Sends exceptions of the service as {@link Failure}s in the trailer of the call. */
final class FailureReporter implements ServerInterceptor {
    static final Metadata.Key<Failure> TRAILER = Metadata.Key.of(
            "syrtis-failure-bin", ProtoUtils.metadataMarshaller(Failure.getDefaultInstance()));

    /** Characters of a message: trailers are headers of HTTP, of which 8 KiB are taken everywhere. */
    private static final int MOST_MESSAGE = 1000;
    private static final int MOST_DESCRIPTION = 200;

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        ServerCall<Q, A> reporting = new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                Throwable cause = status.getCause();
                if (status.isOk() || cause == null || cause instanceof StatusException || cause instanceof StatusRuntimeException) {
                    super.close(status, trailers);
                } else {
                    report(cause, trailers);
                }
            }

            private void report(Throwable cause, Metadata trailers) {
                Failure failure = Failures.encode(cause);
                trailers.put(TRAILER, failure.toBuilder().setMessage(cut(failure.getMessage(), MOST_MESSAGE)).build());
                super.close(status(failure.getKind())
                        .withDescription(failure.getKind() + ": " + cut(failure.getMessage(), MOST_DESCRIPTION)), trailers);
            }
        };
        return new Guarded<>(next.startCall(reporting, headers), reporting);
    }

    private static Status status(String kind) {
        return switch (kind) {
            case "BugException" -> Status.INTERNAL;
            case "BudgetException" -> Status.RESOURCE_EXHAUSTED;
            case "CancelledException" -> Status.CANCELLED;
            case "ConnectionException" -> Status.UNAVAILABLE;
            case "FileException", "KernelException" -> Status.FAILED_PRECONDITION;
            default -> Status.INVALID_ARGUMENT; // What the user asked for cannot be.
        };
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }

    /** Catches what the service throws rather than gives to {@code onError}. */
    private static final class Guarded<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private boolean failed;

        Guarded(ServerCall.Listener<Q> listener, ServerCall<Q, ?> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            guard(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            guard(super::onHalfClose);
        }

        @Override
        public void onReady() {
            guard(super::onReady);
        }

        private void guard(Runnable work) {
            if (failed) {
                return;
            }
            @Nullable RuntimeException thrown = null;
            try {
                work.run();
            } catch (RuntimeException failure) {
                thrown = failure;
            }
            if (thrown != null) {
                failed = true;
                boolean said = thrown instanceof StatusRuntimeException;
                call.close(said ? Status.fromThrowable(thrown) : Status.UNKNOWN.withCause(thrown), new Metadata());
            }
        }
    }
}
