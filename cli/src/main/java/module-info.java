/** The command {@code syrtis}. */
module syrtis.cli {
    requires static org.jspecify;
    requires info.picocli;
    requires jdk.jshell;
    requires syrtis.bench;
    requires syrtis.core;
    requires syrtis.natives;

    opens syrtis.cli to
            info.picocli;
}
