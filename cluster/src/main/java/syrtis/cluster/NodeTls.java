package syrtis.cluster;

import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;
import syrtis.trust.Credentials;

/**
 * TLS between the actors of nodes, with the cluster's own {@link Credentials}: both sides show a certificate of the cluster's authority, and
 * the one that is called must have the name by which it is called. Pekko makes it by its name in the configuration.
 */
public final class NodeTls implements SSLEngineProvider {
    /** Where the configuration names the folder of the credentials. */
    static final String FOLDER = "syrtis.credentials";

    private final SSLContext context;

    public NodeTls(ActorSystem system) {
        context = Credentials.load(Path.of(system.settings().config().getString(FOLDER))).nodeContext();
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        SSLEngine engine = context.createSSLEngine(hostname, port);
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return engine;
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        SSLEngine engine = context.createSSLEngine(hostname, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return Option.empty(); // The handshake has verified all there is.
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        return Option.empty();
    }
}
