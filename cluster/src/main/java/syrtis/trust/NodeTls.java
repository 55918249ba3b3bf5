package syrtis.trust;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * TLS between nodes: version 1.3 only, and both sides show a certificate of the cluster's authority. All nodes show the same one, so names are
 * not compared: they would tell nothing more.
 */
public final class NodeTls {
    static final String PROTOCOL = "TLSv1.3";

    private static final String[] PROTOCOLS = {PROTOCOL};

    private NodeTls() {}

    /** The engine of the side that calls; {@code context} is that of {@link Credentials#nodeContext}. */
    public static SSLEngine caller(SSLContext context) {
        return engine(context, true);
    }

    /** The engine of the side that is called. */
    public static SSLEngine called(SSLContext context) {
        SSLEngine engine = engine(context, false);
        engine.setNeedClientAuth(true);
        return engine;
    }

    private static SSLEngine engine(SSLContext context, boolean isClient) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(isClient);
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }
}
