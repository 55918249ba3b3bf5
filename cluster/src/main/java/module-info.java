/**
 * An executor over many machines: certificates ({@code syrtis.trust}), tiles from worker to worker ({@code syrtis.transfer})
 * and the actors that place and supervise the work. Pekko and Scala are automatic modules: no image of modules holds them, so
 * the product runs from the class path.
 */
module syrtis.cluster {
    requires static org.jspecify;
    requires syrtis.core;
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

    exports syrtis.transfer;
    exports syrtis.trust;
}
