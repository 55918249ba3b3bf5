/** The command {@code syrtis}. */
module syrtis.cli {
    requires static org.jspecify;
    requires info.picocli;
    requires jdk.jshell;
    requires java.logging;
    requires java.management;
    requires syrtis.bench;
    requires syrtis.cluster;
    requires syrtis.core;
    requires syrtis.natives;
    requires syrtis.wire;

    opens syrtis.cli to
            info.picocli;
}
