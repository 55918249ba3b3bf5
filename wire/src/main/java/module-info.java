/**
 * The protocol between a cluster and its clients: what is sent ({@code syrtis.wire.v1}, generated from the schema), and those who write and
 * read it ({@code syrtis.wire}).
 */
@SuppressWarnings("requires-transitive-automatic")
module syrtis.wire {
    requires static org.jspecify;
    requires transitive syrtis.core;
    requires transitive com.google.protobuf;
    requires transitive io.grpc;
    requires transitive io.grpc.stub;
    requires io.grpc.protobuf;
    requires io.grpc.netty.shaded;
    requires com.google.common;

    exports syrtis.wire;
    exports syrtis.wire.v1;
}
