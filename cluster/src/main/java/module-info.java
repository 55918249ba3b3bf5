/**
 * An executor over many machines: certificates ({@code syrtis.trust}), tiles from worker to worker ({@code syrtis.transfer})
 * and the actors that place and supervise the work. Pekko and Scala are automatic modules, so this one runs from the class
 * path only where an image of modules is wanted.
 */
module syrtis.cluster {
    requires static org.jspecify;
    requires transitive syrtis.core;
    requires transitive syrtis.wire;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.slf4j;
    requires pekko.actor;
    requires pekko.actor.typed;
    requires pekko.cluster;
    requires pekko.cluster.ddata;
    requires pekko.cluster.sharding.typed;
    requires pekko.cluster.typed;
    requires scala.library;
    requires typesafe.config;

    exports syrtis.cluster;
    exports syrtis.schedule;
    exports syrtis.transfer;
    exports syrtis.trust;

    provides syrtis.run.Connector with
            syrtis.cluster.ClusterConnector;
}
