/**
 * An executor over many machines: supervisors and workers ({@code syrtis.cluster}), what they decide ({@code syrtis.schedule}),
 * certificates ({@code syrtis.trust}) and tiles from worker to worker ({@code syrtis.transfer}). Pekko and Scala are automatic
 * modules: no image of modules holds them, so the product runs from the class path.
 */
module syrtis.cluster {
    requires static org.jspecify;
    requires transitive syrtis.core;
    requires transitive syrtis.wire;
    requires com.google.protobuf;
    requires io.grpc;
    requires io.grpc.stub;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.slf4j;
    requires pekko.actor;
    requires pekko.actor.typed;
    requires pekko.cluster;
    requires pekko.cluster.ddata;
    requires pekko.cluster.sharding;
    requires pekko.cluster.sharding.typed;
    requires pekko.cluster.typed;
    requires pekko.remote;
    requires scala.library;
    requires typesafe.config;

    exports syrtis.cluster;
    exports syrtis.schedule;
    exports syrtis.transfer;
    exports syrtis.trust;

    provides syrtis.run.Connector with
            syrtis.cluster.ClusterConnector;
}
