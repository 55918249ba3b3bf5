package syrtis.cluster;

/** The version of Syrtis: nodes of one cluster run the same. */
final class Version {
    static final String TEXT = "0.1.0-SNAPSHOT";

    private Version() {}
}
