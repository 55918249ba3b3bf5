/** Questions answered with numbers: how fast Syrtis is, what its rivals take for the same, and what the machine could do. */
module syrtis.bench {
    requires static org.jspecify;
    requires jdk.management;
    requires syrtis.core;

    exports syrtis.bench;
}
